"""Who belongs to a process tree and how much memory it holds, by /proc."""

import contextlib
import os
import resource
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TASKS_PER_PROCESS = 4
"""Threads that each allowed process may have on average. Browsers have about ten, and few
processes; so much room is left by 256 of them that 100 browsers' processes fit."""
_PARENT, _THREADS, _RESIDENT = 1, 17, 21


@dataclass(frozen=True, slots=True)
class Census:
    """The processes of a tree without its root; `resident` in bytes, shared pages many times."""

    pids: tuple[int, ...] = ()
    threads: int = 0
    resident: int = 0


def _stat(pid: str) -> list[bytes]:
    """The fields of /proc/PID/stat after the name, which may hold anything."""
    try:
        fd = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    except OSError:
        return []
    try:
        return os.read(fd, 4096).rpartition(b")")[2].split()
    except OSError:
        return []
    finally:
        os.close(fd)


def count(root: int) -> Census:
    """The tree beneath this process, as of about now."""
    children: dict[int, list[int]] = {}
    about: dict[int, list[bytes]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit() and len(fields := _stat(name)) > _RESIDENT:
            about[int(name)] = fields
            children.setdefault(int(fields[_PARENT]), []).append(int(name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return _summed({pid: about[pid] for pid in found})


def of(pids: Iterable[int]) -> Census:
    """These processes, of which some may have ended; much cheaper than to look for a tree."""
    return _summed({pid: about for pid in pids if len(about := _stat(str(pid))) > _RESIDENT})


def _summed(about: Mapping[int, list[bytes]]) -> Census:
    return Census(
        tuple(about),
        sum(int(fields[_THREADS]) for fields in about.values()),
        sum(int(fields[_RESIDENT]) for fields in about.values()) * _PAGE,
    )


def tasks(pids: int) -> int:
    """Threads that so many processes may have together."""
    return pids * _TASKS_PER_PROCESS


def task_limit(pids: int) -> tuple[int, int]:
    """RLIMIT_NPROC for this many processes; the kernel counts all threads of the user.

    It does not bind root, so it is a second line behind the watch, and twice as wide: the watch
    shall see, and say, that a job went over.
    """
    now = 0
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if os.stat(f"/proc/{name}").st_uid == os.getuid():
                now += len(os.listdir(f"/proc/{name}/task"))
    return resource.RLIMIT_NPROC, now + 2 * tasks(pids)


def proportional(pids: tuple[int, ...]) -> int:
    """Bytes of memory of these processes, each shared page counted once; slow, exact."""
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup", "rb") as rollup:
            total += sum(int(line.split()[1]) for line in rollup if line.startswith(b"Pss:")) << 10
    return total


def available_share() -> float:
    """How much of the machine's memory is still to be had, 0 to 1."""
    with open("/proc/meminfo", "rb") as meminfo:
        values = {line.split(b":")[0]: int(line.split()[1]) for line in meminfo if b"kB" in line}
    return values[b"MemAvailable"] / values[b"MemTotal"]

"""The walls that need no program and no privilege: Landlock and seccomp, or limits alone.

The job shares the host's view of names, so its folder lies on the host's disk, and a supervisor
of our own takes the place of the namespace that would end it. Chromium runs here when its job
asks for `local_sockets`: it refuses to start without a socket file in its profile, and its
graphics process without the list of its own threads, which lies beneath /proc.
"""

import contextlib
import os
import resource
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from vetting.sandbox import census, landlock, seccomp
from vetting.sandbox.cell import INSIDE, Cell, attach, broken, channels, spawn
from vetting.sandbox.gauge import MAX_FILES, MIB
from vetting.sandbox.job import Job, Level, Limits
from vetting.sandbox.view import View

_READABLE = (
    "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/proc/self/",
    "/proc/cpuinfo", "/proc/filesystems", "/proc/meminfo", "/proc/stat", "/proc/version",
    "/proc/sys/vm/overcommit_memory", "/sys/devices/system/cpu/",
)  # fmt: skip
_REMOVALS = (
    ("/bin/rm", "-rf", "--"),
    ("/bin/chmod", "-R", "u+rwX", "--"),
    ("/bin/rm", "-rf", "--"),
)
MAX_DEPTH = 200
_WRITABLE = ("/dev/null", "/dev/zero", "/dev/full")
_PROCESS_IDS = ("/proc/",)
"""To be listed only: what the files there say of other processes stays out of reach."""


def _used(fd: int) -> tuple[int, int]:
    """Bytes and entries beneath a folder, following no link; too deep to tell is too many."""
    size = entries = 0
    waiting = [f"/proc/self/fd/{fd}"]
    while waiting and entries <= MAX_FILES:
        folder = waiting.pop()
        if folder.count("/") > MAX_DEPTH:
            return size, MAX_FILES + 1
        with contextlib.suppress(OSError), os.scandir(folder) as found:
            for entry in found:
                entries += 1
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                with contextlib.suppress(FileNotFoundError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
    return size, entries


def _unlinked(root: int, device: int) -> int:
    """Bytes of files that the tree holds open though they have no name any more."""
    sizes: dict[int, int] = {}
    for pid in census.count(root).pids:
        with contextlib.suppress(OSError), os.scandir(f"/proc/{pid}/fd") as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    about = os.stat(entry.path)
                    if (
                        about.st_nlink == 0
                        and about.st_dev == device
                        and stat.S_ISREG(about.st_mode)
                    ):
                        sizes[about.st_ino] = about.st_blocks * 512
    return sum(sizes.values())


def _measure(folder: int, root: int) -> tuple[int, int]:
    size, entries = _used(folder)
    return size + _unlinked(root, os.fstat(folder).st_dev), entries


def _limits(limits: Limits) -> list[tuple[int, int]]:
    return [(resource.RLIMIT_FSIZE, limits.tmp_mib * MIB), census.task_limit(limits.pids)]


def _import_folder() -> tuple[str, ...]:
    """Where Python must find the package's name: only a checkout lies outside every prefix."""
    above = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
    prefixes = (sys.prefix, sys.base_prefix, "/usr")
    return () if above.startswith(prefixes) else (above + "/",)


def _as_folder(path: str) -> str:
    return path.rstrip("/") + "/" if os.path.isdir(path) else path


class Confined:
    """Builds cells behind Landlock and seccomp, or behind less where the level says so."""

    def __init__(self, level: Level) -> None:
        """Take the walls of this level. Raises BadSetup when this kernel lacks them."""
        self.level = level
        version = landlock.abi()
        if level is Level.LANDLOCK and version < landlock.SOUND_ABI:
            raise broken(f"Landlock ABI {version}, needed {landlock.SOUND_ABI}")
        if level is Level.LANDLOCK and not seccomp.supported():
            raise broken("no seccomp filter for this machine")
        self._version = version if level is Level.LANDLOCK else 0

    def open(self, shown: View, limits: Limits) -> Cell:
        """A cell waiting for its command. Raises BadSetup."""
        del shown
        cwd = os.path.realpath(tempfile.mkdtemp(prefix="vet-job-"))
        ours, theirs = channels()
        python = os.path.realpath(sys.executable)
        command = [python, "-I", "-S", str(INSIDE), str(theirs.fileno()), cwd]
        try:
            with theirs:
                process = spawn(command, [theirs.fileno()])
            return attach(process, ours, [cwd], limits)
        except BaseException:
            os.rmdir(cwd)
            raise

    def inner(self, shown: View, cell: Cell, job: Job) -> Mapping[str, Any]:
        """Everything: there are no outer walls."""
        cwd = cell.cwd
        calls = None
        if self.level is not Level.NONE and seccomp.supported():
            scoped = self._version >= landlock.SIGNAL_ABI
            calls = seccomp.program(
                namespaces=False, scoped_signals=scoped, local_sockets=job.local_sockets
            )
        return {
            "landlock": self._rules(shown, cwd, job.local_sockets) if self._version else None,
            "seccomp": calls,
            "supervise": True,
            "drop_root": os.geteuid() == 0 and self.level is not Level.NONE,
            "cwd": cwd,
            "rlimits": () if self.level is Level.NONE else _limits(job.limits),
        }

    def _rules(self, shown: View, cwd: str, local: bool) -> landlock.Rules:
        paths = [*shown.paths, *(at for _, at in shown.links)]
        read = [*map(_as_folder, paths), *_READABLE]
        write = [cwd + "/", *_WRITABLE, *(f"{path}/" for path in shown.writable)]
        names = (*_import_folder(), *(_PROCESS_IDS if local else ()))
        return landlock.rules(
            read, write, names=names, inet=False, sockets=local, version=self._version
        )

    def disk(self, cell: Cell) -> Callable[[], tuple[int, int]]:
        """What lies in the folder, and what was unlinked there and is still open."""
        return partial(_measure, cell.folders[0], cell.process.pid)

    def clear(self, cell: Cell) -> None:
        """Remove the job's folder, however deep or locked it was left."""
        with contextlib.suppress(OSError):
            os.rmdir(cell.cwd)
        for command in _REMOVALS:
            if os.path.lexists(cell.cwd):
                subprocess.run([*command, cell.cwd], capture_output=True, env={}, check=False)

"""The kernel's own caps on a job: a control group for each, where we may make one.

A watch alone loses the race against a fork bomb, since the bomb takes the processor from it, and
RLIMIT_NPROC does not bind root. A control group binds everybody. It can be made by root, by a
user in the part of the tree that systemd hands over to each login, and wherever else a part is
delegated; versions 1 and 2 serve alike. Where none can be made, the other two lines stand.
"""

import contextlib
import errno
import itertools
import os
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vetting.sandbox.job import Cap

_NAME = "vet-job-"
_ATTEMPTS, _PAUSE = 100, 0.005
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class Group:
    """The control group of one job, or none."""

    folder: Path | None = None

    def cap(self) -> Cap | None:
        """The cap that the kernel has held the job to, if any."""
        if self._counted("pids.events", "max"):
            return Cap.PIDS
        return Cap.MEMORY if self._counted("memory.events", "oom_kill") else None

    def members(self) -> tuple[int, ...]:
        """The processes in it; none where there is no group."""
        if self.folder:
            with contextlib.suppress(OSError, ValueError):
                return tuple(map(int, (self.folder / "cgroup.procs").read_text().split()))
        return ()

    def tasks(self) -> int:
        """The tasks in it, with those that have ended and were not yet collected."""
        if self.folder:
            with contextlib.suppress(OSError, ValueError):
                return int((self.folder / "pids.current").read_text())
        return 0

    def _counted(self, name: str, event: str) -> bool:
        """Whether the kernel has counted such an event."""
        if not self.folder:
            return False
        with contextlib.suppress(OSError):
            lines = (self.folder / name).read_text().splitlines()
            return any(line.split()[:1] == [event] and line.split()[1:] != ["0"] for line in lines)
        return False

    def remove(self) -> None:
        """Give it back; every task in it has ended, though the kernel may still be clearing up."""
        for _ in range(_ATTEMPTS if self.folder else 0):
            try:
                os.rmdir(self.folder or "")
            except OSError as error:
                if error.errno != errno.EBUSY:
                    return
                time.sleep(_PAUSE)
            else:
                return


def is_available() -> bool:
    """Whether jobs get a group here; root's jobs have no other bound in the kernel on tasks."""
    return _parent() is not None


def around(pid: int, tasks: int, memory: int) -> Group:
    """A group that holds this process, and all it will start, to so many tasks.

    Where the memory controller of version 2 is there too, also to so many bytes, files in tmpfs
    included; then the kernel ends all of the job at once.
    """
    parent = _parent()
    if not parent:
        return Group()
    group = Group(parent / f"{_NAME}{os.getpid()}-{next(_numbers)}")
    assert group.folder  # noqa: S101
    try:
        group.folder.mkdir()
        (group.folder / "pids.max").write_text(str(tasks))
        for name, value in (("memory.max", memory), ("memory.oom.group", 1)):
            if (group.folder / name).exists():
                (group.folder / name).write_text(str(value))
        (group.folder / "cgroup.procs").write_text(str(pid))
    except OSError:
        group.remove()
        return Group()
    return group


@cache
def _parent() -> Path | None:
    """The nearest folder above us in which a group can be made and entered."""
    for folder in _above():
        trial = folder / f"{_NAME}{os.getpid()}-trial"
        try:
            _sweep(folder)
            trial.mkdir()
            (trial / "pids.max").write_text("9")
        except OSError:
            continue
        finally:
            with contextlib.suppress(OSError):
                trial.rmdir()
        if os.access(folder / "cgroup.procs", os.W_OK):
            return folder
    return None


def _sweep(folder: Path) -> None:
    """Remove what a killed run left; the kernel lets no group go that still holds a task."""
    for left in folder.glob(f"{_NAME}*-*"):
        owner = left.name.removeprefix(_NAME).partition("-")[0]
        if not Path("/proc", owner).exists():
            with contextlib.suppress(OSError):
                left.rmdir()


def _above() -> list[Path]:
    try:
        mounts = Path("/proc/self/mountinfo").read_text()
        memberships = Path("/proc/self/cgroup").read_text()
    except OSError:
        return []
    return [folder for folder in standing(mounts, memberships) if _counts(folder)]


def standing(mounts: str, memberships: str) -> list[Path]:
    """Where a process stands in the trees that may count tasks, and all folders above that.

    The texts are those of /proc/PID/mountinfo and /proc/PID/cgroup.
    """
    own = dict(line.split(":", 2)[1:] for line in memberships.splitlines())
    found = []
    for line in mounts.splitlines():
        front, _, back = line.partition(" - ")
        root, at = front.split()[3:5]
        kind, _, options = back.split(" ", 2)
        name = {"cgroup": "pids", "cgroup2": ""}.get(kind)
        if name is None or (name and name not in options.split(",")) or name not in own:
            continue
        inside = os.path.relpath(own[name], root)
        here = Path(at, *(() if inside.startswith("..") else Path(inside).parts))
        found += [f for f in (here, *here.parents) if f.is_relative_to(at)]
    return found


def _counts(folder: Path) -> bool:
    """Whether groups made in this folder count tasks; version 1 has no list and always does."""
    told = folder / "cgroup.subtree_control"
    with contextlib.suppress(OSError):
        return not told.exists() or "pids" in told.read_text().split()
    return False

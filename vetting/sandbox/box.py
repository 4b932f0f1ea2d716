"""Runs jobs behind one kind of walls: the Sandbox that everything else uses."""

import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from vetting.sandbox import folder, seccomp, view
from vetting.sandbox.asking import Leave
from vetting.sandbox.cell import Cell, TargetMissing
from vetting.sandbox.gauge import MIB, Gauge
from vetting.sandbox.job import Cap, Done, Job, Level, Limits
from vetting.sandbox.watch import Watch

NOT_STARTED = 127
"""The return code, as in a shell, of a command that is not there or cannot be executed."""

_BASE_ENV = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
    "NO_COLOR": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": "/dev/null",
}
_OPEN_FILES = 4096
_FILE_TOO_LARGE = 128 + signal.SIGXFSZ
_NO_CORE = 1
"""Byte, not zero: at zero the kernel still feeds a crash to a handler named in core_pattern."""
_running: set[Cell] = set()
_lock = threading.Lock()


class Walls(Protocol):
    """One way to build a cell."""

    level: Level

    def open(self, shown: view.View, limits: Limits) -> Cell:
        """A cell waiting for its command. Raises BadSetup."""
        ...

    def inner(self, shown: view.View, cell: Cell, job: Job) -> Mapping[str, Any]:
        """What the inside still has to put up before it becomes the job."""
        ...

    def disk(self, cell: Cell) -> Callable[[], tuple[int, int]]:
        """What tells the bytes and files that the job's folders hold."""
        ...

    def clear(self, cell: Cell) -> None:
        """Remove what the cell left on the host."""
        ...


def _asking(cell: Cell, level: Level) -> bytes | None:
    """The filter that asks for each task, where nothing else in the kernel bounds them.

    RLIMIT_NPROC does not bind root; a control group would.
    """
    unbound = os.geteuid() == 0 and not cell.group.folder and level is not Level.NONE
    return seccomp.asking() if unbound and seccomp.supported() else None


def _specification(job: Job, inner: Mapping[str, Any]) -> dict[str, Any]:
    cwd = inner["cwd"]
    own = {"HOME": cwd, "TMPDIR": cwd}
    given = {k: v.replace("{cwd}", cwd) for k, v in job.env.items()}
    limits = [(resource.RLIMIT_CORE, _NO_CORE), (resource.RLIMIT_NOFILE, _OPEN_FILES)]
    return {
        **inner,
        "argv": [os.fsencode(a.replace("{cwd}", cwd)) for a in job.argv],
        "env": {os.fsencode(k): os.fsencode(v) for k, v in (_BASE_ENV | own | given).items()},
        "rlimits": limits + list(inner.get("rlimits", ())),
    }


class Box:
    """A sandbox of one level. Safe to use from several threads at once."""

    def __init__(self, walls: Walls) -> None:
        """Run every job behind these walls."""
        self._walls = walls
        self.bounds_tasks = True
        """Whether the kernel held the last job to its tasks, and not the watch alone."""

    @property
    def level(self) -> Level:
        """The walls in force."""
        return self._walls.level

    def run(self, job: Job) -> Done:
        """Run the job to its end or its cap; every process it started is dead on return.

        The return code follows the shell: 127 when the command could not be executed, 128 plus
        the signal that ended it. Raises BadSetup when the sandbox itself cannot be built and
        ValueError for a job that asks for what no job may have.
        """
        shown = view.extended(job.read_only, job.writable)
        for name in (*job.inputs, *job.collect):
            folder.parts_of(name)
        started = time.monotonic()
        cell = self._walls.open(shown, job.limits)
        with _lock:
            _running.add(cell)
        try:
            return self._run(job, shown, cell, started)
        finally:
            with _lock:
                _running.discard(cell)
            try:
                cell.end()
            finally:
                self._walls.clear(cell)
                cell.close()

    def _run(self, job: Job, shown: view.View, cell: Cell, started: float) -> Done:
        folder.lay(cell.folders[0], job.inputs)
        try:
            inner = {**self._walls.inner(shown, cell, job), "asking": _asking(cell, self.level)}
            cell.send(_specification(job, inner))
        except TargetMissing as missing:
            took = time.monotonic() - started
            return Done(NOT_STARTED, b"", str(missing).encode(), None, took, 0, self.level)
        group = cell.group
        self.bounds_tasks = os.geteuid() != 0 or bool(group.folder) or cell.asking >= 0
        gauge = Gauge(
            cell.process.pid,
            job.limits,
            self._walls.disk(cell),
            group.cap,
            group.members,
            group.tasks,
        )
        leave = Leave(cell.asking, cell.process.pid, job.limits)
        watch = Watch(cell, job.limits, gauge, memoryview(job.stdin), leave)
        cap = watch.run()
        room = job.limits.output_mib * MIB
        files, over = folder.bring(cell.folders[0], job.collect, room)
        returncode = cell.process.wait()
        if returncode == _FILE_TOO_LARGE:
            cap = cap or Cap.DISK
        return Done(
            returncode=returncode,
            stdout=bytes(watch.out[:room]),
            stderr=bytes(watch.err[: max(room - len(watch.out), 0)]),
            cap=cap or (Cap.OUTPUT if over else None),
            seconds=time.monotonic() - started,
            peak_mib=gauge.peak // MIB,
            level=self.level,
            files=files,
        )


def stop_all() -> None:
    """End every job that runs now, from whichever thread; their `run` then returns."""
    with _lock:
        for cell in _running:
            cell.kill()

"""Wall time, processor time and memory of a command with all its descendants."""

import atexit
import contextlib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vetting.sandbox import census

_EVERY = 0.5


@dataclass(frozen=True)
class Measured:
    """What a command took.

    `cpu` are processor seconds, None where the kernel does not count them for us; `peak` is in MiB,
    shared pages counted once; `code` is None for a command that was stopped at its time limit.
    """

    seconds: float
    cpu: float | None
    peak: int
    code: int | None


def measured(command: Sequence[str], environment: Mapping[str, str], limit: float) -> Measured:
    """Run the command to its end, or for `limit` seconds."""
    start, before, peak = time.perf_counter(), cpu(), 0
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, start_new_session=True) as run:  # fmt: skip
        try:
            while run.poll() is None and time.perf_counter() - start < limit:
                peak = max(peak, census.proportional((run.pid, *census.count(run.pid).pids)))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    run.wait(_EVERY)
            code = run.returncode
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, 9)
    seconds, after = time.perf_counter() - start, cpu()
    used = None if before is None or after is None else after - before
    return Measured(seconds, used, peak >> 20, code)


def cpu() -> float | None:
    """Processor seconds of this process and all its descendants, since the first call.

    A control group counts them: what a process tells of its children leaves out those that lived
    in a namespace of their own.
    """
    group = _group()
    if group is None:
        return None
    with contextlib.suppress(OSError):
        return int((group / "cpuacct.usage").read_text()) / 1e9
    figures = dict(line.split() for line in (group / "cpu.stat").read_text().splitlines())
    return int(figures["usage_usec"]) / 1e6


@cache
def _group() -> Path | None:
    """A control group that this process has been moved to; None where we may make none."""
    for top in (Path("/sys/fs/cgroup/cpuacct"), Path("/sys/fs/cgroup")):
        group = top / f"vet-bench-{os.getpid()}"
        with contextlib.suppress(OSError):
            if top.name == "cgroup" and not (top / "cgroup.controllers").exists():
                continue
            group.mkdir()
            (group / "cgroup.procs").write_text(str(os.getpid()))
            atexit.register(_leave, top, group)
            return group
    return None


def _leave(top: Path, group: Path) -> None:
    with contextlib.suppress(OSError):
        (top / "cgroup.procs").write_text(str(os.getpid()))
        group.rmdir()

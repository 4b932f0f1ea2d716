"""Our own modules on hostile input: how one is asked inside the sandbox, and what it answered.

The other end, inside, is `serving.py`.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vetting.model.outcome import Failed, Reason
from vetting.sandbox.job import Cap, Done, Job, Limits

_CAPS = {
    Cap.WALL: Reason.TIMED_OUT,
    Cap.MEMORY: Reason.MEMORY_CAP,
    Cap.OUTPUT: Reason.OUTPUT_CAP,
    Cap.PIDS: Reason.MEMORY_CAP,
    Cap.DISK: Reason.OUTPUT_CAP,
}


def cap_failure(tool: str, done: Done) -> Failed | None:
    """The failure that a hit limit means, or None when no limit was hit."""
    if done.cap is None:
        return None
    return Failed(_CAPS[done.cap], tool, f"{done.cap.value} after {done.seconds:.0f} s")


# What programs begin the line with that says why they end; a trace or advice may follow it.
_CAUSE = re.compile(r"(?:[A-Za-z_.]{0,60}(?:Error|Exception)|Failure|Fatal error)\b[^:]{0,20}: ")


def last_line(output: bytes, width: int = 200) -> str:
    """The last line of a tool's output that names a cause, else the last one that is not empty.

    Printable and short, for `Failed.detail`.
    """
    lines = [line for line in output.decode("utf-8", "replace").splitlines() if line.strip()]
    causes = [line for line in lines if _CAUSE.match(line)]
    line = (causes or lines or [""])[-1]
    return "".join(c if c.isprintable() else " " for c in line)[:width]


def worker_job(module: str, payload: Any, *, read_only: Sequence[Path], limits: Limits) -> Job:
    """A job that runs one of our own modules on hostile input, inside the sandbox.

    The module reads one JSON document on stdin and prints one on stdout.
    """
    return Job(
        argv=(sys.executable, "-I", "-m", module),
        read_only=tuple(read_only),
        stdin=json.dumps(payload, ensure_ascii=False).encode(errors="surrogateescape"),
        limits=limits,
    )


def parsed(tool: str, done: Done) -> Any | Failed:
    """The JSON that a job printed, or the failure that explains why there is none."""
    failure = cap_failure(tool, done)
    if failure:
        return failure
    try:
        return json.loads(done.stdout)
    except (ValueError, RecursionError):
        if done.returncode:
            detail = f"exit {done.returncode}: {last_line(done.stderr)}"
            return Failed(Reason.TOOL_CRASHED, tool, detail)
        return Failed(Reason.OUTPUT_UNREADABLE, tool, f"{len(done.stdout)} bytes, not JSON")

"""Chooses the strongest walls that really stand here, by building them and looking."""

import threading
from collections.abc import Callable, Mapping

from vetting.model.errors import VetError
from vetting.sandbox.box import Box, Walls
from vetting.sandbox.bubblewrap import Namespaces
from vetting.sandbox.cell import broken
from vetting.sandbox.job import Job, Level, Sandbox

_PROBE = Job(("/bin/sh", "-c", "cat && test ! -e /etc/shadow"), stdin=b"alive")
_WALLS: Mapping[Level, Callable[[], Walls]] = {Level.NAMESPACES: Namespaces}
_tried: dict[Level, Box | str] = {}
_lock = threading.Lock()


def _try(level: Level) -> Box | str:
    """A sandbox of this level that has passed its test, or why there is none."""
    try:
        box = Box(_WALLS[level]())
        done = box.run(_PROBE)
    except (VetError, OSError, ValueError) as error:
        return str(error)
    if (done.returncode, done.stdout) != (0, b"alive"):
        return f"self-test gave {done.returncode}: {done.stderr[:200]!r}"
    return box


def _tested(level: Level) -> Box | str:
    with _lock:
        if level not in _tried:
            _tried[level] = _try(level)
        return _tried[level]


def open_sandbox(level: Level | None = None, *, allow_none: bool = False) -> Sandbox:
    """The strongest sandbox that works here, or the one of exactly this level."""
    del allow_none
    reasons = []
    for candidate in _WALLS if level is None else (level,):
        found = _tested(candidate)
        if not isinstance(found, str):
            return found
        reasons.append(f"{candidate.value}: {found}")
    raise broken("; ".join(reasons))

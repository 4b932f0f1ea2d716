"""Chooses the strongest walls that really stand here, by building them and attacking them."""

import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from vetting.model.errors import BadSetup, VetError
from vetting.sandbox.box import Box, Walls
from vetting.sandbox.bubblewrap import Namespaces
from vetting.sandbox.cell import broken
from vetting.sandbox.confined import Confined
from vetting.sandbox.job import Job, Level, Limits, Sandbox

_ATTEMPTS = """
import json, os, sys
order = json.load(sys.stdin)
def tries(act, *arguments):
    try:
        act(*arguments)
    except OSError:
        return False
    return True
def connect():
    import _socket
    door = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    door.settimeout(2)
    door.connect(("127.0.0.1", order["port"]))
print(json.dumps({
    "own folder": not tries(open, "own", "w"),
    "secret": tries(open, order["secret"]),
    "parent": tries(open, "/proc/%d/environ" % order["parent"]),
    "network": tries(connect),
    "writing": tries(open, order["secret"] + ".new", "w") and False,
}))
"""
_ISOLATED = dict.fromkeys(("own folder", "secret", "parent", "network", "writing"), False)
_WALLS: Mapping[Level, Callable[[], Walls]] = {
    Level.NAMESPACES: Namespaces,
    Level.LANDLOCK: partial(Confined, Level.LANDLOCK),
    Level.RLIMITS: partial(Confined, Level.RLIMITS),
    Level.NONE: partial(Confined, Level.NONE),
}
_tried: dict[Level, Box | str] = {}
_lock = threading.Lock()


def _attack(box: Box) -> str:
    """What an attacker inside achieved, empty when nothing."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        secret = Path(folder, "secret")
        secret.write_text("x")
        order = {"secret": str(secret), "port": server.getsockname()[1], "parent": os.getpid()}
        python = os.path.realpath(sys.executable)
        job = Job(
            (python, "-I", "-S", "-c", _ATTEMPTS),
            stdin=json.dumps(order).encode(),
            limits=Limits(wall_seconds=20),
        )
        done = box.run(job)
        wrote = Path(folder, "secret.new").exists()
    try:
        seen = json.loads(done.stdout) | {"writing": wrote}
    except ValueError:
        return f"self-test gave {done.returncode}: {done.stderr[-200:].decode(errors='replace')}"
    wanted = _ISOLATED if box.level.is_sound else seen | {"own folder": False}
    return ", ".join(name for name, value in wanted.items() if seen.get(name) is not value)


def _try(level: Level) -> Box | str:
    """A sandbox of this level that has withstood its test, or why there is none."""
    try:
        box = Box(_WALLS[level]())
        weakness = _attack(box)
    except (VetError, OSError, ValueError) as error:
        return str(error).removeprefix("The sandbox could not run: ")
    return f"self-test failed: {weakness}" if weakness else box


def _tested(level: Level) -> Box | str:
    with _lock:
        if level not in _tried:
            _tried[level] = _try(level)
        return _tried[level]


def survey() -> dict[Level, str]:
    """For each level, strongest first: empty when it works here, else why it does not."""
    tested = ((level, _tested(level)) for level in _WALLS if level is not Level.NONE)
    return {level: found if isinstance(found, str) else "" for level, found in tested}


def open_sandbox(level: Level | None = None, *, allow_none: bool = False) -> Sandbox:
    """The strongest sandbox that works here, or the one of exactly this level."""
    wanted = list(_WALLS) if level is None else [level]
    reasons = []
    for candidate in wanted:
        if candidate is Level.NONE and not allow_none:
            continue
        found = _tested(candidate)
        if not isinstance(found, str):
            return found
        reasons.append(f"{candidate.value}: {found}")
    raise _nothing("; ".join(reasons))


def _nothing(why: str) -> BadSetup:
    return broken(why or "a sandbox without walls must be allowed by name")

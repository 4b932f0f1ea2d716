"""Symbolic links: never made, listed when they stay inside, refused otherwise."""

import posixpath
import re

from vetting.intake.names import Warn
from vetting.intake.nodes import Nodes
from vetting.intake.refused import Refused

TARGET_BYTES = 1024
# Some readers write a target as the content of a file, which nobody would examine: what names
# nothing in the application may hold no more than names commonly do.
_COMMON = re.compile(r"[\w./@+-]+")


class Links:
    """The links of one submission, judged one by one and then together."""

    def __init__(self, nodes: Nodes, depth: int, warn: Warn) -> None:
        self._nodes = nodes
        self._depth = depth
        self._warn = warn
        self._targets: dict[str, str] = {}

    def add(self, path: str, raw: bytes) -> None:
        """Take a link; raises Refused unless its target lies below the root."""
        self._nodes.add_link(path)
        try:
            target = raw.decode()
        except UnicodeDecodeError:
            raise Refused("symlink", path) from None
        if not 0 < len(raw) < TARGET_BYTES or "\\" in target or "\0" in target:
            raise Refused("symlink", path)
        resolved = _resolved(path, target)
        if resolved.count("/") >= self._depth:
            raise Refused("symlink", path)
        self._targets[path] = resolved

    def finish(self) -> None:
        """Refuse links to or through links, and dangling ones to odd names; list the others."""
        for path, resolved in self._targets.items():
            parts = resolved.split("/")
            for end in range(1, len(parts) + 1):
                if self._nodes.is_link("/".join(parts[:end])):
                    raise Refused("symlink", path, "chain")
            if resolved not in self._nodes and not _COMMON.fullmatch(resolved):
                raise Refused("symlink", path, "odd name")
            self._warn("symlink-inside", path)


def _resolved(path: str, target: str) -> str:
    """The path that a target names; raises Refused when it may lie outside or loops.

    A target that climbs after it descended depends on what other links mean.
    """
    steps = [step for step in target.split("/") if step not in ("", ".")]
    climbs = next((i for i, step in enumerate(steps) if step != ".."), len(steps))
    if target.startswith("/") or ".." in steps[climbs:]:
        raise Refused("symlink", path)
    resolved = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
    if resolved in (".", path) or resolved.split("/")[0] == ".." or path.startswith(resolved + "/"):
        raise Refused("symlink", path)
    return resolved

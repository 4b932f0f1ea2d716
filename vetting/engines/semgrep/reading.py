"""One look at the bytes of every file: what semgrep need not, or cannot, be given."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vetting.model.tree import Tree

# Beyond this semgrep's parser needs minutes or gigabytes: real source files end far below.
MAX_BYTES = 4_000_000
# Built or generated files: a bundle of 0.7 MB on few lines took 40 s a pass, as long as the
# other 460 files of that application together. Its sources are what is to be examined.
MIN_BUILT_BYTES = 50_000
BUILT_LINE_BYTES = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What the bytes told: files too large, files made by a tool, and who holds which words.

    `holding` has the paths by the expression that was found in them.
    """

    too_large: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()
    holding: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, path: str, expressions: Sequence[str]) -> bool:
        """Whether each expression was found in the file."""
        return all(path in self.holding[expression] for expression in expressions)


def read_through(paths: Iterable[str], expressions: Iterable[str], tree: Tree) -> Reading:
    """Read each file once and note all that any pass wants to know of it."""
    words = {expression: re.compile(expression.encode()) for expression in expressions}
    holding: dict[str, set[str]] = {expression: set() for expression in words}
    too_large, built = set(), set()
    for path in paths:
        if tree.manifest.sizes[path] > MAX_BYTES:
            too_large.add(path)
            continue
        body = tree.path(path).read_bytes()
        if _is_built(body):
            built.add(path)
        for expression, word in words.items():
            if word.search(body):
                holding[expression].add(path)
    held = {expression: frozenset(found) for expression, found in holding.items()}
    return Reading(frozenset(too_large), frozenset(built), held)


def _is_built(body: bytes) -> bool:
    """Large and of very long lines: made by a tool, not written."""
    return len(body) >= MIN_BUILT_BYTES and len(body) > BUILT_LINE_BYTES * (body.count(b"\n") + 1)

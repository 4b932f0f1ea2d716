"""One look at the bytes of every file: what semgrep need not, or cannot, be given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

from vetting.model.tree import Tree

# Beyond this semgrep needs minutes or gigabytes: an unshortened bundle of 3.7 MB took 1.4 GiB,
# the largest hand-written file of the applications we know (0.9 MB of PHP) 0.45.
MAX_BYTES = 2_000_000
# Beyond this, following the flow of data takes ten seconds a rule: one library file of 0.9 MB took
# as long as the other 1,250 files together. A bound in bytes, unlike one in seconds, gives the
# same answer on every machine. Indents, blank lines and lines of comment cost nothing and do not
# count, or a file could be padded until nobody follows its data.
MAX_FLOW_BYTES = 400_000
_COMMENT = (b"//", b"#", b"*", b"/*")
# Built or generated files: a bundle of 0.7 MB on few lines took 40 s a pass, as long as the
# other 460 files of that application together. Its sources are what is to be examined.
MIN_BUILT_BYTES = 50_000
BUILT_LINE_BYTES = 300


# With the usual 8 MB, the longest expressions fall back to a search ten times as slow.
_MEMORY = 64 << 20

Words = tuple[str, ...]
"""Expressions on a file's bytes of which each must be found for a rule to be able to match."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Files that some rule is about, and the words without which it cannot match."""

    files: frozenset[str]
    words: Words = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What the bytes told: files too large, files made by a tool, and who holds which words.

    `bulky` files are too large only for the rules that need words, which follow data.
    """

    too_large: frozenset[str] = frozenset()
    bulky: frozenset[str] = frozenset()
    built: frozenset[str] = frozenset()
    holding: Mapping[Words, frozenset[str]] = field(default_factory=dict)

    def may_match(self, path: str, words: Words) -> bool:
        """Whether the file holds these words, which some rule asked about in it, if any."""
        return not words or path in self.holding.get(words, ())

    def answers(self, path: str, ask: Ask) -> bool:
        """Whether the file is one of those asked for and holds the words."""
        return path in ask.files and self.may_match(path, ask.words)


def read_through(asks: Iterable[Ask], tree: Tree) -> Reading:
    """Read each file once and note all that any pass wants to know of it."""
    asked: dict[Words, set[str]] = {}
    for ask in asks:
        asked.setdefault(ask.words, set()).update(ask.files)
    compiled = {words: [_compiled(word) for word in words] for words in asked}
    holding: dict[Words, set[str]] = {words: set() for words in asked}
    too_large, bulky, built = set(), set(), set()
    for path in set().union(*asked.values()):
        if tree.manifest.sizes[path] > MAX_BYTES:
            too_large.add(path)
            continue
        body = tree.path(path).read_bytes()
        if len(body) > MAX_FLOW_BYTES and _code_bytes(body) > MAX_FLOW_BYTES:
            bulky.add(path)
        if _is_built(body):
            built.add(path)
        for words, files in asked.items():
            if words and path in files and all(one.search(body) for one in compiled[words]):
                holding[words].add(path)
    held = {words: frozenset(found) for words, found in holding.items()}
    return Reading(frozenset(too_large), frozenset(bulky), frozenset(built), held)


def _compiled(expression: str) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    return re2.compile(expression.encode(), options)


def _is_built(body: bytes) -> bool:
    """Large and of very long lines: made by a tool, not written."""
    return len(body) >= MIN_BUILT_BYTES and len(body) > BUILT_LINE_BYTES * (body.count(b"\n") + 1)


def _code_bytes(body: bytes) -> int:
    """Bytes without indents, blank lines and lines of comment."""
    lines = (line.strip() for line in body.split(b"\n"))
    return sum(len(line) for line in lines if not line.startswith(_COMMENT))

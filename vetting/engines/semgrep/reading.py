"""One look at the bytes of every file: what semgrep need not, or cannot, be given."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
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
_AT_ONCE = 16
"""Expressions looked for in one reading."""

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
    holding: dict[Words, set[str]] = {words: set() for words in asked}
    too_large, bulky, built = set(), set(), set()
    for of_path, paths in _alike(asked).items():
        search = _Search({word for words in of_path for word in words})
        for path in paths:
            if tree.manifest.sizes[path] > MAX_BYTES:
                too_large.add(path)
                continue
            body = tree.path(path).read_bytes()
            if len(body) > MAX_FLOW_BYTES and _code_bytes(body) > MAX_FLOW_BYTES:
                bulky.add(path)
            if _is_built(body):
                built.add(path)
            there = search.found(body)
            for words in of_path:
                if words and there.issuperset(words):
                    holding[words].add(path)
    held = {words: frozenset(found) for words, found in holding.items()}
    return Reading(frozenset(too_large), frozenset(bulky), frozenset(built), held)


def _alike(asked: Mapping[Words, set[str]]) -> dict[tuple[Words, ...], list[str]]:
    """The files by the words that are asked of them."""
    of_path: dict[str, list[Words]] = {}
    for words, paths in asked.items():
        for path in paths:
            of_path.setdefault(path, []).append(words)
    alike: dict[tuple[Words, ...], list[str]] = {}
    for path, of in of_path.items():
        alike.setdefault(tuple(of), []).append(path)
    return alike


class _Search:
    """Looks for many expressions at once.

    A set of them finds all it holds in one reading, five times as fast as one by one, as long as
    it is small: the states of many expressions together are too many to be kept.
    """

    def __init__(self, words: Iterable[str]) -> None:
        words = sorted(words)
        self._parts = [words[at : at + _AT_ONCE] for at in range(0, len(words), _AT_ONCE)]
        self._sets = [_set_of(part) for part in self._parts]

    def found(self, body: bytes) -> set[str]:
        """Which of them the bytes hold."""
        found: set[str] = set()
        for part, known in zip(self._parts, self._sets, strict=True):
            at = known.Match(body)
            # A set that runs out of memory says that it found nothing, its last one included.
            if len(part) in at:
                found.update(part[number] for number in at if number < len(part))
            else:
                found.update(word for word in part if _compiled(word).search(body))
        return found


def _set_of(words: Sequence[str]) -> Any:
    """A set of these expressions, and behind them one that is found in all bytes."""
    known = re2.Set.SearchSet(_options())
    for word in (*words, ""):
        known.Add(word)
    known.Compile()
    return known


@lru_cache(maxsize=_AT_ONCE)
def _compiled(expression: str) -> Any:
    return re2.compile(expression.encode(), _options())


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    return options


def _is_built(body: bytes) -> bool:
    """Large and of very long lines: made by a tool, not written."""
    return len(body) >= MIN_BUILT_BYTES and len(body) > BUILT_LINE_BYTES * (body.count(b"\n") + 1)


def _code_bytes(body: bytes) -> int:
    """Bytes without indents, blank lines and lines of comment."""
    lines = (line.strip() for line in body.split(b"\n"))
    return sum(len(line) for line in lines if not line.startswith(_COMMENT))

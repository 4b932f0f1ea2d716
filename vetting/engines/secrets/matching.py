"""Our own patterns on one text. Runs inside the sandbox; hits leave it masked."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import PurePosixPath
from typing import Any

from vetting.engines.excerpts import mask as mask_line
from vetting.engines.secrets.values import entropy, is_guessable, is_placeholder, mask
from vetting.engines.words import Words

# Evidence shows so much of the line before the value, and nothing of what follows it.
_BEFORE = 70
NOWHERE = (0, 0, 0)
"""The place of the value of a file whose name alone is the finding."""
_NAME = re.compile(r"([A-Za-z_][\w.\-]*)[\"'\]]*\s*(?:=>|[=:,(])\s*[\"'`]?\Z")


@dataclass(frozen=True, slots=True)
class Hit:
    """One secret: its rule, line, masked evidence, and where its value is: line, column, length."""

    key: str
    line: int
    evidence: str
    value: tuple[int, int, int]


class Matcher:
    """One rule, compiled."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.key: str = plain["key"]
        self._value: str = plain["value"]
        self.words: Sequence[str] = plain["words"]
        self._paths: Sequence[str] = plain["paths"]
        self._files: Sequence[str] = plain["files"]
        self._least: float = plain["least-entropy"]
        self._pattern = re.compile(plain["pattern"]) if plain["pattern"] else None

    def takes(self, name: str) -> bool:
        """Whether the rule is about a file of that lower-case name."""
        return not self._files or any(fnmatch(name, glob) for glob in self._files)

    def is_named(self, path: str) -> bool:
        """Whether the file's name alone is the finding."""
        if not self._paths:
            return False
        name = PurePosixPath(path).name.lower()
        return any(fnmatch(name, glob) for glob in self._paths)

    def find(self, text: str, held: frozenset[str], ends: Sequence[int]) -> Iterator[Hit]:
        """The secrets in a text that holds these words; `ends` are the positions of line ends."""
        if self._pattern is None or (self.words and held.isdisjoint(self.words)):
            return
        for found in self._pattern.finditer(text):
            value, at = found["value"], found.start("value")
            where = place_of(at, len(value), ends)
            before = text[max(at - _BEFORE, 0) : at].rpartition("\n")[2]
            if not self._is_secret(value, before):
                continue
            if self._value == "key" and "\n" in text[found.start() : at]:
                # A key of several lines begins, and is shown, at its heading.
                at = found.start()
                before = text[at : text.index("\n", at)][:_BEFORE] + " "
            evidence = f"{mask_line(before).lstrip()}{mask(value)}"
            yield Hit(self.key, bisect_left(ends, at) + 1, evidence, where)

    def _is_secret(self, value: str, before: str) -> bool:
        if self._value == "file":
            return True
        if self._value == "guessable":
            return is_guessable(value)
        name = _NAME.search(before)
        return not is_placeholder(value, name[1] if name else "") and entropy(value) >= self._least


def line_ends(text: str) -> list[int]:
    """The positions of all line ends, for `Matcher.find`."""
    return [found.start() for found in re.finditer("\n", text)]


def place_of(at: int, length: int, ends: Sequence[int]) -> tuple[int, int, int]:
    """The line from 1, the column from 0 and the length of what begins at a position."""
    number = bisect_left(ends, at)
    return number + 1, at - (ends[number - 1] + 1 if number else 0), length


def decoded(data: bytes) -> str:
    """The text of a file, or of the beginning of one."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    return data.decode("utf-8", "replace")


class Matchers:
    """All rules, and the words of all of them, looked for at once."""

    def __init__(self, rules: Iterable[Mapping[str, Any]]) -> None:
        self._all = [Matcher(rule) for rule in rules]
        self._words = Words(word for matcher in self._all for word in matcher.words)

    def named(self, path: str) -> list[str]:
        """The keys of the rules for which the file's name alone is the finding."""
        return [matcher.key for matcher in self._all if matcher.is_named(path)]

    def hits(self, path: str, text: str, ends: Sequence[int]) -> list[Hit]:
        """All hits in one text, at most one for a line and rule; `ends` as in `Matcher.find`."""
        held = self._words.within(text.lower())
        name = PurePosixPath(path).name.lower()
        found: dict[tuple[str, int], Hit] = {}
        for matcher in self._all:
            if matcher.takes(name):
                for hit in matcher.find(text, held, ends):
                    found.setdefault((hit.key, hit.line), hit)
        return list(found.values())

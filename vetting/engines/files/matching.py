"""Rules against one file: pure functions from (rule, path, bytes) to hits."""

import fnmatch
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from vetting.engines.files.detectors import DETECTORS
from vetting.engines.files.hits import Hit
from vetting.engines.files.text import Lines, decode, quote
from vetting.engines.words import Words

HITS_PER_FILE = 100
"""More hits of one rule in one file add nothing that a reviewer could use."""

REACH = 600
"""Characters before and after a needed word in which a pattern is tried. Patterns keep their
gaps below it; it makes a scan of large files 10 times as fast and bounds hostile input."""

THIRD_PARTY = re.compile(
    r"(^|/)(vendor|node_modules|bower_components|third[_-]party|site-packages)/", re.IGNORECASE
)


@dataclass(frozen=True)
class File:
    """One file with its text decoded once, and searched once for the words of all rules."""

    path: str
    data: bytes
    words: Words

    @cached_property
    def text(self) -> str | None:
        """The text, or None for a binary file."""
        return decode(self.data)

    @cached_property
    def raw(self) -> str:
        """The text, or the bytes of a binary file as Latin-1."""
        return self.data.decode("latin-1") if self.text is None else self.text

    @cached_property
    def lowered(self) -> str:
        """`raw` in lower case, character by character, to look for literals."""
        lowered = self.raw.lower()
        if len(lowered) == len(self.raw):
            return lowered
        return "".join(low if len(low := c.lower()) == 1 else c for c in self.raw)

    @cached_property
    def held(self) -> frozenset[str]:
        """Which of the words stand in `lowered`."""
        return self.words.within(self.lowered)

    @cached_property
    def lines(self) -> Lines:
        """Where the lines begin."""
        return Lines(self.raw)


@cache
def globs(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a path fits any pattern: without a slash against its name, else the whole path.

    `*` crosses slashes, case does not count, and `**/x` fits `x` at the top as well. Rules with
    the same patterns share one answer for a path.
    """
    names = [p.lower() for p in patterns if "/" not in p]
    paths = [p.lower() for p in patterns if "/" in p]
    paths += [p[3:] for p in paths if p.startswith("**/")]
    name_re = re.compile("|".join(fnmatch.translate(p) for p in names) or r"(?!)")
    path_re = re.compile("|".join(fnmatch.translate(p) for p in paths) or r"(?!)")

    @lru_cache(maxsize=1)
    def fits(path: str) -> bool:
        path = path.lower()
        return bool(name_re.match(path.rsplit("/", 1)[-1]) or path_re.match(path))

    return fits


class Matcher:
    """A rule made ready: patterns compiled, file filters built."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain
        self._wanted = globs(tuple(plain["files"])) if plain["files"] else None
        self._unwanted = globs(tuple(plain["not-files"]))
        flags = re.M if plain.get("case") else re.M | re.I
        self._match = re.compile(plain["match"], flags) if "match" in plain else None
        self._across = re.compile(plain["across"], flags | re.S) if "across" in plain else None
        self._quiet = re.compile(plain["quiet"], flags) if "quiet" in plain else None
        terms = plain.get("terms", {})
        self._strong = _terms(terms.get("strong", {}), flags)
        self._helpers = _terms(terms.get("helpers", {}), flags)
        self._needs = [str(word).lower() for word in plain.get("needs", ())]
        self.words = {*self._needs, *terms.get("strong", {}), *terms.get("helpers", {})}
        """Lower-case words that the rule looks for in a file."""

    def wants(self, path: str) -> bool:
        """Whether the rule has anything to say about a file of this path."""
        if self._unwanted(path) or (self._wanted and not self._wanted(path)):
            return False
        return bool(self.plain.get("third-party", True)) or not _is_third_party(path)

    def hits(self, file: File) -> list[Hit]:
        """What the rule finds in a file that it wants, the first ones in the file's order."""
        if file.text is None and not self.plain.get("binary"):
            return []
        if self._needs and file.held.isdisjoint(self._needs):
            return []
        found = []
        for hit in self._find(file):
            found.append(hit)
            if len(found) >= HITS_PER_FILE or "per" in self.plain:
                break
        return found

    def _find(self, file: File) -> Iterator[Hit]:
        if "detector" in self.plain:
            yield from DETECTORS[self.plain["detector"]](file, self.plain.get("options", {}))
        elif self._match or self._across:
            yield from self._patterns(file)
        elif self._strong:
            yield from self._scored(file)
        else:
            yield Hit(0, "", file.path)

    def _patterns(self, file: File) -> Iterator[Hit]:
        last = 0
        for match in self._matches(file):
            here = "here" if "here" in match.re.groupindex else 0
            line = file.lines.number(match.start(here))
            source = file.lines.at(line)
            if line == last or (self._quiet and self._quiet.search(source)):
                continue
            last = line
            shown = _around(source, match.group(here).split("\n")[0])
            yield Hit(line, quote(shown), quote(shown, 400))

    def _matches(self, file: File) -> Iterator[re.Match[str]]:
        if self._across:
            yield from self._across.finditer(file.raw)
        elif self._match:
            for start, end in windows(file, self._needs) if self._needs else _all(file):
                yield from self._match.finditer(file.raw, start, end)

    def _scored(self, file: File) -> Iterator[Hit]:
        found = list(_found(self._strong, file))
        terms = self.plain["terms"]
        helped = bool(found) and any(True for _ in _found(self._helpers, file))
        least = terms.get("least-helped", terms["least"]) if helped else terms["least"]
        if len(found) >= least:
            first = min(found, key=lambda match: match.start())
            words = sorted({" ".join(match.group().lower().split()) for match in found})
            yield Hit(file.lines.number(first.start()), quote(", ".join(words)), "terms")


def windows(file: File, words: Sequence[str]) -> list[tuple[int, int]]:
    """Spans of REACH characters around every occurrence of the words, merged and in order."""
    spans: list[tuple[int, int]] = []
    lowered = file.lowered
    for word in file.held.intersection(words):
        at = lowered.find(word)
        while at >= 0:
            end = at + len(word) + REACH
            spans.append((max(at - REACH, 0), end))
            at = lowered.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _all(file: File) -> list[tuple[int, int]]:
    return [(0, len(file.raw))]


@lru_cache(maxsize=1)
def _is_third_party(path: str) -> bool:
    return bool(THIRD_PARTY.search(path))


_Terms = list[tuple[str, re.Pattern[str]]]


def _terms(terms: Mapping[str, Sequence[str]], flags: int) -> _Terms:
    return [(word, re.compile(p, flags)) for word, patterns in terms.items() for p in patterns]


def _found(terms: _Terms, file: File) -> Iterator[re.Match[str]]:
    """The first match of each pattern, tried around the literal that it is listed under."""
    spans = {word: windows(file, [word]) for word, _pattern in terms if word in file.held}
    for word, pattern in terms:
        around = spans.get(word, ())
        tries = (pattern.search(file.raw, start, end) for start, end in around)
        match = next((match for match in tries if match), None)
        if match:
            yield match


_BLANKS = re.compile(r"[ \t]{8,}")


def _around(line: str, found: str) -> str:
    """The part of a line worth showing: all of it, or from a little before the match."""
    line, found = (_BLANKS.sub(" … ", text) for text in (line, found))
    if len(line) <= 300:
        return line
    start = max(line.find(found) - 20, 0)
    return line[start : start + 300]

"""Dart source as calls with named arguments; strings and comments are blanked, lines kept."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_START = re.compile(r"//[^\n]*|/\*|r?(?:'''|\"\"\"|'|\")")
_CALL = re.compile(r"\b([A-Z]\w*(?:\.\w+)?)\s*\(")
_ARGUMENT = re.compile(r"\s*(\w+)\s*:(?!:)")
# Widgets stand in each other a dozen deep; each level costs the text inside it once more.
MAX_DEPTH = 100
_OPEN, _CLOSE = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Call:
    """`name(…)` from `start` to `end` in the blanked text, with its named arguments' text."""

    name: str
    start: int
    end: int
    inner: str
    named: dict[str, str] = field(default_factory=dict)


def blanked(text: str) -> str:
    """The text with what stands in comments and strings as spaces, quotes and newlines kept."""
    out, position = [], 0
    while match := _START.search(text, position):
        out.append(text[position : match.start()])
        position = _skipped(text, match)
        out.append(_blank(text[match.start() : position]))
    return "".join(out) + text[position:]


def _blank(piece: str) -> str:
    if piece[:1] == "/":
        return re.sub(r"[^\n]", " ", piece)
    # A string that says nothing stays empty, any other says something.
    middle = re.sub(r"[^\n]", "s", piece[1:-1].strip("'\"")) or ""
    return '"' + middle.ljust(max(0, len(piece) - 2)) + '"' if len(piece) > 1 else " "


def _skipped(text: str, match: re.Match[str]) -> int:
    found = match[0]
    if found.startswith("//"):
        return match.end()
    if found == "/*":
        end = text.find("*/", match.end())
        return len(text) if end < 0 else end + 2
    quote = found.lstrip("r")
    return _string_end(text, match.end(), quote, is_raw=found.startswith("r"))


def _string_end(text: str, position: int, quote: str, is_raw: bool) -> int:
    """Where a string ends; `${…}` in it may hold strings of its own, which are not followed far."""
    depth = 0
    while position < len(text):
        if not is_raw and text[position] == "\\":
            position += 2
            continue
        if not is_raw and text.startswith("${", position):
            depth, position = depth + 1, position + 2
            continue
        if depth and text[position] in "{}":
            depth += 1 if text[position] == "{" else -1
        elif not depth and text.startswith(quote, position):
            return position + len(quote)
        elif len(quote) == 1 and text[position] == "\n":
            return position
        position += 1
    return len(text)


def calls(code: str) -> Iterator[Call]:
    """Every call of a class or of a named constructor in blanked code, in order."""
    closed = ends(code)
    for match in _CALL.finditer(code):
        end = closed.get(match.end() - 1)
        if end is not None:
            inner = code[match.end() : end]
            yield Call(match[1], match.start(), end, inner, _named(inner))


def ends(code: str) -> dict[int, int]:
    """Where the partner of each opening bracket stands, to a depth of MAX_DEPTH."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for match in re.finditer(r"[()\[\]{}]", code):
        if match[0] in _OPEN:
            stack.append(match.start())
        elif stack and code[stack[-1]] == _OPEN[_CLOSE.index(match[0])]:
            start = stack.pop()
            if len(stack) < MAX_DEPTH:
                found[start] = match.start()
    return found


def _named(inner: str) -> dict[str, str]:
    """Named arguments with their text."""
    named = {}
    for piece in pieces(inner):
        match = _ARGUMENT.match(piece)
        if match:
            named[match[1]] = piece[match.end() :].strip()
    return named


def pieces(inner: str) -> Iterator[str]:
    """The arguments between brackets, split at their commas."""
    depth, start = 0, 0
    for match in re.finditer(r"[()\[\]{},]", inner):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth -= 1
        elif not depth:
            yield inner[start : match.start()]
            start = match.end()
    yield inner[start:]

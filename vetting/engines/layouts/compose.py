"""Jetpack Compose (Kotlin): what a screen reader cannot say."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from vetting.engines.layouts.dart import blanked, ends, pieces
from vetting.engines.layouts.fault import Fault

LEAST_TARGET = 24  # dp, as CSS pixels of WCAG 2.2 SC 2.5.8
_CALL = re.compile(r"(?<![\w.@])([A-Z]\w*)\s*(?=[({])")
_DECLARED = re.compile(r"\b(?:fun|class|object|interface)\s+(?:[\w.<>]+\s*\.\s*)?$")
_ARGUMENT = re.compile(r"\s*(\w+)\s*=(?!=)")
_BUTTONS = re.compile(r"\w*Icon(?:Toggle)?Button|(?:Small|Large|Medium)?FloatingActionButton")
_PICTURES = ("Icon", "Image", "AsyncImage", "SubcomposeAsyncImage", "GlideImage")
_BOXES = ("Box", "Row", "Column", "Card", "Surface", "BoxWithConstraints")
_FIELDS = ("TextField", "OutlinedTextField", "SecureTextField", "OutlinedSecureTextField")
# These bring no words of their own; any other composable may.
_SILENT = {*_PICTURES, *_BOXES, "Spacer", "Color", "RoundedCornerShape", "CircleShape", "PaddingValues",
           "BorderStroke", "Offset", "Size", "CircularProgressIndicator", "Divider", "BadgedBox"}  # fmt: skip
_CLICKED = re.compile(r"\.\s*(?:clickable|combinedClickable|toggleable|selectable)\b")
_NAMED = re.compile(
    r"\bcontentDescription\s*=(?!=)\s*(?!null\b|\"\")\S|\bonClickLabel\s*=|\bstateDescription\s*="
)
_SMALL = re.compile(r"\.\s*(?:size|requiredSize|width|height)\s*\(\s*(\d+(?:\.\d+)?)\s*\.\s*dp\b")
_HIDDEN = re.compile(r"\b(?:clearAndSetSemantics|invisibleToUser|hideFromAccessibility)\b")
_FIXED = re.compile(r"\bdp\s*\.\s*toSp\s*\(")
_EMPTY = ("null", '""')


@dataclass(frozen=True, slots=True)
class _Composable:
    """A call: what stands in its brackets, and where the braces after them end."""

    name: str
    start: int
    end: int
    inside: str

    def argument(self, name: str, place: int = -1) -> str | None:
        """The text of an argument by name, else by place among those without one."""
        nameless = []
        for piece in pieces(self.inside):
            match = _ARGUMENT.match(piece)
            if match and match[1] == name:
                return piece[match.end() :].strip()
            if not match:
                nameless.append(piece.strip())
        return nameless[place] if 0 <= place < len(nameless) else None

    @property
    def is_clicked(self) -> bool:
        """Whether a touch does something: by its modifier, or as boxes take it by `onClick`."""
        return bool(_CLICKED.search(self.argument("modifier") or self.inside)) or (
            self.name in ("Card", "Surface") and self.argument("onClick") is not None
        )


def is_screen(text: str) -> bool:
    """Whether a Kotlin file draws anything."""
    return "@Composable" in text or "setContent" in text


def faults(text: str) -> list[Fault]:
    """The faults of one Kotlin file, in their order."""
    code = blanked(text)
    screen = _Screen(code)
    lines = [match.start() for match in re.finditer("\n", code)]
    found = [(one.start, rule, one.name) for one in screen.every for rule in screen.broken(one)]
    found += [(match.start(), "compose-text-size", "toSp") for match in _FIXED.finditer(code)]
    return [Fault(rule, bisect_left(lines, at) + 1, name) for at, rule, name in sorted(found)]


def _composables(code: str) -> Iterator[_Composable]:
    closed = ends(code)
    for match in _CALL.finditer(code):
        if _DECLARED.search(code[max(0, match.start() - 80) : match.start()]):
            continue
        inside, end = "", match.end()
        if code[end] == "(":
            stop = closed.get(end)
            if stop is None:
                continue
            inside, end = code[end + 1 : stop], stop + 1
        brace = re.compile(r"\s*\{").match(code, end)
        stop = closed.get(brace.end() - 1) if brace else None
        yield _Composable(match[1], match.start(), stop or end, inside)


class _Screen:
    """All composables of one file, in the order of their beginnings."""

    def __init__(self, code: str) -> None:
        self.every = sorted(_composables(code), key=lambda one: one.start)
        self._starts = [one.start for one in self.every]
        self._named = [one for one in self.every
                       if _NAMED.search(one.inside) or _HIDDEN.search(one.inside)]  # fmt: skip

    def broken(self, one: _Composable) -> Iterator[str]:
        """The rules that it breaks."""
        if any(outer.start <= one.start < outer.end for outer in self._named):
            return
        if _BUTTONS.fullmatch(one.name) and self._is_silent(one):
            yield "compose-button-name"
        elif one.name in _PICTURES:
            yield from _picture(one)
        elif one.name in _BOXES and one.is_clicked and self._is_silent(one) and self._shows(one):
            yield "compose-clickable-name"
        elif one.name in _FIELDS and one.argument("label") is None:
            has_hint = one.argument("placeholder") is not None
            yield "compose-hint-only" if has_hint else "compose-field-label"
        if one.is_clicked and _is_small(one):
            yield "compose-target-size"

    def _within(self, one: _Composable) -> list[_Composable]:
        return self.every[
            bisect_right(self._starts, one.start) : bisect_left(self._starts, one.end)
        ]

    def _is_silent(self, one: _Composable) -> bool:
        """Whether nothing inside says what it is for, so far as all of it is known."""
        inside = self._within(one)
        return bool(inside) and all(inner.name in _SILENT and not _says(inner) for inner in inside)

    def _shows(self, one: _Composable) -> bool:
        return any(inner.name in _PICTURES for inner in self._within(one))


def _picture(one: _Composable) -> Iterator[str]:
    said = one.argument("contentDescription", 1)
    if said in (None, *_EMPTY) and one.is_clicked:
        yield "compose-clickable-name"
    elif said == '""':
        yield "compose-image-text"


def _says(one: _Composable) -> bool:
    """Whether a picture is described, or a name is given where it stands."""
    is_described = one.name in _PICTURES and (
        (one.argument("contentDescription", 1) or "null") not in _EMPTY
    )
    return is_described or bool(_NAMED.search(one.inside))


def _is_small(one: _Composable) -> bool:
    modifier = one.argument("modifier") or one.inside
    before = _CLICKED.split(modifier)[0]
    return any(float(size[1]) < LEAST_TARGET for size in _SMALL.finditer(before))

"""Flutter widgets: what a screen reader cannot say."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vetting.engines.layouts.dart import Call, blanked, calls
from vetting.engines.layouts.fault import Fault

_BUTTONS = {"IconButton", "FloatingActionButton", "FloatingActionButton.small",
            "FloatingActionButton.large", "IconButton.filled", "IconButton.outlined"}  # fmt: skip
_IMAGES = {"Image", "Image.asset", "Image.network", "Image.file", "Image.memory", "SvgPicture.asset",
           "SvgPicture.network"}  # fmt: skip
_GESTURES = {"GestureDetector", "InkWell"}
_FIELDS = {"TextField", "TextFormField", "CupertinoTextField"}
_ANY = re.compile(
    r"\b(?:IconButton|FloatingActionButton|Image|SvgPicture|GestureDetector|InkWell|\w*Text\w*Field)\b"
)
_SAYS = re.compile(
    r"\b(?:Text|RichText|SelectableText|AutoSizeText|Text\.rich)\s*\(|\bsemantic(?:s)?Label\s*:"
)
_SHOWS = re.compile(r"\b(?:Icon|Image(?:\.\w+)?|SvgPicture(?:\.\w+)?|FaIcon|CircleAvatar)\s*\(")
# A widget of the application's own may say what we cannot see.
_OWN = re.compile(r"\b(?!Icon\b|Icons\b|Image\b|Image\.|Container\b|Padding\b|Center\b|SizedBox\b|EdgeInsets\b|Align\b"
                  r"|Alignment\b|BoxDecoration\b|Color\b|Colors\b|BorderRadius\b|Radius\b|BoxFit\b|Offset\b|Border\b"
                  r"|CircleAvatar\b|ClipRRect\b|ClipOval\b|FaIcon\b|AssetImage\b|NetworkImage\b|Navigator\b|MaterialPageRoute\b"
                  r"|SvgPicture\b|BoxShape\b|BoxShadow\b|AspectRatio\b|Expanded\b|Opacity\b|Card\b)[A-Z]\w*\s*\(")  # fmt: skip
_LABELS = re.compile(r"\blabel(?:Text)?\s*:")
_HINTS = re.compile(r"\b(?:hintText|placeholder)\s*:")


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int


def faults(text: str) -> list[Fault]:
    """The faults of one Dart file, in their order."""
    if not _ANY.search(text):
        return []
    code = blanked(text)
    every = list(calls(code))
    named = [_Span(call.start, call.end) for call in every if _names(call)]
    lines = [match.start() for match in re.finditer("\n", code)]
    return [
        Fault(rule, _line(lines, call.start), call.name)
        for call in every
        for rule in _broken(call, named)
    ]


def _names(call: Call) -> bool:
    """Whether a widget gives a name to what stands in it, or takes it away from screen readers."""
    if call.name == "Tooltip":
        return call.named.get("message", "") not in ("", '""')
    if call.name == "Semantics":
        return call.named.get("label", "") not in ("", '""')
    return call.name == "ExcludeSemantics"


def _broken(call: Call, named: Sequence[_Span]) -> Iterator[str]:
    if any(span.start < call.start < span.end for span in named):
        return
    if call.name in _BUTTONS and "tooltip" not in call.named and not _SAYS.search(call.inner):
        if not _OWN.search(call.inner.split("onPressed")[0]) or "icon" in call.named:
            yield "flutter-button-name"
    elif call.name in _IMAGES and "excludeFromSemantics" not in call.named:
        if not {"semanticLabel", "semanticsLabel"} & call.named.keys():
            yield "flutter-image-text"
    elif call.name in _GESTURES and {"onTap", "onPressed"} & call.named.keys():
        child = call.named.get("child", "")
        if _SHOWS.search(child) and not _SAYS.search(child) and not _OWN.search(child):
            yield "flutter-gesture-name"
    elif call.name in _FIELDS:
        yield from _field(call)


def _field(call: Call) -> Iterator[str]:
    decoration = call.named.get("decoration", "")
    if call.name == "CupertinoTextField":
        decoration = call.inner
    if decoration and "Decoration(" not in decoration and call.name != "CupertinoTextField":
        return  # made elsewhere
    if _LABELS.search(decoration):
        return
    yield "flutter-hint-only" if _HINTS.search(decoration) else "flutter-field-label"


def _line(newlines: Sequence[int], at: int) -> int:
    return bisect_left(newlines, at) + 1

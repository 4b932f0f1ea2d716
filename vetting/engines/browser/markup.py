"""A sample of HTML, or one start tag as it was found, as elements."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                  "source", "track", "wbr"})  # fmt: skip
# Stands for a brace that opens no expression of ours.
BRACE = "\ue010"
_BRACE = re.compile(r"\{(?!…\})")
_NAME = re.compile(r"[^\s\"'<>/=]+(?=[\s=>/])")
Attributes = tuple[tuple[str, str | None], ...]


@dataclass(slots=True)
class Element:
    """An element with its attributes in order; `is_open` where only the start tag is known."""

    name: str
    attributes: Attributes = ()
    children: list["Node"] = field(default_factory=list)
    is_open: bool = False


Node = Element | str


def parsed(sample: str) -> list[Node]:
    """The elements and texts of a sample, which is our own and sound."""
    reader = _Reader()
    reader.feed(sample)
    reader.close()
    return reader.top.children


def start_tag(text: str) -> Element | None:
    """The one start tag that `text` is, or None where it was cut or is none.

    Its own braces are no expressions of ours; only `{…}` is one.
    """
    if not text.startswith("<") or not text.endswith(">"):
        return None
    found = parsed(_BRACE.sub(BRACE, text))
    if len(found) != 1 or isinstance(found[0], str) or found[0].children:
        return None
    element = found[0]
    names = {name.lower(): name for name in _NAME.findall(text)}
    element.attributes = tuple((names.get(key, key), value) for key, value in element.attributes)
    element.is_open = True
    return element


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = Element("")
        self._open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, tuple(attrs))
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, tuple(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].name == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

"""The marks that stand in a neutralised template for what a server would have filled in.

A template becomes HTML text in which every construct of its language is replaced by a mark of
private-use characters, followed by as many newlines as the construct had, so that line numbers
stay true. An *expression* mark stands for output that nobody knows; an *operation* mark stands
for a directive that shapes the page (a layout, a section, an include).
"""

import re
import zlib
from dataclasses import dataclass, field
from enum import StrEnum

EXPRESSION = re.compile("\ue000([0-9a-f]{8})(s?)\ue001")
OPERATION = re.compile("\ue002([0-9]+)\ue003")
ANY = re.compile("\ue000[0-9a-f]{8}s?\ue001|\ue002[0-9]+\ue003")
_RESERVED = re.compile("[\ue000-\ue00f\x00]")
# Output that only switches a control on or off says nothing about its name.
_SWITCH = re.compile(
    r"['\"]\s*(?:selected|checked|disabled|readonly|required|multiple|active)\b"
    r"|\b(?:selected|checked|disabled|set_select|set_radio|set_checkbox|form_selected)\s*\(",
    re.IGNORECASE,
)
# Stands where a build step would put style sheets that the tree does not hold.
VITE = "vite:"
# Begins an attribute in a tag that is not written as its author wrote it.
MADE = "data-made"
UNKNOWN_STYLES = '<link rel="stylesheet" href="?">'


class Op(StrEnum):
    """What a directive does to the page; a CALL is a section that it has, or else a file."""

    EXTENDS = "extends"
    DEFINE = "define"
    BLOCK = "block"
    PUSH = "push"
    END = "end"
    YIELD = "yield"
    STACK = "stack"
    INCLUDE = "include"
    FRAGMENT = "fragment"
    CALL = "call"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Operation:
    """A directive and its names: of the section, or the candidates of the included file."""

    op: Op
    names: tuple[str, ...] = ()


@dataclass
class Marked:
    """A neutralised template: its text, the operations its marks point to, and its shape.

    `has_flow` tells that the template has branches or loops, all of which are shown. `inner`
    is the code of each expression by the name in its mark.
    """

    text: str
    operations: list[Operation] = field(default_factory=list)
    has_flow: bool = False
    inner: dict[str, str] = field(default_factory=dict)

    def expression(self, whole: str, inner: str = "") -> str:
        """The mark of an expression; equal expressions get equal marks.

        An `s` in it tells that it only writes switches such as `selected`.
        """
        inner = (inner or whole).strip()
        switch = "s" if _SWITCH.search(inner) and len(inner) < 300 else ""
        name = f"{zlib.crc32(inner.encode()):08x}"
        self.inner[name] = inner[:300]
        return f"\ue000{name}{switch}\ue001" + lines_of(whole)

    def operation(self, whole: str, op: Op, *names: str) -> str:
        """The mark of an operation."""
        self.operations.append(Operation(op, names))
        return f"\ue002{len(self.operations) - 1}\ue003" + lines_of(whole)

    def flow(self, whole: str) -> str:
        """What a control directive leaves behind: its newlines."""
        self.has_flow = True
        return lines_of(whole)


def lines_of(text: str) -> str:
    """As many newlines as the text has."""
    return "\n" * text.count("\n")


def clean(text: str) -> str:
    """The text without the characters that marks are made of."""
    return _RESERVED.sub("?", text.replace("\r\n", "\n").replace("\r", "\n"))


QUOTED = re.compile(r"'([^'\\\n]*)'|\"([^\"\\\n]*)\"")


def quoted(text: str) -> list[str]:
    """The quoted literals in an argument list, in order."""
    return [first or second for first, second in QUOTED.findall(text)]

"""The syntax of a GraphQL schema: tokens, brackets and definitions. In the sandbox."""

import re
from collections.abc import Iterator

from vetting.engines.spectral.guard import MAX_DEPTH, Broken

_TOKEN = re.compile(
    r'[\s,\ufeff]+|#[^\n\r]*|(?P<block>"""(?:\\"""|(?!""").)*""")|(?P<text>"(?:\\.|[^"\\\n])*")'
    r"|(?P<name>[A-Za-z_]\w*)|(?P<number>-?\d[\d.eE+-]*)|(?P<mark>\.\.\.|[!$&()\[\]{}:=@|])",
    re.DOTALL | re.ASCII,
)
_CLOSES = {")": "(", "]": "[", "}": "{"}
_DEFINES = {"type", "interface", "union", "enum", "input", "scalar"}
_STARTS = {*_DEFINES, "schema", "directive", "extend", "query", "mutation", "subscription", "fragment"}  # fmt: skip


def sdl_fault(text: str) -> None:
    """Raises Broken with the line of the first fault; returns for a sound document.

    Looked for: what is no token, brackets that do not fit, nesting beyond MAX_DEPTH, what begins
    no definition, and a type that is defined twice. Whether types refer to known ones is not.
    """
    opened: list[tuple[str, int]] = []
    known: set[str] = set()
    before = ""
    extends = awaits = False
    for kind, token, line in _tokens(text):
        if token in ("(", "[", "{"):
            opened.append((token, line))
            if len(opened) > MAX_DEPTH:
                raise Broken("too-deep", line)
        elif kind == "mark" and token in _CLOSES:
            if not opened or opened.pop()[0] != _CLOSES[token]:
                raise Broken("syntax", line, token)
        elif kind == "name" and not opened:
            if awaits:
                if token in known and not extends:
                    raise Broken("duplicate-key", line, token[:80])
                known.add(token)
                awaits = extends = False
            elif token in _STARTS and before not in ("implements", "&", "@", "|", "=", "on"):
                extends = token == "extend" or (extends and token in _DEFINES)
                awaits = token in _DEFINES
            elif before in ("}", ""):
                raise Broken("syntax", line, token[:80])
        before = token if kind != "block" else before
    if opened:
        raise Broken("syntax", opened[-1][1], opened[-1][0])


def _tokens(text: str) -> Iterator[tuple[str, str, int]]:
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Broken("syntax", line, repr(text[at : at + 10]))
        if match.lastgroup:
            yield match.lastgroup, match.group(0), line
        line += text.count("\n", at, match.end())
        at = match.end()

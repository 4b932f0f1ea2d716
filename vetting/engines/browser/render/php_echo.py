"""What PHP code writes: its literals as they stand, all else as marks."""

import re
from collections.abc import Iterator

from vetting.engines.browser.render.marks import Marked, lines_of

_PIECE = re.compile(
    r"(?P<space>\s+)|(?P<comment>/\*.*?\*/|(?://|#(?!\[))[^\n]*)"
    r"|(?P<here><<<\s*(?P<quote>['\"]?)(?P<tag>\w+)(?P=quote)\n.*?\n\s*(?P=tag)\b)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")|(?P<word>\w+)|(?P<char>.)",
    re.DOTALL,
)
_HERE = re.compile(r"<<<\s*(['\"]?)\w+['\"]?(\n.*\n)\s*\w+\Z", re.DOTALL)
_FORMAT = re.compile(r"v?s?printf\s*\(\s*(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
_PLACE = re.compile(r"%(?:\d+\$)?[-+0-9.]*[sdfu]")
_VARIABLE = re.compile(
    r"\{\$(?:[^{}]|\{[^{}]*\})*\}|\$\{\w+\}|\$\w+(?:->\w+|\[[^\]\n]{0,60}\])?|\\(?P<escaped>[\"\\$nrt])"
)
# Put in place by an operation of its own.
_PLACED = re.compile(r"\bview\s*\(|->\s*(?:include|insert|renderSection|view)\s*\(")
_WRITES = {"echo", "print", "printf", "vprintf"}
_OPEN, _CLOSE = "([{", ")]}"
_MARKUP = re.compile(r"['\"\n][^'\"]*<[a-zA-Z/]")


def writes_markup(code: str) -> bool:
    """Whether a literal in the code may hold a tag."""
    return bool(_MARKUP.search(code))


def written(code: str, marked: Marked, *, whole: bool = False) -> str:
    """What the code writes, on its own lines; `whole` where all of it is one value to write."""
    out = list[str]()
    operand: list[str] | None = [] if whole else None
    depth = 0
    for kind, piece in _pieces(code):
        is_word = kind == "word" and piece.lower() in _WRITES
        if operand is None:
            out.append(lines_of(piece))
            if is_word:
                operand, depth = ([] if piece.lower() in ("echo", "print") else [piece]), 0
            continue
        depth += (piece in _OPEN and kind == "char") - (piece in _CLOSE and kind == "char")
        if kind == "char" and depth <= 0 and piece in ".,;":
            out.append(_value("".join(operand), marked))
            operand = None if piece == ";" else []
        elif kind == "comment":
            operand.append(lines_of(piece))
        elif depth < 0:
            out.append(_value("".join(operand), marked))
            operand, depth = None, 0
        else:
            operand.append(piece)
    if operand:
        out.append(_value("".join(operand), marked))
    return "".join(out)


def _pieces(code: str) -> Iterator[tuple[str, str]]:
    for match in _PIECE.finditer(code):
        yield match.lastgroup or "here", match[0]


def _value(text: str, marked: Marked) -> str:
    """One operand: a literal as it stands, a format with its places, or an expression."""
    inner = text.strip()
    before = lines_of(text[: len(text) - len(text.lstrip())])
    after = lines_of(text[len(text.rstrip()) :])
    if not inner:
        return lines_of(text)
    return before + _operand(inner, marked) + after


def _operand(inner: str, marked: Marked) -> str:
    only = _PIECE.fullmatch(inner)
    if only and (only["string"] or only["here"]):
        return _literal(inner, marked)
    form = _FORMAT.match(inner)
    if form:
        said = _PLACE.sub(lambda place: marked.expression(inner[:200] + place[0]).replace("\n", ""),
                          _literal(form["string"], marked))  # fmt: skip
        return said + lines_of(inner[form.end() :])
    if inner.startswith("(") and inner.endswith(")"):
        return written(inner[1:-1], marked, whole=True)
    if _PLACED.search(inner):
        return lines_of(inner)
    return marked.expression(inner)


def _literal(text: str, marked: Marked) -> str:
    here = _HERE.match(text)
    if here:
        raw, is_plain = here[2], here[1] == "'"
    else:
        raw, is_plain = text[1:-1], text[0] == "'"
    if is_plain:
        return raw.replace("\\'", "'").replace("\\\\", "\\")
    return _VARIABLE.sub(lambda match: _variable(match, marked), raw)


def _variable(match: re.Match[str], marked: Marked) -> str:
    if match["escaped"]:
        return " " if match["escaped"] in "nrt" else match["escaped"]
    return marked.expression(match[0])

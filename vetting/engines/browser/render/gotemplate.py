"""Templates of Go's html/template, also as Hugo has them."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_TAG = re.compile(
    r"\{\{-?\s*(?P<inner>/\*.*?\*/|(?:\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|[^\"`}]|\}(?!\}))*?)\s*-?\}\}",
    re.DOTALL,
)
_WORD = re.compile(r"[a-zA-Z]+\b")
_OPENS = {"if", "range", "with"}
_CALLS = {"template", "partial", "partialCached", "include", "render", "embed"}
_ASSIGNS = re.compile(r"\$\w*\s*:?=")


def neutralise(text: str) -> Marked:
    """The template with its actions as marks."""
    marked = Marked("")
    actions = _Actions(marked, is_page=_calls_outside(text))
    marked.text = _TAG.sub(actions.replace, text)
    return marked


def _calls_outside(text: str) -> bool:
    """Whether the file puts together what it defines, and is not just a pile of definitions."""
    depth, defined = 0, False
    for match in _TAG.finditer(text):
        word = _word(match["inner"])
        if word in _OPENS or word in ("define", "block"):
            depth += 1
            defined = defined or word == "define"
        elif word == "end":
            depth -= 1
        elif word == "template" and depth <= 0:
            return True
    return False


def _word(inner: str) -> str:
    found = _WORD.match(inner)
    return found[0] if found else ""


class _Actions:
    """Goes through the actions in order: what an `end` ends is known by what was begun."""

    def __init__(self, marked: Marked, *, is_page: bool) -> None:
        self._marked, self._open = marked, list[bool]()
        self._define = Op.DEFINE if is_page else Op.BLOCK

    def replace(self, match: re.Match[str]) -> str:
        whole, inner = match[0], match["inner"]
        word = _word(inner)
        if inner.startswith("/*") or _ASSIGNS.match(inner):
            return lines_of(whole)
        if word in ("define", "block"):
            self._open.append(True)
            # What other files define under the same name lies beside it only in our reading.
            self._marked.has_flow = self._marked.has_flow or word == "define"
            op = self._define if word == "define" else Op.BLOCK
            return self._marked.operation(whole, op, *quoted(inner)[:1])
        if word in _OPENS:
            self._open.append(False)
            return self._marked.flow(whole)
        if word == "end":
            is_named = self._open.pop() if self._open else False
            return self._marked.operation(whole, Op.END) if is_named else lines_of(whole)
        if word in ("else", "break", "continue"):
            return lines_of(whole)
        if word in _CALLS and quoted(inner):
            return self._marked.operation(whole, Op.CALL, quoted(inner)[0])
        return self._marked.expression(whole, inner)

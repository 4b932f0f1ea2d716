"""Templates of Vue's single-file components."""

import re

from vetting.engines.browser.render.marks import Marked, lines_of

_START = re.compile(r"^[ \t]*<template(?P<attributes>(?:\s[^>]*)?)>", re.MULTILINE)
_END = re.compile(r"</template\s*>", re.IGNORECASE)
_OTHER = re.compile(r"\blang\s*=\s*[\"']?(?!html\b)\w+")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BRACES = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[A-Za-z][\w.-]*)(?P<rest>(?:\"[^\"]*\"|'[^']*'|[^\"'>])*?)(?P<self>/?)>"
)
_FLOW = re.compile(r"\bv-(?:if|else|else-if|for)\b")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
         "track", "wbr"}  # fmt: skip


class Foreign(ValueError):
    """A template in another language than HTML."""


def neutralise(text: str) -> Marked:
    """The component's template with what a script fills in as marks; raises Foreign."""
    marked = Marked("")
    start = _START.search(text)
    if not start:
        return marked
    if _OTHER.search(start["attributes"]):
        raise Foreign
    end = max((match.start() for match in _END.finditer(text)), default=len(text))
    inner = _COMMENT.sub(lambda match: lines_of(match[0]), text[start.end() : end])
    inner = _BRACES.sub(lambda match: marked.expression(match[0]), inner)
    marked.has_flow = bool(_FLOW.search(inner))
    marked.text = lines_of(text[: start.end()]) + _TAG.sub(lambda m: _tag(m, marked), inner)
    return marked


def _tag(match: re.Match[str], marked: Marked) -> str:
    """The tag as HTML has it: components by a name of their own, none that closes itself."""
    name, rest = match["name"], match["rest"]
    if name == "template":
        return lines_of(match[0])
    if name == "slot":
        return lines_of(match[0]) if match["close"] else marked.expression(match[0])
    if name[0].isupper():
        name = component(name)
    closed = f"</{name}>" if match["self"] and name not in _VOID else ""
    return f"<{match['close']}{name}{rest}>{closed}"


def component(name: str) -> str:
    """An element's name that no element of HTML has."""
    return "x-" + re.sub(r"[^a-z0-9]+", "-", name.lower())

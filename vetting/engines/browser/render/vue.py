"""Templates of Vue's components: in files of their own, or in strings of a script."""

import re
from collections.abc import Mapping

from vetting.engines.browser.render.known import LINKS, SAYS, imported, without_icons
from vetting.engines.browser.render.marks import Marked, lines_of
from vetting.engines.browser.render.pug import converted
from vetting.engines.browser.render.scripts import markup

_START = re.compile(r"^[ \t]*<template(?P<attributes>(?:\s[^>]*)?)>", re.MULTILINE)
_END = re.compile(r"</template\s*>", re.IGNORECASE)
_OTHER = re.compile(r"\blang\s*=\s*[\"']?(?!html\b|pug\b|jade\b)\w+")
_PUG = re.compile(r"\blang\s*=\s*[\"']?(?:pug|jade)\b")
_TARGET = re.compile(r"(?<=\s)(:|v-bind:)?to(?=\s*=)")
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
    inner = _template(text, marked)
    inner = _COMMENT.sub(lambda match: lines_of(match[0]), inner)
    inner = _BRACES.sub(lambda match: marked.expression(match[0]), without_icons(inner))
    marked.has_flow = bool(_FLOW.search(inner))
    known = imported(text)
    marked.text = _TAG.sub(lambda match: _tag(match, marked, known), inner)
    return marked


def _template(text: str, marked: Marked) -> str:
    """The template as HTML on its own lines."""
    start = _START.search(text)
    if not start:
        return markup(text, marked) if "template" in text else ""
    if _OTHER.search(start["attributes"]):
        raise Foreign
    end = max((match.start() for match in _END.finditer(text)), default=len(text))
    inner = text[start.end() : max(end, start.end())]
    if _PUG.search(start["attributes"]):
        inner = converted(inner, marked)
    return lines_of(text[: start.end()]) + inner


def _tag(match: re.Match[str], marked: Marked, known: Mapping[str, str]) -> str:
    """The tag as HTML has it: components by a name of their own, none that closes itself."""
    name, rest = match["name"], match["rest"]
    if name == "template":
        return lines_of(match[0])
    if name == "slot":
        return lines_of(match[0]) if match["close"] else marked.expression(match[0])
    if name in LINKS or known.get(name) == "a":
        name, rest = "a", _TARGET.sub(r"\1href", rest)
    elif known.get(name) == "i" and match["self"] and not SAYS.search(rest):
        name, rest = "i", f' aria-hidden="true"{rest}'
    elif name[0].isupper():
        name = component(name)
    closed = f"</{name}>" if match["self"] and name not in _VOID else ""
    return f"<{match['close']}{name}{rest}>{closed}"


def component(name: str) -> str:
    """An element's name that no element of HTML has."""
    return "x-" + re.sub(r"[^a-z0-9]+", "-", name.lower())

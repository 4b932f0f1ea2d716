"""Jinja, Twig and Django templates, and those of Nunjucks, Liquid and Volt."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_TOKEN = re.compile(r"\{#(.*?)#\}|\{\{(.*?)\}\}|\{%[-+~]?\s*(.*?)\s*[-+~]?%\}", re.DOTALL)
_RAW = re.compile(
    r"\{%-?\s*(verbatim|raw)\s*-?%\}(.*?)\{%-?\s*end\1\s*-?%\}|"
    r"\{%-?\s*comment\b.*?endcomment\s*-?%\}|"
    r"\{%-?\s*(schema|javascript|stylesheet)\s*-?%\}.*?\{%-?\s*end\3\s*-?%\}",
    re.DOTALL,
)
_SUPER = re.compile(r"\s*(?:super\(\)|parent\(\)|block\.super)\s*")
_BLOCK_CALL = re.compile(r"\s*block\(\s*['\"](\w+)['\"]\s*\)\s*")
_OUTPUT = {"trans", "translate", "url", "static", "cycle", "firstof", "now", "lorem",
           "get_media_prefix", "widthratio", "render_field", "crispy", "bootstrap_form"}  # fmt: skip
_SHORT_BLOCK = re.compile(r"block\s+[\w-]+\s+\S")


def neutralise(text: str) -> Marked:
    """The template with its tags as marks."""
    marked = Marked("")
    text = _RAW.sub(lambda m: marked.expression(m[0]) if m[2] else lines_of(m[0]), text)
    marked.text = _TOKEN.sub(lambda match: _replace(match, marked), text)
    return marked


def _replace(match: re.Match[str], marked: Marked) -> str:
    whole = match[0]
    if match[1] is not None:
        return lines_of(whole)
    if match[2] is not None:
        return _expression(whole, match[2], marked)
    return _tag(whole, match[3], marked)


def _expression(whole: str, inner: str, marked: Marked) -> str:
    if _SUPER.fullmatch(inner):
        return marked.operation(whole, Op.PARENT)
    call = _BLOCK_CALL.fullmatch(inner)
    if call:
        return marked.operation(whole, Op.YIELD, call[1])
    if re.match(r"\s*(?:include|partial)\s*\(", inner):
        return marked.operation(whole, Op.INCLUDE, *quoted(inner)[:1])
    return marked.expression(whole, inner)


def _tag(whole: str, inner: str, marked: Marked) -> str:
    word, _, rest = inner.partition(" ")
    if word in ("extends", "layout"):
        return marked.operation(whole, Op.EXTENDS, *quoted(rest)[:1])
    if word in ("include", "render", "section") and (word == "include" or quoted(rest)):
        return marked.operation(whole, Op.INCLUDE, *quoted(rest)[:1])
    if word == "block":
        name = re.match(r"\s*([\w-]+)", rest)
        start = marked.operation(whole, Op.BLOCK, name[1] if name else "")
        if _SHORT_BLOCK.match(inner) and "required" not in rest and "scoped" not in rest:
            return start + marked.expression(rest) + marked.operation("", Op.END)
        return start
    if word == "endblock":
        return marked.operation(whole, Op.END)
    if word in _OUTPUT:
        return marked.expression(whole, inner)
    return marked.flow(whole) if word not in ("load", "csrf_token", "set") else lines_of(whole)

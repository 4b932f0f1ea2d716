"""Handlebars and Mustache templates, and double braces that a page fills in by itself."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of

_TAG = re.compile(r"\{\{!--.*?--\}\}|\{\{(\{?)~?\s*([!#/^>&]?)(.*?)~?\}?\}\}", re.DOTALL)


def neutralise(text: str) -> Marked:
    """The template with its tags as marks."""
    marked = Marked("")
    marked.text = _TAG.sub(lambda match: _replace(match, marked), text)
    return marked


def _replace(match: re.Match[str], marked: Marked) -> str:
    whole, sign, inner = match[0], match[2], (match[3] or "").strip()
    if sign == "!" or match[3] is None:
        return lines_of(whole)
    if sign == ">":
        name = re.match(r"['\"]?([\w./@-]+)", inner)
        return marked.operation(whole, Op.INCLUDE, *(name.groups() if name else ()))
    if sign == "#" and inner.startswith(">"):
        return lines_of(whole)
    if inner == "body" and match[1]:
        return marked.operation(whole, Op.YIELD, "body")
    if sign in ("#", "/", "^") or inner in ("else",) or inner.startswith("else "):
        return marked.flow(whole)
    return marked.expression(whole, inner)

"""EJS templates of Node.js applications."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_TAG = re.compile(r"<%([#=\-_%]?)(.*?)[-_]?%>", re.DOTALL)
_INCLUDE = re.compile(r"\s*include\s*\(?([^,)]*)")


def neutralise(text: str) -> Marked:
    """The template with its tags as marks."""
    marked = Marked("")
    marked.text = _TAG.sub(lambda match: _replace(match, marked), text)
    return marked


def _replace(match: re.Match[str], marked: Marked) -> str:
    whole, sign, inner = match[0], match[1], match[2]
    if sign == "#":
        return lines_of(whole)
    include = _INCLUDE.match(inner)
    if include:
        return marked.operation(whole, Op.INCLUDE, *quoted(include[1])[:1])
    if sign in ("=", "-") and inner.strip() == "body":
        return marked.operation(whole, Op.YIELD, "body")
    if sign in ("=", "-"):
        return marked.expression(whole, inner)
    return marked.flow(whole)

"""Velocity templates."""

import re

from vetting.engines.browser.render.brackets import closed
from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_FLOW = {"if", "elseif", "else", "end", "foreach", "stop", "break", "return"}
_SILENT = {"set", "macro", "define", "evaluate"}
_TOKEN = re.compile(
    r"#\*.*?(?:\*#|\Z)|##[^\n]*|#\[\[(?P<raw>.*?)\]\]#"
    r"|#(?:\{(?P<braced>[a-zA-Z]\w*)\}|(?P<word>@?[a-zA-Z]\w*))(?P<call>\s*\()?"
    r"|\$!?(?:\{(?P<formal>[^{}\n]{1,300})\}"
    r"|(?P<plain>[a-zA-Z]\w*(?:\.[a-zA-Z]\w*(?:\((?:\"[^\"\n]*\"|'[^'\n]*'|[^()\"'\n]){0,200}\))?|\[[^\]\n]{0,100}\])*))",
    re.DOTALL,
)
_BARE = {"else", "end", "stop", "break"}


def neutralise(text: str) -> Marked:
    """The template with its directives and references as marks."""
    marked = Marked("")
    out, position = [], 0
    for match in _TOKEN.finditer(text):
        if match.start() < position:
            continue
        end = match.end()
        if match["call"]:
            end = closed(text, end - 1)
        new = _replace(match, text[match.start() : end], marked) if end > 0 else None
        if new is None:
            continue
        out += [text[position : match.start()], new]
        position = end
    marked.text = "".join(out) + text[position:]
    return marked


def _replace(match: re.Match[str], whole: str, marked: Marked) -> str | None:
    word = match["braced"] or match["word"]
    if match["raw"] is not None:
        return match["raw"]
    if match["formal"] or match["plain"]:
        return marked.expression(whole, match["formal"] or match["plain"])
    if not word:
        return lines_of(whole)
    if not match["call"] and word not in _BARE:
        return None  # A colour, or the place that a link goes to.
    if word in ("parse", "include"):
        return marked.operation(whole, Op.INCLUDE, *quoted(whole)[:1])
    if word in _FLOW:
        return marked.flow(whole)
    return lines_of(whole) if word in _SILENT else marked.expression(whole)

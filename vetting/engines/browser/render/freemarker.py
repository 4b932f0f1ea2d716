"""FreeMarker templates, with angle or square brackets."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_ARGUMENTS = r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\([^()]*\)|[^\"'<>\[\]()]|->)*"
_TOKEN = re.compile(
    r"<#--.*?(?:-->|\Z)|\[#--.*?(?:--\]|\Z)|<#noparse>(?P<raw>.*?)</#noparse>"
    rf"|<(?P<close>/?)(?P<sign>[#@])(?P<word>[\w.]*)(?P<rest>{_ARGUMENTS})>"
    rf"|\[(?P<close2>/?)(?P<sign2>[#@])(?P<word2>[\w.]*)(?P<rest2>{_ARGUMENTS})\]"
    r"|[$#]\{(?P<inner>(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\{[^{}]*\}|[^{}\"'])*)\}",
    re.DOTALL,
)
_FLOW = {"if", "elseif", "else", "list", "items", "sep", "switch", "case", "default", "foreach",
         "attempt", "recover", "break", "continue"}  # fmt: skip


def neutralise(text: str) -> Marked:
    """The template with its directives as marks."""
    marked = Marked("")
    marked.text = _TOKEN.sub(lambda match: _replace(match, marked), text)
    return marked


def _replace(match: re.Match[str], marked: Marked) -> str:
    whole = match[0]
    if match["raw"] is not None:
        return match["raw"]
    if match["inner"] is not None:
        return marked.expression(whole, match["inner"])
    sign, word = match["sign"] or match["sign2"], match["word"] or match["word2"] or ""
    rest = match["rest"] or match["rest2"] or ""
    if not sign:
        return lines_of(whole)
    if sign == "@":
        return _macro(whole, word, rest, marked, is_end=bool(match["close"] or match["close2"]))
    if word == "include":
        return marked.operation(whole, Op.INCLUDE, *quoted(rest)[:1])
    if word == "nested":
        return marked.expression(whole)
    return marked.flow(whole) if word in _FLOW else lines_of(whole)


def _macro(whole: str, word: str, rest: str, marked: Marked, *, is_end: bool) -> str:
    """What a macro of the application writes is unknown; what stands in its body is shown."""
    if is_end or word == "spring.bind":
        return lines_of(whole)
    return marked.expression(whole, word + rest) if rest.rstrip().endswith("/") else lines_of(whole)

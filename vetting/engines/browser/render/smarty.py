"""Smarty and Latte templates: single braces that no white space follows."""

import re

from vetting.engines.browser.render.marks import Marked, Op, lines_of, quoted

_TOKEN = re.compile(
    r"\{\*.*?(?:\*\}|\Z)|\{literal\}(?P<raw>.*?)\{/literal\}|\{php\}.*?\{/php\}"
    r"|\{(?P<inner>(?:\$|/?[a-zA-Z_][\w.-]*(?=[\s}|(#!?:=]|->)|[\"'=_/])"
    r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\{[^{}]*\}|[^{}\"'])*)\}",
    re.DOTALL,
)
_STYLE = re.compile(r"<style\b[^>]*>.*?</style", re.DOTALL | re.IGNORECASE)
# What Latte writes into a tag. Some set one attribute, some any, most none.
_LATTE = re.compile(r"(?<=\s)n:(?P<name>[\w:-]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?")
_SETS = {"href", "src", "class", "style", "id", "alt", "title"}
_SETS_ANY = {"attr", "name", "tag"}
_WORD = re.compile(r"/?[\w.:-]*")
_FLOW = {
    "if", "elseif", "else", "foreach", "foreachelse", "for", "forelse", "while", "section",
    "sectionelse", "switch", "case", "default", "ifset", "elseifset", "elseifchanged", "ifchanged",
    "first", "last", "sep", "try", "rollback", "iterateWhile", "ifCurrent", "iterate",
}  # fmt: skip
_SILENT = {
    "assign", "var", "config_load", "capture", "nocache", "strip", "append", "eval", "contentType",
    "varType", "templateType", "syntax", "parameters", "function", "counter", "snippet", "do",
    "import", "debug", "form", "formContext", "php", "spaceless", "cache", "snippetArea",
}  # fmt: skip
_FILE = re.compile(r"\bfile\s*=\s*[\"']?([^\"'\s}]+)")
_NAME = re.compile(r"\s*(?:name\s*=\s*)?[\"']?#?([\w.-]+)")
_BEFORE = re.compile(r"^\w+:|^.*[$`\[\]()][\w.>-]*")


def neutralise(text: str) -> Marked:
    """The template with its tags as marks."""
    marked = Marked("")
    # A rule of CSS may look like a tag; a style sheet keeps its braces.
    styles = [match.span() for match in _STYLE.finditer(text)]
    out, position = [], 0
    for match in _TOKEN.finditer(text):
        if any(start <= match.start() < end for start, end in styles[:50]):
            continue
        out += [text[position : match.start()], _replace(match, marked)]
        position = match.end()
    whole = "".join(out) + text[position:]
    marked.text = _LATTE.sub(lambda found: _attribute(found, marked), whole)
    return marked


def _replace(match: re.Match[str], marked: Marked) -> str:
    whole, inner = match[0], match["inner"]
    if match["raw"] is not None:
        return match["raw"]
    if inner is None:
        return lines_of(whole)
    if inner[0] in "$\"'=" or (inner[0] == "_" and len(inner) > 1):
        parent = inner.startswith("$smarty.block.parent")
        return marked.operation(whole, Op.PARENT) if parent else marked.expression(whole, inner)
    found = _WORD.match(inner)
    word = found[0] if found else ""
    return _tag(whole, word, inner[len(word) :], marked)


def _tag(whole: str, word: str, rest: str, marked: Marked) -> str:
    if word in ("extends", "layout"):
        return marked.operation(whole, Op.EXTENDS, *_files(rest))
    if word in ("block", "define"):
        name = _NAME.match(rest)
        return marked.operation(whole, Op.BLOCK, name[1] if name else "")
    if word in ("/block", "/define"):
        return marked.operation(whole, Op.END)
    if word in ("include", "includeblock"):
        return _included(whole, rest, marked)
    if word.lstrip("/") in _FLOW:
        return marked.flow(whole)
    if word.startswith("/") or word in ("", "_") or word in _SILENT:
        return lines_of(whole)
    return marked.expression(whole, word + rest)


def _included(whole: str, rest: str, marked: Marked) -> str:
    """A file where a name of one is given; a block of the page else."""
    if re.match(r"\s*parent\b", rest):
        return marked.operation(whole, Op.PARENT)
    names = _files(rest)
    if names:
        return marked.operation(whole, Op.INCLUDE, *names)
    block = re.match(r"\s*(?:block\s+)?#?([a-zA-Z][\w-]*)\s*(?:,|$)", rest)
    return marked.operation(
        whole, Op.YIELD if block else Op.INCLUDE, *(block.groups() if block else ())
    )


def _files(rest: str) -> list[str]:
    """The file that a tag names, without its scheme and what only the server knows."""
    found = _FILE.search(rest)
    names = [found[1]] if found else quoted(rest)[:1]
    bare = re.match(r"\s*([\w@./-]+\.\w+)", rest)
    if not names and bare:
        names = [bare[1]]
    return [name for name in (_BEFORE.sub("", name).lstrip("/") for name in names) if name]


def _attribute(match: re.Match[str], marked: Marked) -> str:
    if match["name"] in _SETS:
        return f'{match["name"]}="{marked.expression(match[0])}"'
    if match["name"] in _SETS_ANY:
        return marked.expression(match[0])
    return marked.flow(match[0])

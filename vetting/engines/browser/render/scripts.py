"""Markup in the strings of a script: `template: "…"` of Angular's and Vue's components."""

from collections.abc import Iterator

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from vetting.engines.browser.render.marks import Marked, lines_of

_LANGUAGE = Language(tree_sitter_typescript.language_typescript())
_STRINGS = ("string", "template_string")


def markup(text: str, marked: Marked) -> str:
    """The script with nothing left but its templates, each on its own lines."""
    body, out, position = text.encode(), list[str](), 0
    for string in _templates(Parser(_LANGUAGE).parse(body).root_node):
        start, end = string.start_byte + 1, string.end_byte - 1
        out += [lines_of(_text(body[position:start])), _filled(body, string, marked)]
        position = end
    return "".join(out) + lines_of(_text(body[position:]))


def _templates(root: Node) -> Iterator[Node]:
    """The strings that are the value of a `template` key, joined ones too; not recursive."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        value = node.child_by_field_name("value") if _is_template(node) else None
        if value is None:
            waiting.extend(reversed(node.children))
        else:
            yield from _strings(value)


def _is_template(node: Node) -> bool:
    key = node.child_by_field_name("key") if node.type == "pair" else None
    return key is not None and _text(key.text or b"").strip("'\"") == "template"


def _strings(value: Node) -> Iterator[Node]:
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if node.type in _STRINGS:
            yield node
        elif node.type in ("binary_expression", "parenthesized_expression", "as_expression"):
            waiting.extend(reversed(node.children))


def _filled(body: bytes, string: Node, marked: Marked) -> str:
    """What a string says, with what only the script knows as marks."""
    out, position = [], string.start_byte + 1
    for hole in string.named_children:
        if hole.type == "template_substitution":
            out.append(_plain(body[position : hole.start_byte]))
            out.append(marked.expression(_text(body[hole.start_byte : hole.end_byte])))
            position = hole.end_byte
    return "".join(out) + _plain(body[position : string.end_byte - 1])


def _plain(body: bytes) -> str:
    """The text between quotes; escapes of quotes are undone, all others say nothing of markup."""
    text = _text(body).replace("\\n", " ").replace("\\\n", " \n")
    return text.replace("\\'", "'").replace('\\"', '"').replace("\\`", "`")


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")

"""Markup inside JavaScript and TypeScript (JSX), as React has it, read by its grammar."""

import html
import re
from collections.abc import Iterator, Mapping

import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from vetting.engines.browser.render.known import SAYS, imported
from vetting.engines.browser.render.marks import Marked
from vetting.engines.browser.render.vue import component

_LANGUAGE = Language(tree_sitter_typescript.language_tsx())
_ELEMENTS = ("jsx_element", "jsx_self_closing_element")
_NAMES = {"classname": "class", "htmlfor": "for", "dangerouslysetinnerhtml": "v-html",
          "children": "v-html"}  # fmt: skip
_DROPPED = {"key", "ref", "style"}
_VOID = {"img", "input", "br", "hr", "area", "col", "embed", "source", "track", "wbr"}
_PLAIN = re.compile(r"true|false|-?\d+(?:\.\d+)?")


def neutralise(text: str) -> Marked:
    """Every piece of markup of a file, one after another, each on its own line."""
    marked = Marked("", has_flow=True)
    writer = _Writer(marked, imported(text))
    writer.roots(Parser(_LANGUAGE).parse(text.encode()).root_node)
    marked.text = writer.text()
    return marked


def _outermost(node: Node) -> Iterator[Node]:
    """The elements below a node that stand in no other element; not recursive."""
    waiting = list(reversed(node.children))
    while waiting:
        found = waiting.pop()
        if found.type in _ELEMENTS:
            yield found
        else:
            waiting.extend(reversed(found.children))


class _Writer:
    """Writes HTML whose tags stand on the lines of the source."""

    def __init__(self, marked: Marked, known: Mapping[str, str]) -> None:
        self._marked, self._known = marked, known
        self._parts, self._row = list[str](), 0

    def text(self) -> str:
        return "".join(self._parts)

    def roots(self, node: Node) -> None:
        for element in _outermost(node):
            self._element(element)

    def _name(self, node: Node, opening: Node) -> str:
        """The element's name; empty for a fragment; that of an unknown component has a dash."""
        name = _written(opening)
        if not _is_own(opening):
            return name
        drawn = self._known.get(name, component(name))
        # Some links only hand their address to the link inside.
        if drawn == "a" and any(_written(_opening(child)) == "a" for child in node.children[1:-1]):
            return ""
        return component(name) if drawn == "i" and SAYS.search(_source(opening)) else drawn

    def _put(self, text: str, node: Node) -> None:
        missing = node.start_point[0] - self._row
        text = "\n" * max(0, missing) + text
        self._parts.append(text)
        self._row += text.count("\n")

    def _element(self, node: Node) -> None:
        opening = _opening(node)
        name = self._name(node, opening)
        if name:
            self._put(f"<{name}{self._attributes(opening, name)}>", opening)
        if "-" in name:
            # What a component is handed it draws somewhere.
            self.roots(opening)
        if opening is not node:
            for child in node.children[1:-1]:
                self._child(child)
        if name and name not in _VOID:
            self._parts.append(f"</{name}>")

    def _child(self, node: Node) -> None:
        if node.type in _ELEMENTS:
            self._element(node)
        elif node.type in ("jsx_text", "html_character_reference"):
            self._put(" ".join(_source(node).split()).replace("<", "&lt;"), node)
        elif node.type == "jsx_expression":
            self._expression(node)

    def _expression(self, node: Node) -> None:
        inner = next((child for child in node.named_children if child.type != "comment"), None)
        if inner is None:
            return
        literal = _literal(inner)
        if literal is not None:
            self._put(html.escape(literal), node)
        elif next(_outermost(node), None) is not None:
            self.roots(node)
        else:
            self._put(self._marked.expression(" ".join(_source(inner).split())), node)

    def _attributes(self, opening: Node, name: str) -> str:
        if "-" in name:
            keys = (_source(child.named_children[0]) for child in opening.named_children
                    if child.type == "jsx_attribute")  # fmt: skip
            return ' label=""' if "label" in keys else ""
        kept = ' aria-hidden="true"' if name == "i" and _is_own(opening) else ""
        return kept + "".join(self._attribute(child, name) for child in opening.named_children)

    def _attribute(self, node: Node, tag: str) -> str:
        if node.type == "jsx_expression":
            return ' v-bind="*"'
        if node.type != "jsx_attribute":
            return ""
        key = _source(node.named_children[0]).lower()
        if key in _DROPPED:
            return ""
        key = "href" if (tag, key) == ("a", "to") else _NAMES.get(key, key)
        if len(node.named_children) == 1:
            return f' {key}=""'
        value = node.named_children[1]
        inner = (
            value.named_children[0]
            if value.type == "jsx_expression" and value.named_children
            else value
        )
        literal = _literal(inner)
        shown = self._marked.expression(" ".join(_source(inner).split())) if literal is None else (
            html.escape(" ".join(literal.split())))  # fmt: skip
        return f' {key}="{shown}"'


def _opening(node: Node) -> Node:
    return node.child_by_field_name("open_tag") or node


def _written(opening: Node) -> str:
    node = opening.child_by_field_name("name")
    return _source(node) if node else ""


def _is_own(opening: Node) -> bool:
    """Whether the element is a component and none of HTML."""
    name = _written(opening)
    return name[:1].isupper() or "." in name


def _literal(node: Node) -> str | None:
    """What a string, number or truth value says, or None for all else."""
    source = _source(node)
    if node.type == "string":
        return html.unescape(source[1:-1])
    if node.type == "template_string" and "${" not in source:
        return source[1:-1]
    return source if _PLAIN.fullmatch(source) else None


def _source(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")

"""Concrete syntax trees of the languages that Python itself cannot parse."""

from collections.abc import Iterator
from functools import cache

import tree_sitter_go
import tree_sitter_java
import tree_sitter_javascript
import tree_sitter_php
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

_GRAMMARS = {
    "go": tree_sitter_go.language,
    "java": tree_sitter_java.language,
    "javascript": tree_sitter_javascript.language,
    "php": tree_sitter_php.language_php,
    "typescript": tree_sitter_typescript.language_typescript,
    "tsx": tree_sitter_typescript.language_tsx,
}
MAX_DEPTH = 400
"""Deeper trees are refused: no one writes them, and our own walks recurse."""
BROKEN_LINES = 0.2
"""A source with more faults of grammar than this share of its lines counts as unread."""


@cache
def _parser(grammar: str) -> Parser:
    return Parser(Language(_GRAMMARS[grammar]()))


def parse(grammar: str, text: str) -> Node:
    """The root of the tree; raises SyntaxError for what is mostly not of that language."""
    root = _parser(grammar).parse(text.encode("utf-8", "replace")).root_node
    if root.has_error:
        faults = sum(1 for node in every(root) if node.is_error or node.is_missing)
        if faults > max(3, BROKEN_LINES * text.count("\n")):
            raise SyntaxError(f"not {grammar}")
    return root


def every(node: Node, *types: str, stop: str = "") -> Iterator[Node]:
    """All nodes of these named types (all nodes for none) in document order, itself included.

    Below a node of type `stop` nothing is looked for. Raises SyntaxError when too deep.
    """
    stack = [(node, 0)]
    while stack:
        here, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise SyntaxError("nested too deeply")
        if not types or here.type in types:
            yield here
        if here.type != stop:
            below = here.named_children if types else here.children
            stack += [(child, depth + 1) for child in reversed(below)]


def text(node: Node | None) -> str:
    """The source text of a node; empty for none."""
    return (node.text or b"").decode("utf-8", "replace") if node else ""


def line(node: Node) -> int:
    """The node's first line, from 1."""
    return int(node.start_point[0]) + 1


def named(node: Node | None) -> list[Node]:
    """The named children without comments."""
    return [c for c in node.named_children if "comment" not in c.type] if node else []


def field(node: Node | None, name: str) -> Node | None:
    """The child in a field of the grammar."""
    return node.child_by_field_name(name) if node else None

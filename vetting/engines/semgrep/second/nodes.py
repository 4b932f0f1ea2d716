"""Walks through what tree-sitter read."""

from collections.abc import Iterator

from tree_sitter import Node


def every(node: Node, kinds: tuple[str, ...]) -> Iterator[Node]:
    """The nodes of these kinds at and below a node."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.type in kinds:
            yield one
        waiting.extend(one.named_children)

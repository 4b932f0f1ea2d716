"""The tree of a PHP file, each node of which is taken from the parser once.

A run looks at the same node again and again: for each call of its function, and each round of a
loop. What the parser's own nodes tell is made anew each time, which was half of a run's time.
"""

from collections.abc import Iterator, Mapping

import tree_sitter
import tree_sitter_php

_LANGUAGE = tree_sitter.Language(tree_sitter_php.language_php())
At = tuple[int, int, int, int]
"""First row and column, last row and column; from 0, columns in bytes, the end exclusive."""


class Node:
    """A part of the source; two are the same one only if they are the same object."""

    __slots__ = ("_at", "_children", "_kids", "_known", "_parts", "_raw", "_written", "type")

    def __init__(self, raw: tree_sitter.Node, known: "dict[int, Node]") -> None:
        known[raw.id] = self
        self._raw = raw
        self._known = known
        self.type = raw.type
        self._children: list[Node] | None = None
        self._kids: list[Node] | None = None
        self._parts: dict[str, Node | None] = {}
        self._written: str | None = None
        self._at: At | None = None

    def _of(self, raw: tree_sitter.Node) -> "Node":
        return self._known.get(raw.id) or Node(raw, self._known)

    @property
    def children(self) -> "list[Node]":
        """All nodes right inside."""
        if self._children is None:
            self._children = [self._of(raw) for raw in self._raw.children]
        return self._children

    @property
    def kids(self) -> "list[Node]":
        """The named nodes right inside, without comments; not to be changed."""
        if self._kids is None:
            named = self._raw.named_children
            self._kids = [self._of(raw) for raw in named if raw.type != "comment"]
        return self._kids

    def part(self, name: str) -> "Node | None":
        """The node right inside that the grammar calls so."""
        if name not in self._parts:
            raw = self._raw.child_by_field_name(name)
            self._parts[name] = None if raw is None else self._of(raw)
        return self._parts[name]

    def every_part(self, name: str) -> "list[Node]":
        """All nodes right inside that the grammar calls so."""
        return [self._of(raw) for raw in self._raw.children_by_field_name(name)]

    @property
    def written(self) -> str:
        """The source."""
        if self._written is None:
            self._written = self.source.decode("utf-8", "replace")
        return self._written

    @property
    def source(self) -> bytes:
        """The source as it lies in the file."""
        return self._raw.text or b""

    @property
    def at(self) -> At:
        """Where it stands."""
        if self._at is None:
            start, end = self._raw.start_point, self._raw.end_point
            self._at = (start.row, start.column, end.row, end.column)
        return self._at

    @property
    def has_error(self) -> bool:
        """Whether anything inside is not PHP as the grammar knows it."""
        return self._raw.has_error

    @property
    def parent(self) -> "Node | None":
        """The node around."""
        raw = self._raw.parent
        return None if raw is None else self._of(raw)

    def every(self, query: tree_sitter.Query) -> "Iterator[Node]":
        """The nodes that the query captures, what is around before what is inside, from the end."""
        captured: Mapping[str, list[tree_sitter.Node]]
        captured = tree_sitter.QueryCursor(query).captures(self._raw)
        found = [raw for of_name in captured.values() for raw in of_name]
        found.sort(key=lambda raw: (-raw.end_byte, raw.start_byte))
        return map(self._of, found)


def parse(body: bytes) -> Node:
    """The tree of a file."""
    return Node(tree_sitter.Parser(_LANGUAGE).parse(body).root_node, {})


def looking_for(*kinds: str) -> tree_sitter.Query:
    """The query for nodes of these kinds."""
    return tree_sitter.Query(_LANGUAGE, "[" + "".join(f"({kind})" for kind in kinds) + "] @found")


def written(node: Node | None) -> str:
    """The source of a node."""
    return node.written if node is not None else ""


def place(node: Node) -> At:
    """Where a node stands."""
    return node.at


def kids(node: Node | None) -> list[Node]:
    """The named nodes inside, without comments; not to be changed."""
    return node.kids if node is not None else []


def part(node: Node, name: str) -> Node | None:
    """A part of a node by its name in the grammar."""
    return node.part(name)

"""YAML and JSON documents as trees of nodes that know their lines, and what they refer to.

Nodes are never turned into values: aliases stay shared and merge keys are looked up one level
deep, so no document grows while it is read. Inside the sandbox only.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from vetting.engines.spectral.guard import MAX_HOPS, Broken, read, resolved

_HALF = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
MAX_FILES = 2_000


def items(node: Node | None) -> Iterator[tuple[str, ScalarNode, Node]]:
    """Key, key's node and value of a mapping; keys merged with `<<` come last, one level deep."""
    if not isinstance(node, MappingNode):
        return
    merged: list[Node] = []
    for key, value in node.value:
        if isinstance(key, ScalarNode) and key.value == "<<" and key.tag.endswith("merge"):
            merged += value.value if isinstance(value, SequenceNode) else [value]
        elif isinstance(key, ScalarNode):
            yield str(key.value), key, value
    for one in merged[:20]:
        for key, value in one.value if isinstance(one, MappingNode) else ():
            if isinstance(key, ScalarNode) and key.value != "<<":
                yield str(key.value), key, value


def get(node: Node | None, *keys: str) -> Node | None:
    """The value below a chain of keys, or None."""
    for key in keys:
        node = next((value for name, _key, value in items(node) if name == key), None)
    return node


def scalar(node: Node | None) -> str | None:
    """The text of a scalar; None for anything else and for null."""
    if isinstance(node, ScalarNode) and not node.tag.endswith(":null"):
        return str(node.value)
    return None


def elements(node: Node | None) -> list[Node]:
    """The elements of a sequence; empty for anything else."""
    return list(node.value) if isinstance(node, SequenceNode) else []


def is_true(node: Node | None) -> bool:
    """Whether a scalar says true."""
    return (scalar(node) or "").lower() == "true"


def line(node: Node) -> int:
    """The node's line, from 1."""
    return int(node.start_mark.line) + 1


@dataclass(frozen=True)
class At:
    """A node and the document in which it stands."""

    file: str
    node: Node

    def down(self, *keys: str) -> "At | None":
        """What stands below a chain of keys, without following references."""
        found = get(self.node, *keys)
        return At(self.file, found) if found is not None else None


@dataclass
class Library:
    """Documents by name, read once; `opened` gives a name's bytes, None where there is none.

    A reference is followed only to a name that `opened` knows, so never out of the package.
    """

    opened: Callable[[str], bytes | None]
    roots: dict[str, Node | None] = field(default_factory=dict)

    def root(self, name: str, *, whole: bool) -> Node | None:
        """The root of a document; `whole`: it must state a version. None when it is broken."""
        if name not in self.roots:
            if len(self.roots) >= MAX_FILES:
                return None
            self.roots[name] = self._read(name, whole)
        return self.roots[name]

    def _read(self, name: str, whole: bool) -> Node | None:
        data = self.opened(name)
        if data is None:
            return None
        try:
            read(data, name, whole=whole)
            text = data.decode("utf-8-sig")
            if name.lower().endswith(".json"):
                json.loads(text, parse_int=str)
                # No tab of JSON stands within a string, and YAML has no halves of characters.
                text = _HALF.sub("?", text.replace("\t", " ").replace("\\/", "/"))
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            return yaml.compose(text, loader)
        except (Broken, ValueError, RecursionError, yaml.YAMLError):
            return None

    def follow(self, at: At | None) -> At | None:
        """Past all references: what is meant, or None for what is missing or circular."""
        seen: set[int] = set()
        for _hop in range(MAX_HOPS + 1):
            if at is None:
                return None
            target = scalar(get(at.node, "$ref"))
            if target is None:
                return at
            if id(at.node) in seen:
                return None
            seen.add(id(at.node))
            at = self._target(at.file, target)
        return None

    def _target(self, file: str, target: str) -> At | None:
        path, _, pointer = target.partition("#")
        name = resolved(file, path) if path else file
        node = self.root(name, whole=False) if name is not None else None
        for part in pointer.split("/")[1:] if pointer else ():
            plain = unquote(part).replace("~1", "/").replace("~0", "~")
            many = elements(node)
            if plain.isdigit() and many:
                node = many[int(plain)] if int(plain) < len(many) else None
            else:
                node = get(node, plain)
        return At(name, node) if node is not None and name is not None else None

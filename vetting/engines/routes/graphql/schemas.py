"""Which documents are one schema, and what it defines."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from graphql.language import (
    DirectiveDefinitionNode,
    Node,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeDefinitionNode,
    TypeExtensionNode,
    TypeSystemDefinitionNode,
)

from vetting.engines.routes.graphql.nodes import KINDS
from vetting.engines.routes.graphql.reading import Document

ROOTS = ("Query", "Mutation", "Subscription")
_OF_SCHEMA = (TypeSystemDefinitionNode, TypeExtensionNode, SchemaExtensionNode)
_FOLDER = re.compile(r"graph|gql|schema", re.IGNORECASE)
_NODE_ONLY = "package.json"

Placed = tuple[Document, Node]
"""A node with the document that holds it."""


@dataclass
class Named:
    """All that a schema says on one name: definitions first, and what extends them."""

    kind: str
    definitions: list[Placed] = field(default_factory=list)
    extensions: list[Placed] = field(default_factory=list)

    @property
    def parts(self) -> list[Placed]:
        """Definitions, and extensions of the same kind."""
        return self.definitions + [p for p in self.extensions if KINDS[type(p[1])] == self.kind]


@dataclass
class Schema:
    """Documents that are read together. `root` is the folder of their project."""

    root: str
    documents: list[Document]
    types: dict[str, Named] = field(default_factory=dict)
    directives: dict[str, list[tuple[Document, DirectiveDefinitionNode]]] = field(
        default_factory=dict
    )
    heads: list[Placed] = field(default_factory=list)

    def __post_init__(self) -> None:
        extensions: list[tuple[str, Placed]] = []
        for document in self.documents:
            for node in document.definitions:
                if isinstance(node, (SchemaDefinitionNode, SchemaExtensionNode)):
                    self.heads.append((document, node))
                elif isinstance(node, DirectiveDefinitionNode):
                    self.directives.setdefault(node.name.value, []).append((document, node))
                elif isinstance(node, TypeDefinitionNode):
                    kind = KINDS[type(node)]
                    known = self.types.setdefault(node.name.value, Named(kind))
                    known.definitions.append((document, node))
                elif isinstance(node, TypeExtensionNode):
                    extensions.append((node.name.value, (document, node)))
        for name, placed in extensions:
            known = self.types.setdefault(name, Named(KINDS[type(placed[1])]))
            known.extensions.append(placed)

    @property
    def has_root(self) -> bool:
        """Whether it says what may be asked."""
        return bool(self.heads) or "Query" in self.types

    def defined(self) -> set[str]:
        """The names of its types that are defined, and not only extended."""
        return {name for name, known in self.types.items() if known.definitions}


def is_schema(document: Document) -> bool:
    """Whether a document defines types or directives, and does not ask for data."""
    return any(isinstance(node, _OF_SCHEMA) for node in document.definitions)


class Manifests:
    """Where the projects of a package lie, by the files that say so."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._at: dict[str, set[str]] = defaultdict(set)
        for path in paths:
            at = PurePosixPath(path)
            self._at[str(at.parent)].add(at.name)

    def root(self, file: str) -> str:
        """The nearest folder above a file that holds a manifest; `.` where there is none."""
        return next((str(p) for p in PurePosixPath(file).parents if str(p) in self._at), ".")

    def names(self, root: str) -> frozenset[str]:
        """The names of the manifests in a folder."""
        return frozenset(self._at.get(root, ()))

    def merges(self, root: str) -> bool:
        """Whether what stands twice is usually merged: tools of Node do, others refuse it."""
        return self.names(root) == {_NODE_ONLY}


def schemas(documents: Iterable[Document], manifests: Manifests) -> list[Schema]:
    """The documents as schemas: those of one folder of schemas, each complete copy apart."""
    near: dict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        root = manifests.root(document.file)
        near[root, _near(document.file, root)].append(document)
    return [one for (root, _), held in sorted(near.items()) for one in _apart(root, held)]


def _near(file: str, root: str) -> str:
    """The uppermost folder below the root whose name speaks of schemas; else the file's own."""
    parents = [p for p in PurePosixPath(file).parents if str(p) != root and
               (root == "." or p.is_relative_to(root))]  # fmt: skip
    named = [str(p) for p in reversed(parents) if _FOLDER.search(p.name)]
    return named[0] if named else str(PurePosixPath(file).parent)


def _apart(root: str, held: list[Document]) -> Iterator[Schema]:
    """One schema; but several whole ones side by side are copies or services of their own."""
    whole = []
    for document in held:
        alone = Schema(root, [document])
        rooted = bool(alone.types.get("Query", Named("")).definitions) or bool(alone.heads)
        if rooted and not document.is_embedded:
            whole.append(document)
    if len(whole) < 2:
        yield Schema(root, held)
        return
    for document in whole:
        yield Schema(root, [document])
    rest = [document for document in held if document not in whole]
    if rest:
        yield Schema(root, rest)

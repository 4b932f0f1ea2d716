"""Small questions to nodes of GraphQL's tree."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphql.language import (
    DirectiveNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ListTypeNode,
    Node,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    TypeNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
)

KINDS: Mapping[type[Node], str] = {
    ObjectTypeDefinitionNode: "type", ObjectTypeExtensionNode: "type",
    InterfaceTypeDefinitionNode: "interface", InterfaceTypeExtensionNode: "interface",
    UnionTypeDefinitionNode: "union", UnionTypeExtensionNode: "union",
    EnumTypeDefinitionNode: "enum", EnumTypeExtensionNode: "enum",
    InputObjectTypeDefinitionNode: "input", InputObjectTypeExtensionNode: "input",
    ScalarTypeDefinitionNode: "scalar", ScalarTypeExtensionNode: "scalar",
}  # fmt: skip
"""What a definition or an extension defines, by the word that begins it."""
# Where directives of a kind stand, if the specification's name is not the kind in capitals.
_PLACES = {"type": "OBJECT", "input": "INPUT_OBJECT"}


def named(node: TypeNode) -> Any:
    """The named type inside lists and marks of what must not be null."""
    while isinstance(node, (ListTypeNode, NonNullTypeNode)):
        node = node.type
    return node


def shown(node: TypeNode) -> str:
    """A type as it is written."""
    if isinstance(node, ListTypeNode):
        return f"[{shown(node.type)}]"
    if isinstance(node, NonNullTypeNode):
        return f"{shown(node.type)}!"
    return str(named(node).name.value)


def below(node: Node, key: str) -> Sequence[Any]:
    """What a node holds under a key that not every kind of node has."""
    return getattr(node, key, None) or ()


def directed(node: Node) -> Iterator[tuple[Sequence[DirectiveNode], str]]:
    """The directives of a definition and of all that is in it, with the place they stand at."""
    is_schema = isinstance(node, (SchemaDefinitionNode, SchemaExtensionNode))
    kind = "schema" if is_schema else KINDS.get(type(node), "")
    place = _PLACES.get(kind, kind.upper())
    yield below(node, "directives"), place
    is_input = place == "INPUT_OBJECT"
    for one in below(node, "fields"):
        yield below(one, "directives"), "INPUT_FIELD_DEFINITION" if is_input else "FIELD_DEFINITION"
        for argument in below(one, "arguments"):
            yield below(argument, "directives"), "ARGUMENT_DEFINITION"
    for argument in below(node, "arguments"):
        yield below(argument, "directives"), "ARGUMENT_DEFINITION"
    for value in below(node, "values"):
        yield below(value, "directives"), "ENUM_VALUE"


def takers(node: Node) -> Iterator[Any]:
    """Everything in a definition that takes a value: arguments and fields of inputs."""
    for one in below(node, "fields"):
        if isinstance(one, InputValueDefinitionNode):
            yield one
        yield from below(one, "arguments")
    yield from below(node, "arguments")

"""Small questions to nodes of GraphQL's tree."""

from collections.abc import Iterator, Sequence
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

_PLACES = {
    ObjectTypeDefinitionNode: "OBJECT", ObjectTypeExtensionNode: "OBJECT",
    InterfaceTypeDefinitionNode: "INTERFACE", InterfaceTypeExtensionNode: "INTERFACE",
    UnionTypeDefinitionNode: "UNION", UnionTypeExtensionNode: "UNION",
    EnumTypeDefinitionNode: "ENUM", EnumTypeExtensionNode: "ENUM",
    InputObjectTypeDefinitionNode: "INPUT_OBJECT", InputObjectTypeExtensionNode: "INPUT_OBJECT",
    ScalarTypeDefinitionNode: "SCALAR", ScalarTypeExtensionNode: "SCALAR",
    SchemaDefinitionNode: "SCHEMA", SchemaExtensionNode: "SCHEMA",
}  # fmt: skip


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
    place = _PLACES.get(type(node), "")
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

"""Requests (queries, mutations, fragments) against the one schema of a package."""

from collections.abc import Iterable, Iterator, Sequence

from graphql import GraphQLError, GraphQLSchema, build_ast_schema, validate
from graphql.language import (
    DefinitionNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
)
from graphql.validation import (
    FieldsOnCorrectTypeRule,
    KnownArgumentNamesRule,
    KnownTypeNamesRule,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
)

from vetting.engines.routes.graphql.judging import Fault
from vetting.engines.routes.graphql.nodes import below, directed
from vetting.engines.routes.graphql.reading import Document
from vetting.engines.routes.graphql.schemas import Schema

MAX_FAULTS = 20
_RULES = {
    "unknown-field": FieldsOnCorrectTypeRule,
    "unknown-argument": KnownArgumentNamesRule,
    "unknown-type": KnownTypeNamesRule,
    "missing-argument": ProvidedRequiredArgumentsRule,
    "no-fields": ScalarLeafsRule,
}


def faults(
    schemas: Sequence[Schema], requests: Sequence[Document], changing: frozenset[str]
) -> Iterator[Fault]:
    """What requests ask that the schema does not answer.

    Nothing is said where a framework changes the schema, or of requests none of whose first
    fields the schema has: they are for another interface.
    """
    schema = _built(schemas, changing)
    if schema is None:
        return
    asked = any(_is_for(schema, document) for document in requests)
    for document in requests:
        if not (_is_for(schema, document) or (asked and _is_fragment(schema, document))):
            continue
        tree = DocumentNode(definitions=document.definitions)
        for code, rule in _RULES.items():
            found = validate(schema, tree, [rule], max_errors=MAX_FAULTS, hide_suggestions=True)
            for error in found:
                if error.nodes:
                    node = error.nodes[0]
                    named = getattr(node, "name", None)
                    yield document.file, document.line(node), code, named.value if named else ""


def _built(schemas: Sequence[Schema], changing: frozenset[str]) -> GraphQLSchema | None:
    """The schema of all parts; None where it cannot be built, or where its text is not all."""
    parts: list[DefinitionNode] = []
    for schema in schemas:
        for document in schema.documents:
            if document.is_partial:
                return None
            parts += document.definitions
    used = {one.name.value for node in parts for holder, _p in directed(node) for one in holder}
    if used & changing:
        return None
    try:
        tree = DocumentNode(definitions=tuple(parts))
        return build_ast_schema(tree, assume_valid=True, assume_valid_sdl=True)
    except (GraphQLError, TypeError, ValueError, RecursionError):
        return None


def _is_for(schema: GraphQLSchema, document: Document) -> bool:
    """Whether a request asks for at least one thing that this schema has at its top."""
    fields = {name for root in (schema.query_type, schema.mutation_type, schema.subscription_type)
              if root for name in root.fields}  # fmt: skip
    return any(name in fields for name in _first(document.definitions))


def _is_fragment(schema: GraphQLSchema, document: Document) -> bool:
    """Whether a document holds fragments of this schema's types, and nothing else."""
    return all(
        isinstance(node, FragmentDefinitionNode)
        and node.type_condition.name.value in schema.type_map
        for node in document.definitions
    )


def _first(definitions: Iterable[DefinitionNode]) -> Iterator[str]:
    for node in definitions:
        if isinstance(node, OperationDefinitionNode):
            for one in below(node.selection_set, "selections"):
                if isinstance(one, FieldNode):
                    yield one.name.value

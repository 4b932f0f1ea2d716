"""Contracts in other formats than OpenAPI: GraphQL, AsyncAPI, Postman collections."""

import re

from vetting.engines.spectral.guard import Broken, read

NAMED = re.compile(
    r"\.(graphqls?|gql)$|asyncapi[^/]*\.(ya?ml|json)$|postman[^/]*\.json$", re.IGNORECASE
)
"""Names of files that may be one; what they hold decides."""
_GRAPHQL = re.compile(rb"^\s*(?:extend\s+)?(?:type\s+(?:Query|Mutation|Subscription)\b|schema\s*\{)",
                      re.MULTILINE)  # fmt: skip
_ASYNC = re.compile(rb"^\s*[\"']?asyncapi[\"']?\s*:|\"asyncapi\"\s*:", re.MULTILINE)
_POSTMAN = re.compile(rb"schema\.getpostman\.com|\"_postman_id\"")


def format_of(name: str, data: bytes) -> tuple[str, int] | None:
    """(format, line of its first fault or 0) of a file, or None when it is no contract."""
    if name.lower().endswith((".graphql", ".graphqls", ".gql")):
        return ("GraphQL", 0) if _GRAPHQL.search(data) else None
    kind = "AsyncAPI" if _ASYNC.search(data) else "Postman" if _POSTMAN.search(data) else None
    if kind is None:
        return None
    try:
        read(data, name, whole=False)
    except Broken as fault:
        return kind, max(1, fault.line)
    return kind, 0

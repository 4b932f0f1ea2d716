"""GraphQL documents as trees of definitions, read strictly and within bounds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLSyntaxError, parse
from graphql.language import DefinitionNode, Node

from vetting.engines.spectral.guard import MAX_BYTES, MAX_DEPTH, Broken

MAX_TOKENS = 250_000
"""Tokens of one document: twice those of the largest public schemas."""
MAX_LINES = 200_000
"""Lines of one document: comments and long texts are read line by line."""
_TOKEN = re.compile(
    r'(?:[\s,\ufeff]|#[^\n\r]*)+|"""(?:[^"\\]|\\"""|\\|"(?!""))*+"""|"(?:\\.|[^"\\\n])*+"'
    r"|\w+|[.\d+-]+|(?P<opens>[(\[{])|(?P<closes>[)\]}])|.",
    re.ASCII | re.DOTALL,
)
_UNEXPECTED = re.compile(r"(?:found|Unexpected|Invalid|Unterminated)\b[: ]*(.*?)\.?\s*$", re.DOTALL)
SCHEMA = re.compile(
    r"^\s*(?:extend\s+)?(?:(?:type|interface|union|enum|input|scalar)\s+\w|schema\b[^\n{]*\{|directive\s+@)",
    re.MULTILINE,
)
_ASKS = re.compile(r"^\s*(?:(?:query|mutation|subscription)\b|fragment\s+\w+\s+on\b|\{)",
                   re.MULTILINE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Document:
    """The definitions of one file, or of one text inside a source.

    `offset` is to be added to lines of nodes. `is_partial`: the code puts more into it.
    """

    file: str
    definitions: tuple[DefinitionNode, ...]
    offset: int = 0
    is_partial: bool = False
    is_embedded: bool = False

    def line(self, node: Node) -> int:
        """The line of a node in its file: of its name where it has one."""
        named = getattr(node, "name", None)
        said = getattr(node, "description", None)
        if named or not (said and said.loc):
            loc = (named or node).loc
            return self.offset + int(loc.start_token.line if loc else 1)
        after = said.loc.end_token.next
        return self.offset + int(after.line if after else said.loc.end_token.line)


def is_document(text: str) -> bool:
    """Whether a text looks like a schema or a request."""
    return bool(SCHEMA.search(text) or _ASKS.search(text))


def text_of(data: bytes) -> str:
    """The text of a file; raises Broken for one that is too large or no UTF-8."""
    if len(data) > MAX_BYTES:
        raise Broken("too-large", 0, f"{len(data)} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Broken("not-utf8", line, f"byte 0x{data[error.start]:02x}") from error


def definitions(text: str, budget: int = MAX_TOKENS) -> tuple[DefinitionNode, ...]:
    """The definitions of a document; raises Broken with the line of what cannot be read."""
    _within_bounds(text, min(budget, MAX_TOKENS))
    try:
        return parse(text).definitions
    except GraphQLSyntaxError as error:
        line = error.locations[0].line if error.locations else 1
        line = min(line, text.rstrip().count("\n") + 1)  # of what ends too soon, the last one
        said = _UNEXPECTED.search(error.message)
        raise Broken("syntax", line, (said[1] if said else error.message)[:80]) from error
    except RecursionError as error:
        raise Broken("too-deep", 1) from error


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a document, roughly: enough to count them and their brackets."""
    return (one for one in _TOKEN.finditer(text) if one[0].strip(" \t\r\n,\ufeff")[:1] not in ("", "#"))  # fmt: skip


def _within_bounds(text: str, budget: int) -> None:
    """Raises Broken for too many tokens or levels, before anything is built of them."""
    if text.count("\n") + text.count("\r") > MAX_LINES:
        raise Broken("too-large", 1, f"> {MAX_LINES} lines")
    depth = 0
    for count, token in enumerate(tokens(text)):
        if count > budget:
            raise Broken("too-large", text.count("\n", 0, token.start()) + 1, f"> {budget} tokens")
        if token.lastgroup:
            depth += 1 if token.lastgroup == "opens" else -1
            if depth > MAX_DEPTH:
                raise Broken("too-deep", text.count("\n", 0, token.start()) + 1)

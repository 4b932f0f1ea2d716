"""What a contract promises, as plain values that leave the sandbox."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from vetting.engines.contract.nodes import At, Library, elements, get, items, scalar
from vetting.engines.contract.outline import operations
from vetting.engines.routes.route import joined, template, variables
from vetting.model.contract import Operation

MAX_BODY = 500
"""Characters of an operation's own JSON that are kept to be shown."""


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """One operation of a contract: `path` as it is written, `whole` below the servers' path.

    `secured` is None where the contract says nothing on protection, for any operation. `queries` are the names
    of its query parameters, `needed` those that it requires. `scheme` is the first security
    scheme that the document defines (`scopes` are what it knows), `body` the operation as JSON;
    both are empty where there is none, and `body` for a long one.
    """

    method: str
    path: str
    whole: str
    file: str
    line: int
    secured: bool | None
    queries: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    scheme: str = ""
    scopes: tuple[str, ...] = ()
    is_swagger: bool = False
    body: str = ""

    @property
    def template(self) -> str:
        """The whole path with every variable written `{}`."""
        return template(self.whole)

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the path's variables, in order."""
        return variables(self.path)


def promises(opened: Callable[[str], bytes | None], name: str) -> list[list[Any]] | None:
    """The operations of a document as rows, or None for a broken one."""
    library = Library(opened)
    found = operations(library, name)
    if found is None:
        return None
    root = library.root(name, whole=True)
    # Where some operations ask for credentials, one that says nothing is open.
    unsaid = False if any(one.secured for one in found) else None
    scheme = [*_scheme(library, name, root), get(root, "swagger") is not None]
    return [
        [
            one.method, one.path, joined(one.base, one.path), one.file, one.line,
            unsaid if one.secured is None else one.secured,
            sorted(p.name for p in one.parameters if p.place == "query"),
            sorted(p.name for p in one.parameters if p.place == "query" and p.required),
            *scheme, _body(root, one),
        ]
        for one in found
    ]  # fmt: skip


def _scheme(library: Library, name: str, root: Node | None) -> tuple[str, list[str]]:
    """The first security scheme of a document and the scopes that it defines."""
    schemes = get(root, "components", "securitySchemes") or get(root, "securityDefinitions")
    for said, _key, value in items(schemes):
        scheme = library.follow(At(name, value))
        node = scheme.node if scheme else None
        flows = [node, *(flow for _name, _at, flow in items(get(node, "flows")))]
        return said, [one for flow in flows for one, _at, _text in items(get(flow, "scopes"))]
    return "", []


def _body(root: Node | None, one: Operation) -> str:
    """The operation as JSON; empty for one that stands elsewhere or takes too much room."""
    node = get(root, "paths", one.path, one.method)
    try:
        return json.dumps(_plain(node, [MAX_BODY]), ensure_ascii=False) if node else ""
    except OverflowError:
        return ""


def _plain(node: Node, room: list[int]) -> Any:
    """A node's value; OverflowError once it takes more than the room that is left."""
    room[0] -= len(node.value) if isinstance(node, ScalarNode) else 2
    if room[0] < 0:
        raise OverflowError
    if isinstance(node, MappingNode):
        return {str(_plain(key, room)): _plain(value, room) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [_plain(value, room) for value in elements(node)]
    said = scalar(node)
    if said is not None and node.tag.endswith((":bool", ":int")):
        return said.lower() == "true" if node.tag.endswith(":bool") else _number(said)
    return said


def _number(said: str) -> int | str:
    return int(said) if said.isdecimal() else said


def promise(row: Any) -> Promise:
    """A row as a promise; raises TypeError or ValueError for any other shape."""
    method, path, whole, file, line, secured, queries, needed, scheme, scopes, old, body = row
    if secured not in (True, False, None):
        raise ValueError("not a truth value")
    if len(body) > 20 * MAX_BODY or (body and not isinstance(json.loads(body), dict)):
        raise ValueError("not an operation")
    return Promise(str(method), str(path), str(whole), str(file), int(line), secured,
                   tuple(map(str, queries)), tuple(map(str, needed)), str(scheme),
                   tuple(map(str, scopes))[:20], bool(old), str(body))  # fmt: skip


def all_promises(contracts: Mapping[str, Any]) -> dict[str, list[Promise] | None]:
    """The rows of all contracts as promises."""
    return {
        name: None if rows is None else [promise(row) for row in rows]
        for name, rows in contracts.items()
    }

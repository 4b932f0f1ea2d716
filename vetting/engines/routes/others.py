"""Contracts in other formats than OpenAPI and GraphQL: AsyncAPI, Postman collections."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from vetting.engines.contract.nodes import Library, elements, get, items, line, scalar
from vetting.engines.spectral.guard import Broken, read

NAMED = re.compile(r"asyncapi[^/]*\.(ya?ml|json)$|postman[^/]*\.json$", re.IGNORECASE)
"""Names of files that may be one; what they hold decides."""
_ASYNC = re.compile(rb"^\s*[\"']?asyncapi[\"']?\s*:|\"asyncapi\"\s*:", re.MULTILINE)
_POSTMAN = re.compile(rb"schema\.getpostman\.com|\"_postman_id\"")
_VERSIONS = re.compile(r"(2\.[0-6]|3\.\d)\.\d+\Z")
_COLLECTION = re.compile(r"/collection/v2\.[01]\.\d+/")
_MAX_FOLDERS = 50
"""Levels of folders in a collection."""


@dataclass(frozen=True, slots=True)
class Other:
    """A contract of another format and its faults, each a line, a code and what it is about.

    `is_contract` is False for a file that only asks what a contract promises.
    """

    kind: str
    faults: tuple[tuple[int, str, str], ...] = ()
    is_contract: bool = True


def format_of(name: str, data: bytes) -> Other | None:
    """The contract that a file is, with its first fault, or None when it is none."""
    kind = "AsyncAPI" if _ASYNC.search(data) else "Postman" if _POSTMAN.search(data) else None
    return _judged(kind, name, data) if kind else None


def _judged(kind: str, name: str, data: bytes) -> Other:
    try:
        read(data, name, whole=False)
        _ASKED[kind](_composed(name, data))
    except Broken as fault:
        return Other(kind, ((max(1, fault.line), fault.code, fault.detail),))
    return Other(kind)


def _composed(name: str, data: bytes) -> Any:
    node = Library({name: data}.get).root(name, whole=False)
    if node is None:
        raise Broken("syntax", 1)
    return node


def _async_api(root: Any) -> None:
    """What AsyncAPI 2 and 3 require of the top of a document."""
    version = scalar(get(root, "asyncapi")) or ""
    if not _VERSIONS.match(version):
        raise Broken("unknown-version", line(get(root, "asyncapi") or root), version[:20])
    for key in ("title", "version"):
        if not scalar(get(root, "info", key)):
            raise Broken("missing", line(get(root, "info") or root), f"info.{key}")
    is_second = version.startswith("2.")
    channels = get(root, "channels")
    if is_second and channels is None:
        raise Broken("missing", line(root), "channels")
    for name, where, _body in items(get(root, "operations")) if not is_second else ():
        action = scalar(get(root, "operations", name, "action"))
        if action not in ("send", "receive"):
            raise Broken("missing", line(where), f"operations.{name}.action"[:80])
        target = scalar(get(root, "operations", name, "channel", "$ref")) or ""
        parts = target.removeprefix("#/channels/").replace("~1", "/").replace("~0", "~")
        if target.startswith("#/channels/") and get(channels, parts) is None:
            raise Broken("missing", line(where), target[:80])
    for one in elements(get(root, "servers")):
        raise Broken("missing", line(one), "servers: {…}")


def _postman(root: Any) -> None:
    """What Postman's collections 2.0 and 2.1 require: a name, the schema, and items with requests."""
    schema = scalar(get(root, "info", "schema")) or ""
    if not _COLLECTION.search(schema):
        raise Broken("unknown-version", line(get(root, "info") or root), schema[-40:])
    if not scalar(get(root, "info", "name")):
        raise Broken("missing", line(get(root, "info") or root), "info.name")
    if not any(True for _ in _requests(get(root, "item") or root)):
        raise Broken("missing", line(root), "item[].request")


def _requests(items: Any) -> Iterator[Any]:
    """Every item that is a request; raises Broken for one that is neither that nor a folder."""
    waiting = [(one, 1) for one in elements(items)]
    while waiting:
        one, level = waiting.pop()
        inner = get(one, "item")
        if level > _MAX_FOLDERS:
            raise Broken("too-deep", line(one))
        if get(one, "request") is not None:
            yield one
        elif not isinstance(inner, yaml.SequenceNode):
            raise Broken("missing", line(one), "request")
        waiting += [(child, level + 1) for child in elements(inner)]


_ASKED = {"AsyncAPI": _async_api, "Postman": _postman}

"""What the worker saw, once it has proved that it looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vetting.engines.routes.contract import Promise, all_promises
from vetting.engines.routes.others import Other
from vetting.engines.routes.route import Route
from vetting.model.outcome import Failed, Reason
from vetting.model.tree import Tree

NAME = "routes"
_CANARIES = (
    ("canary.django.py", "any", "/api/kenari/<int:id>"),
    ("canary.go", "get", "/api/kenari/:id"),
    ("canary.java", "get", "/api/kenari/{id}"),
    ("canary.js", "get", "/api/kenari/:id"),
    ("canary.php", "get", "/api/v1/kenari/{id}"),
    ("canary.py", "get", "/api/kenari/{id}"),
    ("canary.ts", "get", "/api/kenari/:id"),
)


@dataclass(frozen=True)
class Survey:
    """All routes with their file, the contracts' operations (None: broken), and the rest.

    `generated` are the tools that make a contract at run time, each with a file that shows it;
    `others` are contracts in other formats by file.
    """

    routes: tuple[tuple[str, Route], ...]
    contracts: Mapping[str, list[Promise] | None]
    generated: Mapping[str, str]
    skipped: Mapping[str, str]
    others: Mapping[str, Other] = field(default_factory=dict)

    @cached_property
    def api(self) -> list[tuple[str, Route]]:
        """The routes that machines are to call."""
        return [(path, route) for path, route in self.routes if route.is_api]


def surveyed(answer: Any, tree: Tree, sources: list[str]) -> Survey | Failed:
    """The survey, once the worker proved what it read and found its canaries."""
    digests = {entry.path: entry.sha256 for entry in tree.manifest}
    try:
        if {tuple(row) for row in answer["canaries"]} != set(_CANARIES):
            return Failed(Reason.CANARY_MISSED, NAME, "known routes were not found")
        if any(digests[path] != digest for path, digest in answer["read"].items()):
            return Failed(Reason.TOOL_ERRORS, NAME, "a file read is not that of the manifest")
        if set(answer["read"]) | set(answer["skipped"]) != set(sources):
            return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
        routes = [(str(row[0]), _route(row[1:])) for row in answer["routes"]]
        contracts = all_promises(answer["contracts"])
        others = {str(name): _other(*row) for name, row in sorted(answer["others"].items())}
        generated = {str(tool): str(path) for tool, path in sorted(answer["generated"].items())}
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    routes.sort(key=lambda pair: (pair[0], pair[1].line, pair[1]))
    return Survey(tuple(routes), contracts, generated, answer["skipped"], others)


def _other(kind: Any, faults: Any, is_contract: Any) -> Other:
    told = tuple((int(at), str(fault), str(detail)) for at, fault, detail in faults)
    return Other(str(kind), told, bool(is_contract))


def _route(row: list[Any]) -> Route:
    method, path, at, framework, is_api, guards, floating, queries = row
    return Route(method, path, int(at), framework, bool(is_api), tuple(guards), bool(floating),
                 tuple(queries))  # fmt: skip

"""What a contract promises, as plain values that leave the sandbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import operations
from vetting.engines.routes.route import joined, template, variables


@dataclass(frozen=True, slots=True, order=True)
class Promise:
    """One operation of a contract: `path` as it is written, `whole` below the servers' path.

    `secured` is None where the contract says nothing on protection. `queries` are the names
    of its query parameters, `needed` those that it requires.
    """

    method: str
    path: str
    whole: str
    file: str
    line: int
    secured: bool | None
    queries: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()

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
    found = operations(Library(opened), name)
    if found is None:
        return None
    return [
        [
            one.method, one.path, joined(one.base, one.path), one.file, one.line, one.secured,
            sorted(p.name for p in one.parameters if p.place == "query"),
            sorted(p.name for p in one.parameters if p.place == "query" and p.required),
        ]
        for one in found
    ]  # fmt: skip


def promise(row: Any) -> Promise:
    """A row as a promise; raises TypeError or ValueError for any other shape."""
    method, path, whole, file, line, secured, queries, needed = row
    if secured not in (True, False, None):
        raise ValueError("not a truth value")
    return Promise(str(method), str(path), str(whole), str(file), int(line), secured,
                   tuple(map(str, queries)), tuple(map(str, needed)))  # fmt: skip


def all_promises(contracts: Mapping[str, Any]) -> dict[str, list[Promise] | None]:
    """The rows of all contracts as promises."""
    return {
        name: None if rows is None else [promise(row) for row in rows]
        for name, rows in contracts.items()
    }

"""The contracts of the application: asked of the sandboxed worker, and proved."""

from collections.abc import Mapping
from typing import Any

from vetting.engines.base import Bench
from vetting.model.codec import from_plain
from vetting.model.contract import Contract, Field
from vetting.model.outcome import Failed, Reason
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "contract"
_MEMO = "contracts"
_CANARY = (
    ("get", "/kenari/{id}", "/v1", True, ("id",)),
    {"": Field("object", True), "nama": Field("string", True, ("a", "b"))},
)


def take(tree: Tree, bench: Bench) -> tuple[Contract, ...] | Failed:
    """What every OpenAPI document of the tree promises, by its path; kept for this run."""
    known: tuple[Contract, ...] | Failed | None = bench.memo.get(_MEMO)
    if known is None:
        known = bench.memo[_MEMO] = _taken(tree, bench)
    return known


def contracts_of(tree: Tree, bench: Bench) -> tuple[Contract, ...] | None:
    """The contracts for the report; None when they cannot be read, whatever the reason."""
    try:
        found = take(tree, bench)
    except Exception:  # the report is worth more than its annex, and lacks it visibly
        return None
    return None if isinstance(found, Failed) else found


def _taken(tree: Tree, bench: Bench) -> tuple[Contract, ...] | Failed:
    names = [path for path in bench.facts.files(kinds=("openapi",)) if path in tree.manifest.sizes]
    if not names:
        return ()
    order = {"root": str(tree.root), "contracts": names}
    job = worker_job(
        "vetting.engines.contract.worker", order, read_only=(tree.root,), limits=bench.limits
    )
    answer = parsed(NAME, bench.sandbox.run(job))
    if isinstance(answer, Failed):
        return answer
    try:
        return _proved(answer, names, {entry.path: entry.sha256 for entry in tree.manifest})
    except (TypeError, KeyError, ValueError, AttributeError, IndexError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}"[:200])


def _proved(
    answer: Any, names: list[str], digests: Mapping[str, str]
) -> tuple[Contract, ...] | Failed:
    canary: Contract = from_plain(Contract, answer["canary"])
    (one,) = canary.operations
    seen = (one.method, one.path, one.base, one.secured, tuple(p.name for p in one.parameters))
    if (seen, canary.shapes[one.answers["200"]["application/json"]]) != _CANARY:
        return Failed(Reason.CANARY_MISSED, NAME, "a sample contract was misread")
    found = []
    for row in answer["contracts"]:
        if any(digests[part] != digest for part, digest in row["read"].items()):
            return Failed(Reason.TOOL_ERRORS, NAME, "a file read is not that of the manifest")
        found.append(_sound(from_plain(Contract, row["contract"]), digests))
    if [contract.file for contract in found] != names:
        return Failed(Reason.TOOL_ERRORS, NAME, "some documents were not accounted for")
    return tuple(found)


def _sound(contract: Contract, digests: Mapping[str, str]) -> Contract:
    """The contract, whose operations must lie in the tree and whose shapes must exist."""
    for one in contract.operations:
        places = [*one.request.values(), *(p for by in one.answers.values() for p in by.values())]
        if one.file not in digests or not all(0 <= p < len(contract.shapes) for p in places):
            raise ValueError("an operation points nowhere")
    return contract

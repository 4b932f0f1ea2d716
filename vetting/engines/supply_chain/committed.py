"""Packages handed in with the application, in `vendor` or `node_modules`, against its lock files.

The lock file is what the examination of known faults goes by; what runs is what lies there. Names,
versions and references are compared. A file changed inside a package is not seen here: nothing
that lies in an application tells what its packages' files were.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from vetting import __version__
from vetting.engines.base import Bench, code_digest
from vetting.engines.supply_chain.committed_worker import NODE_LOCKS, Difference, Lot
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.model.tree import Manifest, Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "committed"
_HERE = Path(__file__).parent
_WORKER = "vetting.engines.supply_chain.committed_worker"
_CANARIES = _HERE / "canary" / "committed"
_CANARY_LOTS = (
    Lot(("composer.lock",), ("installed.json",)),
    Lot(("package-lock.json",), ("package.json",)),
)
_CANARY_NAMES = ["vet/canary", "vet-canary"]
_TEXTS = {
    "version": Text("{name} yang diserahkan versi {found}, padahal berkas kunci menyebut {locked}",
                    "{name} as handed in is {found}, but the lock file says {locked}"),
    "reference": Text("{name} yang diserahkan berasal dari commit {found}, bukan {locked}",
                      "{name} as handed in is of commit {found}, not {locked}"),
    "unlisted": Text("{name} {found} ikut diserahkan, tetapi tidak ada di berkas kunci",
                     "{name} {found} is handed in, but no lock file names it"),
    "missing": Text("{name} ada di berkas kunci, tetapi tidak ada di antara paket yang diserahkan",
                    "The lock file names {name}, which is not among the packages handed in"),
}  # fmt: skip
_WEIGHTS = {"unlisted": Severity.MEDIUM, "missing": Severity.LOW}
_SOME = 5
_COMPOSER = "composer.lock"
_LOCKS = frozenset({_COMPOSER, *NODE_LOCKS})
_FOLDERS = {"vendor", "node_modules"}
_PACKAGES = {
    re.compile(r"(.*?/)??vendor/(?:composer/installed\.json|[^/]+/[^/]+/composer\.json)\Z"): {
        _COMPOSER
    },
    re.compile(
        r"(.*?/)??node_modules/(?:.+/node_modules/)?(?:@[^/]+/)?[^/.@][^/]*/package\.json\Z"
    ): NODE_LOCKS,
}


class Committed:
    """One look at all folders of packages serves every check of this engine."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool."""
        return f"{NAME} {__version__} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Compare every folder of packages that has a lock file beside or above it."""
        lots = tuple(lots_of(tree.manifest))
        if not lots:
            none = NotApplicable(
                Text("Tidak ada paket yang diserahkan bersama berkas kuncinya.",
                     "No packages are handed in beside a lock file of theirs.")
            )  # fmt: skip
            return {check.id: none for check in checks}
        groups = [{"root": str(tree.root), "lots": lots}]
        groups += [{"root": str(_CANARIES), "lots": _CANARY_LOTS}]
        job = worker_job(_WORKER, groups, read_only=(tree.root, _CANARIES), limits=bench.limits)
        answer = _judged(parsed(NAME, bench.sandbox.run(job)), lots)
        if isinstance(answer, Failed):
            return {check.id: answer for check in checks}
        sizes = tree.manifest.sizes
        size = sum(sizes[path] for lot in lots for path in lot.files)
        return {check.id: _outcome(check, answer, size) for check in checks}


def lots_of(manifest: Manifest) -> Iterator[Lot]:
    """The folders of packages, each with the lock files that it is to agree with.

    Composer's lie beside their lock file, npm's also below it, as workspaces have it. A package's
    own lock file counts for nothing: no tool reads it.
    """
    locks: dict[str, list[str]] = defaultdict(list)
    for path in (entry.path for entry in manifest):
        folder, _, name = path.rpartition("/")
        if name in _LOCKS and not _FOLDERS & set(folder.split("/")):
            locks[folder].append(path)
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for path in (entry.path for entry in manifest):
        for pattern, names in _PACKAGES.items():
            if match := pattern.match(path):
                found[_locks_for((match[1] or "").rstrip("/"), locks, names)].append(path)
    found.pop((), None)
    return (Lot(due, tuple(files)) for due, files in sorted(found.items()))


def _locks_for(
    folder: str, locks: Mapping[str, Sequence[str]], names: Collection[str]
) -> tuple[str, ...]:
    """The lock files of these names in a folder, or for npm in the nearest one above."""
    while True:
        due = tuple(p for p in locks.get(folder, ()) if p.rpartition("/")[2] in names)
        if due or not folder or _COMPOSER in names:
            return due
        folder = folder.rpartition("/")[0]


def _judged(answer: Any, lots: Sequence[Lot]) -> list[dict[str, Any]] | Failed:
    """The answers, when they have the expected shape and the canaries show their difference."""
    if isinstance(answer, Failed):
        return answer
    try:
        found, canaries = ([_read(lot) for lot in group] for group in answer)
        if [row.name for lot in canaries for row in lot["rows"]] != _CANARY_NAMES:
            return Failed(Reason.CANARY_MISSED, NAME, "a sample difference was not seen")
        if len(found) != len(lots):
            return Failed(Reason.TOOL_ERRORS, NAME, "not every folder was accounted for")
    except (TypeError, KeyError, ValueError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}"[:200])
    return found


def _read(lot: dict[str, Any]) -> dict[str, Any]:
    plain: list[list[Any]] = [[*map(str, row[:-1]), int(row[-1])] for row in lot["rows"]]
    rows = [Difference(*row) for row in plain]
    if any(row.rule not in _TEXTS for row in rows):
        raise ValueError("an unknown rule")
    return {"compared": int(lot["compared"]), "rows": rows,
            "unreadable": [str(path) for path in lot["unreadable"]]}  # fmt: skip


def _outcome(check: Check, lots: list[dict[str, Any]], size: int) -> Outcome:
    compared = sum(lot["compared"] for lot in lots)
    unreadable = sorted({path for lot in lots for path in lot["unreadable"]})
    findings = [f for lot in lots for f in _findings(check, lot["rows"])]
    scope = Scope(
        eligible=compared + len(unreadable),
        examined=compared,
        bytes=size,
        unit="packages",
        skipped=tuple(Skip(path, "unreadable") for path in unreadable),
    )
    return Ran(tuple(findings), scope, Tool(NAME, __version__, check.digest[:12]))


def _findings(check: Check, rows: Sequence[Difference]) -> Iterator[Finding]:
    """One for each package that differs, and one for all that are missing."""
    missing = [row for row in rows if row.rule == "missing"]
    for row in [*(row for row in rows if row.rule != "missing"), *missing[:1]]:
        names = [other.name for other in missing] if row.rule == "missing" else [row.name]
        told = ", ".join(names[:_SOME]) + (", …" if len(names) > _SOME else "")
        yield check.finding(
            row.rule,
            Place(row.path, row.line, pointer=row.name),
            anchor=f"{row.rule} {'missing' if row.rule == 'missing' else row.name}",
            message=_TEXTS[row.rule].format(name=told, found=row.found, locked=row.locked),
            severity=_WEIGHTS.get(row.rule, check.severity),
            confidence=Confidence.HIGH,
            evidence=f"{row.name} {row.found}".strip(),
        )

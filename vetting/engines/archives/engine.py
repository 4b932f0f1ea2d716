"""The `archives` engine: every archive in the tree must have been opened, or is a finding."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.intake.refusals import REFUSALS
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.tree import Entry, Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "archives"
_HERE = Path(__file__).parent
_CANARY = "no-eocd"
_SKIP = "unopened"
_OTHERS: Mapping[str, Text] = {
    "nesting": Text("Arsip ini berada terlalu dalam: arsip di dalam arsip di dalam arsip.",
                    "This archive lies too deep: an archive in an archive in an archive."),
    "budget": Text("Batas ukuran isi kiriman sudah habis sebelum arsip ini dibuka.",
                   "The limit on unpacked content was used up before this archive's turn."),
}  # fmt: skip


class Archives:
    """What intake opened stands in the tree beside its archive; the rest is looked at here."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool: vet's version, and the digest of this engine and intake."""
        intake = Path(vetting.__file__).parent / "intake"
        return f"{NAME} {vetting.__version__} {code_digest(_HERE, intake)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Look at every file of the manifest."""
        paths = [entry.path for entry in tree.manifest]
        asked = {"root": str(tree.root), "paths": paths}
        job = worker_job("vetting.engines.archives.worker", asked,
                         read_only=(tree.root,), limits=bench.limits)  # fmt: skip
        answer = _judged(parsed(NAME, bench.sandbox.run(job)), tree)
        if isinstance(answer, Failed):
            return {check.id: answer for check in checks}
        return {check.id: _outcome(check, answer) for check in checks}


def _judged(answer: Any, tree: Tree) -> dict[Entry, str] | Failed:
    """Code by archive, when the answer has the expected shape and proves that all was seen."""
    if isinstance(answer, Failed):
        return answer
    try:
        rows = [(tree.manifest.entries[index], str(code)) for index, code in answer["archives"]]
        seen, canary = answer["seen"], answer["canary"]
    except (TypeError, KeyError, IndexError, ValueError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    if canary != _CANARY:
        return Failed(Reason.CANARY_MISSED, NAME, f"the canary gave {canary!r:.40}")
    if seen != len(tree.manifest) or any(c and c not in {*REFUSALS, *_OTHERS} for _, c in rows):
        return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
    return dict(rows)


def _outcome(check: Check, archives: Mapping[Entry, str]) -> Outcome:
    if not archives:
        return NotApplicable(
            Text("Aplikasi tidak berisi arsip.", "The application holds no archive.")
        )
    closed = {entry: code for entry, code in archives.items() if code}
    opened = [entry for entry in archives if entry not in closed]
    skipped = tuple(Skip(entry.path, _SKIP) for entry in closed)
    size = sum(entry.size for entry in opened)
    scope = Scope(len(archives), len(opened), size, "archives", skipped)
    findings = tuple(_finding(check, entry, code) for entry, code in closed.items())
    return Ran(findings, scope, Tool(NAME, vetting.__version__, check.digest[:12]))


def _finding(check: Check, entry: Entry, code: str) -> Finding:
    why = _OTHERS[code] if code in _OTHERS else REFUSALS[code].problem
    return check.finding(
        code,
        Place(entry.path),
        anchor=entry.sha256,
        message=Text(f"Isi arsip ini tidak diperiksa. {why.id}",
                     f"The content of this archive was not examined. {why.en}"),
        severity=check.severity,
        confidence=Confidence.HIGH,
        evidence=code,
    )  # fmt: skip

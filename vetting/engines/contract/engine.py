"""The `contract` engine: the contracts of this submission against those of the one before."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.contract.breaking import Change, Compared, compared
from vetting.engines.contract.facts import NAME, take
from vetting.engines.excerpts import clip, mask, printable
from vetting.model.check import Check
from vetting.model.contract import Baseline, Contract
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Severity
from vetting.model.text import Text
from vetting.model.tree import Tree

_HERE = Path(__file__).parent
_CUT = "too-large"


class Contracts:
    """Compares OpenAPI documents with those in the report given as the baseline.

    `changes` of a check holds the texts and severity of each kind of change; `announced` is the
    severity of all that a new major version or a deprecation announced.
    """

    name = NAME

    def fingerprint(self, bench: Bench) -> str:
        """Our own code, and the report that is compared with."""
        guard = _HERE.parent / "spectral" / "guard.py"
        before = bench.baseline.digest if bench.baseline else "-"
        return f"{NAME} {vetting.__version__} {code_digest(_HERE, guard)} {before}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Compare once; every check words the same changes."""
        return {check.id: _outcome(check, tree, bench) for check in checks}


def _outcome(check: Check, tree: Tree, bench: Bench) -> Outcome:
    baseline = bench.baseline
    if baseline is None:
        return NotApplicable(_said(check, "no-baseline"))
    if baseline.contracts is None:
        return Failed(Reason.NO_DATA, NAME, "the earlier report holds no contracts")
    if not any(one.operations or one.fault for one in baseline.contracts):
        return NotApplicable(_said(check, "nothing-before"))
    now = take(tree, bench)
    if isinstance(now, Failed):
        return now
    return _judged(check, baseline, now, tree)


def _judged(check: Check, baseline: Baseline, now: tuple[Contract, ...], tree: Tree) -> Outcome:
    before = baseline.contracts or ()
    found = compared(before, now)
    faults = {one.file: one.fault for one in (*before, *now) if one.fault}
    skipped = {one.file: _CUT for one in found.left_out} | faults
    total = sum(len(one.operations) for one in before)
    scope = Scope(
        # A document that nobody could read counts as one operation that was not compared.
        eligible=total + len(faults),
        examined=total - len(found.left_out),
        unit="operations",
        skipped=tuple(Skip(path, why) for path, why in sorted(skipped.items())),
    )
    findings = _findings(check, found, now, tree)
    return Ran(findings, scope, Tool(NAME, vetting.__version__, f"baseline {baseline.digest[:16]}"))


def _findings(
    check: Check, found: Compared, now: tuple[Contract, ...], tree: Tree
) -> tuple[Finding, ...]:
    files = [one.file for one in now]
    return tuple(_finding(check, change, files, tree) for change in found.changes)


def _finding(check: Check, change: Change, files: list[str], tree: Tree) -> Finding:
    said = check.settings["changes"][change.kind]
    operation, detail = _shown(change.operation), _shown(change.detail)
    severity = check.settings["announced"] if change.is_announced else said.get("severity")
    text = Text(str(said["id"]), str(said["en"]))
    if change.is_announced:
        announced = _said(check, "announced-note")
        text = Text(f"{text.id} ({announced.id})", f"{text.en} ({announced.en})")
    return check.finding(
        change.kind,
        _place(change, files, tree),
        anchor=f"{operation} {detail}".strip(),
        message=_filled(text, operation, detail),
        severity=Severity(Severity.parse(severity)) if severity else check.severity,
        evidence=f"{operation} {detail}".strip(),
    )


def _filled(text: Text, operation: str, detail: str) -> Text:
    """The places of the text filled once: braces in what a contract says stay as they are."""

    def one(words: str) -> str:
        left, mark, right = words.partition("{detail}")
        parts = [part.replace("{operation}", operation) for part in (left, right)]
        return detail.join(parts) if mark else parts[0]

    return Text(one(text.id), one(text.en))


def _place(change: Change, files: list[str], tree: Tree) -> Place:
    """The operation as it is now; for one that is gone, the document that it stood in."""
    pointer = _shown(change.operation)
    if change.after is not None:
        return Place(change.after.file, change.after.line, pointer=pointer)
    if change.before.file in tree.manifest.sizes:
        return Place(change.before.file, pointer=pointer)
    return Place(files[0] if len(files) == 1 else "", pointer=pointer)


def _shown(text: str) -> str:
    return clip(mask(printable(text)))


def _said(check: Check, key: str) -> Text:
    said = check.settings["messages"][key]
    return Text(str(said["id"]), str(said["en"]))

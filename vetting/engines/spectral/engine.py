"""The `spectral` engine: a strict parse, then one linter process for all rulesets."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from vetting import tooling
from vetting.engines.base import Bench, code_digest
from vetting.engines.spectral.lint import NAME, Linted, lint, version
from vetting.engines.spectral.reporting import document_findings, rule_findings
from vetting.engines.spectral.rules import Ruleset, load
from vetting.model.check import Check
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

KIND = "openapi"
_HERE = Path(__file__).parent
NONE = Text("Tidak ada dokumen OpenAPI di dalam aplikasi.",
            "There is no OpenAPI document in the application.")  # fmt: skip


class Spectral:
    """OpenAPI 2, 3.0 and 3.1; every check proves itself on its own canary document each run.

    The check whose `check.yaml` has a key `documents` receives what is wrong with a document
    itself. The other checks are `Failed` when no document could be read.
    """

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Version of Spectral's core, and the digest of this engine with its driver."""
        tooling.node()
        return f"{NAME} {version(tooling.node_modules())} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Lint every OpenAPI document with the rulesets of all checks."""
        documents = [p for p in bench.facts.files(kinds=(KIND,)) if p in tree.manifest.sizes]
        if not documents:
            return {check.id: NotApplicable(NONE) for check in checks}
        rulesets = {check.id: load(check) for check in checks}
        guarded = _guarded(documents, tree, bench)
        if isinstance(guarded, Failed):
            return {check.id: guarded for check in checks}
        sound = [name for name in documents if guarded[name]["broken"] is None]
        parts = {part for name in sound for part, fault in guarded[name]["parts"].items()
                 if fault is None and part in tree.manifest.sizes}  # fmt: skip
        linted = lint(rulesets, sound, parts, tree, bench)
        if isinstance(linted, Failed):
            return {check.id: linted for check in checks}
        for name, (code, detail) in linted.refused.items():
            guarded[name]["broken"] = [code, 0, detail]
        return {
            check.id: _outcome(check, rulesets[check.id], tree, documents, guarded, linted)
            for check in checks
        }


def _guarded(documents: list[str], tree: Tree, bench: Bench) -> dict[str, Any] | Failed:
    """The strict reader's word on each document, by name."""
    job = worker_job(
        "vetting.engines.spectral.guard",
        {"root": str(tree.root), "documents": documents},
        read_only=(tree.root,),
        limits=bench.limits,
    )
    answer = parsed(NAME, bench.sandbox.run(job))
    if isinstance(answer, Failed):
        return answer
    try:
        found = {str(row["name"]): row for row in answer}
    except (TypeError, KeyError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    if set(found) != set(documents):
        return Failed(Reason.TOOL_ERRORS, NAME, "some documents were not accounted for")
    return found


def _outcome(
    check: Check,
    ruleset: Ruleset,
    tree: Tree,
    documents: list[str],
    guarded: Mapping[str, Any],
    linted: Linted,
) -> Outcome:
    own = {rule.id for rule in ruleset.rules}
    if not own & linted.canaries[check.id]:
        return Failed(Reason.CANARY_MISSED, NAME, check.id)
    about_documents = "documents" in check.settings
    broken = [name for name in documents if guarded[name]["broken"] and not about_documents]
    crashed = linted.unread(own)
    if len(broken) + len(crashed) == len(documents):
        reason = _reason(crashed, linted)
        return Failed(reason, NAME, f"{len(documents)} of {len(documents)} documents")
    findings = rule_findings(ruleset, linted, tree)
    if about_documents:
        findings += document_findings(check, guarded, linted, tree)
    examined = [name for name in documents if name not in {*broken, *crashed}]
    skipped = [Skip(name, "unparsable") for name in broken]
    skipped += [Skip(name, linted.faults.get(name, "tool-error")) for name in crashed]
    scope = Scope(
        eligible=len(documents),
        examined=len(examined),
        bytes=sum(tree.manifest.sizes[name] for name in examined),
        skipped=tuple(sorted(skipped)),
    )
    return Ran(tuple(findings), scope, Tool(NAME, linted.version))


def _reason(crashed: list[str], linted: Linted) -> Reason:
    """Why no document was examined, where that is one reason."""
    faults = {linted.faults.get(name, "tool-error") for name in crashed}
    if not faults:
        return Reason.SOURCE_UNREADABLE
    return {"timed-out": Reason.TIMED_OUT, "memory-cap": Reason.MEMORY_CAP}.get(
        faults.pop() if len(faults) == 1 else "", Reason.TOOL_ERRORS
    )

"""The `package` engine: what a submission brings besides its code, held against the policy."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.package import category, coherence, documents, manifest
from vetting.engines.package.submission import Submission, submission_of
from vetting.model.annex import Annex
from vetting.model.check import Check
from vetting.model.codec import to_plain
from vetting.model.finding import Finding
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "package"
FILES = ("vet.yaml", "vet.yml")
_HERE = Path(__file__).parent
_CANARY = _HERE / "canary"
_THEIRS = {"vendor", "node_modules", "bower_components", "third_party", "tests", "test"}
_NONE = Text("Aplikasi ini tidak membawa vet.yaml.", "The application brings no vet.yaml.")
_PARTS = {
    "manifest": manifest.look,
    "documents": documents.look,
    "coherence": coherence.look,
    "category": category.look,
}


class Package:
    """Reads the papers once and answers for every check whose `looks-at` is one of `_PARTS`."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:
        """Our own code, the published schema, and what the policy asks for."""
        asked = json.dumps([to_plain(rule) for rule in bench.documents]).encode()
        digest = hashlib.sha256(asked + _schema(bench)).hexdigest()[:16]
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)} {digest} {bench.as_of}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One worker for all; without a manifest only the check of the manifest answers."""
        paths = manifests(tree)
        found = take(tree, bench)
        if isinstance(found, Failed):
            return {check.id: found for check in checks}
        return {check.id: _outcome(check, found, paths, tree, bench) for check in checks}


def manifests(tree: Tree) -> list[str]:
    """The manifests of the tree, the outermost first, none of them in somebody else's code."""
    mine = (
        path
        for path in tree.manifest.sizes
        if path.rpartition("/")[2] in FILES and not _THEIRS & {*path.split("/")}
    )
    return sorted(mine, key=lambda path: (path.count("/"), path))


def take(tree: Tree, bench: Bench) -> Submission | Failed | None:
    """What the outermost manifest says, None where there is none; read once in a run."""
    if NAME not in bench.memo:
        bench.memo[NAME] = _read(manifests(tree)[:1], tree, bench)
    found: Submission | Failed | None = bench.memo[NAME]
    return found


def _read(paths: Sequence[str], tree: Tree, bench: Bench) -> Submission | Failed | None:
    """What the manifest says, None where there is none; the canary was read beside it."""
    places = [str(tree.root / path) for path in paths]
    payload = {
        "schema": json.loads(_schema(bench)),
        "manifests": [*places, str(_CANARY / FILES[0])],
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _CANARY), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        *ours, canary = [submission_of(row) for row in got["packages"]]
        if len(ours) != len(paths):
            return Failed(Reason.TOOL_ERRORS, NAME, "some manifests were not accounted for")
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    if not _is_canary(canary):
        return Failed(Reason.CANARY_MISSED, NAME, "faults of the canary")
    return ours[0] if ours else None


def _is_canary(seen: Submission) -> bool:
    """The canary has one unknown key, one document that can be read and one that cannot."""
    codes = [(fault.line, fault.code) for fault in seen.faults]
    states = [paper.state for paper in seen.papers]
    return codes == [(5, "unknown")] and states == ["ok", "unreadable", "absent"]


def _schema(bench: Bench) -> bytes:
    return bench.content.file("reports", "schemas", "vet-1.schema.json").read_bytes()


def _outcome(
    check: Check, found: Submission | None, paths: Sequence[str], tree: Tree, bench: Bench
) -> Outcome:
    part = str(check.settings.get("looks-at", ""))
    if found is None and part != "manifest":
        return NotApplicable(_NONE)
    path = paths[0] if paths else ""
    look = _PARTS[part](check, found, path, tree, bench)
    findings: Iterator[Finding] = look.findings
    annex: Annex | None = look.annex
    papers = found.papers if found and part in ("documents", "coherence") else ()
    root = path.rpartition("/")[0]
    skipped = tuple(
        Skip(f"{root}/{paper.path}" if root else paper.path, "too-large")
        for paper in papers
        if paper.state == "large"
    )
    read = [paper for paper in papers if paper.state not in ("absent", "large")]
    eligible = 1 + len(read) + len(skipped)
    scope = Scope(eligible, 1 + len(read), 0, "files", skipped)
    return Ran(tuple(findings), scope, Tool(NAME, vetting.__version__), annex)

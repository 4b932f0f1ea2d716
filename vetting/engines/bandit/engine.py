"""Run bandit once over all Python files, and tell each check what its tests found."""

import importlib.metadata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from vetting.content import bad_content
from vetting.engines.base import Bench, code_digest
from vetting.engines.excerpts import Source, clip
from vetting.model.check import Check
from vetting.model.errors import BadSetup
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

TOOL = "bandit"
HERE = Path(__file__).parent
CANARY = HERE / "canary" / "python.canary"
_CANARY_TEST = "B102"
_NOTHING = Text("Tidak ada berkas Python.", "There are no Python files.")


def version() -> str:
    """The version of the installed bandit package; raises BadSetup without one."""
    try:
        return importlib.metadata.version(TOOL)
    except importlib.metadata.PackageNotFoundError as error:
        raise BadSetup(
            Text("bandit tidak ditemukan", "bandit was not found"),
            hint=Text("Pasang ulang vet beserta bandit.", "Install vet with bandit again."),
        ) from error


def tests_of(check: Check) -> dict[str, Mapping[str, Any]]:
    """The check's `tests` by bandit id: message, and optionally severity and confidence.

    Raises BadContent when there is none, or one has no text.
    """
    tests = check.settings.get("tests")
    if not isinstance(tests, Mapping) or not tests:
        raise bad_content(check.folder / "check.yaml", 1, "kunci 'tests' kosong", "no 'tests'")
    for name, test in tests.items():
        if not isinstance(test, Mapping) or not test.get("id") or not test.get("en"):
            raise bad_content(check.folder / "check.yaml", 1, f"'{name}' perlu teks id dan en",
                              f"'{name}' needs an id and an en text")  # fmt: skip
    return dict(tests)


class BanditEngine:
    """Python only: a second witness beside our semgrep rules."""

    name = TOOL

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Bandit's version and the digest of this adapter."""
        return f"bandit {version()} {code_digest(HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One process for all the checks."""
        files = bench.facts.files(languages=("python",))
        if not files:
            return {check.id: NotApplicable(_NOTHING) for check in checks}
        tests = {check.id: tests_of(check) for check in checks}
        wanted = sorted({_CANARY_TEST}.union(*tests.values()))
        paths = {str(tree.path(path)): path for path in files}
        payload = {"files": [str(CANARY), *paths], "tests": wanted}
        job = worker_job(
            "vetting.engines.bandit.worker",
            payload,
            read_only=(tree.root, HERE),
            limits=bench.limits,
        )
        got = _read(parsed(TOOL, bench.sandbox.run(job)), paths)
        if isinstance(got, Failed):
            return {check.id: got for check in checks}
        issues, skipped, read = got
        scope = Scope(
            eligible=len(files),
            examined=len(read),
            bytes=sum(tree.manifest.sizes[path] for path in read),
            skipped=skipped,
        )
        tool = Tool(TOOL, version())
        source = lru_cache(maxsize=64)(lambda path: Source(tree.path(path)))
        return {
            check.id: Ran(
                tuple(
                    _finding(check, tests[check.id], issue, source(issue["path"]))
                    for issue in issues
                    if issue["test"] in tests[check.id]
                ),
                scope,
                tool,
            )
            for check in checks
        }


def _read(
    body: Any, paths: Mapping[str, str]
) -> tuple[list[dict[str, Any]], tuple[Skip, ...], set[str]] | Failed:
    """Issues in files of the tree, skipped files, files really read; or why it was no run."""
    if isinstance(body, Failed):
        return body
    try:
        caught = any(
            issue["path"] == str(CANARY) and issue["test"] == _CANARY_TEST
            for issue in body["results"]
        )
        issues = [
            {**issue, "path": paths[issue["path"]]}
            for issue in body["results"]
            if issue["path"] != str(CANARY)
        ]
        skips = {paths[path]: str(why) for path, why in body["skipped"] if path in paths}
        read = {paths[path] for path in body["read"] if path in paths} - set(skips)
    except (KeyError, TypeError, ValueError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, TOOL, f"unexpected shape: {error!r}"[:200])
    if not caught:
        return Failed(Reason.CANARY_MISSED, TOOL, CANARY.name)
    if not read:
        return Failed(Reason.NOTHING_READ, TOOL, f"0 of {len(paths)} files")
    gone = set(paths.values()) - read
    skipped = tuple(sorted(Skip(path, _reason(skips.get(path, ""))) for path in gone))
    return issues, skipped, read


def _reason(why: str) -> str:
    if "syntax error" in why:
        return "unparsable"
    return "tool-error" if why else "not-read"


def _finding(
    check: Check, tests: Mapping[str, Mapping[str, Any]], issue: Mapping[str, Any], source: Source
) -> Finding:
    test = tests[issue["test"]]
    line = source.line(issue["line"])
    severity = Severity.parse(str(test["severity"])) if "severity" in test else check.severity
    confidence = Confidence.parse(str(test.get("confidence", issue["confidence"])))
    return check.finding(
        str(issue["test"]),
        Place(issue["path"], issue["line"]),
        anchor=line,
        message=Text(str(test["id"]), str(test["en"])),
        severity=Severity(severity),
        confidence=Confidence(confidence),
        evidence=clip(line),
        excerpt=source.excerpt(issue["line"]),
    )

"""The `layouts` engine: screens that no browser shows, read from their source."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.browser.rules import Rule, rules_of
from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "layouts"
_HERE = Path(__file__).parent
_LAYOUT = re.compile(r"(?:^|/)res/layout[\w-]*/[^/]+\.xml$")
_NOT_OURS = {"vendor", "node_modules", "third_party", "Pods", "build", ".dart_tool"}
_TESTS = {"test", "integration_test", "test_driver", "androidTest"}
# Each canary breaks every rule of its kind.
CANARIES = ("canary/layar.xml", "canary/layar.dart", "canary/layar.kt")
MAX_PER_RULE_AND_FILE = 20


class Layouts:
    """Android layouts, Flutter widgets, Compose; each check has rules of one of them."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Our own code is the tool."""
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One worker for all files."""
        paths = {check.id: _paths(check, bench.facts) for check in checks}
        every = sorted({path for of_check in paths.values() for path in of_check})
        if not every:
            return {check.id: _nothing() for check in checks}
        rows = _asked(every, tree, bench)
        if isinstance(rows, Failed):
            return dict.fromkeys(paths, rows)
        return {check.id: _outcome(check, paths[check.id], rows, tree) for check in checks}


def _paths(check: Check, facts: Facts) -> list[str]:
    """The files of a check: Dart or Kotlin source, or the layouts among the XML files."""
    found = facts.files(languages=check.applies_to.languages, kinds=check.applies_to.kinds)
    return [path for path in found if not _NOT_OURS & set(path.split("/")[:-1])
            and (_LAYOUT.search(path) or (path.endswith((".dart", ".kt")) and not _TESTS & set(path.split("/"))))]  # fmt: skip


def _nothing() -> NotApplicable:
    return NotApplicable(Text("Tidak ada layar aplikasi seluler.", "There is no mobile screen."))


def _asked(paths: Sequence[str], tree: Tree, bench: Bench) -> dict[str, Any] | Failed:
    payload = {
        "roots": {"app": str(tree.root), "canary": str(_HERE)},
        "files": {"app": list(paths), "canary": list(CANARIES)},
    }
    job = worker_job(
        f"{__package__}.worker", payload, read_only=(tree.root, _HERE), limits=bench.limits
    )
    got = parsed(NAME, bench.sandbox.run(job))
    if isinstance(got, Failed):
        return got
    try:
        if [row["path"] for row in got["app"]] != list(paths):
            return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
        said = {rule for row in got["canary"] for rule, _, _ in row["found"]}
        return {"said": said, **{row["path"]: row for row in got["app"]}}
    except (TypeError, KeyError, ValueError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}"[:200])


def _outcome(check: Check, paths: Sequence[str], rows: Mapping[str, Any], tree: Tree) -> Outcome:
    rules = rules_of(check)
    missed = sorted(rules.keys() - rows["said"])
    if missed:
        return Failed(Reason.CANARY_MISSED, NAME, ", ".join(missed))
    paths = [path for path in paths if "apart" not in rows[path]]
    if not paths:
        return _nothing()
    read = [rows[path] for path in paths if "skipped" not in rows[path]]
    if not read:
        return Failed(Reason.NOTHING_READ, NAME, f"0 of {len(paths)} files")
    skipped = [Skip(path, str(rows[path]["skipped"])) for path in paths if "skipped" in rows[path]]
    size = sum(tree.manifest.sizes[row["path"]] for row in read)
    scope = Scope(len(paths), len(read), size, "files", tuple(skipped))
    found = tuple(one for row in read for one in _findings(check, rules, row))
    return Ran(found, scope, Tool(NAME, vetting.__version__))


def _findings(check: Check, rules: Mapping[str, Rule], row: Mapping[str, Any]) -> list[Finding]:
    counts: dict[str, int] = {}
    found = []
    for name, line, evidence in row["found"]:
        if name not in rules:
            continue
        counts[name] = counts.get(name, 0) + 1
        if counts[name] <= MAX_PER_RULE_AND_FILE:
            found.append(_finding(check, rules[name], row["path"], int(line), str(evidence)))
    return found


def _finding(check: Check, rule: Rule, path: str, line: int, evidence: str) -> Finding:
    criteria = f" (WCAG {', '.join(rule.wcag)})"
    return check.finding(
        rule.id,
        Place(path, line, pointer=evidence),
        anchor=evidence,
        message=Text(rule.message.id + criteria, rule.message.en + criteria),
        severity=rule.severity,
        confidence=rule.confidence,
        evidence=evidence,
        fix=_fix(check, rule),
        references=tuple(f"WCAG22-{number}" for number in rule.wcag),
        tool=NAME,
    )


def _fix(check: Check, rule: Rule) -> Text | None:
    code = rule.code
    if code is None:
        return None
    return Text(f"{check.fix.id} Contoh: {code.id}", f"{check.fix.en} Example: {code.en}")

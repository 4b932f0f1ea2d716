"""The adapter distrusts its worker, and counts what was not read."""

import json
from dataclasses import replace

import pytest

from tests.unit.engines.browser.workshop import CONTENT, Fake, bench_of, tree_of
from vetting.engines.browser.rules import rules_of
from vetting.engines.layouts import Layouts
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.sandbox import open_sandbox

CHECKS = tuple(check for check in CONTENT.checks.values() if check.engine == "layouts")
PATHS = {"app/src/main/res/layout/a.xml": "<a/>", "lib/a.dart": "IconButton(icon: Icon(x));",
         "ui/a.kt": "@Composable fun A() { IconButton({}) { Icon(a, null) } }"}  # fmt: skip
SAID = [
    [rule, 1, "x"] for check in CHECKS for rule in check.settings["rules"]
]  # fmt: skip


def facts(bench, paths):
    xml = tuple(path for path in paths if path.endswith(".xml"))
    dart = tuple(path for path in paths if path.endswith(".dart"))
    kotlin = tuple(path for path in paths if path.endswith(".kt"))
    languages = {name: files for name, files in (("dart", dart), ("kotlin", kotlin)) if files}
    return replace(bench, facts=Facts(languages, {"xml": xml} if xml else {}))


def run(tmp_path, sandbox, files=PATHS):
    tree = tree_of(tmp_path, files)
    return Layouts().run(CHECKS, tree, facts(bench_of(tree, sandbox), sorted(files)))


def answer(**changes):
    rows = [{"path": path, "found": []} for path in sorted(PATHS)]
    good = {"app": rows, "canary": [{"path": "c", "found": SAID}]}
    return json.dumps(good | changes).encode()


def reasons(outcomes):
    return {outcome.reason for outcome in outcomes.values() if isinstance(outcome, Failed)}


def test_a_proven_answer_runs(tmp_path):
    outcomes = run(tmp_path, Fake(answer()))
    assert all(isinstance(outcome, Ran) for outcome in outcomes.values())


@pytest.mark.parametrize(
    ("stdout", "reason"),
    [
        (b"x", Reason.OUTPUT_UNREADABLE),
        (b"[]", Reason.OUTPUT_UNREADABLE),
        (answer(canary=[]), Reason.CANARY_MISSED),
        (answer(canary=[{"path": "c", "found": SAID[1:]}]), Reason.CANARY_MISSED),
        (answer(app=[]), Reason.TOOL_ERRORS),
        (
            answer(app=[{"path": path, "skipped": "unparsable"} for path in sorted(PATHS)]),
            Reason.NOTHING_READ,
        ),
    ],
)
def test_all_else_is_a_failure(tmp_path, stdout, reason):
    assert reason in reasons(run(tmp_path, Fake(stdout)))


def test_without_screens_nothing_applies(tmp_path):
    outcomes = run(tmp_path, Fake(b""), {"res/values/a.xml": "<a/>", "test/a.dart": "x"})
    assert all(isinstance(outcome, NotApplicable) for outcome in outcomes.values())


def test_what_cannot_be_read_is_listed(tmp_path):
    files = PATHS | {"res/layout/b.xml": "<a", "lib/nol.dart": "\0"}
    outcomes = run(tmp_path, open_sandbox(), files)
    skipped = {(s.path, s.reason) for o in outcomes.values() for s in o.scope.skipped}
    assert skipped == {("res/layout/b.xml", "unparsable"), ("lib/nol.dart", "not-text")}
    rules = [f.rule for o in outcomes.values() for f in o.findings]
    assert rules == ["compose-button-name", "flutter-button-name"]


def test_kotlin_that_draws_nothing_is_no_screen(tmp_path):
    outcomes = run(tmp_path, open_sandbox(), {"src/a.kt": "fun IconButton() = Icon(a, null)"})
    assert all(isinstance(outcome, NotApplicable) for outcome in outcomes.values())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_rule_tells_what_to_write(check):
    rules = rules_of(check).values()
    assert [rule.id for rule in rules if rule.code is None or len(rule.code.id) < 10] == []


def test_a_finding_brings_the_code_of_its_rule(tmp_path):
    outcomes = run(tmp_path, open_sandbox())
    fixes = [f.fix for o in outcomes.values() for f in o.findings]
    assert "contentDescription = stringResource" in fixes[0].id
    assert "Example: IconButton" in fixes[1].en

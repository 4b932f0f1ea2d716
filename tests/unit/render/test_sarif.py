import json
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render import builder
from vetting.content import load
from vetting.model.report import Completeness
from vetting.render.sarif import render, uri


def run(report, language="id"):
    log = json.loads(render(report, language, load()))
    assert log["version"] == "2.1.0"
    return log["runs"][0]


def test_every_finding_is_a_result_of_a_rule_with_help():
    report = builder.report(40)
    shown = run(report)
    rules = shown["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [check.id for check in report.checks]
    assert all(rule["help"]["text"] and rule["fullDescription"]["text"] for rule in rules)
    results = shown["results"]
    prints = {result["partialFingerprints"]["vetFingerprint/v1"] for result in results}
    assert prints == {finding.fingerprint for finding in report.findings}
    assert len(results) == 40
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in results)


def test_levels_follow_severity():
    levels = {
        result["properties"]["severity"]: result["level"]
        for result in run(builder.report(40))["results"]
    }
    assert levels == {"critical": "error", "high": "error", "medium": "warning", "low": "note"}


def test_a_taint_trace_ends_at_the_finding():
    result = next(r for r in run(builder.report())["results"] if "codeFlows" in r)
    steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert len(steps) == 2
    assert steps[0]["location"]["message"]["text"] == "Masukan pengguna dibaca"
    last = steps[-1]["location"]["physicalLocation"]["region"]["startLine"]
    assert last == result["locations"][0]["physicalLocation"]["region"]["startLine"]


def test_a_failed_check_makes_the_run_unsuccessful_and_says_why():
    invocation = run(builder.report())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    note = next(n for n in invocation["toolExecutionNotifications"] if n["level"] == "error")
    assert note["associatedRule"]["id"] == "accessibility/contrast"
    assert note["descriptor"]["id"] == "timed-out"
    assert "wall after 300 s" in note["message"]["text"]


def test_only_a_whole_run_without_failures_is_successful():
    def successful(report):
        return run(report)["invocations"][0]["executionSuccessful"]

    assert successful(builder.passing()) is True
    assert successful(builder.refused()) is False
    stopped = builder.report(checks=(), completeness=Completeness.INTERRUPTED)
    assert successful(stopped) is False


def test_messages_are_in_the_language_asked_for():
    assert "A value from the user" in run(builder.report(), "en")["results"][0]["message"]["text"]
    assert "Nilai dari pengguna" in run(builder.report(), "id")["results"][0]["message"]["text"]


@pytest.mark.parametrize(
    ("path", "encoded"),
    [
        ("app/Http/a b.php", "app/Http/a%20b.php"),
        ("a#b?c.php", "a%23b%3Fc.php"),
        ("C:/x.php", "C%3A/x.php"),
        ("javascript:alert(1)", "javascript%3Aalert(1)"),
        ("100%.php", "100%25.php"),
        ("surat-é.php", "surat-%C3%A9.php"),
    ],
)
def test_paths_become_relative_uris(path, encoded):
    assert uri(path) == encoded


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda p: not p.startswith("/")))
def test_a_uri_never_gains_a_scheme_and_gives_the_path_back(path):
    parts = urlsplit(uri(path))
    assert (parts.scheme, parts.query, parts.fragment) == ("", "", "")
    assert uri(path).isascii()
    assert unquote(uri(path)) == path

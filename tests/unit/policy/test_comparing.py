"""Differences of policies, policies tried on written outcomes, the page of coverage, decisions."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.policy.content_folder import BASE, make_content
from vetting.cli import main
from vetting.content import load
from vetting.model.errors import BadContent
from vetting.policy import resolve
from vetting.policy.compare import Difference, differences
from vetting.policy.coverage import page
from vetting.policy.trial import try_out

TODAY = date(2026, 11, 24)
TOP = Path(__file__).parents[3]
OVER = "id: atas\nversion: '2'\ntitle: {id: Atas, en: Over}\nextends: dasar\n"
CASES = """
policy: dasar
date: '2026-11-24'
cases:
  - {name: clean, outcomes: {security/a: clean}, overall: lulus, controls: {UJI/1: terpenuhi}}
  - {name: bad, outcomes: {'*': high}, overall: OVERALL}
"""


def resolved(content, name):
    return resolve(content, name, None, TODAY)


def test_a_name_alone_is_no_difference(tmp_path):
    content = make_content(tmp_path, dasar=BASE, atas=OVER)
    assert differences(resolved(content, "dasar"), resolved(content, "atas")) == ()


def test_each_changed_value_is_named(tmp_path):
    over = OVER + (
        "decisions: {waivers-most: 3, unwaivable: [security/a]}\n"
        "controls:\n  UJI/1: {blocks-at: medium}\n"
    )
    content = make_content(tmp_path, dasar=BASE, atas=over)
    assert differences(resolved(content, "dasar"), resolved(content, "atas")) == (
        Difference("UJI/1", "automated/block>=high: security/a", "automated/block>=medium: security/a"),
        Difference("decisions unwaivable", "", "security/a"),
        Difference("decisions waivers-most", "10", "3"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "decisions",
    [
        "{waivers-most: 11}",
        "{waiver-days: 181}",
        "{attestation-days: 366}",
        "{reasons: [false-positive, mitigated]}",
        "{unwaivable: []}",
        "{four-eyes: false}",
    ],
)
def test_an_overlay_may_only_narrow_what_people_decide(tmp_path, decisions):
    base = BASE + "decisions: {reasons: [mitigated], unwaivable: [security/a], four-eyes: true}\n"
    content = make_content(tmp_path, dasar=base, atas=f"{OVER}decisions: {decisions}\n")
    with pytest.raises(BadContent, match="loosens"):
        resolved(content, "atas")


@pytest.mark.parametrize(
    "decisions",
    ["{reasons: [lazy]}", "{unwaivable: [security/none]}", "{waiver-days: yes}", "{four-eyes: 1}",
     "{waivers: 3}", "{waivers-most: -1}"],
)  # fmt: skip
def test_what_people_may_decide_is_validated(tmp_path, decisions):
    content = make_content(tmp_path, dasar=f"{BASE}decisions: {decisions}\n")
    with pytest.raises(BadContent):
        resolved(content, "dasar")


def tried(tmp_path, overall):
    content = make_content(tmp_path, dasar=BASE)
    (tmp_path / "cases.yaml").write_text(CASES.replace("OVERALL", overall))
    return try_out(content, tmp_path / "cases.yaml")


def test_a_policy_is_tried_on_its_own_cases(tmp_path):
    assert tried(tmp_path, "tidak-lulus") == (3, ())


def test_an_expectation_that_fails_is_told(tmp_path):
    number, (miss,) = tried(tmp_path, "lulus")
    assert (number, miss.case, miss.expected, miss.got) == (3, "bad", "lulus", "tidak-lulus")


@pytest.mark.parametrize(
    "body",
    [
        "cases: []\ndate: '2026-11-24'\n",
        "cases: []\n",
        "date: '2026-11-24'\ncases: [{overall: green}]\n",
        "date: '2026-11-24'\ncases: [{outcomes: {security/x: clean}, overall: lulus}]\n",
        "date: '2026-11-24'\ncases: [{outcomes: {'*': fine}, overall: lulus}]\n",
    ],
)
def test_cases_that_prove_nothing_are_errors(tmp_path, body):
    content = make_content(tmp_path, dasar=BASE)
    (tmp_path / "cases.yaml").write_text(f"policy: dasar\n{body}")
    with pytest.raises(BadContent):
        try_out(content, tmp_path / "cases.yaml")


def test_the_shipped_policy_keeps_its_own_cases():
    number, misses = try_out(load(), TOP / "policies" / "tests" / "baseline.yaml")
    assert number >= 13
    assert misses == ()


def test_the_page_of_coverage_is_current():
    stale = "run: vet policy coverage > docs/coverage.md"
    assert (TOP / "docs" / "coverage.md").read_text(encoding="utf-8") == page(load()), stale


def test_at_the_command_line(tmp_path, capsys):
    over = tmp_path / "atas.yaml"
    over.write_text(OVER.replace("dasar", "baseline") + "decisions: {waivers-most: 1}\n")
    assert main(["policy", "diff", "baseline", str(over)]) == 1
    assert "10 -> 1" in capsys.readouterr().out
    assert main(["policy", "diff", "baseline", "baseline"]) == 0
    assert main(["policy", "diff", "baseline"]) == 2
    assert main(["policy", "test", str(TOP / "policies" / "tests" / "baseline.yaml")]) == 0

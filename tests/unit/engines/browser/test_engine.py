"""The adapter distrusts its worker: everything but a proven answer is a failure."""

import json

import pytest

from tests.unit.engines.browser.workshop import CHECKS, Fake, bench_of, tree_of
from vetting.engines.browser import Browser, engine
from vetting.engines.browser.outcomes import CANARY, MAX_PER_COLOURS, MAX_PER_RULE_AND_FILE
from vetting.engines.browser.witness import PROOFS
from vetting.model.errors import BadSetup
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.sandbox.job import Cap

PAGE = '<!DOCTYPE html><html lang="id"><title>a</title><main><h1>a</h1><img src="a.png"></main>'


SAID = sorted(CANARY | {f"qualweb:{rule}" for rule in PROOFS})


def answer(**changes):
    proof = SAID
    good = {"canary": [proof, proof], "examined": ["a.html"], "styled": ["a.html"],
            "whole": ["a.html"], "skipped": [], "findings": []}  # fmt: skip
    return json.dumps(good | changes).encode()


def row(**changes):
    plain = {"rule": "image-alt", "file": "a.html", "line": 1, "tag": "<img>", "pointer": "img",
             "review": False, "unsure": False, "detail": "", "by": ["axe", "qualweb"],
             "witnessed": True}  # fmt: skip
    return plain | changes


def run(tmp_path, sandbox, files=None):
    tree = tree_of(tmp_path, files or {"a.html": PAGE})
    return Browser().run(CHECKS, tree, bench_of(tree, sandbox))


def failure(tmp_path, sandbox):
    reasons = {outcome.reason for outcome in run(tmp_path, sandbox).values()}
    assert len(reasons) == 1
    return reasons.pop()


def test_a_proven_answer_gives_one_ran_for_each_check(tmp_path):
    outcomes = run(tmp_path, Fake(answer(findings=[row()])))
    assert set(outcomes) == {check.id for check in CHECKS}
    assert all(isinstance(outcome, Ran) for outcome in outcomes.values())
    found = outcomes["accessibility/text-alternatives"]
    assert [(f.rule, f.place.path, f.place.line) for f in found.findings] == [
        ("image-alt", "a.html", 1)
    ]
    assert (found.scope.eligible, found.scope.examined) == (1, 1)
    assert "(WCAG 1.1.1)" in found.findings[0].message.id


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("rule", SAID)
def test_one_fault_of_the_canary_missed_at_start_or_end_fails_all(tmp_path, rule, which):
    proofs = [SAID, SAID]
    proofs[which] = sorted(set(SAID) - {rule})
    assert failure(tmp_path, Fake(answer(canary=proofs))) is Reason.CANARY_MISSED


@pytest.mark.parametrize(
    "stdout",
    [
        b"{}",
        b"[]",
        b"null",
        answer(canary=[SAID]),
        answer(findings=[row(file="../etc/passwd")]),
        answer(findings=[row(line="1")]),
        answer(findings=[{"rule": "image-alt"}]),
        answer(examined=None),
    ],
)
def test_an_answer_of_another_shape_is_unreadable(tmp_path, stdout):
    assert failure(tmp_path, Fake(stdout)) is Reason.OUTPUT_UNREADABLE


def test_a_crash_a_cap_and_an_empty_survey_are_failures(tmp_path):
    assert failure(tmp_path / "1", Fake(b"", 1)) is Reason.TOOL_CRASHED
    assert failure(tmp_path / "2", Fake(answer(), cap=Cap.MEMORY)) is Reason.MEMORY_CAP
    assert failure(tmp_path / "3", Fake(answer(examined=[]))) is Reason.NOTHING_READ


def test_a_page_that_is_not_of_the_tree_does_not_count(tmp_path):
    outcomes = run(tmp_path, Fake(answer(examined=["a.html", "b.html"])))
    assert outcomes["accessibility/frames"].scope.examined == 1


def test_contrast_counts_only_pages_with_all_their_sheets(tmp_path):
    outcomes = run(tmp_path, Fake(answer(styled=[])))
    assert outcomes["accessibility/contrast"] == Failed(
        Reason.NOTHING_READ, "browser", "styles-missing 1"
    )
    assert isinstance(outcomes["accessibility/frames"], Ran)


def test_many_faults_of_one_rule_in_one_file_are_counted(tmp_path):
    rows = [row(line=n) for n in range(1, MAX_PER_RULE_AND_FILE + 6)]
    found = run(tmp_path, Fake(answer(findings=rows)))["accessibility/text-alternatives"].findings
    assert len(found) == MAX_PER_RULE_AND_FILE
    assert "Ada 5 lagi" in found[-1].message.id
    assert not any("lagi" in finding.message.id for finding in found[:-1])


def test_one_pair_of_colours_is_told_a_few_times(tmp_path):
    rows = [row(rule="color-contrast", line=n, detail="#777 / #fff = 4:1") for n in range(1, 9)]
    found = run(tmp_path, Fake(answer(findings=rows)))["accessibility/contrast"].findings
    assert len(found) == MAX_PER_COLOURS
    assert f"{8 - MAX_PER_COLOURS} tempat lain" in found[-1].message.id


def test_what_one_style_sheet_takes_away_is_told_once(tmp_path):
    rule = {"rule": "vet-focus-visible", "by": ["vet"]}
    linked = [row(line=n, detail="a:focus { outline: 0 }", **rule) for n in range(1, 5)]
    own = [row(line=n, detail="<style> b { outline: 0 }", **rule) for n in range(5, 8)]
    outcomes = run(tmp_path, Fake(answer(findings=linked + own)))
    found = outcomes["accessibility/adaptable-view"].findings
    assert [f.place.line for f in found] == [1, 5]
    assert "mengenai 3 unsur lain" in found[0].message.id
    assert "mengenai 2 unsur lain" in found[1].message.id


def test_what_we_wrote_into_a_tag_is_not_shown(tmp_path):
    found = run(
        tmp_path, Fake(answer(findings=[row(tag='<img data-made data-made-way="x" src="a">')]))
    )
    assert found["accessibility/text-alternatives"].findings[0].evidence.startswith('<img src="a">')


def test_what_needs_a_person_is_never_sure(tmp_path):
    rows = [row(rule="video-caption", review=True)]
    found = run(tmp_path, Fake(answer(findings=rows)))["accessibility/media-and-motion"].findings
    assert [str(finding.confidence) for finding in found] == ["low"]


@pytest.mark.parametrize(
    ("rule", "check", "want"),
    [("color-contrast", "contrast", "medium"), ("image-alt", "text-alternatives", "high")],
)
def test_looks_that_the_server_decides_are_less_sure(tmp_path, rule, check, want):
    rows = [row(rule=rule, unsure=True)]
    found = run(tmp_path, Fake(answer(findings=rows)))[f"accessibility/{check}"].findings
    assert [str(finding.confidence) for finding in found] == [want]


def test_without_pages_nothing_applies(tmp_path):
    outcomes = run(tmp_path, Fake(b""), {"a.css": "p {}"})
    assert all(isinstance(outcome, NotApplicable) for outcome in outcomes.values())


def test_fragments_alone_have_no_page_level_faults(tmp_path):
    outcomes = run(tmp_path, Fake(answer(whole=[])))
    assert isinstance(outcomes["accessibility/page-title"], NotApplicable)
    assert isinstance(outcomes["accessibility/form-labels"], Ran)


def test_files_of_third_parties_are_listed_and_not_counted(tmp_path):
    files = {"a.html": PAGE, "vendor/x/b.html": PAGE, "node_modules/y/c.html": PAGE}
    scope = run(tmp_path, Fake(answer()), files)["accessibility/frames"].scope
    assert scope.eligible == 1
    assert [(skip.path, skip.reason) for skip in scope.skipped] == [
        ("node_modules/y/c.html", "third-party"),
        ("vendor/x/b.html", "third-party"),
    ]


def test_a_missing_browser_is_told_apart(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_CHROMIUM", str(tmp_path / "none"))
    assert failure(tmp_path, Fake(answer())) is Reason.TOOL_MISSING
    with pytest.raises(BadSetup):
        Browser().fingerprint(bench_of(tree_of(tmp_path, {"a.html": PAGE}), Fake(b"")))


def test_a_missing_axe_is_told_apart(tmp_path, monkeypatch):
    (tmp_path / "modules").mkdir()
    monkeypatch.setenv("VET_NODE_MODULES", str(tmp_path / "modules"))
    assert failure(tmp_path, Fake(answer())) is Reason.TOOL_MISSING


@pytest.mark.parametrize(
    ("pages", "jobs", "browsers"), [(0, 2, 1), (79, 2, 1), (80, 2, 2), (900, 2, 2), (900, 16, 4)]
)
def test_more_browsers_look_where_there_is_enough_for_each(pages, jobs, browsers):
    assert engine.browsers_for(pages, jobs) == browsers

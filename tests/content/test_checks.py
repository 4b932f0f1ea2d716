"""Every check proves itself: bad cases are found on their marked lines, good ones are silent."""

import pytest

from tests.content import harness
from vetting.model.scale import Confidence

CASES = harness.cases()
CHECKS = harness.checks()
EACH = [pytest.param(case, id=case.name) for case in CASES]


def test_there_are_checks_and_cases():
    assert len(CHECKS) >= 10
    assert len(CASES) >= 2 * len(CHECKS)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_every_language_has_a_bad_and_a_good_case(check):
    declared = {*check.applies_to.languages, *check.applies_to.kinds} - harness.COUNTED_ONLY
    mine = [case for case in CASES if case.check.id == check.id]
    for kind in (True, False):
        covered = set().union(*(case.languages() for case in mine if case.is_bad is kind))
        assert declared <= covered, f"no {'bad' if kind else 'good'}: {declared - covered}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_is_named_and_marked_as_what_it_is(case):
    assert case.folder.suffix in (".bad", ".good")
    assert case.files()
    assert bool(case.wanted()) is case.is_bad


@pytest.mark.parametrize("case", EACH)
def test_finds_exactly_what_is_marked(case, outcomes_of):
    outcomes, prefix = outcomes_of(case)
    findings = harness.found_in(case, outcomes, prefix)
    found = {(f.place.path.removeprefix(prefix), f.place.line, f.rule) for f in findings}
    missed = [want for want in case.wanted() if not any(_meets(want, place) for place in found)]
    extra = [place for place in found if not any(_meets(want, place) for want in case.wanted())]
    assert (sorted(missed), sorted(extra)) == ([], [])
    told = {(f.place.path.removeprefix(prefix), f.place.line): f.confidence for f in findings}
    assert {place: told[place] for place in case.sure()} == case.sure()


@pytest.mark.parametrize("case", EACH)
def test_every_file_of_a_case_was_examined(case, outcomes_of):
    outcomes, prefix = outcomes_of(case)
    skipped = [s for s in outcomes[case.check.id].scope.skipped if s.path.startswith(prefix)]
    told = {f.place.path for f in outcomes[case.check.id].findings}  # a gap that is the finding
    assert [skip for skip in skipped if skip.path not in told] == []


@pytest.mark.parametrize(
    ("check", "rule"),
    [
        ("security/csrf-disabled", "php-laravel-not-installed"),  # routes stand in other files
        ("security/weak-randomness", "js-guessable-result"),  # callers too
    ],
)
def test_what_other_files_decide_is_not_told_as_sure(check, rule, outcomes_of):
    of_check = [case for case in CASES if case.check.id == check]
    told = {
        finding.confidence
        for case in of_check
        for finding in outcomes_of(case)[0][check].findings
        if finding.rule == rule
    }
    assert told == {Confidence.MEDIUM}


def _meets(want, place):
    return want[0] == place[0] and want[1] in (0, place[1]) and want[2] in ("", place[2])

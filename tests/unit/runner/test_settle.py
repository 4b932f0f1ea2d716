"""What an engine hands back is not taken on trust."""

import pytest

from tests.unit.samples import check, finding, ran
from vetting.model.facts import Facts, Framework
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.text import same
from vetting.runner.settle import fix_text, settle

FACTS = Facts(
    {"php": ("a.php", "b.blade.php"), "javascript": ("a.js",)},
    {"blade": ("a.blade.php", "b.blade.php")},
    (Framework("laravel", "11", "composer.json"),),
)
KNOWN = frozenset({"a.php"})


def settled(given):
    return settle("files", [check()], given, FACTS, KNOWN)["security/a"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "no outcome"),
        (None, "no outcome"),
        ({"security/a": "fine"}, "no outcome"),
        ({"security/a": ran(eligible=1, examined=2)}, "scope 2 of 1"),
        ({"security/a": ran(eligible=1, examined=-1)}, "scope -1 of 1"),
        ({"security/a": ran(finding("security/b"))}, "a finding of security/b"),
        ({"security/a": ran(finding(path="../x"))}, "outside the tree"),
    ],
)
def test_nonsense_is_a_failure(given, says):
    outcome = settled(given)
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.BUG
    assert says in outcome.detail


def test_sound_outcomes_pass_and_findings_get_fingerprint_and_fix():
    outcome = settled({"security/a": ran(finding())})
    assert isinstance(outcome, Ran)
    assert len(outcome.findings[0].fingerprint) == 32
    assert outcome.findings[0].fix == same("general fix")
    absent = NotApplicable(same("none"))
    assert settled({"security/a": absent}) is absent


def test_the_fix_is_for_the_framework_of_that_file():
    fixes = {"laravel": same("L"), "blade": same("B"), "javascript": same("J")}
    c = check(fix_for=fixes)
    assert fix_text(c, "a.php", FACTS) == same("L")
    assert fix_text(c, "a.blade.php", FACTS) == same("B")
    assert fix_text(c, "b.blade.php", FACTS) == same("B")
    assert fix_text(c, "a.js", FACTS) == same("J")
    assert fix_text(c, "other", FACTS) == same("general fix")


def test_the_kind_of_a_file_says_more_than_a_framework_of_the_application():
    facts = Facts(
        {"javascript": ("a.js", "a.vue")},
        {"vue": ("a.vue",)},
        (Framework("express", "4", "package.json"), Framework("vue", "3", "package.json")),
    )
    c = check(fix_for={"express": same("E"), "vue": same("V")})
    assert fix_text(c, "a.vue", facts) == same("V")
    assert fix_text(c, "a.js", facts) == same("E")

"""A value that two checks tell is told surely by the one that knows more of it."""

from dataclasses import replace

import pytest

from tests.unit.samples import check, finding, ran
from vetting.model.scale import Confidence
from vetting.runner.once import told_once

HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
GENERAL = replace(check("security/general"), settings={"yields": {"sweep": ["security/special"]}})


def told(general, special):
    outcomes = {"security/general": ran(general), "security/special": ran(special)}
    return told_once(outcomes, [GENERAL, check("security/special")])


def at(name, rule, line, confidence):
    one = finding(name, confidence=confidence)
    return replace(one, rule=rule, place=replace(one.place, line=line))


@pytest.mark.parametrize(
    ("rule", "line", "special", "left"),
    [
        ("sweep", 3, HIGH, MEDIUM),
        ("sweep", 3, MEDIUM, HIGH),
        ("sweep", 4, HIGH, HIGH),
        ("own", 3, HIGH, HIGH),
    ],
)
def test_only_a_rule_that_yields_gives_way_and_only_on_a_line_told_as_surely(
    rule, line, special, left
):
    general = at("security/general", rule, line, HIGH)
    outcomes = told(general, at("security/special", "any", 3, special))
    (found,) = outcomes["security/general"].findings
    assert found.confidence is left
    assert ("security/special" in found.message.id) is (left is MEDIUM)
    assert ("security/special" in found.message.en) is (left is MEDIUM)


def test_what_is_told_with_less_confidence_and_what_did_not_run_stay_as_they_are():
    low = at("security/general", "sweep", 3, LOW)
    outcomes = told(low, at("security/special", "any", 3, HIGH))
    assert outcomes["security/general"].findings == (low,)
    alone = {"security/general": ran(low)}
    assert told_once(alone, [GENERAL, check("security/special")]) == alone

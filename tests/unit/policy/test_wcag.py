"""WCAG 2.2 A and AA whole: what no tool can decide is asked of a person, with an instruction."""

from datetime import date

import pytest

from vetting import content
from vetting.model.policy import Mode, Tier
from vetting.policy import resolve
from vetting.render import openacr

CHAPTERS = " ".join(openacr._CHAPTERS.values())
CRITERIA = sorted(set(CHAPTERS.split()) - {"4.1.1"})
# Enough can be measured on every page that is seen.
MEASURED = {"1.4.3", "1.4.4", "1.4.12", "3.1.1"}


@pytest.fixture(scope="module")
def controls():
    policy = resolve(content.load(), "baseline", Tier.STRATEGIS, date(2026, 11, 24))
    return {control.id: control for control in policy.controls}


def test_there_are_55():
    assert len(CRITERIA) == 55


@pytest.mark.parametrize("number", CRITERIA)
def test_each_criterion_is_decided_by_a_person_unless_it_can_be_measured(controls, number):
    control = controls[f"WCAG22/{number}"]
    if number in MEASURED:
        assert control.mode is Mode.AUTOMATED
        assert control.checks
    else:
        assert control.mode in (Mode.PARTIAL, Mode.MANUAL)
        assert len(control.guidance.id) > 30
        assert len(control.guidance.en) > 30

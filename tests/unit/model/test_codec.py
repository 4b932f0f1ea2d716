"""Values survive the way to plain and back; anything else is refused."""

import json

import pytest

from tests.unit.samples import control, finding, floor, policy, ran
from vetting.model.codec import from_plain, to_plain
from vetting.model.outcome import Failed, NotApplicable, NotRun, Outcome, Reason
from vetting.model.policy import Policy
from vetting.model.text import same

OUTCOMES = [
    ran(finding(), finding(line=2)),
    Failed(Reason.NO_DATA, "osv", "none"),
    NotApplicable(same("x")),
    NotRun(same("y")),
]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda o: type(o).__name__)
def test_outcomes_round_trip(outcome):
    plain = json.loads(json.dumps(to_plain(outcome)))
    assert from_plain(Outcome, plain) == outcome
    assert plain["kind"] == type(outcome).__name__


def test_policies_round_trip():
    p = policy(control("security/a"), floors=(floor(),))
    assert from_plain(Policy, json.loads(json.dumps(to_plain(p)))) == p


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d.pop("tool"),
        lambda d: d.update(extra=1),
        lambda d: d.update(kind="Nothing"),
        lambda d: d["scope"].update(examined="ten"),
        lambda d: d["findings"][0].update(severity="awful"),
        lambda d: d.update(findings=None),
    ],
)
def test_damaged_values_are_refused(damage):
    plain = to_plain(ran(finding()))
    damage(plain)
    with pytest.raises(ValueError):
        from_plain(Outcome, plain)

"""The verdict by example: each status, each precedence."""

import pytest

from tests.unit.samples import control, finding, floor, policy, ran
from vetting.model.outcome import Failed, NotApplicable, Outcome, Reason
from vetting.model.policy import Floor, Mode, Stage, WhenAbsent
from vetting.model.scale import Confidence, Severity
from vetting.model.text import same
from vetting.model.verdict import Overall, Status, Verdict
from vetting.verdict import judge

ABSENT = NotApplicable(same("no such file"))
BROKEN = Failed(Reason.TOOL_CRASHED, "semgrep")


def judged(outcome: Outcome, **how: object) -> Verdict:
    return judge(
        policy(control("security/a", **how)),  # type: ignore[arg-type]
        {"security/a": outcome},
        sandbox_is_sound=True,
    )


@pytest.mark.parametrize(
    ("outcome", "status", "overall"),
    [
        (ran(), Status.MET, Overall.PASS),
        (ran(finding(severity=Severity.LOW)), Status.MET, Overall.PASS),
        (ran(finding(severity=Severity.MEDIUM)), Status.REVIEW, Overall.CONDITIONAL),
        (ran(finding(confidence=Confidence.LOW)), Status.REVIEW, Overall.CONDITIONAL),
        (ran(finding()), Status.UNMET, Overall.FAIL),
        (ran(examined=0), Status.UNTESTED, Overall.INCONCLUSIVE),
        (ran(eligible=0, examined=0), Status.UNTESTED, Overall.INCONCLUSIVE),
        (BROKEN, Status.UNTESTED, Overall.INCONCLUSIVE),
        (ABSENT, Status.NOT_APPLICABLE, Overall.INCONCLUSIVE),
    ],
)
def test_one_check(outcome, status, overall):
    verdict = judged(outcome)
    assert (verdict.controls[0].status, verdict.overall) == (status, overall)


def test_coverage_below_the_floor_is_no_evidence():
    p = policy(control("security/a"), floors=(floor(coverage=0.95),))
    verdict = judge(p, {"security/a": ran(eligible=100, examined=94)}, sandbox_is_sound=True)
    assert verdict.overall is Overall.INCONCLUSIVE
    assert "94/100" in verdict.controls[0].reason.id


def test_partial_and_manual_controls_ask_a_person():
    assert judged(ran(), mode=Mode.PARTIAL).overall is Overall.CONDITIONAL
    assert judged(ABSENT, mode=Mode.PARTIAL).controls[0].status is Status.REVIEW
    verdict = judge(policy(control(mode=Mode.MANUAL)), {}, sandbox_is_sound=True)
    assert verdict.controls[0].status is Status.REVIEW


def test_stages_weigh_differently():
    assert judged(ran(finding()), stage=Stage.WARN).overall is Overall.CONDITIONAL
    assert judged(BROKEN, stage=Stage.WARN).overall is Overall.CONDITIONAL
    p = policy(control("security/b", name="C/2"), control("security/a", stage=Stage.OBSERVE))
    bad = {"security/a": ran(finding()), "security/b": ran()}
    assert judge(p, bad, sandbox_is_sound=True).overall is Overall.PASS


def test_failure_outweighs_what_could_not_be_tested_and_lists_both():
    p = policy(control("security/a"), control("security/b", name="C/2"))
    verdict = judge(p, {"security/a": ran(finding()), "security/b": BROKEN}, sandbox_is_sound=True)
    assert verdict.overall is Overall.FAIL
    assert verdict.controls[1].status is Status.UNTESTED
    assert "its tool crashed (security/b)" in verdict.controls[1].reason.en
    assert len(verdict.next_steps) == 2


def test_family_without_anything_to_look_at_follows_the_policy():
    for absent, overall in (
        (WhenAbsent.REVIEW, Overall.CONDITIONAL),
        (WhenAbsent.INCONCLUSIVE, Overall.INCONCLUSIVE),
    ):
        p = policy(
            control("security/a"),
            control("api/a", name="C/2"),
            floors=(Floor("api", 0.9, absent),),
        )
        results = {"security/a": ran(), "api/a": ABSENT}
        assert judge(p, results, sandbox_is_sound=True).overall is overall


def test_the_counting_findings_are_named():
    hit = finding(fingerprint="f1")
    hint = finding(confidence=Confidence.LOW, fingerprint="f2")
    result = judged(ran(hit, hint)).controls[0]
    assert (result.findings, result.blocking) == (("f1", "f2"), ("f1",))


def test_every_cause_and_every_family_has_words():
    from vetting.model.check import FAMILIES
    from vetting.model.outcome import Reason
    from vetting.model.scale import Severity
    from vetting.reasons import _FAMILIES, _SEVERITIES
    from vetting.verdict import _CAUSES

    assert set(_CAUSES) == set(Reason)
    assert set(_FAMILIES) == set(FAMILIES)
    assert set(_SEVERITIES) == set(Severity)

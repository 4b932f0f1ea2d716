"""The laws of what people decide, and each rule by example."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.samples import control, finding, floor, policy, ran
from tests.unit.test_verdict_laws import GOODNESS, policies, results
from vetting.decisions import acceptances
from vetting.model.finding import fingerprinted
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.policy import DecisionRules, Mode, WhenAbsent
from vetting.model.record import (
    Acceptance,
    Answer,
    Approval,
    Attestation,
    Evidence,
    Records,
    Reply,
    Response,
    Signed,
    Standing,
    Waiver,
    WaiverReason,
    Withdrawal,
)
from vetting.model.text import same
from vetting.model.verdict import Overall, Status
from vetting.verdict import judge

TODAY = date(2026, 11, 24)
EVIDENCE = (Evidence("pentest.pdf", "e" * 64, 1200),)
(FAULT,) = fingerprinted([finding()])


def attestation(control="C/1", **changes):
    return replace(
        Attestation(control, "", "Dilihat.", EVIDENCE, date(2026, 11, 1), date(2027, 5, 1)),
        **changes,
    )


def waiver(*prints, reason=WaiverReason.FALSE_POSITIVE, **changes):
    base = Waiver(prints or (FAULT.fingerprint,), "", reason, "Data uji.",
                  date(2026, 11, 1), date(2027, 2, 1))  # fmt: skip
    return replace(base, **changes)


def signed(record, name="a", signer="Ani", key=""):
    return Signed(name, signer, key or f"key of {signer}", record)


def approval(target="a", signer="Budi", **how):
    return signed(Approval(target, date(2026, 11, 2)), f"approval of {target}", signer, **how)


def records(*rows):
    return Records(rows, "h" * 64, TODAY, "tree")


def judged(p, outcomes, *rows):
    return judge(p, outcomes, sandbox_is_sound=True, records=records(*rows))


def of_waiver(*rows, **rules):
    p = replace(policy(control("security/a")), decisions=DecisionRules(**rules))
    return judged(p, {"security/a": ran(FAULT)}, *rows)


def standing(verdict):
    return verdict.decisions[0].standing


def test_an_approved_waiver_takes_a_finding_out_of_the_way_and_is_listed():
    verdict = of_waiver(signed(waiver()), approval())
    assert verdict.overall is Overall.PASS
    assert verdict.controls[0].waived == (FAULT.fingerprint,)
    assert verdict.controls[0].findings == (FAULT.fingerprint,)
    assert verdict.controls[0].decisions == ("a",)
    assert verdict.decisions[0].approver == "Budi"


def test_a_borne_risk_is_a_condition():
    verdict = of_waiver(signed(waiver(reason=WaiverReason.RISK_ACCEPTED)), approval())
    assert (verdict.controls[0].status, verdict.overall) == (Status.REVIEW, Overall.CONDITIONAL)


@pytest.mark.parametrize(
    ("rows", "rules", "expected"),
    [
        ([signed(waiver())], {}, Standing.PENDING),
        ([signed(waiver()), approval(signer="Ani")], {}, Standing.PENDING),
        ([signed(waiver()), approval(signer=" ANI ", key="another")], {}, Standing.PENDING),
        ([signed(waiver()), approval(key="key of Ani")], {}, Standing.PENDING),
        ([signed(waiver(until=date(2026, 11, 23))), approval()], {}, Standing.EXPIRED),
        ([signed(waiver(until=TODAY)), approval()], {}, Standing.COUNTS),
        ([signed(waiver(until=date(2028, 1, 1))), approval()], {}, Standing.REFUSED),
        ([signed(waiver(made_on=date(2026, 12, 1))), approval()], {}, Standing.REFUSED),
        ([signed(waiver(explanation=" ")), approval()], {}, Standing.REFUSED),
        ([signed(waiver("0" * 32)), approval()], {}, Standing.UNUSED),
        ([signed(waiver(FAULT.fingerprint[:16])), approval()], {}, Standing.UNUSED),
        ([signed(waiver(tree="other")), approval()], {}, Standing.UNUSED),
        ([signed(waiver(tree="tree")), approval()], {}, Standing.COUNTS),
        ([signed(waiver()), approval()], {"waivers_most": 0}, Standing.REFUSED),
        ([signed(waiver()), approval()], {"unwaivable": ("security/a",)}, Standing.REFUSED),
        ([signed(waiver()), approval()], {"reasons": ("mitigated",)}, Standing.REFUSED),
        ([signed(waiver()), approval(), signed(Withdrawal("a", "w", TODAY), "w")], {},
         Standing.WITHDRAWN),
        ([signed(waiver()), approval(),
          signed(Withdrawal("approval of a", "w", TODAY), "w")], {}, Standing.PENDING),
    ],
)  # fmt: skip
def test_what_a_waiver_is_worth(rows, rules, expected):
    verdict = of_waiver(*rows, **rules)
    assert standing(verdict) is expected
    counts = expected is Standing.COUNTS
    assert verdict.overall is (Overall.PASS if counts else Overall.FAIL)


def test_the_quota_serves_the_oldest_first_whatever_the_order():
    faults = fingerprinted([finding(anchor="x"), finding(anchor="y")])
    first = signed(waiver(faults[0].fingerprint), "z")
    second = signed(waiver(faults[1].fingerprint, made_on=date(2026, 11, 2)), "a")
    rows = [first, second, approval("z"), approval("a")]
    p = replace(policy(control("security/a")), decisions=DecisionRules(waivers_most=1))
    for order in (rows, rows[::-1]):
        verdict = judged(p, {"security/a": ran(*faults)}, *order)
        assert verdict.controls[0].waived == (faults[0].fingerprint,)
        assert verdict.overall is Overall.FAIL


def test_an_attested_manual_control_is_met():
    p = policy(control(mode=Mode.MANUAL), control("security/a", name="C/2"))
    verdict = judged(p, {"security/a": ran()}, signed(attestation()))
    assert (verdict.controls[0].status, verdict.overall) == (Status.MET, Overall.PASS)
    assert "Ani" in verdict.controls[0].reason.id


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (attestation(until=date(2026, 11, 23)), Standing.EXPIRED),
        (attestation(evidence=()), Standing.REFUSED),
        (attestation(statement=" "), Standing.REFUSED),
        (attestation(until=date(2028, 11, 24)), Standing.REFUSED),
        (attestation("C/unknown"), Standing.UNUSED),
        (attestation("C/2"), Standing.REFUSED),
        (attestation(tree="other"), Standing.UNUSED),
    ],
)
def test_attestations_that_do_not_count_change_nothing(record, expected):
    p = policy(control(mode=Mode.MANUAL), control("security/a", name="C/2"))
    outcomes = {"security/a": ran(FAULT)}
    verdict = judged(p, outcomes, signed(record))
    assert standing(verdict) is expected
    assert verdict.controls == judged(p, outcomes).controls


def test_four_eyes_where_the_policy_asks():
    p = replace(policy(control(mode=Mode.MANUAL)), decisions=DecisionRules(four_eyes=True))
    assert standing(judged(p, {}, signed(attestation()))) is Standing.PENDING
    assert standing(judged(p, {}, signed(attestation()), approval())) is Standing.COUNTS


def test_a_person_may_confirm_that_a_family_has_nothing_to_look_at():
    p = policy(
        control("security/a"), control("api/a", name="C/2"),
        floors=(replace(floor("api"), when_absent=WhenAbsent.REVIEW),),
    )  # fmt: skip
    outcomes = {"security/a": ran(), "api/a": NotApplicable(same("no contract"))}
    assert judged(p, outcomes).overall is Overall.CONDITIONAL
    assert judged(p, outcomes, signed(attestation("family/api"))).overall is Overall.PASS


def test_an_attestation_lets_no_finding_pass():
    p = policy(control("security/a", mode=Mode.PARTIAL))
    assert judged(p, {"security/a": ran(FAULT)}, signed(attestation())).overall is Overall.FAIL
    broken = {"security/a": Failed(Reason.TIMED_OUT, "t")}
    verdict = judged(p, broken, signed(attestation()))
    assert verdict.controls[0].status is Status.UNTESTED


@st.composite
def dockets(draw, given_results):
    """Records about these results: about real findings and controls, lawful and not."""
    prints = [
        f.fingerprint for o in given_results.values() if isinstance(o, Ran) for f in o.findings
    ]
    rows = []
    for number in range(draw(st.integers(0, 5))):
        ends = draw(st.sampled_from([date(2026, 11, 10), TODAY, date(2027, 1, 1)]))
        if draw(st.booleans()):
            about = draw(st.sampled_from(["C/0", "C/1", "C/2", "family/api", "family/security"]))
            record = attestation(about, until=ends)
        else:
            chosen = draw(st.lists(st.sampled_from(prints or ["none"]), min_size=1, unique=True))
            record = waiver(*chosen, until=ends, reason=draw(st.sampled_from(WaiverReason)))
        rows.append(signed(record, str(number)))
        if draw(st.booleans()):
            rows.append(approval(str(number)))
    return rows


cases = results.flatmap(lambda r: st.tuples(st.just(r), dockets(r)))


@given(policies(), cases)
@settings(deadline=None)
def test_no_record_makes_the_untested_anything_else(p, case):
    outcomes, rows = case
    plain = judged(p, outcomes)
    verdict = judged(p, outcomes, *rows)
    for before, after in zip(plain.controls, verdict.controls, strict=True):
        if before.status in (Status.UNTESTED, Status.NOT_APPLICABLE):
            assert after.status is before.status
        if before.status is Status.MET:
            assert after.status in (Status.MET, Status.REVIEW)  # a risk borne of a lesser finding
    for before, after in zip(plain.families, verdict.families, strict=True):
        assert before.status is after.status or before.status is Status.REVIEW
    if plain.overall is Overall.INCONCLUSIVE and any(
        f.status is Status.UNTESTED for f in plain.families
    ):
        assert verdict.overall is Overall.INCONCLUSIVE


@given(policies(), cases)
@settings(deadline=None)
def test_a_silent_check_never_lets_its_control_be_met_whatever_people_say(p, case):
    outcomes, rows = case
    for result in judged(p, outcomes, *rows).controls:
        if result.status is Status.MET:
            answers = [outcomes.get(name) for name in result.control.checks]
            assert all(isinstance(o, Ran | NotApplicable) for o in answers)
            assert all(o.scope.examined > 0 for o in answers if isinstance(o, Ran))
            blocking = {f.fingerprint for o in answers if isinstance(o, Ran) for f in o.findings
                        if f.severity >= result.control.blocks_at
                        and f.confidence >= p.blocking_confidence}  # fmt: skip
            assert blocking <= set(result.waived)


@given(policies(), cases)
@settings(deadline=None)
def test_records_that_do_not_count_change_nothing(p, case):
    outcomes, rows = case
    verdict = judged(p, outcomes, *rows)
    counting = {d.id for d in verdict.decisions if d.standing is Standing.COUNTS}
    kept = [r for r in rows if r.id in counting or r.id.removeprefix("approval of ") in counting]
    again = judged(p, outcomes, *kept)
    assert (again.controls, again.families) == (verdict.controls, verdict.families)
    if not counting:
        assert GOODNESS[verdict.overall] == GOODNESS[judged(p, outcomes).overall]


@given(policies(), cases, st.randoms())
@settings(deadline=None)
def test_the_order_of_records_never_matters(p, case, random):
    outcomes, rows = case
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = judged(p, outcomes, *rows), judged(p, outcomes, *shuffled)
    assert first.controls == second.controls
    assert first.overall is second.overall


def response(
    answer, name, day=date(2026, 11, 3), tree="tree", prints=(FAULT.fingerprint, "0" * 32)
):
    replies = tuple(Reply(each, answer, "Sebabnya.") for each in prints)
    return signed(Response("PT Contoh", tree, EVIDENCE[0], replies, day), name)


def test_the_last_answer_to_a_finding_of_this_version_is_printed():
    rows = (
        response(Answer.DISPUTED, "r1"),
        response(Answer.WILL_FIX, "r2", date(2026, 11, 4)),
        response(Answer.FIXED, "r3", tree="another"),
        response(Answer.MITIGATED, "r4", date(2026, 12, 1)),
        response(Answer.FIXED, "r5", date(2026, 11, 5)),
        signed(Withdrawal("r5", "Keliru.", date(2026, 11, 6)), "w"),
    )
    verdict = of_waiver(*rows)
    (answer,) = verdict.answers
    assert (answer.answer, answer.fingerprint) == (Answer.WILL_FIX, FAULT.fingerprint)
    assert replace(verdict, answers=()) == of_waiver()


def accepting(*rows, eyes=False, result="d" * 64):
    p = replace(policy(control("security/a")), decisions=DecisionRules(four_eyes=eyes))
    return [one.signer for one in acceptances(p, replace(Records.of(rows), as_of=TODAY), result)]


def acceptance(signer="Ani", day=TODAY, name="x", **how):
    return signed(Acceptance("d" * 64, day), f"{name} {signer}", signer, **how)


def test_one_person_stands_for_a_report_and_two_where_four_eyes_are_asked():
    assert accepting(acceptance()) == ["Ani"]
    assert accepting(acceptance(), eyes=True) == []
    assert accepting(acceptance(), acceptance("ANI ", name="y", key="k2"), eyes=True) == []
    same_key = acceptance("Budi", key="key of Ani")
    assert accepting(acceptance(), same_key, eyes=True) == []
    assert accepting(acceptance(), acceptance("Budi"), eyes=True) == ["Ani", "Budi"]


def test_an_acceptance_of_another_result_or_a_later_day_counts_for_nothing():
    assert accepting(acceptance(), result="e" * 64) == []
    assert accepting(acceptance(day=date(2026, 11, 25))) == []
    assert accepting(acceptance(), signed(Withdrawal("x Ani", "Keliru.", TODAY), "w")) == []


def test_an_acceptance_is_no_part_of_what_it_accepts():
    one = replace(signed(waiver()), line="1" * 64)
    later = Records.of((one, replace(acceptance(), line="2" * 64)))
    assert (later.head, len(later.rows), len(later.acceptances)) == ("1" * 64, 1, 1)
    assert Records.of((acceptance(),)).head == ""

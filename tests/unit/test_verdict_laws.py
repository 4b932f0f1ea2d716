"""The laws of the verdict, on any policy and any results."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.samples import control, finding, policy
from vetting.model.finding import fingerprinted
from vetting.model.outcome import Failed, NotApplicable, NotRun, Outcome, Ran, Reason, Scope, Tool
from vetting.model.policy import Floor, Mode, Policy, Stage, WhenAbsent
from vetting.model.scale import Confidence, Severity
from vetting.model.text import same
from vetting.model.verdict import Overall, Status
from vetting.verdict import judge

CHECKS = ("security/a", "security/b", "api/a", "privacy/a")
PASSING = {Overall.PASS, Overall.CONDITIONAL}
# Better for the vendor first; a verdict that is not a pass is no better than another such.
GOODNESS = {
    Overall.PASS: 2,
    Overall.CONDITIONAL: 1,
    Overall.INCONCLUSIVE: 0,
    Overall.FAIL: 0,
}

findings = st.builds(
    finding,
    check_id=st.just("security/a"),
    severity=st.sampled_from(Severity),
    confidence=st.sampled_from(Confidence),
    line=st.integers(1, 5),
    anchor=st.sampled_from("abc"),
)


@st.composite
def runs(draw: st.DrawFn) -> Ran:
    eligible = draw(st.integers(0, 10))
    examined = draw(st.integers(0, eligible))
    found = fingerprinted(draw(st.lists(findings, max_size=3)))
    return Ran(found, Scope(eligible, examined), Tool("t", "1"))


outcomes: st.SearchStrategy[Outcome] = st.one_of(
    runs(),
    st.builds(Failed, st.sampled_from(Reason), st.just("t")),
    st.just(NotApplicable(same("nothing there"))),
    st.just(NotRun(same("stopped"))),
)
results = st.dictionaries(st.sampled_from(CHECKS), outcomes)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    controls = [
        control(
            *draw(st.lists(st.sampled_from(CHECKS), min_size=1, max_size=3, unique=True)),
            name=f"C/{number}",
            mode=draw(st.sampled_from(Mode)),
            stage=draw(st.sampled_from(Stage)),
            blocks_at=draw(st.sampled_from(Severity)),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    families = draw(st.lists(st.sampled_from(["security", "api", "privacy"]), unique=True))
    blinds = st.lists(st.sampled_from(CHECKS), max_size=2, unique=True).map(tuple)
    floors = tuple(
        Floor(name, draw(st.floats(0.1, 1)), draw(st.sampled_from(WhenAbsent)), draw(blinds))
        for name in families
    )
    return policy(*controls, floors=floors)


def overall(a_policy: Policy, given_results: dict[str, Outcome], sound: bool = True) -> Overall:
    return judge(a_policy, given_results, sandbox_is_sound=sound).overall


@given(policies(), results, st.sampled_from(CHECKS))
def test_removing_a_result_never_makes_a_better_pass(p, given_results, name):
    before = overall(p, given_results)
    fewer = {key: value for key, value in given_results.items() if key != name}
    assert GOODNESS[overall(p, fewer)] <= GOODNESS[before]


@given(policies(), results, st.sampled_from(CHECKS), findings)
def test_adding_a_finding_never_improves(p, given_results, name, extra):
    outcome = given_results.get(name)
    if not isinstance(outcome, Ran):
        return
    more = given_results | {
        name: replace(outcome, findings=fingerprinted((*outcome.findings, extra)))
    }
    assert overall(p, more).rank >= overall(p, given_results).rank


@given(policies(), results)
def test_a_needed_check_that_gave_no_answer_never_lets_the_application_pass(p, given_results):
    needed = {check for c in p.controls if c.stage is Stage.BLOCK for check in c.checks}
    silent = [
        check
        for check in needed
        if not isinstance(given_results.get(check), Ran | NotApplicable)
        or (isinstance(o := given_results[check], Ran) and o.scope.examined == 0)
    ]
    if silent:
        assert overall(p, given_results) not in PASSING


@given(policies(), results)
def test_no_control_is_met_by_a_check_that_did_not_look(p, given_results):
    for result in judge(p, given_results, sandbox_is_sound=True).controls:
        if result.status is Status.MET:
            served = [given_results[check] for check in result.control.checks]
            assert all(isinstance(o, Ran | NotApplicable) for o in served)
            assert any(isinstance(o, Ran) and o.scope.examined > 0 for o in served)


@given(policies(), results)
def test_what_nobody_could_read_is_not_met(p, given_results):
    verdict = judge(p, given_results, sandbox_is_sound=True)
    for floor in p.floors:
        outcomes = [given_results.get(name) for name in floor.blinded_by]
        weighty = any(
            f.severity >= Severity.HIGH and f.confidence >= p.blocking_confidence
            for o in outcomes
            if isinstance(o, Ran)
            for f in o.findings
        )
        silent = any(not isinstance(o, Ran | NotApplicable) for o in outcomes)
        if weighty or silent:
            served = [r for r in verdict.controls
                      if any(c.startswith(f"{floor.family}/") for c in r.control.checks)]  # fmt: skip
            assert all(r.status in (Status.UNMET, Status.UNTESTED) for r in served)


@given(policies(), results, st.randoms())
def test_order_never_matters(p, given_results, random):
    items = list(given_results.items())
    random.shuffle(items)
    assert judge(p, dict(items), sandbox_is_sound=True) == judge(
        p, given_results, sandbox_is_sound=True
    )


@given(policies(), results)
def test_a_weak_sandbox_never_passes(p, given_results):
    assert overall(p, given_results, sound=False) not in PASSING


@given(policies(), results)
def test_a_verdict_explains_itself(p, given_results):
    verdict = judge(p, given_results, sandbox_is_sound=True)
    assert 1 <= len(verdict.reasons) <= 3
    assert verdict.next_steps
    assert all(result.reason.id and result.reason.en for result in verdict.controls)


@given(policies(), results, st.sampled_from(CHECKS), st.integers(0, 9))
@settings(max_examples=50)
def test_less_coverage_never_improves(p, given_results, name, fewer):
    outcome = given_results.get(name)
    if not isinstance(outcome, Ran):
        return
    scope = replace(outcome.scope, examined=min(fewer, outcome.scope.examined))
    less = given_results | {name: replace(outcome, scope=scope)}
    assert overall(p, less).rank >= overall(p, given_results).rank

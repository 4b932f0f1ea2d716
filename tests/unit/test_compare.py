"""Two reports side by side: every finding is told once, and nothing unseen is called fixed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render import builder
from tests.unit.samples import finding, ran
from vetting.compare import compare
from vetting.model.finding import fingerprinted
from vetting.model.outcome import Failed, Reason
from vetting.model.verdict import Overall, Status

CHECK = "security/sql-injection"
FAULTS = st.lists(
    st.builds(
        lambda path, line, anchor: finding(CHECK, path=path, line=line, anchor=anchor),
        st.sampled_from(["a.php", "b.php", "c.php"]),
        st.integers(1, 9),
        st.sampled_from(["", "x", "y"]),
    ),
    max_size=8,
)


def report(findings, outcome=None):
    base = builder.report()
    row = next(one for one in base.checks if one.id == CHECK)
    outcome = outcome or ran(*fingerprinted(findings))
    return replace(base, checks=(replace(row, outcome=outcome),))


def names(findings):
    return sorted(one.fingerprint for one in findings)


@given(FAULTS)
def test_the_same_report_again_has_nothing_new(faults):
    compared = compare(report(faults), report(faults))
    assert compared.is_same_tree_and_result
    assert names(compared.unchanged) == names(report(faults).findings)


@given(FAULTS, FAULTS)
def test_each_finding_is_told_once(before, after):
    old, now = report(before), report(after)
    compared = compare(old, now)
    moved_from = [then for then, _ in compared.moved]
    moved_to = [later for _, later in compared.moved]
    assert names(now.findings) == names([*compared.new, *compared.unchanged, *moved_to])
    assert names(old.findings) == names([*compared.fixed, *compared.unchanged, *moved_from])
    assert all(then.anchor == later.anchor for then, later in compared.moved)


def test_a_shifted_line_is_no_change():
    compared = compare(report([finding(CHECK, line=3)]), report([finding(CHECK, line=9)]))
    assert compared.is_same_tree_and_result


def test_a_fault_in_a_renamed_file_has_moved():
    compared = compare(report([finding(CHECK)]), report([finding(CHECK, path="z.php")]))
    assert [(a.place.path, b.place.path) for a, b in compared.moved] == [("a.php", "z.php")]
    assert (compared.new, compared.fixed) == ((), ())


def test_what_was_not_looked_for_is_not_fixed():
    failed = Failed(Reason.TIMED_OUT, "semgrep", "300 s")
    compared = compare(report([finding(CHECK)]), report([], failed))
    assert (len(compared.unseen), compared.fixed) == (1, ())


def test_controls_basis_and_verdict_that_changed_are_named():
    before = builder.report()
    control = before.verdict.controls[0]
    verdict = replace(
        before.verdict,
        overall=Overall.PASS,
        controls=(replace(control, status=Status.MET, blocking=()),),
    )
    after = replace(before, verdict=verdict, basis=replace(before.basis, vet_version="9"))

    compared = compare(before, after)

    assert (compared.overall.before, compared.overall.after) == ("tidak-lulus", "lulus")
    changes = {one.name: (one.before, one.after) for one in compared.controls}
    assert changes[control.control.id] == (str(control.status), "terpenuhi")
    assert changes[before.verdict.controls[1].control.id][1] == ""
    assert [one.name for one in compared.basis] == ["vet_version"]


def test_a_new_finding_counts_when_a_control_says_so():
    before, after = report([]), report([finding(CHECK), finding(CHECK, path="b.php")])
    bad = next(one.fingerprint for one in after.findings if one.place.path == "b.php")
    control = replace(after.verdict.controls[0], blocking=(bad,))
    after = replace(after, verdict=replace(after.verdict, controls=(control,)))
    assert names(compare(before, after).new_blocking) == [bad]

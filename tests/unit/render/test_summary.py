from dataclasses import replace

from tests.unit.render import builder
from vetting.model.finding import order_key
from vetting.model.outcome import Reason
from vetting.model.report import Completeness
from vetting.model.verdict import Status
from vetting.render.summary import Summary, state, tools


def test_groups_hold_every_finding_once_and_blocking_checks_come_first():
    report = builder.report(40)
    groups = Summary(report).groups
    assert groups[0].check.id == "security/sql-injection"
    assert groups[0].blocking == len(groups[0].findings) > 0
    assert all(group.blocking == 0 for group in groups[1:])
    severities = [group.worst for group in groups[1:]]
    assert severities == sorted(severities, reverse=True)
    found = [finding for group in groups for finding in group.findings]
    assert sorted(found, key=order_key) == list(report.findings)


def test_controls_come_with_the_unmet_first_and_none_is_lost():
    report = builder.report()
    controls = Summary(report).controls
    assert [item.status for item in controls[:3]] == [Status.UNMET, Status.UNMET, Status.UNTESTED]
    assert controls[-1].status is Status.NOT_APPLICABLE
    assert sorted(controls, key=id) == sorted(report.verdict.controls, key=id)
    assert sum(Summary(report).status_counts.values()) == len(report.verdict.controls)


def test_undecided_controls_know_which_failure_they_wait_for():
    summary = Summary(builder.report())
    untested, review = summary.undecided()
    assert summary.failures_of(untested)[0][1].reason is Reason.TIMED_OUT
    assert summary.failures_of(review) == []


def test_banners_mark_what_must_not_be_taken_for_a_whole_result():
    assert Summary(builder.report()).banners == ()
    assert Summary(builder.refused()).banners == ("refused",)
    weak = builder.report(
        completeness=Completeness.INTERRUPTED, basis=builder.basis(sandbox="rlimits")
    )
    assert Summary(weak).banners == ("interrupted", "provisional")
    unknown = builder.report(basis=builder.basis(sandbox="entah"))
    assert Summary(unknown).banners == ("provisional",)


def test_states_and_tools_are_read_from_the_outcomes():
    report = builder.report()
    states = {check.id: state(check.outcome) for check in report.checks}
    assert states["security/weak-hash"] == "ran"
    assert states["accessibility/contrast"] == "failed"
    assert states["api/openapi-valid"] == "not-applicable"
    assert states["privacy/retention"] == "not-run"
    assert tools(report.checks) == (("semgrep", "1.182.0", ""),)
    assert tools(replace(report, checks=()).checks) == ()


def test_every_report_says_how_many_articles_were_compared_with_the_official_text():
    from vetting.content import load
    from vetting.render.html import render as html
    from vetting.render.markdown import render as markdown

    report = builder.report(3)
    controls = report.verdict.controls
    firm = sum(item.control.citation.is_firm for item in controls)
    assert 0 < firm < len(controls)
    said = f"Pasal dari {firm} di antara {len(controls)} kendali"
    for render in (html, markdown):
        assert said in render(report, "id", load()).decode()

"""An old report judged again from its bill of materials alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.unit.advisories.data import TODAY, advisory, store_with
from tests.unit.render.builder import report
from vetting.advisories.store import FILE_NAME
from vetting.compare import compare
from vetting.content import load
from vetting.model.bill import Bill, Broken, Component
from vetting.model.errors import BadContent
from vetting.model.finding import Place
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.record import Approval, Records, Signed, Standing, Waiver, WaiverReason
from vetting.model.report import CheckResult, OldReport, Report
from vetting.model.scale import Severity
from vetting.model.text import Text
from vetting.model.verdict import Overall
from vetting.policy import resolve
from vetting.render.canonical import canonical, digest
from vetting.render.laporan import document, read_report, render
from vetting.runner.recheck import recheck

NPM = "security/vulnerable-npm-packages"
BAD = advisory("GHSA-1", aliases=("CVE-2026-1111",), severity=Severity.CRITICAL)
OTHER = advisory("GHSA-2", "surat", severity=Severity.LOW)
LOCKED = (
    Component("npm", "kartu", "1.1.0", Place("package-lock.json", 4, pointer="kartu")),
    Component("npm", "surat", "3.0.0", Place("package-lock.json", 9, pointer="surat")),
)


def old(bill, content):
    check = content.checks[NPM]
    row = CheckResult(
        check.id, check.title, check.why, check.fix, check.severity, check.digest, check.engine,
        check.cwe, check.standards, NotApplicable(Text("x", "x")),
    )  # fmt: skip
    base = report(3)
    return replace(base, checks=(*base.checks, row), bill=bill)


def again(bill, tmp_path, as_of=TODAY):
    content = load()
    first = old(bill, content)
    policy = resolve(content, "baseline", first.basis.tier, as_of)
    return first, recheck(first, content, policy, tmp_path / FILE_NAME, as_of)


def outcome(one):
    return next(row.outcome for row in one.checks if row.id == NPM)


def test_a_new_advisory_is_found_without_the_source(tmp_path):
    store_with(tmp_path, BAD, OTHER).__exit__()
    first, new = again(Bill(locked=LOCKED), tmp_path)
    found = outcome(new)
    assert isinstance(found, Ran)
    (finding,) = found.findings
    assert "CVE-2026-1111" in finding.message.id
    assert finding.fingerprint
    changes = compare(first, new)
    assert changes.new == (finding,)
    assert changes.fixed == changes.unseen == ()
    assert ("BSSN-4-2021/P27.9.b") in [change.name for change in changes.controls]
    assert new.basis.as_of == TODAY
    assert new.verdict.overall is Overall.FAIL
    assert new.subject == first.subject


def test_other_answers_stay_as_they_were(tmp_path):
    store_with(tmp_path, OTHER).__exit__()
    first, new = again(Bill(locked=LOCKED), tmp_path)
    assert outcome(new).findings == ()
    same = [row.outcome for row in first.checks if row.id != NPM]
    assert [row.outcome for row in new.checks if row.id != NPM] == same


def test_no_data_old_data_and_unread_files_are_no_clean_answer(tmp_path):
    _, new = again(Bill(locked=LOCKED), tmp_path)
    assert outcome(new).reason is Reason.NO_DATA
    store_with(tmp_path, OTHER).__exit__()
    _, new = again(Bill(locked=LOCKED), tmp_path, TODAY + timedelta(days=60))
    assert outcome(new).reason is Reason.STALE_DATA
    broken = Bill(locked=LOCKED, broken=(Broken("npm", "b/package-lock.json", "not JSON"),))
    _, new = again(broken, tmp_path)
    assert isinstance(outcome(new), Failed)


def test_a_finding_that_cannot_be_judged_again_is_not_gone(tmp_path):
    store_with(tmp_path, BAD).__exit__()
    _, first = again(Bill(locked=LOCKED), tmp_path)
    assert outcome(first).findings
    (tmp_path / FILE_NAME).unlink()
    content = load()
    policy = resolve(content, "baseline", first.basis.tier, TODAY)
    changes = compare(first, recheck(first, content, policy, tmp_path / FILE_NAME, TODAY))
    assert changes.fixed == ()
    assert [finding.check for finding in changes.unseen] == [NPM]


def test_decisions_of_people_count_only_as_they_are_given(tmp_path):
    """The old report's waiver of a new fault is asked for again, and its head is not kept."""
    store_with(tmp_path, BAD, OTHER).__exit__()
    first, new = again(Bill(locked=LOCKED), tmp_path)
    (finding,) = outcome(new).findings
    decided = replace(first, basis=replace(first.basis, records="ab" * 32))
    content = load()
    policy = resolve(content, "baseline", first.basis.tier, TODAY)
    plain = recheck(decided, content, policy, tmp_path / FILE_NAME, TODAY)
    assert plain.basis.records == ""
    assert plain.verdict.decisions == ()
    given = Records((waiver(finding), approval()), "cd" * 32)
    waived = recheck(decided, content, policy, tmp_path / FILE_NAME, TODAY, given)
    assert waived.basis.records == "cd" * 32
    (decision,) = waived.verdict.decisions
    assert decision.standing is Standing.COUNTS, decision.why
    assert any(finding.fingerprint in row.waived for row in waived.verdict.controls)


def waiver(finding):
    record = Waiver((finding.fingerprint,), "", WaiverReason.NOT_REACHABLE, "tidak dipakai",
                    TODAY, TODAY + timedelta(days=30))  # fmt: skip
    return Signed("1" * 64, "Ani", "a", record)


def approval():
    return Signed("2" * 64, "Budi", "b", Approval("1" * 64, TODAY))


def test_a_report_without_a_bill_is_refused(tmp_path):
    with pytest.raises(BadContent):
        again(None, tmp_path, date(2026, 11, 24))


def test_a_report_of_an_older_schema_becomes_one_of_today(tmp_path):
    store_with(tmp_path, BAD).__exit__()
    content = load()
    plain = document(old(Bill(locked=LOCKED), content))
    del plain["result"]["declared"]
    plain |= {"schema": "urn:vet:schema:laporan/1", "result-digest": digest(plain["result"])}
    first = read_report(canonical(plain))
    assert isinstance(first, OldReport)
    policy = resolve(content, "baseline", first.basis.tier, TODAY)
    new = recheck(first, content, policy, tmp_path / FILE_NAME, TODAY)
    assert type(new) is Report
    assert isinstance(outcome(new), Ran)
    assert read_report(render(new, "id", content)) == new

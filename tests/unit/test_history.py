"""A vendor's submissions: what each brought, what went away, and how long it had stood."""

from dataclasses import replace
from datetime import date, timedelta

from tests.unit.render import builder
from vetting.history import histories, judged_of
from vetting.model.declared import Declared
from vetting.model.finding import fingerprinted
from vetting.model.history import Kind, NamedBy
from vetting.model.outcome import Failed, Ran, Reason, Scope, Tool
from vetting.model.report import Completeness
from vetting.model.verdict import Overall

START = date(2026, 1, 1)
SAID = Declared("Layanan Surat", "1.0", "PT Uji", "Dinas Uji")


def report(*numbers, day=0, tree="a", said=SAID, checks=None, overall=Overall.FAIL, **moves):
    """A report with the findings of these numbers; `moves` are new paths by number, as `n3`."""
    found = [builder.finding("security/sql-injection", n) for n in numbers]
    found = [
        replace(f, place=replace(f.place, path=moves.get(f"n{n}", f.place.path)))
        for f, n in zip(found, numbers, strict=True)
    ]
    ran = Ran(fingerprinted(found), Scope(1, 1), Tool("semgrep", "1"))
    plain = builder.report(0)
    return replace(
        plain,
        declared=said,
        checks=checks or (builder.check(outcome=ran),),
        subject=replace(plain.subject, tree=tree * 64),
        basis=replace(plain.basis, as_of=START + timedelta(days=day)),
        verdict=replace(plain.verdict, overall=overall, controls=()),
    )


def row(*numbers, kind=Kind.SUBMITTED, result="r", vendor="", application="", **changes):
    made = report(*numbers, **changes)
    return judged_of(made, result * 64, kind, vendor=vendor, application=application)


def lines(rows, states=None, day=100):
    ((vendor,),) = [histories(rows, states or {}, START + timedelta(days=day))]
    (application,) = vendor.applications
    return application


def counts(line):
    return (line.new, line.fixed, line.unchanged, line.moved, line.unseen)


def test_new_fixed_and_unchanged_are_counted_between_submissions():
    found = lines([row(1, 2, 3), row(2, 3, 4, day=10, tree="b"), row(4, day=40, tree="c")])
    assert [counts(line) for line in found.lines] == [
        (3, 0, 0, 0, 0), (1, 1, 2, 0, 0), (0, 2, 1, 0, 0),
    ]  # fmt: skip
    assert found.mended == (10, 40, 40)
    (left,) = found.open
    assert (left.since, left.days) == (START + timedelta(days=10), 90)


def test_the_same_file_again_gives_nothing_new():
    found = lines([row(1, 2), row(1, 2, day=5)])
    assert counts(found.lines[1]) == (0, 0, 2, 0, 0)
    assert {one.since for one in found.open} == {START}


def test_a_moved_fault_keeps_its_age():
    found = lines([row(1), row(1, day=30, tree="b", n1="app/Lain.php")])
    assert counts(found.lines[1]) == (0, 0, 0, 1, 0)
    assert found.open[0].days == 100
    assert found.mended == ()


def test_what_was_not_looked_for_again_is_not_fixed():
    failed = (builder.check(outcome=Failed(Reason.TIMED_OUT, "semgrep")),)
    found = lines([row(1, 2), row(day=20, tree="b", checks=failed), row(1, day=30, tree="c")])
    assert counts(found.lines[1]) == (0, 0, 0, 0, 2)
    assert counts(found.lines[2]) == (0, 1, 1, 0, 0)
    assert found.mended == (30,)


def test_an_interrupted_run_proves_nothing():
    broken = replace(row(day=5, tree="b"), completeness=Completeness.INTERRUPTED)
    found = lines([row(1), broken, row(1, day=9, tree="c")])
    assert [counts(line) for line in found.lines[1:]] == [(0, 0, 0, 0, 0), (0, 0, 1, 0, 0)]
    assert found.open[0].days == 100


def test_a_finding_that_comes_back_is_young_again():
    found = lines([row(1), row(day=10, tree="b"), row(1, day=50, tree="c")])
    assert found.mended == (10,)
    assert found.open[0].days == 50


def test_decisions_belong_to_the_submission_and_bring_its_state():
    decided = row(1, kind=Kind.DECIDED, result="d", overall=Overall.PASS, day=3)
    rows = [row(1), decided, row(1, 2, day=9, tree="b", result="e")]
    first, second = lines(rows, {"d" * 64: "diterbitkan"}).lines
    assert (first.overall, first.state) == (Overall.PASS, "diterbitkan")
    assert (second.overall, second.state) == (Overall.FAIL, "")
    (vendor,) = histories(rows, None, START)
    assert {line.state for line in vendor.applications[0].lines} == {"?"}


def test_the_reviewers_word_wins_and_each_name_says_whose_it_is():
    one = row(1, vendor="CV Benar", application="Aplikasi Benar")
    assert (one.vendor.name, one.vendor.by) == ("CV Benar", NamedBy.REVIEWER)
    assert (row(1).vendor.name, row(1).vendor.by) == ("PT Uji", NamedBy.MANIFEST)
    bare = row(1, said=None)
    assert (bare.vendor.by, bare.application.by) == (NamedBy.NOBODY, NamedBy.FILE)


def test_vendors_are_apart_and_spellings_are_not():
    loud = replace(SAID, vendor="  pt  UJI ", version="1.1")
    other = replace(SAID, vendor="CV Lain")
    found = histories(
        [row(1), row(1, said=loud, tree="b"), row(1, said=other, tree="c")], {}, START
    )
    assert [vendor.name.name.strip() for vendor in found] == ["CV Lain", "pt  UJI"]
    assert [len(vendor.applications[0].lines) for vendor in found] == [1, 2]


def test_two_applications_of_one_vendor_do_not_mix():
    second = replace(SAID, application="Antrean")
    (vendor,) = histories([row(1), row(2, said=second, tree="b")], {}, START)
    assert [app.name.name for app in vendor.applications] == ["Antrean", "Layanan Surat"]
    assert [counts(app.lines[0]) for app in vendor.applications] == [(1, 0, 0, 0, 0)] * 2

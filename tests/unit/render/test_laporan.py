import json
from dataclasses import replace
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from tests.unit.render import builder
from vetting.content import load
from vetting.render import schema
from vetting.render.canonical import canonical, digest
from vetting.render.laporan import BadReport, document, read_report, render

REPORTS = {
    "failing": builder.report(),
    "passing": builder.passing(),
    "refused": builder.refused(),
    "hostile": builder.hostile(),
}
PUBLISHED = load().file("reports", "schemas", "laporan-2.schema.json")


@pytest.fixture(scope="module")
def validator():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(published)
    return Draft202012Validator(published)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_comes_back_as_it_was(name):
    body = render(REPORTS[name], "id", load())
    assert read_report(body) == REPORTS[name]
    assert render(read_report(body), "en", load()) == body


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_fits_the_published_schema(name, validator):
    validator.validate(json.loads(render(REPORTS[name], "id", load())))


def test_the_published_schema_is_that_of_the_types():
    stale = "run: python -m vetting.render.schema > reports/schemas/laporan-2.schema.json"
    assert PUBLISHED.read_text(encoding="utf-8") == schema.text(), stale


def broken(change):
    plain = json.loads(render(builder.report(), "id", load()))
    change(plain)
    return plain


def first_ran(plain):
    return next(c["outcome"] for c in plain["result"]["checks"] if c["outcome"]["kind"] == "Ran")


TWINS = {
    "unknown key": lambda p: p["result"].update(note="x"),
    "missing part": lambda p: p.pop("run"),
    "other schema": lambda p: p.update(schema="urn:other"),
    "unknown severity": lambda p: p["result"]["checks"][0].update(severity="dire"),
    "unknown verdict": lambda p: p["result"]["verdict"].update(overall="lulus-sekali"),
    "unknown outcome": lambda p: first_ran(p).update(kind="Fine"),
    "text in one language": lambda p: p["result"]["checks"][0]["title"].update(en=""),
    "count as text": lambda p: p["result"]["tree"].update(files="12"),
    "warning of three": lambda p: p["subject"]["warnings"].append(["a", "b", "c"]),
    "date in words": lambda p: p["run"].update({"as-of": "24 November"}),
}


@pytest.mark.parametrize("name", TWINS)
def test_a_broken_twin_is_rejected_by_schema_and_reader(name, validator):
    plain = broken(TWINS[name])
    assert not validator.is_valid(plain)
    if "result" in plain:
        plain["result-digest"] = digest(plain["result"])
    with pytest.raises(BadReport):
        read_report(canonical(plain))


def test_a_verdict_changed_by_hand_is_noticed():
    body = render(builder.report(), "id", load())
    with pytest.raises(BadReport, match="digest"):
        read_report(body.replace(b'"overall":"tidak-lulus"', b'"overall":"lulus"'))


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff", b"[" * 100_000, b'{"a":NaN}'])
def test_what_is_no_report_is_refused(body):
    with pytest.raises(BadReport):
        read_report(body)


def test_another_spelling_of_the_same_values_is_refused():
    plain = json.loads(render(builder.report(), "id", load()))
    with pytest.raises(BadReport, match="canonical"):
        read_report(json.dumps(plain, indent=1).encode())


def test_the_result_does_not_depend_on_who_handed_it_in_or_where_it_ran():
    report = builder.report()
    elsewhere = replace(
        report,
        subject=replace(report.subject, name="lain.tar", kind="tar", archive_sha256="56" * 32),
        basis=replace(report.basis, sandbox="landlock", as_of=date(2026, 12, 1)),
    )
    assert document(report)["result-digest"] == document(elsewhere)["result-digest"]
    assert render(report, "id", load()) != render(elsewhere, "id", load())


@pytest.mark.parametrize(
    "change",
    [
        lambda r: replace(r, basis=replace(r.basis, content_digest="00" * 32)),
        lambda r: replace(r, subject=replace(r.subject, tree="00" * 32)),
        lambda r: replace(r, checks=r.checks[1:]),
    ],
)
def test_the_result_depends_on_content_tree_and_outcomes(change):
    report = builder.report()
    assert document(report)["result-digest"] != document(change(report))["result-digest"]

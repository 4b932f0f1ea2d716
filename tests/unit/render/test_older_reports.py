"""Reports that an older vet wrote: still intact, still read, and repeated to the last byte."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.unit.render import builder
from vetting.attest.life import check_log, read_list
from vetting.attest.log import read_log
from vetting.attest.proof import Papers, Word, overall, verify_bundle
from vetting.attest.trust import read_trust
from vetting.cli import main
from vetting.compare import compare
from vetting.content import load
from vetting.model.report import OldReport, Report, anew
from vetting.render import NewerReport, choose_formats, write_bundle
from vetting.render.canonical import canonical, digest
from vetting.render.catalogue import catalogue
from vetting.render.html import render as html
from vetting.render.laporan import VERSION, BadReport, document, read_report, render
from vetting.render.markdown import render as markdown
from vetting.render.paper import facts

FROZEN = Path(__file__).parents[2] / "frozen"
OLD = FROZEN / "skema-1"
BODY = (OLD / "laporan" / "laporan.vet.json").read_bytes()
FIRST = (OLD / "laporan-awal.vet.json").read_bytes()
"""The oldest: it knew neither answers nor contracts nor acceptances."""
CONTENT = load()
DAY = date(2026, 11, 24)


def test_an_older_report_is_read_and_says_what_it_could_not_state():
    read = read_report(BODY)
    assert isinstance(read, OldReport)
    assert (read.schema, read.unstated) == (1, ("Report.declared",))
    first = read_report(FIRST)
    assert isinstance(first, OldReport)
    assert first.unstated == ("Basis.baseline", "Report.acceptances", "Report.contracts",
                              "Report.declared", "Verdict.answers")  # fmt: skip
    assert first.is_draft
    assert len(first.findings) == len(read.findings) == 8


@pytest.mark.parametrize("body", [BODY, FIRST], ids=["last", "first"])
def test_it_is_repeated_to_the_last_byte(body):
    read = read_report(body)
    assert render(read, "id", CONTENT) == body
    assert document(read)["result-digest"] == json.loads(body)["result-digest"]


def test_what_is_judged_again_is_a_report_of_today():
    new = anew(read_report(BODY))
    assert type(new) is Report
    assert document(new)["schema"].endswith(f"/{VERSION}")
    assert read_report(render(new, "id", CONTENT)) == new


def test_the_kept_schemas_are_those_of_the_kept_reports():
    """Who changes what a report holds gives the schema a new number, and keeps the old one."""
    kept = sorted(path.name for path in FROZEN.glob("skema-*"))
    assert kept == [f"skema-{number}" for number in range(1, VERSION + 1)]
    for number in range(1, VERSION + 1):
        plain = json.loads((FROZEN / f"skema-{number}/laporan/laporan.vet.json").read_bytes())
        name = f"laporan-{number}.schema.json"
        schema = json.loads(CONTENT.file("reports", "schemas", name).read_bytes())
        assert schema["$id"] == plain["schema"] == f"urn:vet:schema:laporan/{number}"
        Draft202012Validator(schema).validate(plain)
        read_report(canonical(plain))


def edited(body, change):
    plain = json.loads(body)
    change(plain)
    plain["result-digest"] = digest(plain["result"])
    return canonical(plain)


EDITS = {
    "unknown key": lambda p: p["result"].update(note="x"),
    "no verdict": lambda p: p["result"].pop("verdict"),
    "finding without severity": lambda p: next(
        c["outcome"]["findings"] for c in p["result"]["checks"] if c["outcome"].get("findings")
    )[0].pop("severity"),
    "no such schema": lambda p: p.update(schema="urn:vet:schema:laporan/0"),
    "schema in words": lambda p: p.update(schema="urn:vet:schema:laporan/satu"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_older_report_is_no_excuse_for_a_broken_one(name):
    with pytest.raises(BadReport):
        read_report(edited(BODY, EDITS[name]))


def test_its_digest_still_shows_a_change():
    with pytest.raises(BadReport, match="digest"):
        read_report(BODY.replace(b'"overall":"tidak-lulus"', b'"overall":"lulus"'))


def test_a_field_that_today_must_be_there_is_never_assumed():
    with pytest.raises(BadReport, match="declared"):
        read_report(
            edited(render(builder.report(3), "id", CONTENT), lambda p: p["result"].pop("declared"))
        )


def test_a_report_of_the_future_asks_for_a_newer_vet(tmp_path, capsys):
    body = edited(BODY, lambda p: p.update(schema=f"urn:vet:schema:laporan/{VERSION + 1}"))
    with pytest.raises(NewerReport):
        read_report(body)
    (tmp_path / "laporan.vet.json").write_bytes(body)
    for command in ("report", "verify"):
        assert main([command, str(tmp_path / "laporan.vet.json"), "--lang", "en"]) == 2
        assert "vet yang lebih baru" in capsys.readouterr().err


def test_an_older_report_is_compared_with_a_new_one():
    old, new = read_report(BODY), builder.report(9)
    compared = compare(old, new)
    assert (len(compared.new), len(compared.fixed), len(compared.unchanged)) == (1, 0, 8)


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    (tmp_path / "baru.vet.json").write_bytes(render(builder.report(9), "id", CONTENT))
    return tmp_path


def test_the_commands_take_it_and_say_that_it_is_old(place, capsys):
    old = str(OLD / "laporan" / "laporan.vet.json")
    assert main(["verify", old]) == 0
    assert main(["diff", old, str(place / "baru.vet.json")]) in (0, 1, 3)
    assert main(["report", old, "--out", str(place / "lagi"), "--format", "html,md"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("VERIFY=intact")
    assert said.err.count("skema 1") == 3
    assert all(len(line) <= 80 for line in said.err.splitlines())
    assert (place / "lagi" / "laporan.vet.json").read_bytes() == BODY
    page = (place / "lagi" / "laporan.html").read_text()
    assert "SKEMA LAMA" in page
    assert "jadi tidak diketahui: Report.declared" in page
    assert "SKEMA LAMA" not in html(builder.report(3), "id", CONTENT).decode()


def test_every_document_says_what_the_application_calls_itself_and_that_it_says_so_itself():
    said = "Layanan Warga 1.2.0 · PT Uji · Dinas Uji"
    report = builder.report(3)
    assert said in html(report, "id", CONTENT).decode()
    assert f"(pengakuan): {said}" in markdown(report, "id", CONTENT).decode()
    rows = {row["label"]: row["value"] for row in facts(report, catalogue(CONTENT, "id"))}
    assert rows["Menurut vet.yaml (pengakuan)"] == said
    assert "(pengakuan)" not in markdown(replace(report, declared=None), "id", CONTENT).decode()


def test_the_seal_of_that_time_is_still_valid_and_its_records_still_read():
    trust = read_trust(OLD / "kunci")
    status, log = ((OLD / name).read_bytes() for name in ("status.dsse.json", "riwayat.jsonl"))
    papers = Papers(trust, DAY, status=status, log=log)
    assert overall(verify_bundle(OLD / "laporan", papers)) is Word.VALID
    later = replace(papers, today=date(2027, 6, 1))
    assert overall(verify_bundle(OLD / "laporan", later)) is Word.UNKNOWN
    check_log(log, read_list(status, trust), trust)
    rows, _ = read_log(OLD / "keputusan.jsonl", trust)
    kinds = [type(row.record).__name__ for row in rows]
    assert kinds == ["Waiver", "Approval", "Attestation", "Response", "Withdrawal", "Acceptance"]


def test_a_seal_on_the_oldest_report_finds_a_draft(tmp_path):
    from vetting.attest import seal

    facts = seal.facts_of(FIRST)
    assert facts.accepted_by == ()
    write_bundle(read_report(FIRST), tmp_path, choose_formats("md"), "id", CONTENT)
    assert (tmp_path / seal.REPORT).read_bytes() == FIRST

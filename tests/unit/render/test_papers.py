"""Letters and tables made of the report, in both languages."""

import csv
import io
from dataclasses import replace
from itertools import pairwise

import pytest
from openpyxl import load_workbook
from pdfminer.high_level import extract_text

from tests.unit.render import builder
from tests.unit.render.test_pdf import vera
from vetting.content import load
from vetting.model.verdict import Overall
from vetting.render.evidence import as_csv, as_xlsx, todo
from vetting.render.letters import letter, minutes

CONTENT = load()
REPORT = builder.report(40)


def table(body):
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("made", [minutes, letter])
def test_the_office_fills_in_number_and_date(made, language):
    text = " ".join(extract_text(io.BytesIO(made(REPORT, language, CONTENT))).split())
    assert ("[diisi kantor]" if language == "id" else "[for the office to fill in]") in text
    assert REPORT.subject.name in text
    assert ("KONSEP" if language == "id" else "DRAFT") in text.upper()


def test_the_letter_recommends_nothing_that_did_not_pass():
    words = {}
    for verdict in Overall:
        report = replace(REPORT, verdict=replace(REPORT.verdict, overall=verdict))
        text = " ".join(extract_text(io.BytesIO(letter(report, "id", CONTENT))).split())
        words[verdict] = "dapat direkomendasikan untuk tahap berikutnya" in text
    assert words == {each: each is Overall.PASS for each in Overall}


@pytest.mark.parametrize("made", [minutes, letter])
def test_verapdf_accepts_them(made, tmp_path):
    assert vera(tmp_path, made(REPORT, "id", CONTENT)) == [["PASS", "3a"], ["PASS", "ua1"]]


@pytest.mark.parametrize("language", ["id", "en"])
def test_there_is_a_row_for_every_control_and_the_sheet_says_the_same(language):
    rows = table(as_csv(REPORT, language, CONTENT))
    assert [row[0] for row in rows[1:]] == [c.control.id for c in REPORT.verdict.controls]
    sheet = load_workbook(io.BytesIO(as_xlsx(REPORT, language, CONTENT))).active
    assert [[cell or "" for cell in row] for row in sheet.values] == rows
    assert as_xlsx(REPORT, language, CONTENT) == as_xlsx(REPORT, language, CONTENT)


def test_no_cell_is_a_formula():
    report = builder.hostile()
    for made in (as_csv, todo):
        for row in table(made(report, "id", CONTENT)):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    for row in load_workbook(io.BytesIO(as_xlsx(report, "id", CONTENT))).active.iter_rows():
        assert not [cell for cell in row if cell.data_type == "f"]


def test_tasks_that_hold_back_come_first_and_small_ones_before_large():
    rows = table(todo(REPORT, "id", CONTENT))[1:]
    keys = [(row[1] != "ya", int(row[3])) for row in rows]
    assert keys
    assert all(one <= two for one, two in pairwise(keys))
    assert sum(int(row[4]) for row in rows) == len(REPORT.findings)

"""The answer sheet goes out and comes back, and nothing but answers comes with it."""

import csv
import io
from dataclasses import replace

import pytest

from tests.unit.samples import finding
from vetting.attest.sheet import MAX_TEXT, as_csv, as_yaml, replies, rows_of
from vetting.attest.sheet_worker import rows
from vetting.model.errors import BadContent
from vetting.model.finding import fingerprinted
from vetting.model.record import Answer, Reply
from vetting.model.text import same

FOUND = fingerprinted([finding(anchor="a"), finding(anchor="b")])
KNOWN = [f.fingerprint for f in FOUND]


def answered(**cells):
    sheet = rows_of(FOUND, "id")
    sheet[0] |= {"answer": "mitigated", "explanation": "Di balik WAF.\nSejak Juni."} | cells
    return sheet


@pytest.mark.parametrize(("write", "name"), [(as_csv, "s.csv"), (as_yaml, "s.yaml")])
def test_round_trip(tmp_path, write, name):
    (tmp_path / name).write_bytes(write(answered()))
    found = replies(rows(tmp_path / name), KNOWN, name)
    assert found == (Reply(KNOWN[0], Answer.MITIGATED, "Di balik WAF.\nSejak Juni."),)


def test_a_sheet_saved_with_semicolons_is_read(tmp_path):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(answered()[0]), delimiter=";")
    writer.writeheader()
    writer.writerows(answered())
    (tmp_path / "s.csv").write_text(out.getvalue(), encoding="utf-8")
    assert len(replies(rows(tmp_path / "s.csv"), KNOWN, "s.csv")) == 1


@pytest.mark.parametrize(
    "cells",
    [
        {"fingerprint": "0" * 32},
        {"fingerprint": KNOWN[0][:16]},
        {"answer": "setuju"},
        {"answer": ""},
        {"explanation": ""},
        {"explanation": "x" * (MAX_TEXT + 1)},
        {"explanation": 3},
        {"fingerprint": KNOWN[1], "answer": "fixed"},
    ],
)
def test_rows_that_are_no_answers_are_refused(cells):
    sheet = answered(**cells)
    sheet[1] |= {"answer": "fixed", "explanation": "x"}
    with pytest.raises(BadContent):
        replies(sheet, KNOWN, "s.csv")


@pytest.mark.parametrize("whole", [None, {}, ["x"], [{}], [None]])
def test_what_is_no_sheet_is_refused(whole):
    with pytest.raises(BadContent):
        replies(whole, KNOWN, "s.yaml")


def test_yaml_that_grows_or_calls_is_refused(tmp_path):
    path = tmp_path / "s.yaml"
    for body in ("- &a [x]\n- *a\n", "!!python/object/apply:os.system [id]\n"):
        path.write_text(body)
        with pytest.raises(Exception, match=r"aliases|constructor"):
            rows(path)


def test_cells_that_a_spreadsheet_would_run_are_disarmed():
    evil = replace(FOUND[0], message=same('=HYPERLINK("x")'))
    (row,) = csv.DictReader(io.StringIO(as_csv(rows_of([evil], "id")).decode("utf-8-sig")))
    assert row["message"].startswith("'=")

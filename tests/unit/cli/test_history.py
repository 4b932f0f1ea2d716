"""`vet history` as an office uses it: table, JSON, CSV, and what it does not believe."""

import csv
import io
import json
import sqlite3
from dataclasses import replace

import pytest

from tests.unit.test_history import SAID, report
from vetting.cli import main
from vetting.cli.options import keep_judged
from vetting.content import load
from vetting.render import choose_formats, write_bundle

TODAY = ("--date", "2026-04-11")


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_KEY_PASSPHRASE", "kata sandi contoh")
    monkeypatch.setenv("VET_LANG", "id")
    first, second = report(1, 2, 3), report(2, 4, day=30, tree="b")
    keep_judged(first, "submit")
    keep_judged(replace(second, declared=replace(SAID, version="1.1")), "submit")
    keep_judged(report(1, said=None, tree="c"), "submit", vendor="CV <b>\x1b[31m", application="=1")
    return tmp_path


def told(capsys, *words, code=0):
    capsys.readouterr()
    assert main(["history", *TODAY, *words]) == code
    return capsys.readouterr()


def test_the_table_fits_and_says_whose_word_it_is(office, capsys):
    out = told(capsys).out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert "\x1b" not in out
    assert "Penyedia: PT Uji (pengakuan dalam vet.yaml)" in out
    assert "(menurut penguji)" in out
    rows = [line.split() for line in out.splitlines() if line.startswith((" 1", "1 ", "2 "))]
    assert rows[-1] == ["2", "2026-01-31", "1.1", "tidak", "lulus", "1", "2", "1", "-"]
    assert "Masih terbuka: 2 temuan (0 menahan), terlama 100 hari." in out
    assert "Sudah hilang: 2 temuan; separuhnya dalam 30 hari atau kurang." in out


def test_one_vendor_or_application_alone_in_english(office, capsys, monkeypatch):
    assert told(capsys, "--app", "tidak ada").out == "Tidak ada pengujian.\n"
    monkeypatch.setenv("VET_LANG", "en")
    out = told(capsys, "--vendor", "pt uji").out
    assert "self-declared in vet.yaml" in out
    assert "CV" not in out


def test_json_and_csv_hold_the_same(office, capsysbinary):
    assert main(["history", *TODAY, "--format", "json"]) == 0
    plain = json.loads(capsysbinary.readouterr().out)
    assert (plain["schema"], plain["as-of"]) == ("urn:vet:history/1", "2026-04-11")
    (uji,) = (v for v in plain["vendors"] if v["name"]["name"] == "PT Uji")
    line = uji["applications"][0]["lines"][1]
    assert (line["new"], line["fixed"], line["unchanged"]) == (1, 2, 1)
    assert [one["days"] for one in uji["applications"][0]["open"]] == [100, 70]
    assert main(["history", *TODAY, "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsysbinary.readouterr().out.decode())))
    assert [row["new"] for row in rows if row["vendor"] == "PT Uji"] == ["3", "1"]
    (other,) = (row for row in rows if row["vendor"] != "PT Uji")
    assert (other["application"], other["vendor"]) == ("'=1", "CV <b><U+001B>[31m")


def test_a_damaged_row_is_left_out_and_said(office, capsys):
    with sqlite3.connect(office / "home" / "ledger.sqlite") as connection:
        connection.execute("update judgements set body = replace(body, 'lulus', 'LULUS')")
    said = told(capsys, code=3)
    assert "3 baris buku besar rusak" in said.err
    assert said.out == "Tidak ada pengujian.\n"


def test_states_come_from_a_verified_log_or_are_unknown(office, capsys):
    made = report(7, tree="d", day=40)
    write_bundle(made, office / "b", choose_formats("md"), "id", load())
    keep_judged(made, "decide")
    assert main(["key", "new", "--name", "ibu", "--out", "ibu.key"]) == 0
    assert main(["key", "trust", "ibu.pub.json", "--trust", "kunci"]) == 0
    words = ["--log", "r.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", "2026-02-10"]
    assert main(["status", "b", "diuji", *words]) == 0
    out = told(capsys, "--trust", "kunci").out
    assert sum(line.endswith("diuji") for line in out.splitlines()) == 1
    said = told(capsys, "--trust", "tidak-ada", code=3)
    assert "tidak dapat dipercaya" in said.err
    assert sum(line.endswith("?") for line in said.out.splitlines()) == 4


def test_a_ledger_that_is_not_there_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    assert main(["history"]) == 3

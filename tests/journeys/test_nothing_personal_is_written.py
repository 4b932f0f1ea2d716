"""Known values are planted everywhere; everything that a run writes is searched for them.

The store is the exception: it keeps the submission itself, unchanged, so that an auditor can
look again, and lies behind the office's own walls. The list of files names every file as it is
called, because a name changed would prove another tree; a file called by a NIK is a finding.
Nothing else may hold a value in clear.
"""

import csv
import gzip
import io
import json
import sqlite3
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from tests.bench.dumps import COLUMNS, Residents, copy, json_lines, mysqldump, phpmyadmin
from vetting.content import load

CHECKS = [check.id for check in load().checks.values()
          if check.family == "privacy" and check.engine != "semgrep"]  # fmt: skip
POLICY = f"""
id: rahasia
version: '1'
title: {{id: Rahasia, en: Secret}}
floors:
  privacy: {{coverage: 0.5}}
controls:
  UUPDP/P36: {{checks: [{", ".join(CHECKS)}]}}
"""
# Columns whose values are long and odd enough not to occur by themselves.
TELLING = ("nik", "no_kk", "no_hp", "email", "npwp", "no_bpjs", "no_rekening", "no_paspor",
           "no_polisi", "alamat", "lat_rumah")  # fmt: skip


def _planted(folder: Path) -> set[str]:
    rows = list(Residents(99).rows(240))
    parts = [rows[at : at + 40] for at in range(0, 240, 40)]
    (folder / "database" / "seeders").mkdir(parents=True)
    (folder / "storage" / "logs").mkdir(parents=True)
    (folder / "a.sql").write_bytes(mysqldump(parts[0]))
    (folder / "b.sql").write_bytes(copy(parts[1]))
    (folder / "c.sql.gz").write_bytes(gzip.compress(phpmyadmin(parts[1])))
    (folder / "d.jsonl").write_bytes(json_lines(parts[2]))
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([COLUMNS, *parts[3]])
    (folder / "e.csv").write_text(text.getvalue())
    log = "\n".join(f"[2026-01-01] INFO {dict(zip(COLUMNS, r, strict=True))}" for r in parts[4])
    (folder / "storage" / "logs" / "app.log").write_text(log)
    seeds = "\n".join(
        "Warga::create([" + ", ".join(f"'{k}' => '{v}'" for k, v in zip(COLUMNS, r, strict=True))
        + "]);" for r in parts[5]
    )  # fmt: skip
    (folder / "database" / "seeders" / "WargaSeeder.php").write_text(f"<?php\n{seeds}\n")
    _documents(folder, parts[2])
    nik = rows[0][COLUMNS.index("nik")]
    (folder / f"scan-{nik}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / f"{nik}.csv").write_text("nama;nik\nUji;" + rows[1][COLUMNS.index("nik")] + "\n")
    return {row[COLUMNS.index(name)] for row in rows for name in TELLING}


def _documents(folder: Path, rows: list[tuple[str, ...]]) -> None:
    document = Document()
    book = Workbook()
    book.active.append(COLUMNS)
    for row in rows:
        document.add_paragraph(" ".join(f"{k}: {v}" for k, v in zip(COLUMNS, row, strict=True)))
        book.active.append(row)
    document.save(folder / "f.docx")
    book.save(folder / "g.xlsx")
    cells = [{"cell_type": "code", "source": [str(row)], "outputs": []} for row in rows]
    (folder / "h.ipynb").write_text(json.dumps({"cells": cells}))


def _written(*folders: Path) -> dict[str, str]:
    """Every file by name, and every value of every table; the store of submissions left out."""
    found = {}
    for path in (each for folder in folders for each in folder.rglob("*") if each.is_file()):
        if "store" in path.parts or path.name == "daftar-berkas.jsonl":
            continue
        found[str(path)] = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".sqlite":
            with sqlite3.connect(path) as ledger:
                found[f"{path}:dump"] = "\n".join(ledger.iterdump())
    return found


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, set[str]]:
    app = tmp_path_factory.mktemp("rencana") / "app"
    app.mkdir()
    return app, _planted(app)


def test_nothing_planted_is_in_what_a_run_writes(vet, tmp_path, laid):
    app, values = laid
    policy = tmp_path / "rahasia.yaml"
    policy.write_text(POLICY)
    run = vet.submit(app, tmp_path / "out", "--policy", str(policy))
    assert run.code in (1, 3), run.err
    rules = {f["rule"] for check in CHECKS for f in run.outcome(check).get("findings", ())}
    assert {"nik", "kk", "phone", "email", "npwp", "bpjs", "bank-account"} <= rules
    assert len(values) > 2000
    places = _written(tmp_path / "out", vet.home) | {"stdout": run.out, "stderr": run.err}
    assert any(name.endswith("ledger.sqlite:dump") for name in places)
    leaks = [
        (name, value[:4]) for name, body in places.items() for value in values if value in body
    ]
    assert leaks == []


def test_a_planted_value_would_be_seen(tmp_path):
    """The search itself: a value in a report or in a table is found."""
    (tmp_path / "laporan.txt").write_text("x 3374010101900001 y")
    with sqlite3.connect(tmp_path / "l.sqlite") as ledger:
        ledger.execute("create table t (v text)")
        ledger.execute("insert into t values ('08123456789')")
    text = "\n".join(_written(tmp_path).values())
    assert "3374010101900001" in text
    assert "08123456789" in text

"""Known values are planted everywhere; everything that a run writes is searched for them.

The store is the exception: it keeps the submission itself, unchanged, so that an auditor can
look again, and lies behind the office's own walls. Nothing else may hold a value in clear, and
no name may, not even in the store.
"""

import csv
import gzip
import io
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from tests.bench.dumps import COLUMNS, Residents, copy, json_lines, mysqldump, phpmyadmin
from vetting.content import load
from vetting.render.formats import FORMATS

OTHERS = ("integrity/exposed-files", "integrity/webshell", "integrity/unopened-archive",
          "security/database-passwords", "security/sql-injection", "privacy/nik-in-logs")  # fmt: skip
CHECKS = [
    check.id
    for check in load().checks.values()
    if check.id in OTHERS or (check.family == "privacy" and check.engine != "semgrep")
]
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
TELLING = ("nik", "no_kk", "nama", "no_hp", "email", "npwp", "no_bpjs", "no_rekening",
           "no_paspor", "no_polisi", "alamat", "diagnosa", "lat_rumah")  # fmt: skip


def _rows() -> list[tuple[str, ...]]:
    """Residents whose names and illnesses occur nowhere by themselves."""
    name, ill = COLUMNS.index("nama"), COLUMNS.index("diagnosa")
    rows = []
    for number, row in enumerate(Residents(99).rows(240)):
        cells = list(row)
        cells[name], cells[ill] = f"Zulkarnaen Wibi{number}sana", f"Hipertensi zeta{number}"
        rows.append(tuple(cells))
    return rows


def _planted(folder: Path) -> set[str]:
    rows = _rows()
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
    _others(folder, parts[3])
    _named(folder, rows)
    return {row[COLUMNS.index(name)] for row in rows for name in TELLING}


def _others(folder: Path, rows: list[tuple[str, ...]]) -> None:
    """Pages, settings, PDF, SQLite, UTF-16, groups of figures, and code with the values in it."""
    cells = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    (folder / "warga.html").write_text(
        f"<!doctype html><html lang=id><table>{table}</table></html>"
    )
    one = dict(zip(COLUMNS, rows[0], strict=True))
    (folder / ".env").write_text("\n".join(f"ADMIN_{k.upper()}={v}" for k, v in one.items()))
    (folder / "j.csv").write_bytes(
        "\n".join(";".join(r) for r in [COLUMNS, *rows]).encode("utf-16")
    )
    nik = [f"{r[1][:6]} {r[1][6:12]} {r[1][12:]};{r[6][:4]}-{r[6][4:8]}-{r[6][8:]}" for r in rows]
    (folder / "k.csv").write_text("nik;hp\n" + "\n".join(nik))
    with sqlite3.connect(folder / "l.sqlite") as base:
        base.execute(f"create table warga ({', '.join(COLUMNS)})")
        base.executemany(f"insert into warga values ({', '.join('?' * len(COLUMNS))})", rows)
    (folder / "m.pdf").write_bytes(_pdf([" ".join(row[:4]) for row in rows]))
    (folder / "masuk.php").write_text(_CODE.format(**one))


_CODE = """<?php
$r = $db->query("SELECT '{nik}', '{nama}', '{no_hp}' FROM t WHERE a='" . $_GET['a'] . "'");
Log::info('warga {email}', ['nik' => $nik, 'nama' => '{nama}', 'alamat' => '{alamat}']);
$db->query("INSERT INTO t VALUES ('{nama}', '{alamat}', '" . $_GET['b'] . "')");
"""


def _pdf(lines: list[str]) -> bytes:
    """A page of text, as the smallest PDF that holds it."""
    text = "\n".join(f"1 0 0 1 40 {800 - 18 * at} Tm ({line}) Tj" for at, line in enumerate(lines))
    body = f"BT /F1 9 Tf {text} ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def _named(folder: Path, rows: list[tuple[str, ...]]) -> None:
    """Files and folders called by numbers, in the tree and in an archive within it."""
    nik, kk, phone, npwp = (COLUMNS.index(n) for n in ("nik", "no_kk", "no_hp", "npwp"))
    first, second = rows[0], rows[1]
    (folder / f"scan-{first[nik]}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / f"{first[nik]}.csv").write_text(f"nama;nik\nUji;{second[nik]}\n")
    (folder / f"{first[nik]}.xlsx").write_bytes(b"PK, but broken")
    (folder / f"{first[nik]}.lnk").symlink_to("a.sql")
    (folder / f"KTP {first[COLUMNS.index('nama')]}.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / f"{first[COLUMNS.index('email')]}.txt").write_text("kosong")
    below = folder / "public" / "uploads" / second[kk] / second[phone]
    below.mkdir(parents=True)
    (below / f"NPWP {second[npwp]}.pdf").write_bytes(b"%PDF-1.4 broken")
    (below / f"{second[nik]}.php").write_text("<?php eval(base64_decode($_POST['x']));\n")
    (below / f"{second[nik]}.php.bak").write_text("<?php $db_password = 'Rahasia-2931x';\n")
    with zipfile.ZipFile(folder / f"{second[nik]}.zip", "w") as packed:
        packed.writestr(f"{first[kk]}/{first[nik]}.sql", mysqldump(rows[:3]))


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
    """Every name, what every file and table holds; of the store of submissions the names."""
    found = {}
    for path in (each for folder in folders for each in folder.rglob("*")):
        found[f"{path}:name"] = str(path)
        if "store" in path.parts or not path.is_file():
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
    run = vet.submit(app, tmp_path / "out", "--policy", str(policy), "--format", ",".join(FORMATS))
    assert run.code in (1, 3), run.err
    rules = {f["rule"] for check in CHECKS for f in run.outcome(check).get("findings", ())}
    assert {"nik", "kk", "phone", "email", "npwp", "bpjs", "bank-account"} <= rules
    assert len(values) > 2500
    assert run.outcome("security/sql-injection")["findings"]
    assert run.outcome("privacy/nik-in-logs")["findings"]
    places = _written(tmp_path / "out", vet.home) | {"stdout": run.out, "stderr": run.err}
    assert any(name.endswith("ledger.sqlite:dump") for name in places)
    assert _leaks(places, values) == []


def test_no_file_name_with_a_number_is_written(vet, tmp_path, laid):
    app, values = laid
    archive = tmp_path / f"{sorted(value for value in values if len(value) == 16)[0]}.zip"
    shutil.make_archive(str(archive.with_suffix("")), "zip", app)
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr("../" + archive.name, "x")
    refused = vet.submit(archive, tmp_path / "refused")
    assert refused.code == 4, refused.err
    archive.unlink()
    shutil.make_archive(str(archive.with_suffix("")), "zip", app)
    placed = vet.run("unpack", str(archive), str(tmp_path / "deployed"))
    assert placed.code == 0, placed.err
    same = vet.run("verify", str(archive), "--against", str(tmp_path / "deployed"))
    assert same.code == 0, same.out
    (next((tmp_path / "deployed" / "public").rglob("*.php"))).unlink()
    (next((tmp_path / "deployed").glob("scan-*.jpg"))).write_bytes(b"")
    told = vet.run("verify", str(archive), "--against", str(tmp_path / "deployed"))
    assert told.code == 6, told.out
    assert told.out.count("xx") >= 2
    written = _written(tmp_path / "refused", vet.home)
    printed = {"printed": "".join(run.out + run.err for run in (refused, placed, same, told))}
    assert _leaks(written | printed, values) == []


def _leaks(places: dict[str, str], values: set[str]) -> list[tuple[str, str]]:
    return [(name, value[:4]) for name, body in places.items() for value in values if value in body]


def test_a_planted_value_would_be_seen(tmp_path):
    """The search itself: a value in a report or in a table is found."""
    (tmp_path / "laporan.txt").write_text("x 3374010101900001 y")
    with sqlite3.connect(tmp_path / "l.sqlite") as ledger:
        ledger.execute("create table t (v text)")
        ledger.execute("insert into t values ('08123456789')")
    text = "\n".join(_written(tmp_path).values())
    assert "3374010101900001" in text
    assert "08123456789" in text

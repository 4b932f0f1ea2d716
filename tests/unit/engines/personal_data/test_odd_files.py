"""Shapes of files that are not the usual ones: each holds sixty residents, and all are told."""

import io
import json
import sqlite3
import struct
import time
from pathlib import Path

import pytest

from tests.bench.dumps import COLUMNS, Residents, csv, mysqldump
from vetting.engines.personal_data.runs import runs
from vetting.engines.personal_data.scan import Scan
from vetting.engines.personal_data.worker import answer, examine

ROWS = list(Residents(11).rows(60))
ALL = frozenset({"resident", "tax", "contacts", "tables", "records"})
_AT = {name: COLUMNS.index(name) for name in COLUMNS}


def _of(name):
    return [row[_AT[name]] for row in ROWS]


def _lines(head, each):
    return "\n".join([head, *each]).encode()


def _quoted(row):
    return "(" + ", ".join(f"'{cell}'" for cell in row) + ")"


NIK, NAMES, PHONES, NPWP = _of("nik"), _of("nama"), _of("no_hp"), _of("npwp")
_HEAD = f"INSERT INTO `warga` ({', '.join(COLUMNS)}) VALUES\n"
_SERVER = "".join(
    f"INSERT [dbo].[Warga] ([Id], [NIK], [NoHP]) VALUES ({i}, N'{nik}', N'{hp}')\nGO\n"
    for i, (nik, hp) in enumerate(zip(NIK, PHONES, strict=True))
)
ODD = {
    "remarks between rows.sql": (
        (_HEAD + "\n".join(f"/* {i}, (x) */ {_quoted(r)}{';' if i == 59 else ','} /* it's */ -- no {i}"
                           for i, r in enumerate(ROWS)) + "\n").encode(),
        {("nik", "warga.nik"), ("kk", "warga.no_kk"), ("phone", "warga.no_hp")}),
    "remarks in the head.sql": (
        ("INSERT INTO warga (\n id, -- kunci (utama)\n nik, /* nomor */\n no_hp\n) VALUES\n"
         + ",\n".join(f"({i}, '{n}', '{h}')" for i, (n, h) in enumerate(zip(NIK, PHONES, strict=True)))
         + ";").encode(),
        {("nik", "warga.nik"), ("phone", "warga.no_hp")}),
    "commas before rows.sql": (
        ("insert into\n  warga\n  (id, nik)\nvalues\n  "
         + "\n  , ".join(f"({i}, '{n}')" for i, n in enumerate(NIK)) + "\n;").encode(),
        {("nik", "warga.nik")}),
    "ends of rows in strings.sql": (
        ("INSERT INTO warga (id,catatan,nik) VALUES\n"
         + ",\n".join(f"({i},'a; b), (c'' d','{n}')" for i, n in enumerate(NIK)) + ";").encode(),
        {("nik", "warga.nik")}),
    "copy csv.sql": (
        _lines("COPY warga (id, nik, nama, no_hp) FROM stdin WITH (FORMAT csv);",
               [f'1,{n},"{a}, S.Kom",{h}' for n, a, h in zip(NIK, NAMES, PHONES, strict=True)]),
        {("nik", "warga.nik"), ("phone", "warga.no_hp")}),
    "server.sql": (_SERVER.encode(), {("nik", "Warga.NIK"), ("phone", "Warga.NoHP")}),
    "server utf-16.sql": (_SERVER.encode("utf-16"), {("nik", "Warga.NIK")}),
    "utf-16 without a mark.csv": (
        csv(ROWS).decode().encode("utf-16-le"), {("nik", "nik"), ("kk", "no_kk")}),
    "utf-16 the other way.csv": (csv(ROWS).decode().encode("utf-16-be"), {("nik", "nik")}),
    "mark and semicolons.csv": (b"\xef\xbb\xbf" + csv(ROWS), {("nik", "nik"), ("npwp", "npwp")}),
    "blanks.csv": (_lines("nik;nama", [f"{n[:6]} {n[6:12]} {n[12:]};x" for n in NIK]),
                   {("nik", "nik")}),
    "dashes.csv": (_lines("No KTP,Nama", [f"{n[:6]}-{n[6:12]}-{n[12:]},x" for n in NIK]),
                   {("nik", "No KTP")}),
    "as on the card.txt": (
        _lines("", [f"NIK: {n[:2]}.{n[2:4]}.{n[4:6]}.{n[6:12]}.{n[12:]}" for n in NIK]),
        {("nik", "nik")}),
    "by four.txt": (
        _lines("", [f"NIK {n[:4]} {n[4:8]} {n[8:12]} {n[12:]}" for n in NIK[:40]]), {("nik", "nik")}),
    "tax numbers with dots.csv": (_lines("nama;NPWP", [f"x;{n.replace('-', '.')}" for n in NPWP]),
                                  {("npwp", "npwp")}),
    "tax numbers of sixteen.csv": (
        _lines("nama;NPWP16", [f"x;0{''.join(filter(str.isdigit, n))}" for n in NPWP]),
        {("npwp", "NPWP16")}),
    "phones abroad.csv": (
        _lines("nama,telepon", [f"x,+62 {h[1:4]}-{h[4:8]}-{h[8:]}" for h in PHONES]),
        {("phone", "telepon")}),
    "phones by four.csv": (_lines("nama,hp", [f"x,{h[:4]}-{h[4:8]}-{h[8:]}" for h in PHONES]),
                           {("phone", "hp")}),
    "phones of a spreadsheet.csv": (_lines("nama,hp", [f"x,{h[1:]}" for h in PHONES]),
                                    {("phone", "hp")}),
    "numbers.json": (
        json.dumps([{"nik": int(n), "hp": int(h)} for n, h in zip(NIK, PHONES, strict=True)]).encode(),
        {("nik", "nik"), ("phone", "hp")}),
    "births in words.csv": (
        _lines("nama_lengkap;ttl", [f"x;Bandung, {1 + i % 27} Januari {1950 + i}" for i in range(60)]),
        {("birth", "ttl")}),
    "patients.csv": (_lines("no_rm,nama_pasien,diagnosa", [f"{i},x,{d}" for i, d in enumerate(_of("diagnosa"))]),
                     {("health", "diagnosa")}),
    "plates.csv": (_lines("pemilik;nopol", [f"x;{p}" for p in _of("no_polisi")]),
                   {("plate", "nopol")}),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_every_column_is_told_and_counted(tmp_path, name):
    body, wanted = ODD[name]
    file = tmp_path / name
    file.write_bytes(body)
    found = examine(file, "csv" if name.endswith(".csv") else "", ALL)
    told = {}
    for row in (*found["groups"], *found["records"]):
        told[row["detector"], ".".join(filter(None, (row["table"], row["column"])))] = row
    assert wanted <= told.keys()
    for key in wanted:
        size = told[key].get("rows") or told[key]["distinct"]
        assert size >= 40, (key, told[key])
    strays = {key for key in told if key[0] == "nik"} - wanted
    assert not strays


def test_the_rows_of_a_dump_with_remarks_are_counted(tmp_path):
    file = tmp_path / "a.sql"
    file.write_bytes(ODD["remarks between rows.sql"][0])
    tables = examine(file, "", ALL)["tables"]
    assert [(each["table"], each["rows"]) for each in tables] == [("warga", 60)]


def _sqlite(file):
    with sqlite3.connect(file) as base:
        base.execute(f"create table penduduk ({', '.join(COLUMNS)})")
        marks = ", ".join("?" * len(COLUMNS))
        base.executemany(f"insert into penduduk values ({marks})", ROWS)
        base.execute("create view lihat as select * from penduduk")


def test_a_sqlite_file_is_read_table_by_table(tmp_path):
    _sqlite(tmp_path / "data.db")
    found = examine(tmp_path / "data.db", "database", ALL)
    told = {(g["detector"], g["table"], g["column"]): g["distinct"] for g in found["groups"]}
    assert told["nik", "penduduk", "nik"] == told["kk", "penduduk", "no_kk"] == 60
    assert [table["table"] for table in found["tables"]] == ["penduduk"]
    assert {"penduduk"} == {row["table"] for row in found["records"]}


def test_a_damaged_sqlite_file_is_no_clean_one(tmp_path):
    _sqlite(tmp_path / "data.db")
    body = (tmp_path / "data.db").read_bytes()
    (tmp_path / "data.db").write_bytes(body[:100] + b"\xff" * 4000 + body[4100:])
    asked = {"root": "app", "path": "data.db", "form": "database", "detectors": sorted(ALL)}
    (row,) = answer({"roots": {"app": str(tmp_path)}, "files": [asked]})["files"]
    assert row["skipped"] == "unreadable"


def test_a_dbase_table_is_read_by_its_fields(tmp_path):
    fields = b"".join(
        name.ljust(11, b"\0") + b"C" + bytes(4) + bytes([size]) + bytes(15)
        for name, size in ((b"NIK", 16), (b"NAMA", 20))
    )
    head = struct.pack("<B3xIHH20x", 3, 60, 32 + 64 + 1, 37)
    rows = b"".join(
        b" " + n.encode() + a.encode().ljust(20) for n, a in zip(NIK, NAMES, strict=True)
    )
    (tmp_path / "warga.dbf").write_bytes(head + fields + b"\r" + rows)
    (group,) = examine(tmp_path / "warga.dbf", "database", ALL)["groups"]
    assert (group["table"], group["column"], group["distinct"]) == ("warga", "NIK", 60)


def test_any_other_database_is_read_as_it_lies(tmp_path):
    wide = "\1".join(NIK).encode("utf-16-le")
    (tmp_path / "a.mdb").write_bytes(b"\0\1\0\0Standard Jet DB\0\0" + wide)
    (group,) = examine(tmp_path / "a.mdb", "database", ALL)["groups"]
    assert group["distinct"] == 60


def test_a_dump_that_is_packed_by_postgresql_is_not_called_read(tmp_path):
    (tmp_path / "a.dump").write_bytes(b"PGDMP\1\16\0" + bytes(range(256)))
    with pytest.raises(ValueError, match="PostgreSQL"):
        examine(Path(tmp_path / "a.dump"), "", ALL)


MADE_UP = {
    "ordered": ("nik", [f"{NIK[0][:10]}01{i:04}" for i in range(1, 61)], "one-date"),
    "repeated": ("nik", [NIK[0]] * 60, "repeated"),
    "telephone numbers in order": ("no_hp", [f"08120000{i:04}" for i in range(60)], "ordered"),
    "one telephone number": ("no_hp", [PHONES[0]] * 60, "repeated"),
}


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_numbers_are_known(name):
    column, values, why = MADE_UP[name]
    body = _lines(f"{column};x", [f"{value};y" for value in values])
    (group,) = Scan("csv").read(io.BytesIO(body))["groups"]
    assert group["made-up"] == why


def test_reserved_addresses_beside_telephone_numbers_tell_that_both_are_made_up():
    lines = [f"{h};warga{i}@example.com" for i, h in enumerate(PHONES)]
    (phone,) = Scan("csv").read(io.BytesIO(_lines("no_hp;email", lines)))["groups"]
    assert (phone["detector"], phone["made-up"]) == ("phone", "reserved-domain")


@pytest.mark.parametrize("text", [
    b"2025-01-01 08:10:00", b"1234-5678", b"12.345.678", b"v 1.2345.6789", b"0812345678901234567",
])  # fmt: skip
def test_dates_and_amounts_are_no_numbers_in_groups(text):
    data = b"x " + text + b" y"
    found = Scan("").read(io.BytesIO(data))
    assert found["groups"] == []


def test_grouped_numbers_are_found_over_the_edge_of_a_window():
    body = b"nik " * 1000 + _lines("", [f"{n[:4]} {n[4:8]} {n[8:12]} {n[12:]}" for n in NIK[:30]])
    for size in (997, 1024, 4096):
        found = Scan("").read(io.BytesIO(body), size)
        assert sum(group["distinct"] for group in found["groups"]) == 30
    assert len(runs(mysqldump(ROWS), 0, 10_000).grouped) == 0


@pytest.mark.parametrize(
    "rest", [b"-" * 4000 + b"\n", b"\n" * 4000, b"/*" * 2000, b"/* - */" * 600]
)
def test_lines_of_dashes_and_blanks_between_rows_take_no_time(tmp_path, rest):
    (tmp_path / "a.sql").write_bytes(_HEAD.encode() + _quoted(ROWS[0]).encode() + b",\n" + rest * 8)
    start = time.process_time()
    examine(tmp_path / "a.sql", "", ALL)
    assert time.process_time() - start < 8

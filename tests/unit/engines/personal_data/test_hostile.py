"""Hostile files cost themselves: they are listed as skipped, and their neighbours are read."""

import gzip
import io
import json
import subprocess
import sys
import time
import zipfile
import zlib

import pytest

from tests.unit.engines.personal_data.made import Maker
from vetting.engines.personal_data import bounds, sheets, worker
from vetting.engines.personal_data.scan import Scan

_SHEET = "xl/worksheets/sheet1.xml"
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def _zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in files.items():
            out.writestr(name, body)
    return path


def _pdf(path, stream):
    """One page whose content is a compressed stream."""
    packed = zlib.compress(stream, 9) if isinstance(stream, bytes) else stream()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    body += b"xref\n0 5\n0000000000 65535 f \n" + table
    body += b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % body.rindex(b"xref\n0")
    path.write_bytes(body)
    return path


def _zeros(size):
    """So many spaces, compressed piece by piece."""
    packer, piece = zlib.compressobj(9), b" " * (1 << 20)
    return lambda: b"".join(packer.compress(piece) for _ in range(size >> 20)) + packer.flush()


def _answer(folder, files):
    """What the worker itself says of files, run as a process with its own bounds."""
    nik = Maker(3).nik()
    (folder / "z.sql").write_text(f"INSERT INTO warga (nik) VALUES ('{nik}');\n")
    asked = [{"root": "app", "path": path.name, "form": form, "detectors": ["resident"]}
             for path, form in [*files, (folder / "z.sql", "")]]  # fmt: skip
    order = json.dumps({"roots": {"app": str(folder)}, "files": asked})
    command = [sys.executable, "-m", "vetting.engines.personal_data.worker"]
    done = subprocess.run(command, input=order, capture_output=True, text=True, check=True)
    rows = {row["path"]: row for row in json.loads(done.stdout)["files"]}
    assert rows["z.sql"]["groups"][0]["valid"] == 1
    assert nik not in done.stdout
    return {name: row.get("skipped", "") for name, row in rows.items() if name != "z.sql"}


def test_documents_that_explode_are_listed_and_the_next_file_is_read(tmp_path):
    bomb = _zip(tmp_path / "a.docx", {"word/document.xml": b"<w>" + b" " * (210 << 20) + b"</w>"})
    laughs = _zip(tmp_path / "b.docx", {"word/document.xml": f"{_LAUGHS}<w><t>&c;</t></w>"})
    book = _zip(tmp_path / "c.xlsx", {_SHEET: f"{_LAUGHS}<worksheet {_NS}><v>&c;</v></worksheet>"})
    pdf = _pdf(tmp_path / "d.pdf", _zeros(3 << 30))
    (tmp_path / "e.pdf").write_bytes(b"%PDF-1.4\n" + b"<<" * 100_000)
    (tmp_path / "f.gz").write_bytes(b"\x1f\x8b\x08\x00 and no more")
    names = [(bomb, "document"), (laughs, "document"), (book, "xlsx"), (pdf, "document"),
             (tmp_path / "e.pdf", "document"), (tmp_path / "f.gz", "gz")]  # fmt: skip
    assert _answer(tmp_path, names) == {
        "a.docx": "too-large", "b.docx": "unreadable", "c.xlsx": "unreadable",
        "d.pdf": "too-large", "e.pdf": "unreadable", "f.gz": "unreadable",
    }  # fmt: skip


def test_a_cell_far_to_the_right_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "_MOST_TEXT", 1 << 20)
    rows = '<row><c r="ZZZ1"><v>1</v></c></row>' * 1000
    book = _zip(tmp_path / "a.xlsx", {_SHEET: f"<worksheet {_NS}>{rows}</worksheet>"})
    asked = {"root": "app", "path": book.name, "form": "xlsx", "detectors": ["resident"]}
    (row,) = worker.answer({"roots": {"app": str(tmp_path)}, "files": [asked]})["files"]
    assert row["skipped"] == "too-large"


def test_a_packed_dump_beyond_the_bound_is_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "_MOST_UNPACKED", 1 << 20)
    (tmp_path / "a.sql.gz").write_bytes(gzip.compress(b" " * (2 << 20)))
    asked = {"root": "app", "path": "a.sql.gz", "form": "gz", "detectors": ["resident"]}
    (row,) = worker.answer({"roots": {"app": str(tmp_path)}, "files": [asked]})["files"]
    assert row["skipped"] == "too-large"


def test_a_document_that_never_ends_is_stopped():
    start = time.monotonic()

    def read() -> None:
        with bounds.deadline(0.2):
            while True:
                try:
                    time.sleep(5)
                except bounds.TooSlow:  # a reader that swallows everything is interrupted again
                    if time.monotonic() - start > 4:
                        raise

    with pytest.raises(bounds.TooSlow):
        read()
    assert time.monotonic() - start < 15


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO warga (" + "a," * 200_000, "CREATE TABLE w (" + "(" * 100_000,
        "INSERT INTO w VALUES (" + "'" * 100_001, "COPY w (" + "x" * 100_000 + ") FROM stdin;\n",
        "INSERT ALL " + "INTO x " * 50_000, "SELECT '1' UNION ALL " * 20_000,
        "nik=" * 100_000, "<nik>" * 100_000, "to_date('" * 50_000,
        "INSERT INTO w (nik) SELECT " + "1 UNION ALL SELECT " * 20_000,
        "CREATE TABLE w (" + "--\n" * 20_000, "CREATE TABLE w (" + "-- \n \n" * 9_000 + "x",
    ],
)  # fmt: skip
def test_broken_statements_take_no_time(text):
    start = time.process_time()
    Scan("").read(io.BytesIO(text.encode()))
    assert time.process_time() - start < 10

"""What is read of one document, and what is not taken for reading."""

import io
import zipfile

import pikepdf
import pytest

from vetting.engines.package.papers import MOST, read
from vetting.render.typeset_worker import typeset

NAME, VERSION = "Layanan Surat", "2.1.0"


@pytest.fixture
def pdf(tmp_path):
    import base64

    text = (
        b"#set document(title: [x])\nPanduan Layanan\nSurat versi 2.1.0 untuk pengelola dan warga."
    )
    order = {
        "template": base64.b64encode(text).decode(), "data": {}, "attached": "", "root": ".",
        "timestamp": 1735689600,
    }  # fmt: skip
    path = tmp_path / "panduan.pdf"
    path.write_bytes(typeset(order))
    return path


def test_a_pdf_is_read_with_its_date(pdf):
    found = read(pdf, NAME, VERSION)
    assert (found["state"], found["pages"], found["made"]) == ("ok", 1, "2025-01-01")
    assert found["name"]
    assert found["version"]
    other = read(pdf, "Sistem Cuti", "2.1")
    assert (other["name"], other["version"]) == (False, False)


def test_a_locked_pdf_is_told_apart_from_a_broken_one(pdf):
    with pikepdf.open(pdf, allow_overwriting_input=True) as opened:
        opened.save(pdf, encryption=pikepdf.Encryption(user="rahasia", owner="rahasia"))
    assert read(pdf, NAME, VERSION)["state"] == "encrypted"
    pdf.write_bytes(b"%PDF-1.7\nbukan")
    assert read(pdf, NAME, VERSION)["state"] == "unreadable"


def test_a_scan_is_for_a_person(tmp_path):
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(tmp_path / "pindai.pdf")
    assert read(tmp_path / "pindai.pdf", NAME, VERSION)["state"] == "picture"
    (tmp_path / "foto.jpg").write_bytes(b"\xff\xd8")
    assert read(tmp_path / "foto.jpg", NAME, VERSION)["state"] == "picture"


def test_an_office_file_is_read(tmp_path):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as made:
        made.writestr("word/document.xml", "<w:p>Layanan Su</w:p><w:p>rat versi 2.1.0</w:p>")
    (tmp_path / "a.docx").write_bytes(body.getvalue())
    assert read(tmp_path / "a.docx", NAME, VERSION)["name"]
    (tmp_path / "b.docx").write_bytes(body.getvalue()[:40])
    assert read(tmp_path / "b.docx", NAME, VERSION)["state"] == "unreadable"


def test_nothing_large_linked_or_binary_is_read(tmp_path):
    with (tmp_path / "besar.pdf").open("wb") as file:
        file.truncate(MOST + 1)
    (tmp_path / "tautan.md").symlink_to("/etc/hostname")
    (tmp_path / "biner.txt").write_bytes(b"a\0b")
    (tmp_path / "kosong.md").write_bytes(b"")
    names = ("besar.pdf", "tautan.md", "biner.txt", "kosong.md", "hilang.md")
    states = [read(tmp_path / name, NAME, VERSION)["state"] for name in names]
    assert states == ["large", "absent", "unreadable", "empty", "absent"]

import io
import zipfile

import pytest

from vetting.engines.personal_data.sheets import UNREADABLE, sheets

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(tmp_path, sheet, strings=None, prolog=""):
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(path, "w") as out:
        rows = f"{prolog}<worksheet {NS}><sheetData>{sheet}</sheetData></worksheet>"
        out.writestr("xl/worksheets/sheet1.xml", rows)
        if strings:
            items = "".join(f"<si><t>{text}</t></si>" for text in strings)
            out.writestr("xl/sharedStrings.xml", f"<sst {NS}>{items}</sst>")
    return path


def read(path):
    return [sheet.read().decode() for sheet in sheets(path)]


def test_shared_strings_numbers_and_gaps(tmp_path):
    path = book(
        tmp_path,
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1"><v>3374010203900001</v></c></row>'
        '<row r="2"><c r="A2"><v>3.37401020390001E+15</v></c></row>',
        ["NIK"],
    )
    assert read(path) == ["NIK\t\t3374010203900001\n3374010203900010\n"]


def test_a_damaged_workbook_is_unreadable(tmp_path):
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"not a zip")
    with pytest.raises(UNREADABLE):
        read(path)


def test_entities_are_refused(tmp_path):
    with pytest.raises(UNREADABLE):
        read(book(tmp_path, "", prolog='<!DOCTYPE x [<!ENTITY a "b">]>'))


def test_an_empty_zip_has_no_worksheet(tmp_path):
    path = tmp_path / "b.xlsx"
    body = io.BytesIO()
    zipfile.ZipFile(body, "w").close()
    path.write_bytes(body.getvalue())
    with pytest.raises(ValueError, match="no worksheet"):
        read(path)

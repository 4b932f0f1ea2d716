"""The draft register of article 31: whole, and harmless in another program's hands."""

import io

import pandas as pd

from tests.unit.render.test_annex import with_annex
from vetting.content import load
from vetting.engines.data_map.annex import annex
from vetting.engines.data_map.build import build
from vetting.render import FORMATS

_HOSTILE = (
    "=HYPERLINK('http://x')",
    "+1+cmd",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "a\n=1",
    'b"c,d',
)


def _rows(names):
    made = {"type": "", "line": 3, "protection": "plain", "dropped": False}
    columns = [{"entity": name, "name": column, **made}
               for name in names for column in ("nik", "nama", "diagnosa")]  # fmt: skip
    flows = [{"stage": "collected", "target": "form", "field": "nik", "line": 1},
             {"stage": "sent", "target": "=evil.example.net", "field": "nik", "line": 2}]  # fmt: skip
    return [{"path": "=a.php", "columns": columns, "flows": flows}]


def _csv(names, language):
    made = annex(build(_rows(names)))
    assert made is not None
    return FORMATS["ropa"].render(with_annex(made), language, load())


def test_every_activity_has_what_the_record_asks_for():
    table = pd.read_csv(io.BytesIO(_csv(["warga"], "id")), dtype=str, encoding="utf-8-sig")
    assert list(table.columns) == [
        "Kegiatan pemrosesan", "Tujuan", "Dasar pemrosesan (Pasal 20)", "Subjek data",
        "Data umum", "Data spesifik", "Sumber", "Tempat simpan", "Pelindungan", "Penerima",
        "Transfer ke luar negeri", "Masa retensi", "Cara memenuhi hak subjek (Pasal 5-13)",
        "Pengendali, prosesor, dan pejabat pelindungan data", "Bukti",
    ]  # fmt: skip
    row = table.iloc[0]
    assert (row["Data umum"], row["Data spesifik"]) == ("NIK, nama", "kesehatan")
    assert (row["Sumber"], row["Bukti"]) == ("formulir", "'=a.php:3")
    asked = ["Tujuan", "Dasar pemrosesan (Pasal 20)", "Transfer ke luar negeri", "Masa retensi"]
    assert set(row[asked]) == {"(diisi penyedia)"}


def test_another_reader_finds_no_formula_and_every_column():
    for language in ("id", "en"):
        body = _csv(_HOSTILE, language)
        table = pd.read_csv(io.BytesIO(body), dtype=str, encoding="utf-8-sig")
        assert table.shape == (len(_HOSTILE), 15)
        cells = [str(cell) for cell in table.to_numpy().ravel()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
        assert not any("\n" in cell or "\t" in cell for cell in cells)
        assert sum("evil.example.net" in cell for cell in cells) == len(_HOSTILE)

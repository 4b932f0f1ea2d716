"""The second look at Python refutes what is provably harmless, and nothing else."""

from pathlib import Path

import pytest

from vetting.engines.semgrep.second import python
from vetting.engines.semgrep.second.questions import Question, refuted
from vetting.engines.semgrep.second.worker import answer

SHELL = """import configparser
import json
from flask import Flask, request
from .lain import olah
import alat.bantu

app = Flask(__name__)
pengaturan = {}


def pilih(nilai):
    if nilai == "a":
        return "judul"
    return "isi"


def sama(teks):
    hasil = teks
    return hasil


def taruh(tempat, teks):
    tempat.append(teks)


class Pembungkus:
    def __init__(self, asal):
        self.asal = asal

    def tetap(self):
        return "x"

    def ambil(self):
        return self.asal.args.get("y")


def mulai(app):
    @app.route("/cari")
    def cari():
        nilai = request.args.get("nilai")
%s
        kursor.execute(isi)
"""
HARMLESS = {
    "constant condition": 'n = 86\nif 7 * 42 - n > 200:\n    isi = "tetap"\nelse:\n    isi = nilai',
    "constant choice": 'n = 5\nisi = "tetap" if n + 1 == 6 else nilai',
    "constant case": 'match "ABC"[1]:\n    case "A":\n        isi = nilai\n    case "B":\n        isi = "b"\n'
    '    case "C" | "D":\n        isi = nilai\n    case _:\n        isi = "d"',
    "other element": 'd = []\nd.append("a")\nd.append(nilai)\nd.append("b")\nd.pop(0)\nisi = d[1]',
    "other key": 'd = {}\nd["a"] = "x"\nd["b"] = nilai\nisi = d["a"]',
    "other value of a configuration": 'c = configparser.ConfigParser()\nc.add_section("s")\n'
    'c.set("s", "a", "x")\nc.set("s", "b", nilai)\nisi = c.get("s", "a")',
    "overwritten": 'isi = nilai\nisi = "tetap"',
    "text that holds another": 'isi = nilai\nif "ada" in "ini ada":\n    isi = "tetap"',
    "own function answers from a list": "isi = pilih(nilai)",
    "object that hands out a constant": "b = Pembungkus(request)\nisi = b.tetap()",
    "loop that cannot run": 'isi = "a"\nwhile 1 > 2:\n    isi = nilai',
}
TAINTED = {
    "straight": "isi = nilai",
    "unknown condition": 'isi = "a"\nif olah():\n    isi = nilai',
    "the element itself": 'd = []\nd.append("a")\nd.append(nilai)\nd.pop(0)\nisi = d[0]',
    "unknown index": 'd = []\nd.append("a")\nd.append(nilai)\nisi = d[olah()]',
    "the key itself": 'd = {}\nd["b"] = nilai\nisi = d["b"]',
    "unknown key": 'd = {}\nd["a"] = "x"\nd[olah()] = nilai\nisi = d["a"]',
    "filled dictionary": 'd = {"a": nilai}\nisi = d["a"]',
    "the value itself": 'c = configparser.ConfigParser()\nc.set("s", "b", nilai)\nisi = c.get("s", "b")',
    "alias of a list": "d = []\ne = d\ne.append(nilai)\nisi = d[0]",
    "alias of a list, extended": "d = []\ne = d\ne += [nilai]\nisi = d",
    "into a list by an own function": 'd = ["a"]\ntaruh(d, nilai)\nisi = d[1]',
    "through an own function": "isi = sama(nilai)",
    "through an unknown function": "isi = olah(nilai)",
    "through a module": "isi = alat.bantu.olah(nilai)",
    "put together": 'isi = "x"\nisi += nilai',
    "formatted": 'isi = f"x{nilai}"',
    "joined": 'd = ["a"]\nd.append(nilai)\nisi = ",".join(d)',
    "slice": "isi = nilai[1:]",
    "slice of a list filled": 'd = ["a"]\nd[0:1] = [nilai]\nisi = d[0]',
    "one of two": "isi = olah() or nilai",
    "in a loop": 'isi = "a"\nfor satu in nilai:\n    isi = satu',
    "second request": 'isi = "a"\nif 1 > 2:\n    isi = nilai\nelse:\n    isi = request.form["lain"]',
    "object that hands out the request": "b = Pembungkus(request)\nisi = b.ambil()",
    "global variable": "isi = pengaturan",
    "function in a variable": "f = lambda: nilai\nisi = f()",
    "caught": 'try:\n    isi = nilai\n    olah()\n    isi = "a"\nexcept ValueError:\n    pass',
    "named argument": "isi = olah(teks=nilai)",
    "comprehension": "isi = [satu for satu in nilai]",
    "unpacked": 'isi, lain = nilai, "a"',
    "walrus": "isi = 'a'\nif (isi := nilai):\n    pass",
    "global statement": "global isi\nisi = nilai",
    "deleted": 'd = ["a", nilai]\ndel d[0]\nisi = d[0]',
    "field": "b = Pembungkus('a')\nb.asal = nilai\nisi = b.asal",
    "through text": "isi = json.loads(nilai)",
    "guarded case": 'match olah():\n    case "a" if olah():\n        isi = "x"\n    case _:\n        isi = nilai',
}


def _refuted(lines: str) -> bool:
    body = SHELL % "\n".join(f"        {line}" for line in lines.split("\n"))
    rows = body.split("\n")
    sink = next(n for n, row in enumerate(rows) if "kursor.execute" in row)
    source = next(n for n, row in enumerate(rows) if "request.args.get" in row and "nilai" in row)
    unit = python.read(body.encode(), "paket/cari.py")
    by_name = {one.name: one for one in unit.classes}

    def classes(name: str) -> object:
        return by_name.get(name.removeprefix("Module "))

    at = rows[source].index("request")
    question = Question(
        (source, at, source, at + len("request.args")), (sink, 23, sink, 26), "^nihil$"
    )
    return refuted(unit, classes, [question])[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("lines", HARMLESS.values(), ids=HARMLESS)
def test_harmless_values_are_refuted(lines: str) -> None:
    assert _refuted(lines)


@pytest.mark.parametrize("lines", TAINTED.values(), ids=TAINTED)
def test_tainted_values_stay(lines: str) -> None:
    assert not _refuted(lines)


def test_calls_are_followed_into_other_files(tmp_path: Path) -> None:
    (tmp_path / "alat").mkdir()
    (tmp_path / "alat" / "bantu.py").write_text(
        "class Bungkus:\n    def __init__(self, asal):\n        self.asal = asal\n\n"
        "    def tetap(self):\n        return 'x'\n\n    def ambil(self):\n"
        "        return self.asal.args\n"
    )
    (tmp_path / "cari.py").write_text(
        "import alat.bantu\nfrom flask import request\n\n\ndef cari(kursor):\n"
        "    b = alat.bantu.Bungkus(request)\n"
        "    kursor.execute(b.tetap())\n    kursor.execute(b.ambil())\n"
    )
    source = [5, 8, 5, 35]
    order = {
        "root": str(tmp_path),
        "paths": ["alat/bantu.py", "cari.py"],
        "files": [["cari.py", [[source, [6, 19, 6, 28], ""], [source, [7, 19, 7, 28], ""]]]],
    }
    assert answer(order) == [[True, False]]


def test_a_module_is_named_by_its_path() -> None:
    assert python.module_of("paket/alat/__init__.py") == "paket.alat"
    assert python.module_of("cari.py") == "cari"

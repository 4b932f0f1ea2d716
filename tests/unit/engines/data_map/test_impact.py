"""Which triggers of an impact assessment are met, by what, and what the annex says of them."""

import pytest

from vetting.engines.data_map import impact
from vetting.engines.data_map.build import build
from vetting.engines.data_map.column import Source
from vetting.engines.data_map.worker import listed, read
from vetting.model.facts import Facts

PEOPLE = "CREATE TABLE pemohon (id int, nama_pemohon text, alamat text, gender text);"


def called(tmp_path, files, papers=()):
    rows = []
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        rows.append({"path": name, **read(path, name, frozenset())})
    return impact.impact(build(rows), rows, papers)


def met(found):
    return {name for name, evidence in found.met.items() if evidence}


CASES = {
    "specific": ("a.sql", "CREATE TABLE pegawai (nama text, nip text, gaji int);"),
    "children": ("a.sql", "CREATE TABLE balita (nama text, tanggal_lahir date);"),
    "scale": ("a.sql", "CREATE TABLE warga (nik text, nama text);"),
    "decision": ("a.sql", "CREATE TABLE calon (nama_lengkap text, gender text, skor int);"),
    "monitoring": ("a.dart", "Geolocator.getPositionStream().listen(kirim);"),
    "technology": ("a.py", "import face_recognition"),
    "matching": ("a.js", "axios.post(`${DUKCAPIL_URL}/nik`)"),
}


@pytest.mark.parametrize("trigger", CASES)
def test_each_trigger_is_met_by_what_shows_it_and_by_nothing_else(tmp_path, trigger):
    name, text = CASES[trigger]
    found = called(tmp_path, {name: text, "orang.sql": PEOPLE})
    assert met(found) == {trigger}
    (first, *_) = found.met[trigger]
    assert (first.path, first.line) == (name, 1)
    shown = next(row for row in impact.annex(found).tables[0].rows if row[1].id == "terlihat")
    assert f"({name}:1)" in shown[2].id


def test_words_in_code_say_nothing_where_nobody_is_stored(tmp_path):
    found = called(tmp_path, {"a.py": "import face_recognition", "b.php": "<?php metodeTopsis();"})
    assert not found.is_needed


@pytest.mark.parametrize("name", ["tests/a.py", "src/a.test.ts", "src/x.spec.ts"])
def test_tests_and_comments_are_no_signs(tmp_path, name):
    found = called(tmp_path, {name: "import face_recognition", "b.js": "// naive_bayes",
                              "orang.sql": PEOPLE})  # fmt: skip
    assert not found.is_needed


def test_how_many_children_an_employee_has_is_no_childs_data(tmp_path):
    sql = "CREATE TABLE pegawai (nama text, nip text, jumlah_anak int, anak_ke int);"
    assert "children" not in met(called(tmp_path, {"a.sql": sql}))


def test_a_paper_is_known_by_its_name_or_by_the_manifest():
    kinds = {
        "document": ("dok/DPIA-2026.pdf", "dok/panduan.pdf"),
        "text": ("app/DpiaController.php",),
    }
    assert impact.papers_in(Facts({}, kinds)) == ["dok/DPIA-2026.pdf"]
    manifest = "documents:\n  - kind: impact-assessment\n    path: 'dok/lampiran 3.pdf'\n  - {kind: manual, path: a.pdf}\n"
    assert listed(Source("app/vet.yaml", manifest)) == ["app/dok/lampiran 3.pdf"]


def test_every_trigger_has_a_row_and_the_paper_too(tmp_path):
    found = called(tmp_path, {"orang.sql": PEOPLE}, ["dok/dpia.pdf"])
    rows = impact.annex(found).tables[0].rows
    assert len(rows) == len(impact.TRIGGERS) + 1
    assert {row[1].id for row in rows[:-1]} == {"tidak terlihat"}
    assert rows[-1][2].id == "dok/dpia.pdf"


def test_a_librarys_own_files_are_no_signs(tmp_path):
    track = {"assets/plugins/peta/peta.js": "navigator.geolocation.watchPosition(kirim)"}
    assert not met(called(tmp_path, track | {"orang.sql": PEOPLE}))
    own = {"assets/js/peta.js": "navigator.geolocation.watchPosition(kirim)"}
    assert met(called(tmp_path, own | {"orang.sql": PEOPLE})) == {"monitoring"}

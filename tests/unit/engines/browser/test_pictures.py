"""Pictures of elements: of the judged submission only, hidden persons, and no part of a report."""

import re
import struct

import pytest

from tests.unit.engines.browser.workshop import CHECKS, Fake, facts_of, tree_of
from tests.unit.render import builder
from vetting.cli import main
from vetting.content import load
from vetting.engines.browser.pictures import MOST, chosen, pictures
from vetting.engines.browser.shoot import places_of
from vetting.engines.browser.site import Site
from vetting.model.finding import Place, fingerprinted
from vetting.model.outcome import Failed, Ran, Scope, Tool
from vetting.model.text import same
from vetting.render.laporan import render
from vetting.render.pictured import pictured
from vetting.sandbox import open_sandbox

PAGE = """<!DOCTYPE html><html lang="id"><head><title>a</title><style>.pudar{{color:#bbb}}</style></head>
<body><main><h1>Layanan</h1>
<table><tr><td>{nik}</td><td class="pudar">{nama}</td></tr></table>
<p class="pudar">Telepon {telepon}</p><input placeholder="{nik}" name="a">
<p class="hidden" style="display:none">x</p></main></body></html>"""
ONE = {"nik": "3273011201909001", "nama": "Budi Contoh", "telepon": "021"}
TWO = {"nik": "3273014509889002", "nama": "Siti Contoh", "telepon": "031"}
# CONTRAST is told of the cell, the paragraph and what nobody sees.
TAGS = {
    3: '<td class="pudar">',
    4: '<p class="pudar">',
    5: '<p class="hidden" style="display:none">',
}
CHECK = next(check for check in CHECKS if check.id == "accessibility/contrast")


def findings(path="a.html", tags=TAGS):
    return fingerprinted(
        CHECK.finding("color-contrast", Place(path, line, pointer="x"), anchor=tag,
                      message=same("Kontras <b>kurang"), evidence=f"{tag} #bbb / #fff [axe-core]")
        for line, tag in tags.items()
    )  # fmt: skip


def taken(root, values):
    tree = tree_of(root, {"a.html": PAGE.format(**values)})
    found = findings()
    shots = pictures(found, tree, facts_of(tree), open_sandbox())
    return {f.place.line: shots.get(f.fingerprint) for f in found}


@pytest.mark.slow
def test_what_can_be_seen_is_pictured_and_shows_no_person(tmp_path):
    first, second = taken(tmp_path / "1", ONE), taken(tmp_path / "2", TWO)
    assert first == second
    assert first[5] is None
    for line in (3, 4):
        width, height = struct.unpack(">II", first[line][16:24])
        assert 20 < width <= 664
        assert 20 < height <= 384


@pytest.mark.slow
def test_a_page_without_all_its_sheets_has_no_picture(tmp_path):
    page = PAGE.format(**ONE).replace("<style>", "<link rel=stylesheet href=/tidak-ada.css><style>")
    tree = tree_of(tmp_path, {"a.html": page})
    assert pictures(findings(), tree, facts_of(tree), open_sandbox()) == {}


@pytest.fixture
def judged(tmp_path, monkeypatch):
    """A report on a folder, and the folder."""
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    app = tmp_path / "app"
    tree = tree_of(app, {"a.html": PAGE.format(**ONE)})
    outcome = Ran(findings(), Scope(1, 1, 9, "files", ()), Tool("axe-core", "4"))
    report = builder.report(
        subject=builder.subject(tree=tree.manifest.root),
        checks=(builder.check("accessibility/contrast", outcome),),
    )
    file = tmp_path / "laporan.vet.json"
    file.write_bytes(render(report, "id", load()))
    return file, app


@pytest.mark.slow
def test_the_working_copy_is_written_beside_the_report_and_says_what_it_is(
    judged, tmp_path, capsys
):
    file, app = judged
    before = file.read_bytes()
    assert main(["report", str(file), "--pictures", str(app), "--out", str(tmp_path / "o")]) == 0
    text = (tmp_path / "o" / "laporan-bergambar.html").read_text()
    assert "bukan bagian dari laporan yang ditandatangani" in text
    assert text.count('src="data:image/png;base64,') == 1
    assert "1 gambar dari 1 temuan" in capsys.readouterr().out
    assert file.read_bytes() == before
    assert [path.name for path in (tmp_path / "o").iterdir()] == ["laporan-bergambar.html"]


def test_another_submission_is_refused(judged, tmp_path, capsys):
    file, app = judged
    (app / "a.html").write_text("lain")
    assert main(["report", str(file), "--pictures", str(app), "--out", str(tmp_path / "o")]) == 2
    assert "bukan kiriman yang dinilai" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_each_finding_has_the_place_of_its_own_tag(tmp_path):
    text = '<p>a<b id="x"><i>'
    site = Site(str(tree_of(tmp_path, {"a.html": text}).root), [("a.html", "html")], [])
    site.prepare(float("inf"))
    rows = [["1", "a.html", 1, '<b id="x"> [axe]'], ["2", "a.html", 1, '<b id="x"> [vet]'],
            ["3", "a.html", 1, "<i>"], ["4", "a.html", 2, "<i>"], ["5", "b.html", 1, "<i>"]]  # fmt: skip
    assert places_of(site, rows) == {1: ["1", "2"], 2: ["3"]}


def test_one_picture_a_rule_and_file_and_never_more_than_the_most():
    assert len(chosen(findings())) == 1
    many = [f for n in range(MOST + 9) for f in findings(f"{n}.html", {3: "<p>"})]
    assert len(chosen(many)) == MOST


@pytest.mark.parametrize(
    "said", [b"[]", b'{"%s": "PHN2Zz4="}', b'{"%s": 7}', b'{"lain": "iVBORw0KGgo="}']
)
def test_what_is_no_picture_of_a_finding_is_thrown_away(tmp_path, said):
    tree = tree_of(tmp_path, {"a.html": "<p>"})
    found = findings()
    body = said.replace(b"%s", found[0].fingerprint.encode())
    assert pictures(found, tree, facts_of(tree), Fake(body)) == {}
    assert isinstance(pictures(found, tree, facts_of(tree), Fake(b"x")), Failed)


def test_nothing_of_an_archive_becomes_markup_and_nothing_is_loaded():
    found = findings('"><script>alert(1)</script>.html')
    shots = {found[0].fingerprint: b"\x89PNG\r\n\x1a\n"}
    text = pictured(builder.report(), found, shots, "id", load()).decode()
    assert "<script" not in text
    assert "<b>kurang" not in text
    assert set(re.findall(r'(?:src|href)="([^"]*)"', text)) == {
        "data:image/png;base64,iVBORw0KGgo="
    }
    assert "default-src 'none'; img-src data:" in text

"""What was said of a page is used again for pages alike, and for no other."""

import json
from dataclasses import replace

import pytest

from tests.unit.engines.browser.workshop import CHECKS, Box, bench_of, tree_of
from vetting.engines.browser import Browser
from vetting.engines.browser.alike import Alike
from vetting.engines.browser.remembered import Remembered
from vetting.engines.browser.render.styles import Sheet, Styled
from vetting.kept import Kept

HEAD = '<!DOCTYPE html><html lang="id"><head><title>Layanan</title></head><body><main><h1>a</h1>'
FAULT = '<p>isi</p>\n<img src="a.png">'
SITE = {
    "a.html": f"{HEAD}{FAULT}",
    "b.html": f"{HEAD}\n\n{FAULT}",
    "c.html": f"{HEAD}<p>baik</p>",
}


@pytest.fixture
def kept(tmp_path):
    store = Kept(tmp_path / "kept")
    yield store
    store.close()


def run(folder, files, kept, **changes):
    tree = tree_of(folder, files)
    box = Box(**changes)
    outcomes = Browser().run(CHECKS, tree, replace(bench_of(tree, box), kept=kept))
    return outcomes, json.loads(box.done[-1].stdout)


def places(outcomes):
    found = outcomes["accessibility/text-alternatives"].findings
    return [(f.place.path, f.place.line) for f in found]


def test_a_second_run_looks_at_the_changed_page_only_and_says_the_same(tmp_path, kept):
    cold, first = run(tmp_path / "1", SITE, kept)
    assert places(cold) == [("a.html", 2), ("b.html", 4)]
    assert first["pages"] == 3
    warm, second = run(tmp_path / "2", SITE, kept)
    # All is known: the worker without a browser answers, and none is started.
    assert (warm, second["answer"]["pages"], second["answer"]["browser"]) == (cold, 0, "")
    # A page before the others moves the places of all that follow.
    changed = {"0.html": f"{HEAD}<img src=b.png>"} | SITE
    more, third = run(tmp_path / "3", changed, kept)
    assert third["pages"] == 1
    assert places(more) == [("0.html", 1), ("a.html", 2), ("b.html", 4)]


def test_pages_alike_are_looked_at_once_and_each_is_told_of(tmp_path, kept):
    twins = {f"{name}.html": f"{HEAD}{FAULT}" for name in "abc"}
    outcomes, answer = run(tmp_path, twins, kept)
    assert answer["pages"] == 1
    assert places(outcomes) == [("a.html", 2), ("b.html", 2), ("c.html", 2)]


def test_an_altered_answer_is_thrown_away(tmp_path, kept):
    cold, _ = run(tmp_path / "1", SITE, kept)
    kept._base.execute("update answer set body = zeroblob(9)")
    again, answer = run(tmp_path / "2", SITE, kept)
    assert (again, answer["pages"]) == (cold, 3)
    assert kept.rejected == 4  # three pages, and which pages these files make


def test_what_was_not_looked_at_is_not_kept(tmp_path, kept):
    run(tmp_path / "1", SITE, kept, seconds=0)
    _, answer = run(tmp_path / "2", SITE, kept)
    assert answer["pages"] == 3


def test_a_worker_leaves_answers_about_the_pages_told_of_before_only(kept):
    memory = Remembered.of(kept, "1", {"pages": ["mine", 7]})
    memory.keep({"mine": {"rows": []}, "theirs": {"rows": []}})
    assert memory.known() == {"mine": {"rows": []}}
    assert Remembered.of(kept, "1", {"pages": ["theirs"]}).known() == {}
    assert Remembered.of(kept, "2", {"pages": ["mine"]}).known() == {}


def test_pages_known_under_other_names_are_looked_up_by_what_they_are(tmp_path, kept):
    run(tmp_path / "1", SITE, kept)
    moved = {f"baru-{name}": body for name, body in SITE.items()}
    _, answer = run(tmp_path / "2", moved, kept)
    assert (answer["pages"], len(answer["canary"])) == (0, 2)
    assert "answer" not in answer


class Lying(Box):
    """A worker without a browser that says all was seen already, and well."""

    def run(self, job):
        done = super().run(job)
        if json.loads(job.stdin or b"{}").get("looks") is not False:
            return done
        answer = {"canary": [], "examined": [*SITE], "styled": [], "whole": [], "skipped": [], "findings": []}  # fmt: skip
        return replace(
            done, stdout=json.dumps({"pages": ["x"], "bundles": [], "answer": answer}).encode()
        )


def test_an_answer_without_a_browser_counts_only_where_every_page_is_known(tmp_path, kept):
    tree = tree_of(tmp_path, SITE)
    outcomes = Browser().run(CHECKS, tree, replace(bench_of(tree, Lying()), kept=kept))
    assert places(outcomes) == [("a.html", 2), ("b.html", 4)]


@pytest.mark.parametrize("told", [None, [], {}, {"pages": "mine"}, {"pages": None}])
def test_nothing_is_known_of_pages_that_nobody_told_of(kept, told):
    memory = Remembered.of(kept, "1", told)
    memory.keep({"mine": {}})
    memory.keep(["mine"])
    assert memory.known() == {}


def test_a_page_is_alike_by_its_text_sheets_and_their_order():
    sheets = (Sheet("1", "a{}", ""), Sheet("2", "b{}", "print"))
    page = Styled('<p data-vet-at="7"><b data-vet-at="9">', sheets, True)
    same = Styled('<p data-vet-at="1"><b data-vet-at="4">', sheets, True)
    alike = Alike.of(page)
    assert alike.key == Alike.of(same).key
    others = [
        replace(page, sheets=sheets[::-1]),
        replace(page, is_complete=False),
        replace(page, html=page.html + "x"),
        replace(page, sheets=(Sheet("1", "a{}", "screen"), sheets[1])),
    ]
    assert len({alike.key, *(Alike.of(other).key for other in others)}) == 5
    rows = [{"at": 1}, {"at": -1}, {"at": 2}, {"at": None}]
    assert alike.placed(rows) == [{"at": 9}, {"at": -1}, {"at": -1}, {"at": -1}]

"""Pages of Thymeleaf wear their layout, and fragments stand where they are put."""

import time

import pytest

from vetting.engines.browser.render import plain
from vetting.engines.browser.site import Site

FILES = {
    "t/a.html": '<html layout:decorate="~{layout/utama}">\n<head><title>A</title></head><body>\n'
    '<main layout:fragment="isi">\n<h1 th:text="${j}">J</h1></main></body></html>',
    "t/bagian/kepala.html": '<html><body>\n<nav th:fragment="kepala"><a href="/">Beranda</a></nav>\n'
    '<footer th:fragment="kaki">Kaki</footer></body></html>',
    "t/layout/utama.html": '<html lang="id"><head><title>Layanan</title></head><body>\n'
    '<header th:replace="~{bagian/kepala :: kepala}">lama <b>x</b></header>\n'
    '<main layout:fragment="isi">kosong</main>\n'
    '<div th:insert="bagian/kepala :: kaki"><p>lama</p></div><i th:replace="${x}">y</i></body></html>',
}


def site(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    made = Site(str(root), [(path, "html") for path in sorted(files)], [])
    made.prepare(time.monotonic() + 60)
    return made


def test_a_page_wears_its_layout_with_the_fragments_in_place(tmp_path):
    made = site(tmp_path, FILES)
    page = made.page(0)[0]
    assert page.files == {0, 1, 2}
    words = ('lang="id"', "Layanan", "Beranda", "<h1", "Kaki", "<i")
    order = [page.html.index(word) for word in words]
    assert order == sorted(order)
    assert "lama" not in page.html
    assert "kosong" not in page.html
    assert page.html.count("<html") == 1
    lines = {(source.file, source.line) for source in made.sources if source.tag.startswith("<h1")}
    assert lines == {(0, 4)}


def test_a_fragment_that_is_not_there_is_unknown_output(tmp_path):
    page = site(tmp_path, {"a.html": '<p th:insert="~{lain :: x}">lama</p><p>b</p>'}).page(0)[0]
    assert "<!--vet-output-->" in page.html
    assert "lama" not in page.html
    assert "b</p>" in page.html


def test_branches_of_a_page_are_known_as_branches():
    assert plain.neutralise('<p th:if="${a}">x</p>').has_flow
    assert not plain.neutralise('<p th:text="${a}">x</p>').has_flow


@pytest.mark.parametrize(
    "text", ["<p>a</b></p>", "<p>a", "</p>", "<!-- <p th:replace='a'> -->", "<p"]
)
def test_a_page_without_fragments_stays_as_it_was(text):
    assert plain.neutralise("<i th:text='a'>" + text).text.count("\ue002") == 0


@pytest.mark.parametrize(
    "text",
    [
        "<b th:fragment='a'>" * 50_000,
        "<b th:replace='a'>" * 50_000,
        "<b th:" * 200_000,
        "</b>th:" * 200_000,
    ],
)
def test_text_made_to_slow_us_costs_its_file_only(tmp_path, text, file_seconds):
    started = time.process_time()
    made = site(tmp_path, {"a.html": text})
    assert time.process_time() - started < file_seconds + 5
    assert made.sources is not None


def test_styles_and_comments_are_no_fragments():
    text = '<p style="width: 1px"><!-- a --></p><i th:text="b"></i><!-- c -->'
    assert plain.neutralise(text).text == text
    other = "<title><!--JUDUL--></title><p style='width: 1'>"
    assert plain.neutralise(other).text == other

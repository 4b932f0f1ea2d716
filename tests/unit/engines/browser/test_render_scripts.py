"""Markup that stands in scripts, in Pug's indentation, and in components that everybody knows."""

import re
import time

import pytest

from vetting.engines.browser.render import angular, blade, jsx, pug, vue
from vetting.engines.browser.render.marks import Marked
from vetting.engines.browser.render.pug import MAX_DEPTH
from vetting.engines.browser.render.tags import Annotator, Source
from vetting.engines.browser.site import Site

ANGULAR = """import { Component } from '@angular/core';
@Component({
  template: `
    <img src="{{ foto }}">
    @if (a < b && (c(1) > 2)) {
      <button (click)="hapus()"><mat-icon>delete</mat-icon></button>
    } @else {
      <a [routerLink]="['/x']"></a>
    }
    <ng-container *ngIf="a"><input attr.aria-label="{{ b }}" [value]="c"></ng-container>
    <mat-form-field><input matInput></mat-form-field>
    ${ kaki }`,
  styles: [`a { b: c }`]
})
class A { a = 1 < 2; }
@Component({ template: '<b title="x">\\'y\\'</b>' +
  '<app-kartu/><ng-content></ng-content>' })
class B {}
"""


def read(marked: Marked) -> tuple[str, list[Source]]:
    sources: list[Source] = []
    return Annotator(marked, 0, sources).run(), sources


def places(sources):
    return [(source.line, source.tag.split()[0].strip("<>")) for source in sources]


def test_templates_in_a_script_of_angular_keep_their_lines():
    html, sources = read(angular.neutralise(ANGULAR))
    assert places(sources) == [
        (4, "img"), (6, "button"), (6, "i"), (8, "a"), (10, "input"), (11, "label"), (11, "input"),
        (16, "b"), (17, "app-kartu"),
    ]  # fmt: skip
    assert html.count("\n") == ANGULAR.count("\n")
    assert "class B" not in html
    assert "@if" not in html
    assert "}" not in html
    assert "delete" not in html
    assert ">'y'</b>" in html
    assert sources[4].dynamic == {"aria-label", "value"}
    assert " href=" in html


def test_a_template_file_of_angular_is_read_as_it_stands():
    html, sources = read(angular.neutralise("<p i18n>{ a }</p>\n@for (x of y; track x.id) {<img>}"))
    assert places(sources) == [(1, "p"), (2, "img")]
    assert "{ a }" in html
    assert html.endswith(">")


def test_templates_in_strings_of_a_script_are_components_of_vue():
    text = "export default {\n data: () => ({ template: 1 }),\n template: `<div>\n<img :src='a'></div>`\n}"
    assert places(read(vue.neutralise(text))[1]) == [(3, "div"), (4, "img")]


def test_a_component_of_vue_may_be_written_in_pug():
    text = '<script>a</script>\n<template lang="pug">\ndiv\n  v-icon mdi-x\n  router-link(:to="a")\n</template>'
    html, sources = read(vue.neutralise(text))
    assert places(sources) == [(3, "div"), (4, "i"), (5, "a")]
    assert "mdi-x" not in html


KNOWN = """import Link from 'next/link'
import { FaTrash as Sampah, FaX } from "react-icons/fa"
import Gambar from 'lain'
export default () => (
  <p>
    <button><Sampah /></button> <button><FaX title="Hapus" /></button>
    <Link href="/a"><a>satu</a></Link>
    <Link href="/b"><Sampah /></Link>
    <Gambar src="a" hias={<img src="b" />} />
  </p>
)
"""


def test_components_of_known_libraries_are_what_they_draw():
    html, sources = read(jsx.neutralise(KNOWN))
    assert places(sources) == [
        (5, "p"), (6, "button"), (6, "i"), (6, "button"), (6, "x-fax"), (7, "a"), (8, "a"), (8, "i"),
        (9, "x-gambar"), (9, "img"),
    ]  # fmt: skip
    assert '<a href="/b"' in html
    assert html.count('<i aria-hidden="true"') == 2


def test_an_icon_that_says_something_is_not_silenced():
    text = "<template><v-icon aria-label='Hapus'>x</v-icon><v-icon>mdi-y</v-icon></template>"
    html = read(vue.neutralise(text))[0]
    assert '<v-icon aria-label="Hapus"' in html
    assert "mdi-y" not in html


PUG = """extends layout
//- <img>
  img(src="x")
block isi
  ul#daftar.a.b
    each item in items
      li: a(href=item.url, title='x') #{item.nama}
  img(
    src=foto
    alt='Peta "A"'
    hidden=false
  )
  img(src='/a.png' data-x=a ? b : c, required)
  p.
    satu #[a(href='/x') tautan]
    <b>dua</b>
  +kartu('a', {b: [1, 2]})
    input(type='text')&attributes(lain)
  script.
    let a = '<img>'
  if (a)
    .kotak= judul
  case a
    when 1: p satu
    default: p dua
"""


def test_indentation_becomes_tags_on_the_same_lines():
    marked = pug.neutralise(PUG)
    html, sources = read(marked)
    assert marked.text.count("\n") == PUG.count("\n")
    assert places(sources) == [
        (5, "ul"), (7, "li"), (7, "a"), (8, "img"), (13, "img"), (14, "p"), (15, "a"), (16, "b"),
        (18, "input"), (19, "script"), (22, "div"), (24, "p"), (25, "p"),
    ]  # fmt: skip
    assert '<ul id="daftar" class="a b"' in html
    assert 'alt="Peta &quot;A&quot;"' in html
    assert "hidden" not in html
    assert sources[3].dynamic == {"src"}
    assert sources[8].is_opaque
    assert [op.op.value for op in marked.operations] == ["extends", "block", "end"]


def test_layouts_and_includes_of_pug_make_one_page(tmp_path):
    files = {
        "views/layout.pug": "doctype html\nhtml(lang='id')\n  body\n    block isi\n    include ./kaki",
        "views/a.pug": "extends ./layout\nblock isi\n  h1 Judul\n",
        "views/kaki.pug": "footer Kaki",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    site = Site(str(tmp_path), [(path, "pug") for path in sorted(files)], [])
    site.prepare(time.monotonic() + 60)
    page = site.page(0)[0]
    assert page.is_whole
    assert page.files == {0, 1, 2}


@pytest.mark.parametrize("text", ["(", "a(", "#", ".", "a: : :", "@", "p #[a #[b]]", "-", "+", ":"])
def test_what_is_no_pug_ends(text):
    assert pug.neutralise(text + "\n" + text).text.count("\n") == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("pug", "a(" * 300_000),
        ("pug", "p #{" * 200_000),
        ("pug", "".join(" " * depth + "p\n" for depth in range(MAX_DEPTH * 2))),
        ("angular", "@if(" * 200_000),
        ("angular", "@Component(" + "{template:`" * 100_000),
        ("angular", "<mat-icon" * 200_000),
        ("vue", "export default { template: '" + "<v-icon>" * 200_000),
        ("jsx", "import {" * 200_000),
    ],
)
def test_text_made_to_slow_us_costs_its_file_only(tmp_path, kind, text, file_seconds):
    (tmp_path / "a").write_text(text)
    (tmp_path / "b").write_text("<i>x</i>")
    made = Site(str(tmp_path), [("a", kind), ("b", "html")], [])
    started = time.process_time()
    refused = made.prepare(time.monotonic() + 120).get(0, "")
    assert time.process_time() - started < file_seconds + 5
    assert refused in ("", "timed-out", "too-large")
    assert made.page(1)[0].files == {1}


@pytest.mark.parametrize(
    "marked",
    [
        jsx.neutralise('<><Isian label="Nama"><input /></Isian><Isian><input /></Isian></>'),
        vue.neutralise(
            '<template><Isian :label="a"><input></Isian><Isian><input></Isian></template>'
        ),
        blade.neutralise(
            '<x-isian label="a"><input></x-isian><x-isian label="b" /><x-isian><input></x-isian>'
        ),
        angular.neutralise(
            '<app-isian [label]="a"><input></app-isian><app-isian><input></app-isian>'
        ),
    ],
)
def test_a_component_that_was_handed_a_label_may_give_it_to_its_field(marked):
    sources = read(marked)[1]
    fields = [source for source in sources if source.tag.startswith("<input")]
    assert [source.is_opaque for source in fields] == [True, False]


def test_a_component_that_closes_itself_holds_nothing():
    html = read(blade.neutralise("<ul><x-butir/><li>a</li></ul>"))[0]
    assert re.search(r"<x-butir[^>]*>.*</x-butir><li", html)

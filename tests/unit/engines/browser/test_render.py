"""Templates become pages whose every tag still knows its file and line."""

import re
import time

import pytest

from vetting.engines.browser.render import jsx, vue
from vetting.engines.browser.render.names import Names
from vetting.engines.browser.render.styles import Styles
from vetting.engines.browser.render.tags import Annotator
from vetting.engines.browser.site import Site, Unreadable

SUFFIX = {"blade": "blade.php", "php-template": "php", "twig": "twig", "jinja": "jinja",
          "ejs": "ejs", "handlebars": "hbs", "html": "html", "smarty": "tpl", "jsp": "jsp",
          "erb": "html.erb", "razor": "cshtml", "gotemplate": "gohtml", "freemarker": "ftl",
          "velocity": "vm"}  # fmt: skip
OUTPUT = {"blade": "{{ $a }}", "php-template": "<?= $a ?>", "twig": "{{ a }}", "jinja": "{{ a }}",
          "ejs": "<%= a %>", "handlebars": "{{a}}", "html": "{{ a }}", "smarty": "{$a}", "jsp": "${a}",
          "erb": "<%= a %>", "razor": "@(a)", "gotemplate": "{{.A}}", "freemarker": "${a}",
          "velocity": "$!{a}"}  # fmt: skip
LONG = {
    "blade": "{{-- a\nb --}}@php\n$x = '?>';\n@endphp\n@if (\n $x(')') )\n",
    "php-template": "<?php\n$x = '?>' . \"<b>\"; // ?\n/* ?> */ $y = <<<T\n?>\nT;\n?>\n",
    "twig": "{# a\nb #}{% set x =\n 1 %}\n",
    "jinja": "{# a\nb #}{% set x =\n 1 %}\n",
    "ejs": "<%# a\nb %><%\n let x = 1\n%>\n",
    "handlebars": "{{!-- a\nb --}}{{#if\n a}}\n",
    "html": "<!-- a\nb --><script>\n'<p>'\n</script>\n",
    "smarty": "{* a\nb *}{assign\n x=1}{if $a}\n{/if}\n",
    "jsp": "<%-- a\nb --%><%\n String x = '%';\n%><c:set var='a'>\nb</c:set>\n<c:if\n test='${a}'>",
    "erb": "<%# a\nb %><%\n x = 1\n%>\n<% a.each do |b| %>\n<% end %>",
    "razor": '@* a\nb *@@{\n var a = "}";\n if (b)\n {\n }\n}\n@if (a\n) {\n}\n@functions {\n}\n',
    "gotemplate": "{{/* a\nb */}}{{ $x :=\n 1 }}\n{{ if\n .A }}{{ end }}",
    "freemarker": "<#-- a\nb --><#assign\n x = 1><#if a\n?? && (b > 1)></#if>\n",
    "velocity": "#* a\nb *###x\n#set($a =\n 1)\n#if($a\n)#end\n",
}


def site(root, **files):
    pages = []
    for name, (kind, text) in files.items():
        path = f"{name.replace('__', '/')}.{SUFFIX[kind]}"
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
        pages.append((path, kind))
    made = Site(str(root), pages, [])
    made.prepare(time.monotonic() + 60)
    return made


def sources(site, page, tag):
    found = re.findall(rf'<{tag}\b[^>]*data-vet-at="(\d+)"', page.html)
    return [site.sources[int(number)] for number in found]


@pytest.mark.parametrize("kind", SUFFIX)
def test_lines_stay_true_below_constructs_of_many_lines(tmp_path, kind):
    made = site(tmp_path, a=(kind, LONG[kind] + "<i\n class=a>x</i>"))
    want = LONG[kind].count("\n") + 1
    assert [source.line for source in sources(made, made.page(0)[0], "i")] == [want]


@pytest.mark.parametrize("kind", SUFFIX)
def test_unknown_output_is_text_and_equal_output_is_equal(tmp_path, kind):
    out = OUTPUT[kind]
    text = f'<label for="a{out}">{out}</label><input id="a{out}" tabindex="{out}" lang="{out}">'
    html = site(tmp_path, a=(kind, text)).page(0)[0].html
    named = re.search(r'for="(\w+)"', html)
    assert named
    assert f'id="{named[1]}"' in html
    assert 'tabindex="0"' in html
    assert 'lang="id"' in html
    assert re.search(r"<label[^>]*>(<!--vet-output-->)?\w+", html)


@pytest.mark.parametrize("kind", ["blade", "php-template", "ejs", "handlebars", "twig", "smarty", "jsp", "erb",
                                  "razor", "gotemplate", "freemarker", "velocity"])  # fmt: skip
def test_attributes_that_nobody_sees_make_a_tag_opaque(tmp_path, kind):
    made = site(tmp_path, a=(kind, f"<img {OUTPUT[kind]}><img src='{OUTPUT[kind]}'>"))
    first, second = sources(made, made.page(0)[0], "img")
    assert (first.is_opaque, first.dynamic) == (True, frozenset())
    assert (second.is_opaque, second.dynamic) == (False, {"src"})


MANIFEST = ('{"resources/css/app.css": {"file": "assets/app-1.css"}, "resources/js/app.js": '
            '{"file": "assets/app-2.js", "css": ["assets/app-3.css"]}, "resources/js/b.js": '
            '{"file": "b.js", "imports": ["_x.js"]}}')  # fmt: skip


@pytest.mark.parametrize(
    ("entries", "files", "want"),
    [
        ("['resources/css/app.css', 'resources/js/app.js']", ("1", "3"), True),
        ("['resources/css/app.css', 'resources/js/app.js']", ("1",), False),
        ("'resources/css/lain.css'", ("1", "3"), False),
        ("'resources/js/b.js'", ("1", "3"), False),
        ("$entries", ("1", "3"), False),
    ],
)
def test_sheets_of_a_committed_build_are_found_by_its_manifest(tmp_path, entries, files, want):
    build = tmp_path / "public" / "build"
    (build / "assets").mkdir(parents=True)
    (build / "manifest.json").write_text(MANIFEST, encoding="utf-8")
    sheets = [f"public/build/assets/app-{name}.css" for name in files]
    for sheet in sheets:
        (tmp_path / sheet).write_text(f"p {{ color: #00{sheet[-5]} }}", encoding="utf-8")
    (tmp_path / "a.blade.php").write_text(f"<html><head>@vite({entries})</head>", encoding="utf-8")
    made = Site(str(tmp_path), [("a.blade.php", "blade")], sheets)
    made.prepare(time.monotonic() + 60)
    styled = made.page(0)[1]
    assert styled.is_complete is want
    if want:
        assert [sheet.text for sheet in styled.sheets] == ["p { color: #001 }", "p { color: #003 }"]


def test_thymeleaf_fills_texts_and_attributes(tmp_path):
    text = ('<p th:text="${a}"></p><img th:src="@{/a.png}" alt="x"><input th:field="*{nama}">'
            '<div th:replace="~{kaki}"></div>')  # fmt: skip
    made = site(tmp_path, a=("html", text))
    page = made.page(0)[0]
    assert re.search(r"<p[^>]*><!--vet-output-->isi", page.html)
    assert page.html.endswith("<!--vet-output-->isi")
    assert sources(made, page, "img")[0].dynamic == {"src"}
    assert sources(made, page, "input")[0].is_opaque


def test_switches_do_not(tmp_path):
    text = "<input <?= set_checkbox('a', 1) ?>><input <?= $a ? 'checked' : '' ?> @disabled($x)>"
    made = site(tmp_path, a=("blade", text))
    assert [source.is_opaque for source in sources(made, made.page(0)[0], "input")] == [
        False,
        False,
    ]


def test_output_stands_nowhere_that_text_may_not(tmp_path):
    text = "<ul>{{ $a }}</ul><table><tr>{!! $b !!}</tr>{{ $c }}</table><head>{{ $d }}</head>"
    html = site(tmp_path, a=("blade", text)).page(0)[0].html
    assert "isi" not in html
    assert html.count("<!--vet-output-->") == 3
    assert html.count("<!--vet-head-output-->") == 1


def test_blade_layout_sections_pushes_and_parents(tmp_path):
    made = site(
        tmp_path,
        views__layouts__app=("blade", "<html lang=id><title>@yield('t', 'Lain')</title>\n@section('side')\n"
                             "<nav>asal</nav>@show @yield('isi')@stack('js')"),
        views__page=("blade", "@extends('layouts.app')\n@section('t', 'Judul')\n@section('isi')\n"
                     "<p>satu</p>@include('part')\n@endsection\n@section('side')@parent<b>dua</b>"
                     "@endsection @push('js')<u>tiga</u>@endpush"),
        views__part=("blade", "\n<em>bagian</em>"),
    )  # fmt: skip
    page = made.page(1)[0]
    order = [page.html.index(word) for word in ("asal", "dua", "satu", "bagian", "tiga")]
    assert order == sorted(order)
    assert page.is_whole
    assert page.files == {0, 1, 2}
    assert [(s.file, s.line) for s in sources(made, page, "em")] == [(2, 2)]
    assert [(s.file, s.line) for s in sources(made, page, "nav")] == [(0, 3)]


@pytest.mark.parametrize("kind", ["twig", "jinja"])
def test_blocks_override_and_keep_what_they_inherit(tmp_path, kind):
    end = SUFFIX[kind]
    made = site(
        tmp_path,
        base=(kind, "<html>{% block a %}<p>asal</p>{% endblock %}{% block b %}<b>b</b>{% endblock %}"),
        page=(kind, f"{{% extends 'base.{end}' %}}{{% block a %}}{{{{ super() }}}}<i>baru</i>"
              "{% endblock %}"),
    )  # fmt: skip
    html = made.page(1)[0].html
    assert html.index("asal") < html.index("baru") < html.index("<b ")


def test_codeigniter_layouts_and_views(tmp_path):
    made = site(
        tmp_path,
        app__Views__layout=("php-template", "<html><?= $this->renderSection('isi') ?>"),
        app__Views__page=("php-template", "<?= $this->extend('layout') ?>\n<?php $this->section('isi')"
                          " ?><p>x</p><?= $this->include('kaki') ?><?php $this->endSection() ?>"),
        app__Views__kaki=("php-template", "<footer>y</footer>"),
    )  # fmt: skip
    page = made.page(1)[0]
    assert page.is_whole
    assert page.files == {0, 1, 2}


@pytest.mark.parametrize(
    ("kind", "text"),
    [("ejs", "<%- include('b', {x: 1}) %>"), ("handlebars", "{{> b}}"), ("php-template",
      "<?php include __DIR__ . '/b.php'; ?>"), ("twig", "{{ include('b.twig') }}")],
)  # fmt: skip
def test_partials_are_put_in_place(tmp_path, kind, text):
    made = site(tmp_path, a=(kind, text), b=(kind, "<i>x</i>"))
    assert made.page(0)[0].files == {0, 1}


def test_circles_and_missing_parts_end(tmp_path):
    made = site(
        tmp_path,
        a=("blade", "@extends('b') @include('a') @include('none')<p>x</p>"),
        b=("blade", "@extends('a') @include('b')@include('c')"),
        c=("blade", "@include('c')<i>@include('b')</i>"),
    )
    assert len(made.page(0)[0].html) < 3_000_000


@pytest.mark.parametrize("leaf", ["", "<i>x</i>" * 100])
def test_includes_that_double_each_time_end_and_are_not_passed_off_as_a_page(tmp_path, leaf):
    files = {f"p{n}": ("blade", f"@include('p{n + 1}')@include('p{n + 1}')" * 4) for n in range(11)}
    made = site(tmp_path, **files, p11=("blade", leaf))
    with pytest.raises(Unreadable) as caught:
        made.page(0)[0]
    assert caught.value.reason == "too-large"
    assert made.page(10)[0].files == {10, 11}


def test_what_could_steer_the_browser_is_taken_out(tmp_path):
    text = ("<base href=//x><meta http-equiv=refresh content=0><meta http-equiv=refresh content=5>"
            "<meta http-equiv=Content-Security-Policy content=x><iframe srcdoc=x></iframe>"
            "<p data-vet-at=7 data-vet-canary=1 data-vet-css=1>x</p><script>x()</script>")  # fmt: skip
    html = site(tmp_path, a=("html", text)).page(0)[0].html
    assert " href=" not in html
    assert " srcdoc=" not in html
    assert html.count("http-equiv") == 1
    assert 'content="600"' in html
    assert "canary" not in html
    assert "x()" not in html
    assert html.count("data-vet-css") == 0


def test_long_numbers_are_masked_where_a_tag_is_shown(tmp_path):
    made = site(tmp_path, a=("html", '<input value="3374019912319999" maxlength="16">'))
    assert sources(made, made.page(0)[0], "input")[0].tag == (
        '<input value="3374********9999" maxlength="16">'
    )


def test_binary_and_oversized_files_are_refused_with_a_reason(tmp_path):
    made = site(tmp_path, a=("html", "a\0b"), b=("html", "x" * 2_000_001))
    with pytest.raises(Unreadable) as first:
        made.page(0)
    with pytest.raises(Unreadable) as second:
        made.page(1)[0]
    assert (first.value.reason, second.value.reason) == ("not-text", "too-large")


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 400_000,
        "<?=" * 300_000,
        "@if(" * 300_000,
        "<a b=" * 300_000,
        "<!--" * 400_000,
        "{{--" * 300_000,
        "{!!" * 300_000,
        "<" * 900_000,
        "<title>" * 200_000,
        "@section('a')" * 100_000,
    ],
)
def test_text_made_to_slow_us_costs_its_file_only(tmp_path, text, file_seconds):
    made = site(tmp_path, a=("blade", text), b=("blade", "<i>x</i>"))
    started = time.monotonic()
    refused = made.prepare(started + 60).get(0, "")
    assert time.monotonic() - started < file_seconds + 5
    assert refused in ("", "timed-out", "too-large")
    assert made.page(1)[0].files == {1}


def test_a_name_means_the_nearest_file_of_the_same_kind():
    names = Names(["a/x.twig", "a/x.jinja", "b/x.twig", "b/deep/x.twig", "other.php"])
    assert names.find("b/page.twig", ["x"]) == "b/x.twig"
    assert names.find("a/page.jinja", ["x.jinja"]) == "a/x.jinja"
    assert names.find("a/page.twig", ["none", "deep/x"]) == "b/deep/x.twig"
    assert names.find("a/page.twig", ["../../etc/passwd"]) is None


def test_sheets_of_the_tree_are_found_and_missing_ones_told():
    styles = Styles(["public/css/app.css", "lib/app.css"], lambda path: f"/* {path} */")

    def link(path):
        return f'<link rel="stylesheet" data-vet-css="{path}">'

    found = styles.of(link("/css/app.css") + "<style media=print>p{}</style>", "a.html")
    assert [sheet.text for sheet in found.sheets] == ["/* public/css/app.css */", "p{}"]
    assert found.is_complete
    assert "<style" not in found.html
    for path in (
        "https://cdn.example/bootstrap.css",
        "//cdn.example/app.css",
        "/css/other.css",
        "",
    ):
        assert not styles.of(link(path), "a.html").is_complete
    assert styles.of(link("https://fonts.googleapis.com/css2"), "a.html").is_complete


def test_a_sheet_that_imports_another_is_incomplete():
    styles = Styles(["a.css"], lambda path: "@import url(tema.css);")
    assert not styles.of('<link rel="stylesheet" data-vet-css="a.css">', "a.html").is_complete


def test_after_the_deadline_nothing_is_read(tmp_path):
    made = site(tmp_path, a=("html", "<p>x</p>"), b=("html", "<p>x</p>"))
    assert made.prepare(time.monotonic() - 1) == {0: "time-budget", 1: "time-budget"}


def test_a_component_of_vue_is_its_template_and_keeps_its_lines():
    marked = vue.neutralise(
        "<script>\nimg\n</script>\n<template>\n<Kartu/>\n<img :src='a' />\n<template #x>\n"
        "<b>{{ a }}</b>\n</template>\n<slot/>\n</template>\n<style>p{}</style>"
    )
    sources = []
    html = Annotator(marked, 0, sources).run()
    assert [(s.line, s.tag.split()[0].rstrip(">")) for s in sources] == [
        (5, "<x-kartu"), (6, "<img"), (8, "<b"),
    ]  # fmt: skip
    assert "</x-kartu>" in html
    assert "style" not in html


def test_a_template_in_another_language_is_not_taken_for_html():
    with pytest.raises(vue.Foreign):
        vue.neutralise('<template lang="haml">\n%p x\n</template>')


JSX = """const A = ({ list, ...rest }) => (
  <>
    {list.map((row) => <li key={row} onClick={() => buka(row)}>{row}</li>)}
    {ada ? <img src={foto} /> : 'kosong'}
    <Kartu judul="x"><button aria-hidden={true} tabIndex={-1} {...rest} /></Kartu>
    <label htmlFor="nik" className={gaya}>{'NIK < 16'}</label>
  </>
)
"""


def test_markup_in_scripts_becomes_html_on_the_same_lines():
    marked = jsx.neutralise(JSX)
    sources = []
    html = Annotator(marked, 0, sources).run()
    assert [(s.line, s.tag.split()[0].strip("<>")) for s in sources] == [
        (3, "li"), (4, "img"), (5, "x-kartu"), (5, "button"), (6, "label"),
    ]  # fmt: skip
    assert sources[3].is_opaque
    assert sources[1].dynamic == {"src"}
    assert '<button aria-hidden="true" tabindex="-1"' in html
    assert '<label for="nik"' in html
    assert "NIK &lt; 16" in html


def test_markup_nested_without_end_is_refused_not_fatal(tmp_path):
    deep = "const a = " + "<b>" * 3000 + "</b>" * 3000
    (tmp_path / "a.tsx").write_text(deep)
    site = Site(str(tmp_path), [("a.tsx", "jsx")], [])
    assert site.prepare(time.monotonic() + 60) == {0: "too-large"}


@pytest.mark.parametrize("root", ["rss", "urlset", "OpenSearchDescription"])
def test_what_programs_read_is_no_page(tmp_path, root):
    text = f'<?xml version="1.0"?>\n{{{{ $x }}}}<{root} a="b"><Image>x</Image></{root}>'
    (tmp_path / "a.blade.php").write_text(text)
    site = Site(str(tmp_path), [("a.blade.php", "blade")], [])
    assert site.prepare(time.monotonic() + 60) == {0: "template-language"}

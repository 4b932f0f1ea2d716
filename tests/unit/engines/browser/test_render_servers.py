"""Smarty, JSP, ERB, Razor, Svelte, Go, FreeMarker and Velocity: what each writes is known."""

import re
import time

import pytest

from vetting.engines.browser.render.tags import WORD
from vetting.engines.browser.site import Site

KINDS = {".tpl": "smarty", ".latte": "smarty", ".jsp": "jsp", ".erb": "erb", ".cshtml": "razor",
         ".razor": "razor", ".svelte": "svelte", ".gohtml": "gotemplate", ".ftl": "freemarker",
         ".vm": "velocity", ".liquid": "jinja", ".volt": "jinja", ".haml": "template-unread"}  # fmt: skip


def site(root, files):
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    pages = [(path, KINDS["." + path.rsplit(".", 1)[1]]) for path in files]
    return Site(str(root), pages, [])


def shown(root, files):
    """The first file's page as the browser gets it, without our marks."""
    made = site(root, files)
    assert made.prepare(time.monotonic() + 60) == {}
    html = made.page(0)[0].html
    html = re.sub(r' data-vet-[a-z]+(="[^"]*")?|<!--vet-output-->', "", html)
    html = re.sub(r"x[0-9a-f]{8}", "?", html)
    return re.sub(r"\s+", " ", html).replace(" >", ">").strip()


@pytest.mark.parametrize(
    ("path", "text", "want"),
    [
        ("a.tpl", '{if $a}<p class="b">{$c|date:"%d}"}</p>{else}d{/if}', f'<p class="b">{WORD}</p>d'),
        ("a.tpl", "<b>{literal}{x}{/literal}</b>{ $a }{ldelim}", "<b>{x}</b>{ $a }" + WORD),
        ("a.tpl", "<style>i{color:red}b{margin 0}</style>", "<style>i{color:red}b{margin 0}</style>"),
        ("a.latte", '<a n:href="A:b" n:if="$c">{_"d"}</a>', f'<a href="?">{WORD}</a>'),
        ("a.jsp", '<input value="<c:out value="${b}"/>" <c:if test="${c > 1}">checked</c:if>>',
         '<input value="?" checked="">'),
        ("a.jsp", '<form:label path="a">A</form:label><form:input path="a" cssClass="b"/>',
         '<label data-made="" for="a">A</label><input data-made="" type="text" name="a" id="a" class="b">'),
        ("a.jsp", '<c:set var="a"><p>x</p></c:set><c:forEach items="${b}" var="c"><li>d</li></c:forEach>',
         "<li>d</li>"),
        ("a.html.erb", '<%= image_tag "a.png" %><%= image_tag "b.png", alt: "B" %>',
         '<img src="a.png"><img src="b.png" alt="B">'),
        ("a.html.erb", "<%= link_to b, class: 'c' do %><i>d</i><% end %><% if e %>f<% else %>g<% end %>",
         '<a href="?"><i>d</i></a>fg'),
        ("a.html.erb", "<%= content_tag :ul do %><% a.each do |b| %><li>c</li><% end %><% end %>",
         "<ul><li>c</li></ul>"),
        ("a.cshtml", '@if (a > 1) {\n var b = "<p>";\n <i>@c.D[0]?.E()!</i>\n} else { @:f @g\n}',
         f"<i>{WORD}!</i> f {WORD}"),
        ("a.cshtml", '<label asp-for="A.B"></label><input asp-for="A.B">',
         f'<label data-made="" for="A_B">{WORD}</label><input data-made="" id="A_B" name="A.B">'),
        ("a.cshtml", '<a asp-action="B" class="@(c ? "d" : "e")">f</a> g@h.id @@i',
         '<a data-made-way="B" class="?" href="?">f</a> g@h.id @i'),
        ("a.cshtml", "@foreach (var a in b) {\n<li><img src=\"c\">d</li>\n}\n<p>e</p>",
         '<li><img src="c">d</li> <p>e</p>'),
        ("a.cshtml", "@section Kaki { <p>{a}</p> }<b>c</b>", "<p>{a}</p> <b>c</b>"),
        ("a.razor", '<p @onclick="Buka" @bind="x">a</p><NavLink href="/">b</NavLink>@code { int a = 1; }',
         '<p @click="Buka" data-made="x">a</p><a href="/">b</a>'),
        ("a.svelte", "<script>let a = '<p>'</script>{#if a}<p on:click={() => { b('}') }} {...c}>{d}</p>{/if}",
         f'<p onclick="?">{WORD}</p>'),
        ("a.svelte", '<img {src} alt="b {c}"><Kartu a={b} /><slot>d</slot>',
         f'<img src="?" alt="b ?"><x-kartu a="?">{WORD}</x-kartu>{WORD}d'),
        ("a.gohtml", '{{if .A}}<p class="{{if .B}}b{{end}}">{{.C | printf "}}"}}</p>{{else}}d{{end}}',
         f'<p class="b">{WORD}</p>d'),
        ("a.ftl", '<#if a?? && (b > 1)><p>${c!"}"}</p><#else>d</#if><@e.f g="h"><i>j</i></@e.f><@k/>',
         f"<p>{WORD}</p>d<i>j</i>{WORD}"),
        ("a.vm", '#if($a && ($b == ")"))<p>$!{c.d} $e.f("g").h</p>#else i #end <a href="#j">k</a>',
         f'<p>{WORD} {WORD}</p> i <a href="#j">k</a>'),
        ("a.liquid", "{% schema %}{\"a\": \"<p>\"}{% endschema %}<b>{{ c }}</b>", f"<b>{WORD}</b>"),
    ],
)  # fmt: skip
def test_what_a_server_writes_is_there_and_nothing_else(tmp_path, path, text, want):
    assert shown(tmp_path, {path: text}) == want


WHOLE = '<html lang="id"><body><main>{}</main></body></html>'


@pytest.mark.parametrize(
    "files",
    [
        {
            "t/a.tpl": '{extends file="dasar.tpl"}{block name="isi"}<h1>A</h1>{/block}',
            "t/dasar.tpl": WHOLE.format("{block name=isi}lama{/block}{include file='$x/kaki.tpl'}"),
            "t/kaki.tpl": "<footer>Kaki</footer>",
        },
        {
            "a.jsp": WHOLE.format('<h1>A</h1><%@ include file="/b/kaki.jspf" %>').replace(".jspf", ".jsp"),
            "b/kaki.jsp": "<footer>Kaki</footer>",
        },
        {
            "v/a.html.erb": WHOLE.format('<h1>A</h1><%= render "kaki", x: 1 %>'),
            "v/_kaki.html.erb": "<footer>Kaki</footer>",
        },
        {
            "V/a.cshtml": '@{ Layout = "_Dasar"; }<h1>A</h1>@section Kaki { <footer>Kaki</footer> }',
            "V/_Dasar.cshtml": WHOLE.format('@RenderBody()@await RenderSectionAsync("Kaki", false)'),
        },
        {
            "a.gohtml": '{{template "dasar" .}}{{define "isi"}}<h1>A</h1>{{end}}',
            "dasar.gohtml": WHOLE.format('{{template "isi" .}}{{template "kaki" .}}'),
            "kaki.gohtml": "<footer>Kaki</footer>",
        },
        {
            "a.ftl": WHOLE.format('<h1>A</h1><#include "/b/kaki.ftl">'),
            "b/kaki.ftl": "<footer>Kaki</footer>",
        },
        {
            "a.vm": WHOLE.format('<h1>A</h1>#parse("b/kaki.vm")'),
            "b/kaki.vm": "<footer>Kaki</footer>",
        },
        {
            "a.volt": WHOLE.format('<h1>A</h1>{{ partial("b/kaki") }}'),
            "b/kaki.volt": "<footer>Kaki</footer>",
        },
        {
            "a.liquid": WHOLE.format("<h1>A</h1>{% render 'kaki', x: 1 %}"),
            "b/kaki.liquid": "<footer>Kaki</footer>",
        },
    ],
    ids=lambda files: next(iter(files)),
)  # fmt: skip
def test_pages_are_put_together_from_their_parts(tmp_path, files):
    html = shown(tmp_path, files)
    assert html.startswith('<html lang="id">')
    assert [html.count(part) for part in ("<h1>A</h1>", "<footer>Kaki</footer>")] == [1, 1]
    assert "lama" not in html
    assert html.index("<h1") < html.index("<footer")


def test_definitions_alone_are_shown_where_they_stand(tmp_path):
    text = '{{define "baris"}}<p>a</p>{{end}}{{define "kaki"}}<i>b</i>{{end}}'
    assert shown(tmp_path, {"a.gohtml": text}) == "<p>a</p><i>b</i>"


def test_a_template_that_nobody_reads_is_told_of(tmp_path):
    made = site(tmp_path, {"a.haml": "%p a", "b.tpl": "<p>b</p>"})
    assert made.prepare(time.monotonic() + 60) == {0: "template-language"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.tpl", "{a 'b" * 60_000),
        ("a.tpl", '{$a"' * 60_000),
        ("a.jsp", '<c:out value="' * 30_000),
        ("a.jsp", "<c:set var='a'>" * 20_000),
        ("a.html.erb", "<% a do |b| %>" * 30_000),
        ("a.cshtml", "@if (a) {" * 30_000),
        ("a.cshtml", "@{ <p>" * 30_000),
        ("a.cshtml", "@a(" * 60_000),
        ("a.svelte", "<p {" * 60_000),
        ("a.gohtml", '{{ "a' * 60_000),
        ("a.ftl", '<#a "b' * 60_000),
        ("a.vm", "#a(" * 60_000),
        ("a.vm", "$a.b(" * 60_000),
    ],
)
def test_hostile_text_ends_in_time(tmp_path, path, text, file_seconds):
    made = site(tmp_path, {path: text})
    start = time.monotonic()
    refused = made.prepare(time.monotonic() + 60)
    assert time.monotonic() - start < file_seconds + 2
    assert set(refused.values()) <= {"timed-out", "too-large"}

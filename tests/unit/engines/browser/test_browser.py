"""The real browser in the real sandbox: equal to lone browsers, and deaf to hostile pages."""

import json

import pytest

from tests.unit.engines.browser.workshop import CHECKS, Box, bench_of, tree_of
from vetting.engines.browser import Browser
from vetting.model.outcome import Failed, Ran, Reason, Skip

pytestmark = pytest.mark.slow

HEAD = '<!DOCTYPE html><html lang="id"><head><title>a</title>{head}</head><body><main><h1>a</h1>'
FAULT = '\n<img src="z.png">\n'
REASONS = {"page-timeout", "page-crashed", "page-error", "page-too-large", "page-unproven"}
DEEP = "<div>" * 3000
HOSTILE = {
    "loop": "<script>while (true) {}</script>",
    "handlers": "<img src=x alt=x onerror='while(1){}'><svg onload='while(1){}'></svg>",
    "alert": "<script>alert(1); confirm(2); window.open('/')</script>",
    "tamper": "<script>window.axe = {run: async () => ({violations: [], incomplete: []})}</script>",
    "observer": "<script>new MutationObserver(() => document.querySelectorAll('img').forEach("
    "i => i.alt = 'x')).observe(document, {subtree: true, childList: true})</script>",
    "clobber-query": "<form name=querySelectorAll></form><img name=querySelectorAll alt=x>",
    "clobber-write": "<form name=write></form><form name=open></form><form name=close></form>",
    "clobber-body": "<form name=body></form><form name=documentElement></form>",
    "names": "<div id=vet></div><div id=axe></div><a id=globalThis name=vet>x</a>",
    "marks": "<p data-vet-at=0 data-vet-canary data-vet-css=x>x</p>",
    "refresh-now": "<meta http-equiv=refresh content='0;url=http://127.0.0.1:1/'>",
    "refresh-soon": "<meta http-equiv=refresh content='1;url=data:text/html,x'>",
    "policy": "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">",
    "base": "<base href='http://127.0.0.1:1/' target=_blank>",
    "frames": "<iframe title=a src='/'></iframe><iframe title=b srcdoc='<script>top.x=1</script>'>"
    "</iframe><object data='/a.swf' aria-label=x></object><embed src='/b.swf'>",
    "script-url": "<a href='javascript:while(1){}' autofocus>x</a>",
    "worker": "<link rel=preload href='/x' as=script><link rel=manifest href='/m.json'>",
    "hidden": "<style>* { display: none !important; visibility: hidden !important }</style>",
    "deep": DEEP,
    "huge": "<b></b>" * 60_000,
    "template-bomb": "{{ a }}" * 5000,
    "unclosed": "<!-- never <style> closed <textarea><title>",
    "plain": "<plaintext>",
    "service-worker": "<script>navigator.serviceWorker.register('/x.js')</script>",
    "close": "<script>window.close(); window.stop(); self.close()</script>",
    "print": "<script>window.print(); onbeforeprint = () => { while (true) {} }</script>",
    "history": "<script>for (;;) { history.pushState(0, '', '?' + Math.random()); history.back() }"
    "</script>",
    "navigate": "<script>setInterval(() => location.reload(), 0); location = '/lain'</script>",
    "prototypes": "<script>for (const t of [Array, Set, Map, String, Element, Document, Promise]) "
    "for (const n of Object.getOwnPropertyNames(t.prototype)) try { t.prototype[n] = () => null } "
    "catch (e) {} JSON.stringify = () => '{}'; window.getComputedStyle = () => null</script>",
    "heap": "<script>const a = []; for (;;) a.push(new Array(1e6).fill(1))</script>",
    "lifecycle": "<script>onbeforeunload = () => 'stay'; onunload = () => { for (;;) {} }</script>"
    "<details ontoggle='for(;;){}' open><summary>x</summary></details>",
    "animation": "<style>@keyframes k { to { left: 9px } }</style><p onanimationstart='for(;;){}' "
    "style='position:relative;animation:k 1s infinite'>x</p>",
    "has-bomb": "<style>"
    + "".join(f":has(:has(*:nth-child({n})))~*{{left:{n}px}}" for n in range(60))
    + "</style>"
    + "<i><b></b></i>" * 300,
    "filter-bomb": "<div style='filter:blur(900px);width:30000px;height:30000px'>" * 30,
    "variable-bomb": "<style>p{--a0:xxxxxxxxxxxxxxxx;"
    + "".join(
        f"--a{n}:var(--a{n - 1})var(--a{n - 1})var(--a{n - 1})var(--a{n - 1});"
        for n in range(1, 20)
    )
    + "font-family:var(--a19)}</style><p>x</p>",
    "counter-bomb": "<style>b::before{counter-increment:c 9;content:counters(c,'.')}"
    "b{counter-reset:c}</style>" + "<b>" * 400,
    "grid-bomb": "<div style='display:grid;grid-template-columns:repeat(9999999,1px)'>x</div>",
    "selectors": "<style>" + "*," * 20_000 + "p{color:red}</style>",
    "image-bomb": "<svg width='99999999' height='99999999'><filter id=f><feTurbulence "
    "numOctaves='9999'/></filter><rect width='100%' height='100%' filter='url(#f)'/></svg>",
    "select": "<select>" + "<option>x" * 9000 + "</select>",
    "entities": "&#0;&#xD800;&#x202e;\x08\x0c",
}
PAGES = {
    f"halaman{number}.html": HEAD.format(head="<style>.p{color:#999;background:#fff}</style>")
    + "<p class=p>pudar</p>" * (number % 3)
    + "<form><input name=a><select><option>b</select><button></button></form>" * (number % 4)
    + '<ul><div>x</div></ul><a href="/"></a><iframe src="/"></iframe>' * (number % 2)
    + f"<h{2 + number % 5}>x</h{2 + number % 5}>{FAULT}"
    for number in range(8)
}

LAYOUT = """<!DOCTYPE html><html lang="id"><head><title>@yield('judul')</title>
<style>.p{color:#999;background:#fff} .latar{position:absolute;background:#000;inset:0;z-index:-1} .x{color:#fff}</style></head><body>
<div class="menu"><ul><li><a href="/a">A</a></li><li><img src="z.png"></li></ul><p class=p>pudar</p></div>
<section><div class="latar"></div><p class="x">Di atas latar</p></section>
<main><h1>@yield('judul')</h1>@yield('isi')</main><footer><p><button></button></p></footer></body></html>"""


def run(tmp_path, files, **changes):
    tree = tree_of(tmp_path, files)
    box = Box(**changes)
    return Browser().run(CHECKS, tree, bench_of(tree, box)), box


def faults(outcomes):
    assert all(isinstance(outcome, Ran) for outcome in outcomes.values()), outcomes
    return sorted(finding.place for outcome in outcomes.values() for finding in outcome.findings)


def test_a_kept_page_finds_what_a_lone_browser_for_each_page_finds(tmp_path):
    kept, _ = run(tmp_path / "kept", PAGES)
    lone, _ = run(tmp_path / "lone", PAGES, recycle=1)
    assert len(faults(kept)) > 40
    assert {c: o.findings for c, o in kept.items()} == {c: o.findings for c, o in lone.items()}


def test_what_a_layout_repeats_is_judged_once_and_hides_nothing_of_the_pages(tmp_path):
    page = "@extends('tata')\n@section('judul', 'Hal {n}')\n@section('isi')\n<p class=p>{n}</p>\n{f}\n@endsection"
    files = {"views/tata.blade.php": LAYOUT}
    for n in range(6):
        fault = '<img src="a.png"><p id=sama>a</p><label for=sama>b</label>' * (n % 3)
        files[f"views/h{n}.blade.php"] = page.format(
            n=n, f=fault + f"<h{2 + n % 4}>x</h{2 + n % 4}>"
        )
    kept, _ = run(tmp_path / "kept", files)
    lone, _ = run(tmp_path / "lone", files, recycle=1)
    assert len(faults(kept)) > 12, faults(kept)
    assert {c: o.findings for c, o in kept.items()} == {c: o.findings for c, o in lone.items()}
    assert not [f for f in kept["accessibility/contrast"].findings if f.place.pointer == "p.x"]


def test_two_runs_are_equal_however_many_browsers_look(tmp_path, monkeypatch):
    first, _ = run(tmp_path / "a", PAGES)
    monkeypatch.setattr("vetting.engines.browser.engine.browsers_for", lambda _pages, _jobs: 2)
    second, box = run(tmp_path / "b", PAGES)
    assert first == second
    assert len(json.loads(box.done[-1].stdout)["canary"]) == 4


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    files = {"plain-before.html": HEAD.format(head="") + FAULT}
    for name, body in HOSTILE.items():
        files[f"{name}.html"] = (
            HEAD.format(head=body if "http-equiv" in body else "") + FAULT + body
        )
        files[f"{name}~after.html"] = HEAD.format(head="") + FAULT
    return run(tmp_path_factory.mktemp("hostile"), files)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_seen_through_or_listed_as_skipped(hostile, name):
    outcome = hostile[0]["accessibility/text-alternatives"]
    found = {f.place for f in outcome.findings if f.place.path == f"{name}.html"}
    skipped = {s.reason for s in outcome.scope.skipped if s.path == f"{name}.html"}
    assert skipped <= REASONS
    assert any(place.line == 2 for place in found) or skipped


@pytest.mark.parametrize("name", HOSTILE)
def test_the_page_after_a_hostile_one_is_examined_in_full(hostile, name):
    outcome = hostile[0]["accessibility/text-alternatives"]
    found = [f for f in outcome.findings if f.place.path == f"{name}~after.html"]
    assert [f.place.line for f in found] == [2]


def test_scripts_and_names_cannot_keep_a_page_from_being_examined(hostile):
    skipped = {s.path for s in hostile[0]["accessibility/frames"].scope.skipped}
    for name in ("service-worker", "close", "print", "history", "navigate", "prototypes", "heap",
                 "lifecycle", "animation", "variable-bomb", "loop", "handlers", "tamper", "observer", "names", "marks", "refresh-now",
                 "refresh-soon", "policy", "base", "frames", "hidden"):  # fmt: skip
        assert f"{name}.html" not in skipped


def test_hostile_pages_stay_within_memory(hostile):
    worker = hostile[1].done[-1]
    assert worker.cap is None
    assert worker.peak_mib < 2048


def test_a_page_that_takes_too_long_is_skipped_and_the_rest_goes_on(tmp_path):
    slow = HEAD.format(head="") + FAULT + "<table>" + "<tr><td>a<td>b" * 9000 + "</table>"
    tree = {"a-slow.html": slow, "b.html": HEAD.format(head="") + FAULT}
    outcomes, box = run(tmp_path, tree, **{"page-seconds": 1.5})
    scope = outcomes["accessibility/frames"].scope
    answer = json.loads(box.done[-1].stdout)
    assert [(skip.path, skip.reason) for skip in scope.skipped] == [("a-slow.html", "page-timeout")]
    assert answer["examined"] == ["b.html"]


def test_time_that_runs_out_leaves_pages_listed(tmp_path):
    outcomes, _ = run(tmp_path, PAGES, seconds=0)
    outcome = outcomes["accessibility/frames"]
    assert not isinstance(outcome, Ran)
    assert "time-budget 8" in outcome.detail


def test_contrast_below_a_class_that_the_server_fills_in_is_less_sure(tmp_path):
    text = HEAD.format(head="<style>.p{color:#999;background:#fff}</style>")
    files = {"a.blade.php": f'{text}<div class="{{{{ $x }}}}"><p class=p>pudar</p></div>',
             "b.blade.php": f'{text}<div class="x"><p class=p>pudar</p></div>'}  # fmt: skip
    outcomes, _ = run(tmp_path, files)
    found = outcomes["accessibility/contrast"].findings
    assert {f.place.path: str(f.confidence) for f in found} == {
        "a.blade.php": "medium",
        "b.blade.php": "high",
    }


def test_the_word_put_into_a_component_is_no_fault_of_its_author(tmp_path):
    text = HEAD.format(head="<style>body{background:#222;color:#333} x-card{color:#444}</style>")
    outcomes, _ = run(tmp_path, {"a.blade.php": f"{text}<x-card/><button><x-icon/></button>"})
    places = [place for place in faults(outcomes) if place.pointer.startswith("x-")]
    assert places == []
    assert outcomes["accessibility/button-name"].findings == ()


ENGLISH = (
    "<p>Regardless of the format that you have chosen, ensure that this is set for the page.</p>"
)


def test_a_language_that_only_the_server_states_makes_no_part_foreign(tmp_path):
    page = (
        "<!DOCTYPE html><html lang={lang}><head><title>a</title></head><body>{body}</body></html>"
    )
    files = {
        "stated.blade.php": page.format(lang="id", body=ENGLISH),
        "asked.blade.php": page.format(lang="{{ app()->getLocale() }}", body=ENGLISH * 4),
        "part.blade.php": f"<div>{ENGLISH}</div>",
    }
    outcomes, _ = run(tmp_path, files)
    found = {
        (f.place.path, f.rule) for o in outcomes.values() for f in o.findings if "tongue" in f.rule
    }
    assert found == {("stated.blade.php", "vet-part-tongue")}


def test_a_page_in_a_language_that_nobody_reads_is_counted_and_told_of(tmp_path):
    files = {
        "a.html": HEAD.format(head="") + FAULT,
        "b.haml": "%img{src: 'x'}",
        "c.tpl": "<img src={$a}>",
    }
    outcomes, _ = run(tmp_path, files)
    for outcome in outcomes.values():
        assert isinstance(outcome, Ran | Failed)
    scope = outcomes["accessibility/text-alternatives"].scope
    assert (scope.eligible, scope.examined) == (3, 2)
    assert scope.skipped == (Skip("b.haml", "template-language"),)
    assert {place.path for place in faults(outcomes)} == {"a.html", "c.tpl"}


def test_nothing_but_such_pages_leaves_the_family_undecided(tmp_path):
    outcomes, _ = run(tmp_path, {"b.haml": "%img{src: 'x'}"})
    assert set(outcomes.values()) == {Failed(Reason.NOTHING_READ, "browser", "template-language 1")}

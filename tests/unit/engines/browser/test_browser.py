"""The real browser in the real sandbox: equal to lone browsers, and deaf to hostile pages."""

import json

import pytest

from tests.unit.engines.browser.workshop import CHECKS, Box, bench_of, tree_of
from vetting.engines.browser import Browser
from vetting.model.outcome import Ran

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


def test_two_runs_are_equal(tmp_path):
    first, _ = run(tmp_path / "a", PAGES)
    second, _ = run(tmp_path / "b", PAGES)
    assert first == second


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
    for name in ("loop", "handlers", "tamper", "observer", "names", "marks", "refresh-now",
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

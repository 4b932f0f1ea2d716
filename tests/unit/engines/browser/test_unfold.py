"""Built single-page applications: what their scripts make is examined, whatever they try."""

import json
from dataclasses import replace

import pytest

from tests.unit.engines.browser.workshop import CHECKS, Box, bench_of, tree_of
from vetting import tooling
from vetting.engines.browser import Browser
from vetting.engines.browser.bundles import Bundle, bundle_of, served
from vetting.engines.browser.engine import bundles_in
from vetting.model.outcome import Failed, Ran, Reason, Skip
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Limits
from vetting.sandbox.worker import worker_job

SHELL = """<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>Layanan Warga</title>
<script type="module" crossorigin src="{src}"></script>{more}</head>
<body><noscript>Halaman ini perlu JavaScript untuk bekerja.</noscript><div id="root"></div></body></html>"""
# As a build leaves it: modules that import one another, elements made one by one, a sheet that
# exists in memory only, and a question to a server that is not there.
APPLICATION = """import{teks as t}from"./bagian-9f.js";
const e=(n,p,...c)=>{const x=document.createElement(n);for(const[k,v]of Object.entries(p))x.setAttribute(k,v);x.append(...c);return x};
const r=document.getElementById("root"),s=document.createElement("style");document.head.append(s);
s.sheet.insertRule(".pudar{color:#bbb;background:#fff}");
fetch("/api/warga").catch(()=>0).then(()=>setTimeout(()=>requestAnimationFrame(()=>r.append(e("main",{},e("h1",{},t),
e("img",{src:"/aplikasi/logo.png",onload:"buka()"}),e("p",{class:"pudar"},"Catatan"),e("input",{name:"nik"}),e("button",{}),
e("p",{},`${Math.random()} ${new Date().toISOString().slice(0,16)} ${performance.now()>0}`)))),900))"""
BUILT = {
    "dist/index.html": SHELL.format(src="/aplikasi/assets/indeks-1a.js", more=""),
    "dist/assets/indeks-1a.js": APPLICATION,
    "dist/assets/bagian-9f.js": 'export const teks="Layanan"',
}
STATIC = (
    '<!DOCTYPE html><html lang="id"><head><title>a</title></head><body><h1>a</h1></body></html>'
)
LEFT = "document.getElementById('root').innerHTML='<h1>tampak</h1>';"
HOSTILE = {
    "loop": "for (;;) {}",
    "loop-later": f"{LEFT} setTimeout(() => {{ for (;;) {{}} }}, 100)",
    "promises": "const f = () => Promise.resolve().then(f); f()",
    "timers": f"{LEFT} const f = () => setTimeout(f, 0); f(); setInterval(f, 0)",
    "frames": f"{LEFT} const f = () => requestAnimationFrame(f); f()",
    "dialogs": f"alert(1); confirm(2); prompt(3); print(); {LEFT}",
    "windows": f"for (let n = 0; n < 50; n++) window.open('/' + n); {LEFT}",
    "away": f"{LEFT} location = 'http://127.0.0.1:1/'; location.href = '/lain'; location.reload()",
    "data-address": f"{LEFT} location = 'data:text/html,<h1>lain</h1>'",
    "heap": "const a = []; for (;;) a.push(new Array(1e6).fill(a.length))",
    "elements": "for (let n = 0; n < 2e5; n++) document.body.append(document.createElement('b'))",
    "text": "document.getElementById('root').innerHTML = '<p>' + 'x'.repeat(5e7)",
    "canvas": f"{LEFT} const c = document.createElement('canvas'); c.width = c.height = 16000;"
    "document.body.append(c); c.getContext('2d').fillRect(0, 0, 16000, 16000)",
    "write": f"{LEFT} onload = () => setTimeout(() => document.write('<h1>tertulis</h1>'), 10)",
    "clobber": f"{LEFT} document.body.insertAdjacentHTML('beforeend', "
    "'<form name=styleSheets></form><form name=querySelectorAll></form><img name=documentElement>')",
    "prototypes": f"{LEFT} for (const t of [Array, Map, Element, Document, Promise, String])"
    " for (const n of Object.getOwnPropertyNames(t.prototype)) try { t.prototype[n] = () => '' }"
    " catch (e) {} JSON.stringify = () => '{}'",
    "worker": f"{LEFT} navigator.serviceWorker && navigator.serviceWorker.register('a.js');"
    "new Worker(URL.createObjectURL(new Blob(['for(;;){}'])))",
    "socket": f"{LEFT} try {{ new WebSocket('ws://127.0.0.1:1/') }} catch (e) {{}} new EventSource('/x')",
    "outside": f"{LEFT} fetch('../../../etc/passwd').then(r => r.text()).then(t => "
    "document.body.append(t)); fetch('file:///etc/passwd').then(r => r.text()).then(t => "
    "document.body.append(t))",
    "download": f"{LEFT} const a = document.createElement('a'); a.download = 'x'; a.href = '/a.js'; a.click()",
    "closing": f"{LEFT} close(); stop(); onbeforeunload = () => 'x'; history.back()",
}  # fmt: skip
# Those that may keep us from seeing what they make; of all others it is known.
LOST = {"loop", "loop-later", "promises", "heap", "elements", "text", "timers", "windows", "canvas",
        "worker", "closing"}  # fmt: skip


def unfold(root, path, base="/", **changes):
    asked = {"root": str(root), "path": path, "base": base, "chromium": str(tooling.chromium()),
             "max-elements": 30_000, "page-seconds": 60} | changes  # fmt: skip
    limits = Limits(wall_seconds=200, memory_mib=3072)
    job = worker_job("vetting.engines.browser.unfold", asked, read_only=(root,), limits=limits)
    done = open_sandbox().run(replace(job, local_sockets=True))
    return json.loads(done.stdout)["html"] if done.cap is None else "", done


def run(tmp_path, files, **changes):
    tree = tree_of(tmp_path, files)
    box = Box(**changes)
    return Browser(witnesses=()).run(CHECKS, tree, bench_of(tree, box, 600)), box


@pytest.mark.slow
def test_what_the_script_of_a_build_makes_is_examined_and_said_to_be_made(tmp_path):
    outcomes, _ = run(tmp_path, BUILT)
    found = {f.rule: f for o in outcomes.values() for f in o.findings}
    assert found.keys() == {"image-alt", "label", "button-name", "color-contrast"}
    for finding in found.values():
        assert (finding.place.path, finding.place.line) == ("dist/index.html", 1)
        assert "dibuat oleh skrip" in finding.message.id
        assert "script made this" in finding.message.en
    assert found["label"].place.pointer == "input"
    scope = outcomes["accessibility/contrast"].scope
    assert (scope.eligible, scope.examined, scope.skipped) == (1, 1, ())


@pytest.mark.slow
def test_a_bundle_leaves_the_same_page_every_time(tmp_path):
    tree = tree_of(tmp_path, BUILT)
    first, _ = unfold(tree.root, "dist/index.html", "/aplikasi/")
    second, _ = unfold(tree.root, "dist/index.html", "/aplikasi/")
    assert "<h1>Layanan</h1>" in first
    assert "2026-01-01T00:00" in first
    assert "<script" not in first
    assert first == second


@pytest.mark.slow
def test_a_bundle_that_never_ends_is_listed_and_hides_nothing_else(tmp_path):
    files = {"a/index.html": SHELL.format(src="x.js", more=""), "a/x.js": "for (;;) {}"}
    outcomes, _ = run(tmp_path / "1", files | {"b.html": STATIC}, **{"page-seconds": 6})
    outcome = outcomes["accessibility/frames"]
    assert isinstance(outcome, Ran)
    assert outcome.scope.skipped == (Skip("a/index.html", "scripts-not-run"),)
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 1)
    alone, _ = run(tmp_path / "2", files, **{"page-seconds": 6})
    assert alone["accessibility/frames"] == Failed(
        Reason.NOTHING_READ, "browser", "scripts-not-run 1"
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_bundle_is_seen_or_left_out_and_ends_in_time(tmp_path, name):
    tree_of(tmp_path, {"a.html": SHELL.format(src="a.js", more=""), "a.js": HOSTILE[name]})
    seconds = 5 if name in LOST else 60
    html, done = unfold(tmp_path, "a.html", **{"page-seconds": seconds})
    assert done.seconds < 199
    if name not in LOST:
        assert "tampak" in html or "tertulis" in html
    assert "<script" not in html
    assert "root:" not in html


@pytest.mark.parametrize(
    ("src", "base"),
    [
        ("/assets/a.js", "/"),
        ("/aplikasi/warga/assets/a.js", "/aplikasi/warga/"),
        ("./assets/a.js", "/"),
        ("assets/a.js", "/"),
        ("https://cdn.invalid/assets/a.js", None),
        ("//cdn.invalid/assets/a.js", None),
        ("/assets/tidak-ada.js", None),
        ("/src/main.ts", None),
        ("../../rahasia.js", None),
    ],
)
def test_the_address_that_a_shell_expects_is_read_from_its_script(tmp_path, src, base):
    tree_of(tmp_path / "app", {"dist/index.html": "", "dist/assets/a.js": "", "src/main.ts": ""})
    (tmp_path / "rahasia.js").write_text("")
    found = bundle_of(tmp_path / "app", "dist/index.html", SHELL.format(src=src, more=""))
    assert found == (None if base is None else Bundle("dist/index.html", base))


def test_a_page_that_shows_something_by_itself_is_no_shell(tmp_path):
    tree_of(tmp_path, {"a.js": ""})
    shell = SHELL.format(src="a.js", more="")
    for shown in ("<h1>Layanan</h1>", "<p>x</p>", "<a href=/>x</a>", "kata " * 30):
        assert bundle_of(tmp_path, "a.html", shell.replace("</body>", shown + "</body>")) is None
    assert bundle_of(tmp_path, "a.html", "<div id=app></div>") is None
    inline = "<div id=app></div><script>" + "x();" * 600 + "</script>"
    assert bundle_of(tmp_path, "a.html", inline) == Bundle("a.html", "/")


def test_only_files_of_the_tree_are_served(tmp_path):
    tree_of(tmp_path / "app", {"dist/a.js": "", "b.css": ""})
    (tmp_path / "rahasia").write_text("")
    (tmp_path / "app" / "taut").symlink_to(tmp_path / "rahasia")
    bundle = Bundle("dist/index.html", "/x/")
    root = tmp_path / "app"
    assert served(root, bundle, "/x/a.js") == (root / "dist/a.js").resolve()
    assert served(root, bundle, "/b.css") == (root / "b.css").resolve()
    for address in ("/../rahasia", "/x/../../rahasia", "/%2e%2e/rahasia", "/taut", "/", "", "/\0",
                    "/" + "a" * 2000):  # fmt: skip
        assert served(root, bundle, address) is None


@pytest.mark.parametrize(
    "told", [None, [], {}, {"bundles": 7}, {"bundles": ["a", ["a.html"], [1, 2], ["lain", "/"]]}]
)
def test_a_worker_names_bundles_of_the_asked_pages_only(told):
    assert bundles_in(told, ["a.html"]) == []
    assert bundles_in({"bundles": [["a.html", "/"]]}, ["a.html"]) == [("a.html", "/")]

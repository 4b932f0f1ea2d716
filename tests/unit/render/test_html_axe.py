"""The page in a real browser: no accessibility violation, nothing wider than the screen."""

from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.unit.render import builder
from vetting import tooling
from vetting.content import load
from vetting.render import read_report
from vetting.render.html import pages

pytestmark = pytest.mark.slow
FROZEN = Path(__file__).parents[2] / "frozen" / "skema-1" / "laporan" / "laporan.vet.json"
REPORTS = {
    "failing": builder.report(),
    "passing": builder.passing(),
    "refused": builder.refused(),
    "hostile": builder.hostile(),
    "provisional": builder.report(basis=builder.basis(sandbox="rlimits")),
    "accepted": builder.accepted(builder.passing()),
    "older": read_report(FROZEN.read_bytes()),
}
# Every screen of the one that shows most; of the others each language, width and scheme.
SCREENS = [
    (name, language, width, scheme)
    for name, language, width, scheme in product(
        REPORTS, ("id", "en"), (360, 1200), ("light", "dark")
    )
    if name == "failing" or (width == 360) is (scheme == "light")
]
AXE = (tooling.node_modules() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as driver:
        launched = driver.chromium.launch(
            executable_path=str(tooling.chromium()), args=["--no-sandbox"]
        )
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("pages")
    for name, report in REPORTS.items():
        for language in ("id", "en"):
            body = pages(report, language, load())["laporan.html"]
            (made / f"{name}.{language}.html").write_bytes(body)
    return made


@pytest.fixture
def tab(browser, request, folder):
    def opened(file, width, scheme, **options):
        # axe is put into the page past its own policy, which would rightly refuse it.
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **options
        )
        request.addfinalizer(context.close)
        page = context.new_page()
        page.goto((folder / file).as_uri())
        return page

    return opened


def violations(page):
    page.evaluate(AXE)
    return [
        (found["id"], [node["html"][:120] for node in found["nodes"][:3]])
        for found in page.evaluate(RUN_AXE)
    ]


@pytest.mark.parametrize(("name", "language", "width", "scheme"), SCREENS)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_screen(tab, name, language, width, scheme):
    page = tab(f"{name}.{language}.html", width, scheme, bypass_csp=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert violations(page) == []


def test_axe_would_find_a_fault(tab):
    page = tab("failing.id.html", 1200, "light", bypass_csp=True)
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.note').style.color = '#bbb'")
    assert {"html-has-lang", "color-contrast"} <= {found for found, _ in violations(page)}


@pytest.mark.parametrize("width", [360, 1200])
def test_the_first_screen_holds_verdict_reasons_and_next_step(tab, width):
    page = tab("failing.id.html", width, "light")
    for heading in ("#putusan", "#alasan", "#langkah"):
        box = page.locator(heading).bounding_box()
        assert box["y"] + box["height"] <= 800
    step = page.locator(".steps li").first.bounding_box()
    assert step["y"] + step["height"] <= 800


def test_no_script_of_the_archive_runs_and_the_policy_is_obeyed(tab):
    page = tab("hostile.id.html", 1200, "light")
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.on("console", lambda message: said.append(message.text))
    page.reload()
    assert said == []
    assert page.locator("#saring").is_visible()


def test_everything_but_the_filter_is_there_without_script(tab):
    page = tab("failing.id.html", 1200, "light", java_script_enabled=False)
    assert not page.locator("#saring").is_visible()
    assert page.locator(".f").count() == 40
    assert page.locator(".f").first.is_visible()


def test_the_filter_narrows_counts_and_lets_links_through(tab):
    page = tab("failing.id.html", 1200, "light", bypass_csp=True)  # waiting needs eval
    shown = page.locator(".f:not([hidden])")
    assert shown.count() == 40
    page.locator("#saring input[type=checkbox]").check()
    page.wait_for_function("document.querySelector('#saring p').textContent.startsWith('6 ')")
    assert shown.count() == 6
    hidden = page.locator(".f[hidden]").first.get_attribute("id")
    page.evaluate(f"location.hash = '#{hidden}'")
    page.wait_for_function(f"!document.getElementById('{hidden}').hidden")
    assert shown.count() == 40
    page.locator("#saring input[type=search]").fill("Warga3Controller")
    page.wait_for_function("document.querySelectorAll('.f:not([hidden])').length < 40")
    assert shown.count() > 0
    assert all("Warga3Controller" in text for text in shown.all_text_contents())
    page.locator("#saring select").select_option("4")
    page.wait_for_function(
        "[...document.querySelectorAll('.f:not([hidden])')].every((f) => f.matches('.s4'))"
    )

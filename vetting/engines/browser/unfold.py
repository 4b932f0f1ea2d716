"""Inside a sandbox of its own: the shell of a single-page application with its scripts let loose.

The page has seconds, a fresh profile, the files of the tree and nothing else: no network, no
service worker, no other window. What it left is read from an isolated world and handed back as
text, which is then examined like any static page, without scripts. Time is virtual and begins
at a fixed date, and chance has a fixed seed: the same bundle leaves the same page, save for
fractions of a second that it may write into it.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vetting.engines.browser.bundles import Bundle, is_empty, served, type_of
from vetting.engines.browser.session import ARGUMENTS, ORIGIN, START_SECONDS
from vetting.sandbox.serving import serve

BUDGET_MS = 5_000
SETTLE_SECONDS = 0.3
MAX_HTML = 2_000_000
BORN = 1_767_225_600  # 1 January 2026, the date that every page sees
_CLOCK = "Emulation.setVirtualTimePolicy"
_SEEDED = "--js-flags=--max-old-space-size=512 --random-seed=1"
_SCRIPT = Path(__file__).parent / "unfold.js"


class Stage:
    """A browser that lets one page run its scripts."""

    def __init__(self, root: Path, chromium: str, max_elements: int) -> None:
        self._root, self._chromium, self._most = root, chromium, max_elements
        self._playwright: Any = None
        self._browser: Any = None
        self._code = _SCRIPT.read_text(encoding="utf-8")

    async def start(self) -> None:
        """A fresh browser."""
        from playwright.async_api import async_playwright

        arguments = [*(a for a in ARGUMENTS if not a.startswith("--js-flags")), _SEEDED]
        self._playwright = await async_playwright().start()
        self._browser = await self._playwright.chromium.launch(
            executable_path=self._chromium, args=arguments, chromium_sandbox=False,
            timeout=START_SECONDS * 1000,
        )  # fmt: skip

    async def stop(self) -> None:
        """End browser and driver, however they are."""
        with suppress(Exception):
            await asyncio.wait_for(self._browser.close(), 5)
        with suppress(Exception):
            await asyncio.wait_for(self._playwright.stop(), 5)

    async def unfold(self, bundle: Bundle) -> str:
        """What the page shows once its script has run; raises when that cannot be had."""
        context = await self._browser.new_context(
            viewport={"width": 1280, "height": 900}, service_workers="block", locale="id-ID",
            timezone_id="Asia/Jakarta", accept_downloads=False, reduced_motion="reduce",
        )  # fmt: skip
        try:
            await context.route("**/*", _Server(self._root, bundle).answer)
            page = await context.new_page()
            context.on("page", lambda other: asyncio.ensure_future(other.close()))
            page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
            devtools = await context.new_cdp_session(page)
            await self._run(devtools, bundle)
            return await self._left(devtools)
        finally:
            with suppress(Exception):
                await asyncio.wait_for(context.close(), 5)

    async def _run(self, devtools: Any, bundle: Bundle) -> None:
        over = asyncio.Event()
        devtools.on("Emulation.virtualTimeBudgetExpired", lambda _: over.set())
        await devtools.send("Page.enable")
        await devtools.send(_CLOCK, {"policy": "pause", "initialVirtualTime": BORN})
        await devtools.send("Page.navigate", {"url": ORIGIN.rstrip("/") + bundle.base})
        await devtools.send(_CLOCK, {
            "policy": "pauseIfNetworkFetchesPending", "budget": BUDGET_MS,
            "maxVirtualTimeTaskStarvationCount": 100_000,
        })  # fmt: skip
        await over.wait()
        await asyncio.sleep(SETTLE_SECONDS)

    async def _left(self, devtools: Any) -> str:
        tree = await devtools.send("Page.getFrameTree")
        world = await devtools.send("Page.createIsolatedWorld", {
            "frameId": tree["frameTree"]["frame"]["id"], "worldName": "vet"})  # fmt: skip
        answer = await devtools.send("Runtime.evaluate", {
            "expression": f"{self._code.rstrip().removesuffix(';')}({self._most})",
            "contextId": world["executionContextId"], "returnByValue": True,
        })  # fmt: skip
        html = str(answer["result"]["value"]["html"])
        if len(html) > MAX_HTML or is_empty(html):
            raise ValueError("too large, or as empty as before")
        return html


class _Server:
    """Answers with files of the tree: the shell for its own address once, the rest never."""

    def __init__(self, root: Path, bundle: Bundle) -> None:
        self._root, self._bundle, self._is_open = root, bundle, True

    async def answer(self, route: Any) -> None:
        request = route.request
        address = urlsplit(request.url)
        if request.is_navigation_request():
            file = self._root / self._bundle.path if self._is_open else None
            self._is_open = False
            if file is None:
                await route.fulfill(status=204, body="")
                return
        elif f"{address.scheme}://{address.netloc}/" != ORIGIN or request.method != "GET":
            file = None
        else:
            file = served(self._root, self._bundle, address.path)
        if file is None:
            await route.abort()
        else:
            await route.fulfill(status=200, content_type=type_of(file), body=file.read_bytes())


async def unfolded(request: Mapping[str, Any]) -> str:
    """What a bundle shows, or nothing where that could not be had in time."""
    stage = Stage(Path(request["root"]), request["chromium"], int(request["max-elements"]))
    await stage.start()
    try:
        bundle = Bundle(request["path"], request["base"])
        return await asyncio.wait_for(stage.unfold(bundle), float(request["page-seconds"]))
    except Exception:
        return ""
    finally:
        await stage.stop()


if __name__ == "__main__":
    serve(lambda request: {"html": asyncio.run(unfolded(request))})

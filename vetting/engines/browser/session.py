"""One browser with one kept page: fast, and each page starts from an empty document.

Parallel tabs of one browser lose findings, so there is exactly one. The page's own code never
runs: a content policy forbids scripts and every request, and axe-core runs in an isolated
world. Whatever a page does, it costs at most its time limit and a new browser.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting.engines.browser.render.styles import Sheet, Styled

ORIGIN = "http://app.invalid/"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
ARGUMENTS = (
    "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic",
    "--disable-extensions", "--disable-default-apps", "--mute-audio", "--no-zygote",
    "--renderer-process-limit=1", "--js-flags=--max-old-space-size=768",
    "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
START_SECONDS = 60
START_ATTEMPTS = 3


class PageFailed(Exception):
    """A page could not be examined; `reason` is a code of `skip.*`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Audit:
    """What was seen on one page: `seen` tells that the fault we planted in it was found."""

    elements: int
    rows: tuple[dict[str, Any], ...]
    seen: bool


@dataclass(frozen=True, slots=True)
class Setup:
    """What a session is made of; `scripts` are axe-core and our own page script."""

    chromium: str
    scripts: tuple[Path, ...]
    page_seconds: float
    max_elements: int
    viewport: tuple[int, int] = (1280, 900)


class Session:
    """A running browser. `start` before use; after `PageFailed` it has restarted by itself."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._code = [path.read_text(encoding="utf-8") for path in setup.scripts]
        self._playwright: Any = None
        self._browser: Any = None
        self._devtools: Any = None
        self._world = 0
        self._known: set[str] = set()
        self.version = ""

    async def start(self) -> None:
        """Start driver and browser and lay the scripts into the kept page."""
        from playwright.async_api import async_playwright

        self._playwright = await async_playwright().start()
        self._browser = await self._playwright.chromium.launch(
            executable_path=self._setup.chromium,
            args=list(ARGUMENTS),
            chromium_sandbox=False,  # our own sandbox is around all of it
            timeout=START_SECONDS * 1000,
        )
        self.version = self._browser.version
        width, height = self._setup.viewport
        context = await self._browser.new_context(
            viewport={"width": width, "height": height}, service_workers="block"
        )
        await context.route("**/*", _answer)
        page = await context.new_page()
        page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.dismiss()))
        await page.goto(ORIGIN, timeout=START_SECONDS * 1000)
        self._devtools = await context.new_cdp_session(page)
        await self._new_world()

    async def stop(self) -> None:
        """End browser and driver, however they are."""
        with suppress(Exception):
            await asyncio.wait_for(self._browser.close(), 5)
        with suppress(Exception):
            await asyncio.wait_for(self._playwright.stop(), 5)

    async def restart(self) -> None:
        """A new browser in place of the old one; a machine under load gets a second chance."""
        for attempt in range(START_ATTEMPTS):
            await self.stop()
            try:
                await self.start()
            except Exception:
                if attempt + 1 == START_ATTEMPTS:
                    raise
            else:
                return

    async def audit(self, page: Styled, rules: dict[str, Any]) -> Audit:
        """Load one page and look at it; raises PageFailed when that cannot be done in time."""
        try:
            return await asyncio.wait_for(self._audit(page, rules), self._setup.page_seconds)
        except TimeoutError:
            await self.restart()
            raise PageFailed("page-timeout") from None
        except PageFailed:
            await self.restart()
            raise
        except Exception as error:
            await self.restart()
            raise PageFailed("page-crashed", str(error)[:200]) from error

    async def _audit(self, page: Styled, rules: dict[str, Any]) -> Audit:
        worn = [sheet.id for sheet in page.sheets] if page.is_complete else None
        if worn:
            await self._know(page.sheets)
        arguments = map(json.dumps, (page.html, rules, self._setup.max_elements, worn))
        found = await self._call(f"vet.visit({','.join(arguments)})")
        if found["elements"] > self._setup.max_elements:
            raise PageFailed("page-too-large")
        return Audit(found["elements"], tuple(found["rows"]), found["seen"])

    async def _know(self, sheets: tuple[Sheet, ...]) -> None:
        for sheet in sheets:
            if sheet.id not in self._known:
                await self._call(
                    f"vet.know({json.dumps([sheet.id, sheet.text, sheet.media])[1:-1]})"
                )
                self._known.add(sheet.id)

    async def _new_world(self) -> None:
        tree = await self._devtools.send("Page.getFrameTree")
        frame = tree["frameTree"]["frame"]["id"]
        world = await self._devtools.send(
            "Page.createIsolatedWorld", {"frameId": frame, "worldName": "vet"}
        )
        self._world = world["executionContextId"]
        self._known.clear()
        for code in self._code:
            await self._call(f"{code};0")

    async def _call(self, expression: str) -> Any:
        answer = await self._devtools.send("Runtime.evaluate", {
            "expression": expression, "contextId": self._world, "awaitPromise": True,
            "returnByValue": True,
        })  # fmt: skip
        if "exceptionDetails" in answer:
            detail = answer["exceptionDetails"].get("exception", {}).get("description", "")
            raise PageFailed("page-error", detail[:200])
        return answer["result"].get("value")


async def _answer(route: Any) -> None:
    """The one empty page that all others are written into; nothing else is ever answered."""
    request = route.request
    if request.url == ORIGIN and request.is_navigation_request():
        await route.fulfill(status=200, content_type="text/html; charset=utf-8",
                            headers={"content-security-policy": POLICY}, body="<!doctype html>")  # fmt: skip
    elif request.is_navigation_request():
        await route.fulfill(status=204, body="")
    else:
        await route.abort()

"""One browser with one kept page: fast, and each page starts from an empty document.

Parallel tabs of one browser lose findings, so there is exactly one. The page's own code never
runs: a content policy forbids scripts and every request, and axe-core runs in an isolated
world. Whatever a page does, it costs at most its time limit and a new browser.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting.engines.browser.devtools import NOTHING, Devtools, Lost, Params, body, headers
from vetting.engines.browser.render.styles import Sheet, Styled

ORIGIN = "http://app.invalid/"
ELSEWHERE = "http://elsewhere.invalid/"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'"
ARGUMENTS = (
    "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-quic",
    "--disable-extensions", "--disable-default-apps", "--mute-audio", "--no-zygote",
    "--renderer-process-limit=1", "--js-flags=--max-old-space-size=768",
    "--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
UNSEEN = (
    "--headless", "--no-sandbox",  # our own sandbox is around all of it
    "--hide-scrollbars", "--force-color-profile=srgb", "--disable-breakpad",
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,"
    "availablePointerTypes=4",
    "--disable-background-timer-throttling", "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding", "--disable-back-forward-cache", "--disable-hang-monitor",
    "--disable-ipc-flooding-protection", "--disable-popup-blocking", "--disable-prompt-on-repost",
    "--disable-field-trial-config", "--disable-component-extensions-with-background-pages",
    "--disable-search-engine-choice-screen", "--disable-infobars", "--allow-pre-commit-input",
    "--metrics-recording-only", "--no-default-browser-check", "--no-service-autorun",
    "--password-store=basic", "--use-mock-keychain",
)  # fmt: skip
"""What a window for people does, and a page that is only read needs not."""
NARROW = 320  # CSS pixels, WCAG 2.2 SC 1.4.10
_EMULATED = {"narrow": "Emulation.setDeviceMetricsOverride", "dark": "Emulation.setEmulatedMedia",
             "still": "Emulation.setEmulatedMedia"}  # fmt: skip
_FEATURES = {
    "dark": ("prefers-color-scheme", "dark"),
    "still": ("prefers-reduced-motion", "reduce"),
}
START_SECONDS = 60
START_ATTEMPTS = 3
_POLL_SECONDS = 0.02


class PageFailed(Exception):
    """A page could not be examined; `reason` is a code of `skip.*`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Audit:
    """What was seen on one page: `seen` tells that the fault we planted in it was found."""

    elements: int
    rows: tuple[Mapping[str, Any], ...]
    seen: bool

    @property
    def plain(self) -> dict[str, Any]:
        """The same as JSON."""
        return {"elements": self.elements, "rows": list(self.rows), "seen": self.seen}


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
        self._devtools = Devtools()
        self._world = 0
        self._known: set[str] = set()
        self._armed: Mapping[str, Any] | None = None
        self.version = ""

    async def start(self) -> None:
        """Start the browser and lay the scripts into the kept page."""
        self._devtools = Devtools()
        await asyncio.wait_for(self._start(), START_SECONDS)

    async def _start(self) -> None:
        self.version = await self._devtools.start(self._setup.chromium, (*ARGUMENTS, *UNSEEN))
        await self._devtools.attach()
        await self._open()

    async def _open(self) -> None:
        """The empty page, in the usual view, with our scripts in a world of their own."""
        await self._devtools.serve(_answer(ORIGIN))
        await self._devtools.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
        await self._devtools.send(_EMULATED["narrow"], metrics(*self._setup.viewport))
        await self._go(ORIGIN)
        await self._hide()
        await self._new_world()

    async def _go(self, address: str) -> None:
        """Lead the page to an address; what else happens in it is of no interest, but for its end."""
        is_loaded = asyncio.Event()
        self._devtools.on("Page.loadEventFired", lambda _: is_loaded.set())
        await self._devtools.send("Page.enable")
        await self._devtools.send("Page.navigate", {"url": address})
        await is_loaded.wait()
        await self._devtools.send("Page.disable")

    async def _hide(self) -> None:
        """Minimise the window: nobody looks at it, and drawing cost a third of all the time.

        Sizes, styles and focus stay those of a window in front; a browser that cannot is slower.
        """
        with suppress(Lost):
            await self._devtools.hide()

    async def stop(self) -> None:
        """End the browser, however it is."""
        await self._devtools.stop()

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

    async def renew(self) -> None:
        """A new process for the page, so that it does not grow without end; else a new browser."""
        try:
            await asyncio.wait_for(self._renew(), START_SECONDS)
        except Exception:
            await self.restart()

    async def _renew(self) -> None:
        await self._devtools.serve(_answer(ORIGIN, ELSEWHERE))
        before = await self._devtools.renderers()
        # Another site has another process. Until this one's has ended, it would be taken again.
        await self._go(ELSEWHERE)
        while before <= await self._devtools.renderers():
            await asyncio.sleep(_POLL_SECONDS)
        await self._go(ORIGIN)
        await self._new_world()

    async def audit(self, page: Styled, rules: Mapping[str, Any]) -> Audit:
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

    async def _audit(self, page: Styled, rules: Mapping[str, Any]) -> Audit:
        worn = [sheet.id for sheet in page.sheets] if page.is_complete else None
        if worn:
            await self._know(page.sheets)
        if rules is not self._armed:
            await self._call(f"vet.arm({json.dumps(rules)})")
            self._armed = rules
        arguments = map(json.dumps, (page.html, self._setup.max_elements, worn))
        found = await self._call(f"vet.visit({','.join(arguments)})")
        if found["elements"] > self._setup.max_elements:
            raise PageFailed("page-too-large")
        rows = list(found["rows"])
        if worn is not None and found["seen"]:
            for view in views_of(page, rules["views"]):
                rows += await self._look(view)
        return Audit(found["elements"], tuple(rows), found["seen"])

    async def _look(self, view: str) -> list[dict[str, Any]]:
        """What the loaded page shows in another view; the usual one is set again after it.

        The three commands are sent at once: the browser answers in the order they came.
        """
        method, (set_, reset) = _EMULATED[view], self._emulation(view)
        _, rows, _ = await asyncio.gather(
            self._devtools.send(method, set_),
            self._call(f"vet.look({json.dumps(view)})"),
            self._devtools.send(method, reset),
        )
        return list(rows)

    def _emulation(self, view: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the browser is told for a view, and for the usual one."""
        if view == "narrow":
            width, height = self._setup.viewport
            return metrics(NARROW, height), metrics(width, height)
        name, value = _FEATURES[view]
        return {"features": [{"name": name, "value": value}]}, {"features": []}

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
        self._armed = None

    async def _call(self, expression: str) -> Any:
        answer = await self._devtools.send("Runtime.evaluate", {
            "expression": expression, "contextId": self._world, "awaitPromise": True,
            "returnByValue": True,
        })  # fmt: skip
        if "exceptionDetails" in answer:
            detail = answer["exceptionDetails"].get("exception", {}).get("description", "")
            raise PageFailed("page-error", detail[:200])
        return answer["result"].get("value")


def views_of(page: Styled, wanted: Mapping[str, Any]) -> tuple[str, ...]:
    """The views that can show something new: a scheme or motion only where the sheets speak of it."""
    text = "".join(sheet.text + sheet.media for sheet in page.sheets)
    speaks = {"narrow": True, "dark": "prefers-color-scheme" in text, "still": "@keyframes" in text
              or "@-webkit-keyframes" in text}  # fmt: skip
    return tuple(view for view, rules in sorted(wanted.items()) if rules and speaks[view])


def metrics(width: int, height: int) -> dict[str, Any]:
    return {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}


def _answer(*addresses: str) -> Callable[[Params, bool], Params | None]:
    """The one empty page that all others are written into, once; nothing else is ever answered."""
    empty = {"responseCode": 200, "body": body(b"<!doctype html>"), "responseHeaders": headers({
        "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY})}  # fmt: skip
    unanswered = dict.fromkeys(addresses, empty)

    def answer(request: Params, is_document: bool) -> Params | None:
        # No content: whatever wants to lead the page elsewhere leaves it where it is.
        return unanswered.pop(request["url"], NOTHING) if is_document else None

    return answer

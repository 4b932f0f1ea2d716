"""Inside a sandbox of its own: the shell of a single-page application with its scripts let loose.

The page has seconds, a fresh profile, the files of the tree and nothing else: no network, no
service worker, no other window. What it left is read from an isolated world and handed back as
text, which is then examined like any static page, without scripts. Time is virtual and begins
at a fixed date, and chance has a fixed seed: the same bundle leaves the same page, save for
fractions of a second that it may write into it.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from vetting.engines.browser.bundles import Bundle, is_empty, served, type_of
from vetting.engines.browser.devtools import Devtools, Params, body, headers
from vetting.engines.browser.session import ARGUMENTS, ORIGIN, START_SECONDS, UNSEEN, metrics
from vetting.sandbox.serving import serve

BUDGET_MS = 5_000
SETTLE_SECONDS = 0.3
MAX_HTML = 2_000_000
BORN = 1_767_225_600  # 1 January 2026, the date that every page sees
_CLOCK = "Emulation.setVirtualTimePolicy"
_SEEDED = "--js-flags=--max-old-space-size=512 --random-seed=1"
_VIEW = {
    "Emulation.setDeviceMetricsOverride": metrics(1280, 900),
    "Emulation.setFocusEmulationEnabled": {"enabled": True},
    "Emulation.setLocaleOverride": {"locale": "id-ID"},
    "Emulation.setTimezoneOverride": {"timezoneId": "Asia/Jakarta"},
    "Emulation.setEmulatedMedia": {
        "features": [{"name": "prefers-reduced-motion", "value": "reduce"}]
    },
}
_SCRIPT = Path(__file__).parent / "unfold.js"


class Stage:
    """A browser that lets its one page run its scripts."""

    def __init__(self, root: Path, chromium: str, max_elements: int) -> None:
        self._root, self._chromium, self._most = root, chromium, max_elements
        self._devtools = Devtools()
        self._code = _SCRIPT.read_text(encoding="utf-8")

    async def start(self) -> None:
        """A fresh browser, with a window that is drawn: scripts wait for their next frame."""
        arguments = [*(a for a in ARGUMENTS if not a.startswith("--js-flags")), _SEEDED]
        starting = self._devtools.start(self._chromium, (*arguments, *UNSEEN, "--lang=id-ID"))
        await asyncio.wait_for(starting, START_SECONDS)
        await self._devtools.attach()

    async def stop(self) -> None:
        """End the browser, however it is."""
        await self._devtools.stop()

    async def unfold(self, bundle: Bundle) -> str:
        """What the page shows once its script has run; raises when that cannot be had."""
        await self._devtools.serve(_Server(self._root, bundle).answer)
        await self._devtools.stay_alone()
        for method, params in _VIEW.items():
            await self._devtools.send(method, params)
        await self._run(bundle)
        return await self._left()

    async def _run(self, bundle: Bundle) -> None:
        over = asyncio.Event()
        self._devtools.on("Emulation.virtualTimeBudgetExpired", lambda _: over.set())
        await self._devtools.send(_CLOCK, {"policy": "pause", "initialVirtualTime": BORN})
        await self._devtools.send("Page.navigate", {"url": ORIGIN.rstrip("/") + bundle.base})
        await self._devtools.send(_CLOCK, {
            "policy": "pauseIfNetworkFetchesPending", "budget": BUDGET_MS,
            "maxVirtualTimeTaskStarvationCount": 100_000,
        })  # fmt: skip
        await over.wait()
        await asyncio.sleep(SETTLE_SECONDS)

    async def _left(self) -> str:
        tree = await self._devtools.send("Page.getFrameTree")
        world = await self._devtools.send("Page.createIsolatedWorld", {
            "frameId": tree["frameTree"]["frame"]["id"], "worldName": "vet"})  # fmt: skip
        answer = await self._devtools.send("Runtime.evaluate", {
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

    def answer(self, request: Params, is_document: bool) -> Params | None:
        """The reply to a request, or None for none."""
        address = urlsplit(request["url"])
        if is_document:
            is_open, self._is_open = self._is_open, False
            if not is_open:
                return {"responseCode": 204}
            file: Path | None = self._root / self._bundle.path
        elif f"{address.scheme}://{address.netloc}/" != ORIGIN or request["method"] != "GET":
            return None
        else:
            file = served(self._root, self._bundle, address.path)
        if file is None:
            return None
        return {"responseCode": 200, "body": body(file.read_bytes()),
                "responseHeaders": headers({"content-type": type_of(file)})}  # fmt: skip


async def unfolded(request: Mapping[str, Any]) -> str:
    """What a bundle shows, or nothing where that could not be had in time."""
    stage = Stage(Path(request["root"]), request["chromium"], int(request["max-elements"]))
    try:
        await stage.start()
        bundle = Bundle(request["path"], request["base"])
        return await asyncio.wait_for(stage.unfold(bundle), float(request["page-seconds"]))
    except Exception:
        return ""
    finally:
        await stage.stop()


if __name__ == "__main__":
    serve(lambda request: {"html": asyncio.run(unfolded(request))})

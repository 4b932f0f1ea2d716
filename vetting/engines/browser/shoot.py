"""Inside the sandbox: pictures of elements, for a working copy of the report.

Pages are made as for an examination; only those with all their style sheets are pictured, since
others look like nothing that anybody sees. Digits and what stands beside a person's number or
address is hidden before a picture is taken.
"""

import asyncio
import json
import re
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from vetting.engines.browser.render.styles import Styled
from vetting.engines.browser.render.values import AT
from vetting.engines.browser.session import Session, Setup
from vetting.engines.browser.site import Site, Unreadable
from vetting.sandbox.serving import serve

SECONDS = 600
PAGE_SECONDS = 30
MAX_PNG = 150_000
_MARK = re.compile(rf' {AT}="(\d+)">')


class Gallery(Session):
    """A browser whose window is drawn."""

    async def _hide(self) -> None:
        return

    async def pictured(self, page: Styled, places: Sequence[int]) -> dict[int, str]:
        """PNG in base64 by place, of the elements that can be seen."""
        sheets = [(sheet.text, sheet.media) for sheet in page.sheets]
        await self._call(f"shot.load({json.dumps(page.html)},{json.dumps(sheets)})")
        found = {}
        for place in places:
            clip = await self._call(f"shot.box({place})")
            if not clip:
                continue
            shot = await self._devtools.send("Page.captureScreenshot", {
                "format": "png", "captureBeyondViewport": True, "clip": {**clip, "scale": 1}})  # fmt: skip
            await self._call(f"shot.unmark({place})")
            if len(shot["data"]) <= MAX_PNG * 4 // 3:
                found[place] = shot["data"]
        return found


def places_of(site: Site, wanted: Sequence[Sequence[Any]]) -> dict[int, list[str]]:
    """The ids of the wanted `[id, path, line, evidence]` by place: each has its first one only."""
    by_line: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    for id_, path, line, evidence in wanted:
        by_line[path, line].append((id_, evidence))
    found: dict[int, list[str]] = {}
    for number, source in enumerate(site.sources):
        here = by_line.get((site.paths[source.file], source.line), [])
        fits = [pair for pair in here if source.tag and pair[1].startswith(source.tag)]
        if fits:
            found[number] = [id_ for id_, _ in fits]
            for pair in fits:
                here.remove(pair)
    return found


async def shoot(request: Mapping[str, Any]) -> dict[str, str]:
    """By id, the picture of each wanted element that a complete page shows."""
    site = Site(request["root"], request["pages"], request["sheets"])
    deadline = time.monotonic() + SECONDS
    site.prepare(deadline)
    places = places_of(site, request["wanted"])
    script = Path(__file__).parent / "shoot.js"
    gallery = Gallery(Setup(request["chromium"], (script,), PAGE_SECONDS, 0))
    found: dict[str, str] = {}
    await gallery.start()
    for number in range(len(site.paths)):
        with suppress(Unreadable):
            styled = site.page(number)[1]
            here = sorted(places.keys() & {int(at) for at in _MARK.findall(styled.html)})
            if not styled.is_complete or not here or time.monotonic() > deadline:
                continue
            try:
                taken = await asyncio.wait_for(gallery.pictured(styled, here), PAGE_SECONDS)
            except Exception:
                await gallery.restart()
                continue
            for place, png in taken.items():
                found |= dict.fromkeys(places.pop(place), png)
    await gallery.stop()
    return found


if __name__ == "__main__":
    serve(lambda request: asyncio.run(shoot(request)))

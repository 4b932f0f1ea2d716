"""Every page once, in one order; what became of each file, and each fault once.

Several browsers look at pages at the same time, each at one. What they say is noted in the order
of the pages, so that the answer is the same however many there are.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vetting.engines.browser.alike import Alike
from vetting.engines.browser.render.compose import Page
from vetting.engines.browser.session import Audit, PageFailed, Session, Setup
from vetting.engines.browser.sift import Sieve
from vetting.engines.browser.site import Site, Unreadable

RECYCLE_AFTER = 150
MAX_RESTARTS = 20
AHEAD = 2
"""Pages made ready for each browser before one of them is noted."""


@dataclass(slots=True)
class _Desk:
    """A browser, and how many pages it has seen."""

    session: Session
    pages: int = 0


@dataclass(frozen=True, slots=True)
class _Visit:
    """A page that is being looked at, or one just like it."""

    number: int
    page: Page
    is_styled: bool
    alike: Alike
    audit: "asyncio.Future[Audit]"


class Survey:
    """One run over a site."""

    def __init__(self, site: Site, request: Mapping[str, Any]) -> None:
        self._site = site
        self._rules: dict[str, Any] = request["rules"]
        self._sieve = Sieve(request["page-rules"])
        canary = Path(request["canary"]).read_text(encoding="utf-8")
        self._canary = site.styles.of(canary, "")
        self._deadline = time.monotonic() + float(request["seconds"])
        self._recycle = int(request.get("recycle", RECYCLE_AFTER))
        known: Mapping[str, Any] = request.get("known", {})
        self._known = {
            key: Audit(a["elements"], tuple(a["rows"]), True) for key, a in known.items()
        }
        self._new: dict[str, Audit] = {}
        self._keys: set[str] = set()
        self._looked_at: dict[str, asyncio.Future[Audit]] = {}
        setup = Setup(
            request["chromium"],
            tuple(map(Path, request["scripts"])),
            float(request["page-seconds"]),
            int(request["max-elements"]),
        )
        self._desks = [_Desk(Session(setup)) for _ in range(int(request.get("browsers", 1)))]
        self._free: asyncio.Queue[_Desk] = asyncio.Queue()
        self._examined: set[int] = set()
        self._styled: set[int] = set()
        self._whole: set[int] = set()
        self._skipped: dict[int, str] = {}
        self._restarts = 0
        self._pages = 0
        self._elements = 0
        self._seconds = 0.0

    async def pages(self) -> dict[str, Any]:
        """The keys of the pages that may be visited, without a look at any, and the bundles.

        Where what is known is all that there is to see, it is answered as well.
        """
        order = self._order()
        bundles = [[bundle.path, bundle.base] for bundle in self._site.bundles()]
        told = {"pages": sorted(self._keys), "bundles": bundles}
        if bundles or not self._keys <= self._known.keys():
            return told
        await self._visit_in(order, 1)
        return told | {"answer": self._answer([])}

    async def run(self) -> dict[str, Any]:
        """The answer to the request."""
        sessions = [desk.session for desk in self._desks]
        try:
            await asyncio.gather(*(session.start() for session in sessions))
            first = await asyncio.gather(*map(self._proof, sessions))
            for desk in self._desks:
                self._free.put_nowait(desk)
            started = time.monotonic()
            await self._visit_in(self._order(), AHEAD * len(sessions))
            self._seconds = time.monotonic() - started
            last = await asyncio.gather(*map(self._proof, sessions))
        finally:
            await asyncio.gather(*(session.stop() for session in sessions))
        return self._answer([*first, *last])

    def _order(self) -> tuple[list[int], list[int]]:
        """Files in path order, and those that appear inside another page, which come last."""
        self._skipped |= self._site.prepare(self._deadline)
        inner: set[int] = set()
        outer: list[int] = []
        for number in range(len(self._site.paths)):
            if time.monotonic() > self._deadline:
                self._skipped.setdefault(number, "time-budget")
            if number in self._skipped:
                continue
            try:
                page, styled = self._site.page(number)
            except Unreadable as error:
                self._skipped[number] = error.reason
                continue
            inner |= page.files - {number}
            self._keys.add(Alike.of(styled).key)
            outer.append(number)
        return [n for n in outer if n not in inner], [n for n in outer if n in inner]

    async def _visit_in(self, order: tuple[list[int], list[int]], at_once: int) -> None:
        outer, inner = order
        await self._visit_all(outer, at_once)
        # Each of these may turn out to be shown inside the one before it.
        await self._visit_all(inner, 1)

    async def _visit_all(self, numbers: list[int], at_once: int) -> None:
        """Look at these pages, and note what was seen in their order."""
        under_way: deque[_Visit] = deque()
        for number in numbers:
            if len(under_way) == at_once:
                await self._end(under_way.popleft())
            if (visit := self._begin(number)) is not None:
                under_way.append(visit)
        for visit in under_way:
            await self._end(visit)

    def _begin(self, number: int) -> _Visit | None:
        if number in self._examined:
            return None
        if time.monotonic() > self._deadline or self._restarts > MAX_RESTARTS:
            self._skipped[number] = "time-budget"
            return None
        try:
            page, styled = self._site.page(number)
        except Unreadable as error:
            self._skipped[number] = error.reason
            return None
        alike = Alike.of(styled)
        if alike.key not in self._looked_at:
            self._looked_at[alike.key] = asyncio.ensure_future(self._seen(alike))
        return _Visit(number, page, styled.is_complete, alike, self._looked_at[alike.key])

    async def _end(self, visit: _Visit) -> None:
        try:
            audit = await visit.audit
        except PageFailed as error:
            self._skipped[visit.number] = error.reason
            return
        audit = replace(audit, rows=tuple(visit.alike.placed(audit.rows)))
        self._note(visit.number, visit.page, audit, visit.is_styled)

    async def _seen(self, alike: Alike) -> Audit:
        """What a browser says of a page, now or before."""
        if alike.key in self._known:
            return self._known[alike.key]
        desk = await self._free.get()
        try:
            if desk.pages % self._recycle == self._recycle - 1:
                await desk.session.renew()
            desk.pages += 1
            self._pages += 1
            audit = await desk.session.audit(alike.page, self._rules)
        except PageFailed:
            self._restarts += 1
            raise
        finally:
            self._free.put_nowait(desk)
        if audit.seen:
            self._new[alike.key] = audit
        return audit

    def _note(self, number: int, page: Page, audit: Audit, is_styled: bool) -> None:
        if not audit.seen:
            self._skipped[number] = "page-unproven"
            return
        self._elements += audit.elements
        self._examined |= page.files
        self._styled |= page.files if is_styled else set()
        self._whole |= page.files if page.is_whole else set()
        self._sieve.add(number, self._site.paths[number], page, audit.rows, self._site.sources)

    async def _proof(self, session: Session) -> list[str]:
        """The rules that fire on our page of known faults, and for each who saw it."""
        audit = await session.audit(self._canary, self._rules)
        said = {f"{by}:{row['rule']}" for row in audit.rows for by in row["by"]}
        return sorted({row["rule"] for row in audit.rows} | said)

    def _answer(self, proofs: list[list[str]]) -> dict[str, Any]:
        paths = self._site.paths
        skipped = {n: reason for n, reason in self._skipped.items() if n not in self._examined}
        return {
            "browser": self._desks[0].session.version,
            "canary": proofs,
            "pages": self._pages,
            "seconds": round(self._seconds, 3),
            "elements": self._elements,
            "examined": [paths[n] for n in sorted(self._examined)],
            "styled": [paths[n] for n in sorted(self._styled)],
            "whole": [paths[n] for n in sorted(self._whole)],
            "skipped": [[paths[n], reason] for n, reason in sorted(skipped.items())],
            "findings": self._sieve.findings(paths),
            "audits": {key: audit.plain for key, audit in self._new.items()},
        }

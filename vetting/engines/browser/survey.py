"""Every page once, in one order; what became of each file, and each fault once."""

import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from vetting.engines.browser.alike import Alike
from vetting.engines.browser.render.compose import Page
from vetting.engines.browser.session import Audit, PageFailed, Session, Setup
from vetting.engines.browser.sift import Sieve
from vetting.engines.browser.site import Site, Unreadable

RECYCLE_AFTER = 150
MAX_RESTARTS = 20


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
        self._session = Session(
            Setup(
                request["chromium"],
                tuple(map(Path, request["scripts"])),
                float(request["page-seconds"]),
                int(request["max-elements"]),
            )
        )
        self._examined: set[int] = set()
        self._styled: set[int] = set()
        self._whole: set[int] = set()
        self._skipped: dict[int, str] = {}
        self._restarts = 0
        self._pages = 0
        self._elements = 0
        self._seconds = 0.0

    def pages(self) -> dict[str, Any]:
        """The keys of the pages that may be visited, without a look at any, and the bundles."""
        keys = []
        for number in self._order():
            with suppress(Unreadable):
                keys.append(Alike.of(self._site.page(number)[1]).key)
        bundles = [[bundle.path, bundle.base] for bundle in self._site.bundles()]
        return {"pages": keys, "bundles": bundles}

    async def run(self) -> dict[str, Any]:
        """The answer to the request."""
        await self._session.start()
        try:
            first = await self._prove()
            started = time.monotonic()
            for number in self._order():
                await self._visit(number)
            self._seconds = time.monotonic() - started
            last = await self._prove()
        finally:
            await self._session.stop()
        return self._answer([first, last])

    def _order(self) -> Iterable[int]:
        """Files in path order; those that appear inside another page come last, if at all."""
        self._skipped |= self._site.prepare(self._deadline)
        inner: set[int] = set()
        outer: list[int] = []
        for number in range(len(self._site.paths)):
            if time.monotonic() > self._deadline:
                self._skipped.setdefault(number, "time-budget")
            if number in self._skipped:
                continue
            try:
                inner |= self._site.page(number)[0].files - {number}
            except Unreadable as error:
                self._skipped[number] = error.reason
                continue
            outer.append(number)
        yield from (number for number in outer if number not in inner)
        yield from (number for number in outer if number in inner)

    async def _visit(self, number: int) -> None:
        if number in self._examined:
            return
        if time.monotonic() > self._deadline or self._restarts > MAX_RESTARTS:
            self._skipped[number] = "time-budget"
            return
        try:
            page, styled = self._site.page(number)
        except Unreadable as error:
            self._skipped[number] = error.reason
            return
        alike = Alike.of(styled)
        try:
            audit = self._known.get(alike.key) or await self._seen(alike)
        except PageFailed as error:
            self._restarts += 1
            self._skipped[number] = error.reason
            return
        audit = replace(audit, rows=tuple(alike.placed(audit.rows)))
        self._note(number, page, audit, styled.is_complete)

    async def _seen(self, alike: Alike) -> Audit:
        """What the browser says of a page now; the same is said of all that are alike."""
        if self._pages % self._recycle == self._recycle - 1:
            await self._session.renew()
        self._pages += 1
        audit = await self._session.audit(alike.page, self._rules)
        if audit.seen:
            self._known[alike.key] = self._new[alike.key] = audit
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

    async def _prove(self) -> list[str]:
        """The rules that fire on our page of known faults, and for each who saw it."""
        audit = await self._session.audit(self._canary, self._rules)
        said = {f"{by}:{row['rule']}" for row in audit.rows for by in row["by"]}
        return sorted({row["rule"] for row in audit.rows} | said)

    def _answer(self, proofs: list[list[str]]) -> dict[str, Any]:
        paths = self._site.paths
        skipped = {n: reason for n, reason in self._skipped.items() if n not in self._examined}
        return {
            "browser": self._session.version,
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

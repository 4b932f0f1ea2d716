"""Every page once, in one order; what became of each file, and each fault once."""

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

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

    async def run(self) -> dict[str, Any]:
        """The answer to the request."""
        await self._session.start()
        try:
            first = await self._prove()
            started = time.monotonic()
            for number in self._order():
                if self._pages % self._recycle == self._recycle - 1:
                    await self._session.restart()
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
        self._pages += 1
        try:
            audit = await self._session.audit(styled, self._rules)
        except PageFailed as error:
            self._restarts += 1
            self._skipped[number] = error.reason
            return
        self._note(number, page, audit, styled.is_complete)

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
        }

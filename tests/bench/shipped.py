"""Each accessibility engine alone and as its makers ship it, beside all of ours together.

An engine of ours asks only rules that see faults we tell, and what the page answers one engine is
remembered for the next. What somebody would wait for who ran one engine by its own defaults on the
same pages, in the same browser, one page at a time, is measured here.
"""

import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measuring import cpu
from vetting import tooling
from vetting.content import Content
from vetting.engines.browser.alike import Alike
from vetting.engines.browser.engine import MAX_ELEMENTS, asked_pages
from vetting.engines.browser.packages import PACKAGES, scripts
from vetting.engines.browser.render.styles import Styled
from vetting.engines.browser.rules import request_of, rules_of
from vetting.engines.browser.session import Session, Setup
from vetting.engines.browser.site import Site, Unreadable
from vetting.engines.browser.witness import ENGINES as WITNESSES
from vetting.identify import identify
from vetting.intake import receive
from vetting.model.facts import Facts
from vetting.sandbox import open_sandbox

ENGINES = ("axe", *WITNESSES)
_SCRIPT = Path(__file__).with_suffix(".js")
_SECONDS = 60.0


@dataclass(frozen=True)
class Took:
    """Seconds by the clock and of the processor for all pages, and how many faults were told of."""

    seconds: float
    cpu: float | None
    found: int


def shipped(engine: str, pages: Sequence[Styled]) -> Took:
    """All pages by the engine's own defaults.

    The first page is looked at twice and counted once: what a browser compiles at first is no
    page's cost.
    """
    modules = tooling.node_modules()
    files = [modules / name for name in PACKAGES[engine][1]]

    async def look(session: Session, page: Styled) -> int:
        sheets = [[sheet.text, sheet.media] for sheet in page.sheets]
        given = ",".join(map(json.dumps, (engine, page.html, sheets)))
        return int(await session._call(f"shipped.look({given})"))

    return asyncio.run(_timed(_setup([*files, _SCRIPT]), look, pages))


def together(content: Content, pages: Sequence[Styled]) -> Took:
    """The same for everything `vet` asks of a page: four engines, its own rules, all views."""
    checks = [check for check in content.checks.values() if check.engine == "browser"]
    rules = request_of([rule for check in checks for rule in rules_of(check).values()], WITNESSES)

    async def look(session: Session, page: Styled) -> int:
        audit = await session.audit(page, rules)
        assert audit.seen, "the planted fault was not found"
        return sum(not row["review"] for row in audit.rows)

    return asyncio.run(_timed(_setup(scripts(WITNESSES)), look, pages))


def pages_of(app: Path) -> list[Styled]:
    """The pages that are made from an application's files, each that is unlike the others once."""
    with tempfile.TemporaryDirectory(prefix="vet-bench-") as store:
        sandbox = open_sandbox()
        tree = receive(app, Path(store), sandbox=sandbox).tree
        facts = identify(tree, sandbox)
        assert isinstance(facts, Facts), facts
        site = Site(str(tree.root), asked_pages(facts), facts.kinds.get("css", ()))
        left = site.prepare(time.monotonic() + 600)
        found = {}
        for number in range(len(site.paths)):
            if number not in left:
                with suppress(Unreadable):
                    alike = Alike.of(site.page(number)[1])
                    found[alike.key] = alike.page
        return list(found.values())


def _setup(files: Sequence[Path]) -> Setup:
    return Setup(str(tooling.chromium()), tuple(files), _SECONDS, MAX_ELEMENTS)


async def _timed(
    setup: Setup, look: Callable[[Session, Styled], Awaitable[int]], pages: Sequence[Styled]
) -> Took:
    cpu()  # from here on it counts, the browser's own processes included
    session = Session(setup)
    await session.start()
    try:
        await look(session, pages[0])
        before, start, found = cpu(), time.perf_counter(), 0
        for page in pages:
            found += await look(session, page)
        used = None if before is None else (cpu() or 0) - before
        return Took(time.perf_counter() - start, used, found)
    finally:
        await session.stop()

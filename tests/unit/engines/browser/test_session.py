"""The browser itself, on a page of our own."""

import asyncio
from pathlib import Path

import pytest

from vetting import tooling
from vetting.engines.browser.devtools import Devtools, Lost
from vetting.engines.browser.session import ELSEWHERE, ORIGIN, Session, Setup

pytestmark = pytest.mark.slow


async def with_session(folder: Path, act):
    script = folder / "empty.js"
    script.write_text("globalThis.vet = {}")
    session = Session(Setup(str(tooling.chromium()), (script,), 60, 1000))
    await session.start()
    try:
        return await act(session)
    finally:
        await session.stop()


def run(folder: Path, act):
    return asyncio.run(with_session(folder, act))


LOOK = "[document.visibilityState, document.hasFocus(), innerWidth, location.href, typeof vet]"


def test_nothing_is_drawn_for_nobody_and_the_page_is_in_front_all_the_same(tmp_path):
    async def window_of(session):
        target = (await session._devtools.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
        window = await session._devtools.command("Browser.getWindowForTarget", {"targetId": target})
        return window["bounds"]["windowState"], await session._call(LOOK)

    state, seen = run(tmp_path, window_of)
    assert state == "minimized"
    assert seen == ["visible", True, 1280, ORIGIN, "object"]


def test_a_renewed_page_has_another_process_and_looks_the_same(tmp_path):
    async def renewed(session):
        before = await session._devtools.renderers()
        await session._call("globalThis.left = 1")
        await session.renew()
        await asyncio.sleep(1)
        left = await session._call("typeof left")
        return before, await session._devtools.renderers(), left, await session._call(LOOK)

    before, after, left, seen = run(tmp_path, renewed)
    assert after - before
    assert before - after
    assert left == "undefined"
    assert seen == ["visible", True, 1280, ORIGIN, "object"]


def test_nothing_leads_the_page_elsewhere_and_nothing_is_fetched(tmp_path):
    async def tempted(session):
        for address in (ORIGIN, ELSEWHERE, "http://127.0.0.1:9/"):
            await session._devtools.send("Page.navigate", {"url": address})
        fetched = "fetch('http://127.0.0.1:9/').then(() => 'fetched', () => 'refused')"
        return await session._call(fetched), await session._call(LOOK)

    fetched, seen = run(tmp_path, tempted)
    assert fetched == "refused"
    assert seen[3:] == [ORIGIN, "object"]


def test_a_browser_that_dies_is_told_at_once_and_replaced(tmp_path):
    async def killed(session):
        waiting = asyncio.ensure_future(session._call("new Promise(() => 0)"))
        await asyncio.sleep(0.2)
        session._devtools._process.kill()
        with pytest.raises(Lost):
            await asyncio.wait_for(waiting, 20)
        with pytest.raises(Lost):
            await session._call("1")
        await session.restart()
        return await session._call("1 + 1")

    assert run(tmp_path, killed) == 2


def test_a_page_that_crashes_is_told_at_once(tmp_path):
    async def crashed(session):
        with pytest.raises(Lost):
            await asyncio.wait_for(session._devtools.send("Page.crash"), 20)
        await session.restart()
        return await session._call("1 + 1")

    assert run(tmp_path, crashed) == 2


def test_what_does_not_start_is_no_browser_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    async def start():
        devtools = Devtools()
        try:
            with pytest.raises(Lost):
                await devtools.start("/bin/true", ())
        finally:
            await devtools.stop()

    asyncio.run(start())
    assert not list(tmp_path.iterdir())

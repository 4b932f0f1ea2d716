"""The browser itself, on a page of our own."""

import asyncio
from pathlib import Path

import pytest

from vetting import tooling
from vetting.engines.browser.session import Session, Setup

pytestmark = pytest.mark.slow


async def window_of(script: Path):
    script.write_text("")
    session = Session(Setup(str(tooling.chromium()), (script,), 60, 1000))
    await session.start()
    try:
        seen = await session._call("[document.visibilityState, document.hasFocus(), innerWidth]")
        target = (await session._devtools.send("Target.getTargetInfo"))["targetInfo"]["targetId"]
        windows = await session._browser.new_browser_cdp_session()
        window = await windows.send("Browser.getWindowForTarget", {"targetId": target})
        return window["bounds"]["windowState"], seen
    finally:
        await session.stop()


def test_nothing_is_drawn_for_nobody_and_the_page_is_in_front_all_the_same(tmp_path):
    state, seen = asyncio.run(window_of(tmp_path / "empty.js"))
    assert state == "minimized"
    assert seen == ["visible", True, 1280]

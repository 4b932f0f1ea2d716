"""A page at rest is asked once, and never believed after something has moved."""

import asyncio
from pathlib import Path

import pytest

from vetting import tooling
from vetting.engines.browser import session as module
from vetting.engines.browser.session import Session, Setup

pytestmark = pytest.mark.slow

SCRIPT = Path(module.__file__).parent / "still.js"
HTML = "<p>a</p><style>p{color:rgb(1,1,1)} p::before{content:'x';color:rgb(2,2,2)}</style>"
SET_UP = f"""
document.documentElement.innerHTML = {HTML!r};
globalThis.p = document.querySelector("p");
globalThis.colour = (pseudo) => getComputedStyle(p, pseudo).getPropertyValue("color");
globalThis.paint = (value) => {{ p.style.color = value; }};
"""


def said(*steps: str):
    """What each expression gives, one after the other, in the world of our scripts."""

    async def act():
        session = Session(Setup(str(tooling.chromium()), (SCRIPT,), 60, 1000))
        await session.start()
        try:
            await session._call(f"{SET_UP};0")
            return [await session._call(step) for step in steps]
        finally:
            await session.stop()

    return asyncio.run(act())


def test_what_moves_is_seen_before_rest_after_it_and_in_between():
    told = said(
        "colour()",
        "paint('rgb(3, 3, 3)'), colour()",
        "vetStill.rest(), [colour(), colour('::before')]",
        "vetStill.moving(() => { paint('rgb(4, 4, 4)'); return colour(); })",
        "colour()",  # whoever moves things has to leave them as they were
        "vetStill.rest(), [colour(), colour('::before')]",
        "vetStill.end(), paint('rgb(5, 5, 5)'), colour()",
    )
    assert told == [
        "rgb(1, 1, 1)", "rgb(3, 3, 3)", ["rgb(3, 3, 3)", "rgb(2, 2, 2)"], "rgb(4, 4, 4)",
        "rgb(3, 3, 3)", ["rgb(4, 4, 4)", "rgb(2, 2, 2)"], "rgb(5, 5, 5)",
    ]  # fmt: skip


def test_other_declarations_and_names_are_never_remembered():
    told = said(
        "p.style.setProperty('--a', '1'), vetStill.rest(), p.style.getPropertyValue('--a')",
        "p.style.setProperty('--a', '2'), p.style.getPropertyValue('--a')",
        "[getComputedStyle(p).color, getComputedStyle(p).getPropertyValue('display')]",
    )
    assert told == ["1", "2", ["rgb(1, 1, 1)", "block"]]


def test_a_method_is_asked_once_of_each_element_until_something_moves():
    told = said(
        "globalThis.count = 0, globalThis.asked = vetStill.once('a', (it) => it.at, () => ++count),"
        "globalThis.first = { at: p, asked }, globalThis.second = { at: document.body, asked },"
        "[first.asked(), first.asked()]",
        "vetStill.rest(), [first.asked(), first.asked(), second.asked()]",
        "vetStill.moving(() => first.asked())",
        "vetStill.rest(), first.asked()",
    )
    assert told == [[1, 2], [3, 3, 4], 5, 6]

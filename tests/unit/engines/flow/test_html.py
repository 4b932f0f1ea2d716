"""Where in a page a value stands, and what it may not hold there."""

import pytest

from vetting.engines.semgrep.flow.characters import ALL, NUMBER, WORD, mask
from vetting.engines.semgrep.flow.html import Page
from vetting.engines.semgrep.flow.values import Hole

ESCAPED = Hole(chars=ALL & ~mask("<>\"'"), encoded=mask("<>\"'"), filters=frozenset({"esc"}))
SLASHED = Hole(slashed=mask("'\"\\"))
CASES = [
    ("<p>", "text", ESCAPED, SLASHED),
    ("<b>lama</b> ", "text", ESCAPED, SLASHED),
    ('<input value="', "attribute", ESCAPED, SLASHED),
    ("<input value='", "attribute", ESCAPED, SLASHED),
    ('<p title="x" class=', "unquoted-attribute", Hole(chars=WORD), ESCAPED),
    ("<", "tag", Hole(chars=NUMBER), ESCAPED),
    ("<td ", "attribute-name", Hole(chars=NUMBER), ESCAPED),
    ("<!-- ", "comment", Hole(chars=WORD), Hole()),
    ('<a href="', "url", Hole(chars=WORD), ESCAPED),
    ('<a href="/cari?q=', "attribute", ESCAPED, SLASHED),
    ('<img src="', "attribute", ESCAPED, Hole()),
    ("<script>var a = ", "script", Hole(chars=NUMBER), ESCAPED),
    ("<script>var a = '", "script-string", ESCAPED, SLASHED),
    ('<script>f("x"); var b = "', "script-string", ESCAPED, Hole()),
    ("<script>setTimeout('", "script", Hole(chars=WORD), ESCAPED),
    ("<script>// 'x\nvar a = ", "script", Hole(chars=NUMBER), ESCAPED),
    ("<script>/* ' */ var a = '", "script-string", ESCAPED, Hole()),
    ("<b onclick=\"f('", "script-string", Hole(chars=WORD), ESCAPED),
    ("<style>p { color: ", "style", Hole(chars=WORD), ESCAPED),
    ('<p style="color: ', "style", Hole(chars=WORD), ESCAPED),
    ("<style>p { font: 'x'; } ", "style", Hole(chars=NUMBER), ESCAPED),
    ("<script>x = '</script><p>", "text", ESCAPED, Hole()),
    ("<script></script></script><p>", "text", ESCAPED, Hole()),
    ("<!-- <script> --><p>", "text", ESCAPED, Hole()),
    ("<textarea>", "text", ESCAPED, Hole()),
    ("3 < 4 and ", "text", ESCAPED, Hole()),
]


@pytest.mark.parametrize(("before", "place", "safe", "harmful"), CASES)
def test_a_place_and_what_is_fit_for_it(before, place, safe, harmful):
    danger = Page().fed(before).danger
    assert danger.place == place
    assert not danger.reached_by(safe)
    assert danger.reached_by(harmful)


@pytest.mark.parametrize("before", [before for before, *_ in CASES])
def test_a_page_in_pieces_is_the_same_page(before):
    page = Page()
    for letter in before:
        page = page.fed(letter)
    # Markers of two and more letters have to stand in one piece of output.
    if not any(mark in before for mark in ("<!--", "</", "/*", "//", "setTimeout")):
        assert page.danger.place == Page().fed(before).danger.place


def test_what_is_not_known_moves_on():
    assert Page().fed("<").passed().fed(" ").mode == "tag"
    assert Page().fed("<a href=").passed().value == "?"
    assert Page().fed("<a ").passed().fed("=").mode == "equals"

"""Many words looked for at once: the same answer as one after another."""

import re

import re2
from hypothesis import given
from hypothesis import strategies as st

from vetting.engines.words import Words, lines_with

LETTERS = st.text(st.sampled_from("ab.$\n\0é💡"), min_size=1, max_size=4)


@given(st.lists(LETTERS), st.text(st.sampled_from("ab.$\n\0é💡 "), max_size=60))
def test_words_within_are_those_that_stand_in_the_text(words: list[str], text: str) -> None:
    assert Words(words).within(text) == {word for word in words if word in text}


def test_a_long_hostile_text_neither_hides_a_word_nor_takes_long() -> None:
    words = Words(["a" * length for length in range(1, 300)] + ["ab" * 200 + "c"])
    text = "ab" * 2_000_000 + "c"
    assert words.within(text) == {"a", "ab" * 200 + "c"}


@given(st.text(st.sampled_from("ab\n"), max_size=40))
def test_lines_with_are_those_on_which_a_match_begins(text: str) -> None:
    begins = {text.count("\n", 0, found.start()) + 1 for found in re.finditer("(?=a[^a]*b)", text)}
    found = list(lines_with(re2.compile(rb"a[^a]*b"), text.encode()))
    assert [number for number, _ in found] == sorted(begins)
    assert [line.decode() for _, line in found] == [text.split("\n")[n - 1] for n in sorted(begins)]

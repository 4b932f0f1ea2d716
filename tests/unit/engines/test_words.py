"""Many words looked for at once: the same answer as one after another."""

from hypothesis import given
from hypothesis import strategies as st

from vetting.engines.words import Words

LETTERS = st.text(st.sampled_from("ab.$\n\0é💡"), min_size=1, max_size=4)


@given(st.lists(LETTERS), st.text(st.sampled_from("ab.$\n\0é💡 "), max_size=60))
def test_words_within_are_those_that_stand_in_the_text(words: list[str], text: str) -> None:
    assert Words(words).within(text) == {word for word in words if word in text}


def test_a_long_hostile_text_neither_hides_a_word_nor_takes_long() -> None:
    words = Words(["a" * length for length in range(1, 300)] + ["ab" * 200 + "c"])
    text = "ab" * 2_000_000 + "c"
    assert words.within(text) == {"a", "ab" * 200 + "c"}

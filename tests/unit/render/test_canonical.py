import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.render.canonical import canonical, digest


def test_keys_are_sorted_by_utf16_units():
    # The example of RFC 8785, section 3.2.3: U+1F600 sorts before U+FB33, whose code is smaller.
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    shuffled = dict.fromkeys(reversed(order), 0)
    assert list(json.loads(canonical(shuffled))) == order


def test_only_what_json_demands_is_escaped():
    text = '\u20ac$\x0f\nA\'B"\\\\"/\x7f'
    assert canonical(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'.encode()


@pytest.mark.parametrize("value", [1.5, float("nan"), {"a": [1.0]}])
def test_floats_are_refused(value):
    with pytest.raises(TypeError):
        canonical(value)


def test_numbers_that_readers_would_round_are_refused():
    assert canonical(2**53 - 1) == b"9007199254740991"
    with pytest.raises(ValueError):
        canonical([2**53])


def test_a_lone_surrogate_comes_back_as_it_was():
    body = canonical({"name": "a\ud800b"})
    assert body == b'{"name":"a\\ud800b"}'
    assert json.loads(body) == {"name": "a\ud800b"}


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(plain)
def test_reading_and_writing_again_changes_no_byte(value):
    body = canonical(value)
    assert json.loads(body) == value
    assert canonical(json.loads(body)) == body


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_keys_never_matters(value):
    assert digest(value) == digest(dict(reversed(value.items())))

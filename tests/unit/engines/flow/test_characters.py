"""Which characters an expression lets through."""

import pytest

from vetting.engines.semgrep.flow.characters import ALL, DIGITS, LETTERS, WORD, mask, single, whole


@pytest.mark.parametrize(
    ("pcre", "chars"),
    [
        ("/^[0-9]+$/", DIGITS),
        (r"/^\d{16}$/", DIGITS),
        ("/^[a-z]+$/i", LETTERS),
        ("#^[a-z]+$#", mask("abcdefghijklmnopqrstuvwxyz")),
        (r"/\A\w*\z/", WORD),
        ("/^[[:alpha:]]+$/", LETTERS),
        (r"/^(?:[0-9]{2}-)+[\/.]$/", DIGITS | mask("-/.")),
        ("/^.*$/", ALL),
        ("/^[^'\"]+$/", ALL & ~mask("'\"")),
        ("/^[a-]+$/", mask("a-")),
        ("/^[]x]+$/", mask("]x")),
        ("{^(a|b)$}", mask("ab")),
    ],
)
def test_an_anchored_expression_bounds_the_whole_text(pcre, chars):
    assert whole(pcre) == chars


@pytest.mark.parametrize(
    "pcre",
    ["/[0-9]+/", "/^[0-9]+/", "/[0-9]+$/", "/^a|b$/", "/^[0-9]+$/m", r"/^5\$/", "/^(?=a)b$/",
     r"/^\p{L}+$/", "^[0-9]$", "", "/"],
)  # fmt: skip
def test_what_bounds_less_says_nothing(pcre):
    assert whole(pcre) is None


@pytest.mark.parametrize(
    ("pcre", "chars"),
    [
        (r"/\D/", ALL & ~DIGITS),
        ("/[^a-z]+/i", ALL & ~LETTERS),
        ("/'/", mask("'")),
        (r"/\W/si", ALL & ~WORD),
    ],
)
def test_one_class_is_told(pcre, chars):
    assert single(pcre) == chars


@pytest.mark.parametrize("pcre", ["/ab/", "/select|union/i", "/^a/", "nonsense"])
def test_more_than_one_class_is_not(pcre):
    assert single(pcre) is None

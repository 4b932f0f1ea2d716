import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.render.visible import clipped, named, one_line, visible

RAW = st.text(st.characters())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("foto\u202egpj.php", "foto<U+202E>gpj.php"),
        ("a\x1b[2Jb", "a<U+001B>[2Jb"),
        ("nol\u200blebar", "nol<U+200B>lebar"),
        ("\ud800", "<U+D800>"),
        ("tag\U000e0041", "tag<U+E0041>"),
        ("dua\nbaris", "dua<U+000A>baris"),
        ("spasi\u00a0tetap", "spasi<U+00A0>tetap"),
        ("Perlindungan énam 日本", "Perlindungan énam 日本"),
    ],
)
def test_hidden_characters_are_shown_by_their_code_point(text, shown):
    assert visible(text) == shown


@given(RAW)
def test_whatever_comes_in_what_goes_out_is_printable(text):
    assert visible(text).isprintable()
    assert one_line(text, 40).isprintable()
    assert len(one_line(text, 40)) <= 40
    assert len(named(text, 40)) <= 40


def test_what_is_kept_stays_and_what_is_cut_shows():
    assert visible("a\tb\x00", keep="\t") == "a\tb<U+0000>"
    assert clipped("panjang", 4) == "pan…"
    assert clipped("pas", 3) == "pas"
    assert named("a\nb") == "a<U+000A>b"
    assert one_line(" a \n b ") == "a b"

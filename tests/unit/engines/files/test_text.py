from vetting.engines.files.text import Lines, decode, quote


def test_decodes_utf8_latin1_and_marked_utf16():
    assert decode("é".encode()) == "é"
    assert decode(b"\xe9") == "é"
    assert decode("﻿<?php".encode()) == "<?php"
    assert decode("<?php".encode("utf-16")) == "<?php"


def test_a_nul_makes_it_binary():
    assert decode(b"GIF89a\0") is None


def test_a_line_separator_of_unicode_does_not_count_as_a_line():
    lines = Lines("a\u2028b\nc")
    assert lines.number(0) == 1
    assert lines.number(2) == 1
    assert lines.number(4) == 2
    assert lines.at(2) == "c"


def test_a_quote_shows_what_cannot_be_seen_and_hides_what_must_not():
    assert quote("a\u202eb") == "a<U+202E>b"
    assert "rahasia-sekali" not in quote("password = 'rahasia-sekali'")
    assert "3374010101900001" not in quote("nik 3374010101900001")
    assert len(quote("x" * 1000)) <= 160

import pytest

from vetting.engines.files.detectors import DETECTORS
from vetting.engines.files.matching import File
from vetting.engines.words import Words


def lines(name, data, **options):
    body = data if isinstance(data, bytes) else data.encode()
    return [hit.line for hit in DETECTORS[name](File("a", body, Words(())), options)]


def test_direction_controls_are_found_but_not_in_arabic_prose():
    assert lines("bidi-controls", "a\n'x\u2066 // \u2069'") == [2]
    assert lines("bidi-controls", "'\u202b\u0627\u0644\u202c'") == []
    assert lines("bidi-controls", "'\u202e\u0627'") == [1]


@pytest.mark.parametrize(
    "text", ["a\u200bb", "x\u3164 = 1", "\ufe00\ufe01\ufe02\ufe03", "\U000e0041\U000e0042"]
)
def test_hidden_characters(text):
    assert lines("hidden-characters", f"\n{text}") == [2]


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffawal",
        "[\\s\ufeff\u200b]",
        "👨\u200d👩\u200d👧",
        "✔\ufe0f",
        "🏴\U000e0067\U000e0062\U000e007f",
        "biasa",
    ],
)
def test_ordinary_use_of_them(text):
    assert lines("hidden-characters", text) == []


def test_php_in_an_image_needs_text_that_calls_something():
    assert lines("php-in-image", b"GIF89a\n\0<?php echo f($_GET['x']); ?>") == [2]
    assert lines("php-in-image", b"\xff\xd8<?=`ls`?>") == [1]
    assert lines("php-in-image", b"\xff\xd8<?=\x9c\x01\x02(") == []
    assert lines("php-in-image", b"<?xml version='1.0'?><svg/>") == []


def test_a_long_line_is_dense_and_most_of_the_file():
    assert lines("long-line", "a=f(b);" * 1000, characters=3000) == [1]
    assert lines("long-line", "kalimat biasa saja " * 1000, characters=3000) == []
    assert lines("long-line", "a=f(b);" * 1000 + "\nx" * 9000, characters=3000) == []


def test_a_packed_literal_needs_something_that_runs_it():
    literal = "'" + "QUJD" * 300 + "'"
    assert lines("nested-decoders", f"<?php\n$a = {literal};\neval(b($a));", characters=800) == [2]
    assert lines("nested-decoders", f"<?php $gambar = {literal};", characters=800) == []


def test_a_packed_literal_is_told_by_its_column_in_no_language():
    literal = "'" + "QUJD" * 300 + "'"
    body = f"<?php\n{' ' * 5000}$a  = {literal}; eval(b($a));".encode()
    (hit,) = DETECTORS["nested-decoders"](File("a", body, Words(())), {"characters": 800})
    assert hit.evidence == "2:5007 $a = 'QUJD*** (1200)"
    (hit,) = DETECTORS["long-line"](File("a", b"a=f(b);" * 1000, Words(())), {"characters": 99})
    assert hit.evidence == f"1:1 {'a=f(b);' * 8}a=f( (7000)"


def test_names_in_pieces_are_found_when_joining_makes_them():
    assert lines("split-names", "<?php\n$t = 'base64_'.'decode';") == [2]
    assert lines("split-names", '<?php $a = "as" . "sert";') == [1]
    assert lines("split-names", "<?php $a = 'base64_decode'; $b = 'x' . 'y';") == []
    assert lines("split-names", "<?php $a = 'eva' . \"luasi\";") == []


def test_of_the_rows_of_a_dump_nothing_is_shown():
    body = b"CREATE TABLE a (b int);\nINSERT INTO `basis`.`warga` VALUES (1,'isi');"
    (hit,) = DETECTORS["sql-rows"](File("a.sql", body, Words(())), {})
    assert (hit.line, hit.evidence, hit.anchor) == (0, "INSERT INTO warga", "a.sql")

"""Where in a query, command, path or address a value stands."""

import pytest

from vetting.engines.semgrep.flow.characters import ALL, LETTERS, NUMBER, WORD, mask
from vetting.engines.semgrep.flow.languages import places
from vetting.engines.semgrep.flow.values import Hole, Text

RAW = Hole()
SLASHED = Hole(slashed=mask("'\"\\"))
DOUBLED = Hole(doubled=mask("'"), chars=ALL & ~mask("\\"))
HTML = Hole(chars=ALL & ~mask("<>\"'"), encoded=mask("<>\"'"))
PLAIN = Hole(chars=WORD)
DIGITS = Hole(chars=NUMBER)


def reached(language, before, hole, after=""):
    ((_, danger),) = places(language, Text((before, hole, after)))
    return danger.reached_by(hole)


@pytest.mark.parametrize(
    ("language", "before", "safe", "harmful"),
    [
        ("sql", "WHERE a = ", [PLAIN, DIGITS], [RAW, SLASHED, HTML]),
        ("sql", "WHERE a = '", [SLASHED, DOUBLED, PLAIN], [RAW, HTML]),
        ("sql", "WHERE b = 'it''s' AND a = '", [SLASHED], [RAW]),
        ("sql", r"WHERE b = 'it\'s' AND a = '", [SLASHED], [RAW]),
        ("sql", "/* ' */ WHERE a = ", [DIGITS], [SLASHED]),
        ("sql", "-- it's\nWHERE a = ", [DIGITS], [SLASHED]),
        ("sql", "SELECT * FROM `", [PLAIN], [SLASHED]),
        ("shell", "cat ", [PLAIN], [RAW, HTML]),
        ("shell", "cat '", [Hole(chars=ALL & ~mask("'"))], [SLASHED, HTML]),
        ("shell", 'cat "', [Hole(chars=WORD | mask("'"))], [SLASHED, RAW]),
        ("xpath", "//a[b='", [Hole(chars=ALL & ~mask("'"))], [SLASHED, HTML]),
        ("xpath", "//a[b=", [PLAIN], [SLASHED]),
        ("php", "$a = '", [SLASHED], [RAW, HTML]),
        ("php", '$a = "', [PLAIN], [SLASHED]),
        ("php", "$a = ", [DIGITS], [SLASHED]),
        ("ldap", "(uid=", [PLAIN], [SLASHED, HTML]),
        ("ldap-name", "uid=", [PLAIN], [SLASHED, HTML]),
        (
            "path",
            "data/",
            [PLAIN, Hole(chars=ALL & ~mask("/\\")), Hole(chars=ALL & ~mask("."))],
            [RAW],
        ),
        ("path", "", [PLAIN], [RAW, Hole(chars=ALL & ~mask("."))]),
        ("path", "https://contoh.go.id/", [RAW], []),
        ("entry", "data/kecil_", [RAW], []),
        ("entry", "data/", [PLAIN], [RAW]),
        ("deleted", "data/kecil_", [RAW], []),
        ("deleted", "data/", [PLAIN], [RAW]),
        ("redirect", "", [PLAIN], [RAW]),
        ("redirect", "/", [PLAIN], [RAW]),
        ("redirect", "https://", [], [PLAIN, RAW]),
        ("redirect", "https://contoh.go.id/", [RAW], []),
        ("location", "Location: ", [PLAIN], [RAW]),
        ("location", "Location: a.php?b=", [RAW], []),
        ("location", "Location: b/", [PLAIN], [RAW]),
        ("url", "http://x.go.id/?q=", [RAW], []),
        ("lines", "masuk: ", [PLAIN], [RAW]),
    ],
)
def test_a_place_and_what_is_fit_for_it(language, before, safe, harmful):
    assert [hole for hole in safe if reached(language, before, hole)] == []
    assert [hole for hole in harmful if not reached(language, before, hole)] == []


def test_a_program_may_not_be_chosen():
    ((_, danger),) = places("shell", Text((PLAIN, " -v")))
    assert danger.reached_by(PLAIN)


def test_a_backslash_matters_where_another_value_follows():
    doubled = Hole(doubled=mask("'"), chars=LETTERS | mask("'\\"))
    assert not reached("sql", "a = '", doubled, "'")
    two = places("sql", Text(("a = '", doubled, "' AND b = '", doubled, "'")))
    assert all(danger.reached_by(hole) for hole, danger in two)


@pytest.mark.parametrize(
    ("before", "place"),
    [("", "path"), ("data/", "path-part"), ("data/isi_", "path-prefixed")],
)
def test_a_path_tells_what_stands_before(before, place):
    ((_, danger),) = places("path", Text((before, RAW) if before else (RAW,)))
    assert danger.place == place


@pytest.mark.parametrize("language", ["path", "entry", "deleted"])
def test_a_name_without_its_folders_leads_to_no_other_folder(language):
    named = Hole(chars=ALL & ~mask("/\\"))
    assert not reached(language, "", named)
    assert reached(language, "", RAW)


def test_a_name_without_its_folders_may_be_code_to_run():
    assert reached("include", "", Hole(chars=ALL & ~mask("/\\")))

"""One name, one path, the same on every system."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vetting.intake import DEFAULT, Refused
from vetting.intake.names import canonical, folded, vcs_part, visible


def told(name):
    warnings = []
    return canonical(name, DEFAULT, lambda code, path: warnings.append((code, path))), warnings


@pytest.mark.parametrize(
    "name", ["a", "a/b.c", "...a", "a/...b", ".env", "-rf", "é", "a b/c (1).txt"]
)
def test_plain_names_pass_silently(name):
    assert told(name) == (name, [])


def test_a_folders_slash_is_dropped():
    assert told("a/b/") == ("a/b", [])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CON", "name-windows"),
        ("a/nul.txt", "name-windows"),
        ("LPT¹", "name-windows"),
        ("a./b", "name-windows"),
        ("a:b", "name-windows"),
        ("a\u200db", "name-invisible"),
        ("e\u0301", "name-not-nfc"),
    ],
)
def test_odd_names_are_told(name, code):
    if name == "a:b":
        with pytest.raises(Refused):  # a drive letter
            told(name)
        name = "aa:b"
    assert told(name) == (name, [(code, name)])


@given(st.text(alphabet=st.sampled_from("ab./\\:\0\n \u202e\u200dé\u0301"), max_size=12))
def test_an_accepted_name_cannot_leave_or_hide(name):
    try:
        path, _ = told(name)
    except Refused:
        return
    parts = path.split("/")
    assert not {"", ".", ".."} & set(parts)
    assert not set("\\\0\n\u202e") & set(path)
    assert path == name.removesuffix("/")
    assert told(path)[0] == path


def test_what_a_person_and_a_careless_system_see():
    assert visible("a\u200db") == "ab"
    assert visible("ﬁ") == "fi"
    assert folded("A./B ") == "a/b"
    assert folded("Straße") == "strasse"
    assert folded("...") == "..."


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("app/.git/config", "app/.git"),
        ("app/.git", "app/.git"),
        (".HG/x", ".HG"),
        ("a/.svn./x", "a/.svn."),
        ("a/.g\u200cit/x", "a/.g\u200cit"),
        ("app/.gitignore", ""),
        ("app/git/config", ""),
        ("app/x.git/config", ""),
    ],
)
def test_version_control_is_recognised_however_it_is_spelled(path, part):
    assert vcs_part(path) == part

"""Every reason has its words, every word its reason, and every row a test that reaches it."""

import ast
import os
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

import vetting.intake
from tests.hostile.intake.corpus import CASES, Verdict
from tests.hostile.intake.corpus.zip_writer import APP, Entry, build
from vetting.intake import DEFAULT, REFUSALS, WARNINGS, Refused, receive, warning_text
from vetting.intake.folder import read_folder
from vetting.intake.refused import printable
from vetting.intake.sink import Nowhere
from vetting.intake.streams import _DECODERS

SOURCES = sorted(Path(vetting.intake.__file__).parent.rglob("*.py"))


def first_arguments(*names):
    """The string constants that may be the first argument of calls of these names."""
    found = set()
    for source in SOURCES:
        tree = ast.parse(source.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.Call) and function.args:
                called = function.func
                name = called.attr if isinstance(called, ast.Attribute) else called.id
                if name in names:
                    found |= constants(function.args[0], tree)
    return found


def constants(node, tree):
    """The strings a code may be: itself, both arms of a choice, or what a name was set to."""
    match node:
        case ast.Constant(value=str(value)):
            return {value}
        case ast.IfExp(body=body, orelse=orelse):
            return constants(body, tree) | constants(orelse, tree)
        case ast.Name(id=name):
            assigned = [
                n.value
                for n in ast.walk(tree)
                if isinstance(n, ast.Assign)
                and any(isinstance(t, ast.Name) and t.id == name for t in n.targets)
            ]
            return set().union(*(constants(value, tree) for value in assigned))  # fmt: skip
        case ast.Subscript(value=ast.Name(id=name)):
            tables = [
                n.value
                for n in ast.walk(tree)
                if isinstance(n, ast.Assign)
                and any(isinstance(t, ast.Name) and t.id == name for t in n.targets)
            ]
            return {c.value for t in tables if isinstance(t, ast.Dict) for c in t.values
                    if isinstance(c, ast.Constant)}  # fmt: skip
    return set()


def test_the_table_holds_exactly_the_codes_that_the_source_raises():
    assert first_arguments("Refused") == set(REFUSALS)


def test_the_table_holds_exactly_the_warnings_that_the_source_gives():
    streams = {code for _, _, code in _DECODERS.values() if code}
    others = {"warnings-shortened", "root-folder"}
    assert first_arguments("warn", "_warn") | streams | others == set(WARNINGS)


def zip_at(folder, *entries):
    path = folder / "app.zip"
    path.write_bytes(build(entries or APP))
    return path


def too_large_archive(folder):
    receive(zip_at(folder), folder / "s", limits=replace(DEFAULT, archive_bytes=100))


def too_much(folder):
    receive(zip_at(folder), folder / "s", limits=replace(DEFAULT, total_bytes=10))


def too_slow(folder):
    receive(zip_at(folder), folder / "s", limits=replace(DEFAULT, seconds=-1))


def too_large_file(folder):
    receive(zip_at(folder), folder / "s", limits=replace(DEFAULT, file_bytes=5))


def unreadable(folder):
    """Root reads everything, so the folder is one that is gone when it is opened."""
    read_folder(str(folder / "gone"), Nowhere(), DEFAULT)


class Meddler(Nowhere):
    """Writes into the folder that is being read."""

    def __init__(self, folder):
        self._folder = folder

    def open(self, path):
        (self._folder / "new").write_text("x")
        return super().open(path)


def app_in(folder):
    (folder / "app").mkdir()
    (folder / "app" / "a").write_text("x")
    return folder / "app"


def changing(folder):
    app = app_in(folder)
    os.utime(app, (1, 1))
    read_folder(str(app), Meddler(app), DEFAULT)


def mounted(folder):
    """What tells mounts apart says another one each time; test_folders.py mounts in earnest."""
    with patch("vetting.intake.folder._mount", side_effect=["1", "1", "2"]):
        read_folder(str(app_in(folder)), Nowhere(), DEFAULT)


PRODUCERS = {
    "changing": changing,
    "mount": mounted,
    "limit-archive": too_large_archive,
    "limit-total": too_much,
    "limit-time": too_slow,
    "limit-file-size": too_large_file,
    "unreadable": unreadable,
}


@pytest.mark.parametrize("code", PRODUCERS)
def test_codes_that_the_corpus_cannot_reach(code, tmp_path):
    with pytest.raises(Refused) as raised:
        PRODUCERS[code](tmp_path)
    assert raised.value.code == code


def test_every_row_is_reached_by_a_test():
    sole = [case for case in CASES if len(case.codes) == 1]
    refused = {code for case in sole if case.verdict is Verdict.REFUSE for code in case.codes}
    warned = {code for case in CASES if case.verdict is Verdict.WARN for code in case.codes}
    assert refused | set(PRODUCERS) == set(REFUSALS)
    assert warned | {"root-folder"} == set(WARNINGS)  # test_top.py: the reader never gives it


def test_texts_are_sentences_in_both_languages():
    texts = [text for row in REFUSALS.values() for text in (row.problem, row.remedy)]
    texts += [warning_text(code) for code in WARNINGS]
    for text in texts:
        assert text.id != text.en
        for sentence in (text.id, text.en):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


def test_problems_differ_from_each_other():
    assert len({row.problem for row in REFUSALS.values()}) == len(REFUSALS)


def test_a_refusal_names_the_entry_so_that_it_cannot_steer_a_terminal():
    refused = Refused("name-control-char", "a\x1b[2J\u202eb\nPASS")
    assert refused.entry == "a\\x1b[2J\\u202eb\\nPASS"
    assert refused.entry in refused.message.id
    assert refused.entry in refused.message.en
    assert refused.exit_code == 4
    assert refused.hint == REFUSALS["name-control-char"].remedy


def test_printable_is_short_and_keeps_letters():
    assert printable("dokumen-é中.md") == "dokumen-é中.md"
    assert len(printable("x" * 999)) == 200


def test_an_unknown_warning_is_an_error():
    with pytest.raises(KeyError):
        warning_text("no-such-code")


def test_a_bomb_of_entries_is_counted(tmp_path):
    path = zip_at(tmp_path, *(Entry(f"f{i}") for i in range(11)))
    with pytest.raises(Refused) as raised:
        receive(path, tmp_path / "s", limits=replace(DEFAULT, entries=10))
    assert raised.value.code == "limit-count"

"""Workflow commands: the worst first, ten a level, nothing of the application is a command."""

from dataclasses import replace

from tests.unit.render import builder
from vetting.content import load
from vetting.render.annotations import A_LEVEL, annotations


def lines(report):
    text = annotations(report, "id", load())
    assert text.endswith("\n") or not text
    return text.splitlines()


def test_what_blocks_comes_first_and_no_level_has_more_than_github_shows():
    rows = lines(builder.report(200))
    levels = [row.split()[0].removeprefix("::") for row in rows]
    assert levels == sorted(levels)
    assert 0 < levels.count("error") <= A_LEVEL
    assert levels.count("warning") == A_LEVEL


def test_hostile_text_neither_ends_a_command_nor_begins_another():
    for row in lines(builder.hostile()):
        head, _, body = row.removeprefix("::").partition("::")
        level, _, properties = head.partition(" ")
        assert level in ("error", "warning")
        assert {part.split("=")[0] for part in properties.split(",")} <= {"file", "line", "title"}
        assert "\r" not in body
        assert "\x1b" not in row


def test_no_findings_print_nothing():
    assert lines(replace(builder.report(), checks=())) == []

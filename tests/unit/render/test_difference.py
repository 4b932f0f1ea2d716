"""The comparison as people read it: 80 columns, both languages, hostile names inert."""

import json
from dataclasses import replace

import pytest

from tests.unit.render import builder
from vetting.compare import compare
from vetting.content import load
from vetting.render.difference import LISTED, as_json, as_text


def reports():
    full = builder.report()
    bare = replace(full, checks=(), verdict=replace(full.verdict, controls=()))
    return bare, full


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_line_fits_80_columns_and_long_lists_say_so(language):
    text = as_text(compare(*reports()), language, load())
    assert max(map(len, text.splitlines())) <= 80
    new = len(reports()[1].findings)
    assert new > LISTED
    assert str(new - LISTED) in text


def test_nothing_new_is_said_in_two_lines():
    full = builder.report()
    assert len(as_text(compare(full, full), "id", load()).splitlines()) == 2


def test_hostile_names_are_inert():
    bare = replace(builder.hostile(), checks=())
    for language in ("id", "en"):
        text = as_text(compare(bare, builder.hostile()), language, load())
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_the_json_holds_every_finding():
    plain = json.loads(as_json(compare(*reports())))
    assert len(plain["comparison"]["new"]) == len(reports()[1].findings)

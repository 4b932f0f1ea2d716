"""Nothing that the worker says is believed without counting."""

import json
from pathlib import Path

import pytest

from vetting.identify import identify
from vetting.model.facts import Facts
from vetting.model.outcome import Failed
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox.job import Cap, Done, Level

TREE = Tree(Path("/nowhere"), Manifest.of([Entry("a.php", 1, "0"), Entry("b", 1, "0")]))
WELL = {"read": 2, "languages": {"php": ["a.php"]}, "kinds": {}, "frameworks": []}


class Answering:
    level = Level.NAMESPACES

    def __init__(self, answer, cap=None):
        self.answer, self.cap = answer, cap

    def run(self, job):
        assert json.loads(job.stdin)["paths"] == ["a.php", "b"]
        out = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return Done(0, out, b"", self.cap, 1.0, 1, self.level)


def test_sound_facts_are_taken():
    facts = identify(TREE, Answering(WELL))
    assert isinstance(facts, Facts)
    assert facts.languages == {"php": ("a.php",)}


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        [],
        {},
        WELL | {"read": 1},
        WELL | {"languages": {"php": ["../x"]}},
        WELL | {"kinds": {"sql": ["c.sql"]}},
        WELL | {"frameworks": [["laravel"]]},
        WELL | {"languages": []},
    ],
)
def test_anything_else_is_a_failure(answer):
    assert isinstance(identify(TREE, Answering(answer)), Failed)


def test_a_cap_is_a_failure_even_with_output():
    assert isinstance(identify(TREE, Answering(WELL, Cap.WALL)), Failed)

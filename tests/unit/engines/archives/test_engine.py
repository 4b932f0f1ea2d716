"""An archive that stayed closed is named and counted; a worker that lies clears nothing."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.content.harness import tree_of
from tests.hostile.intake.corpus.zip_writer import APP, build
from vetting.content import load
from vetting.engines.archives import Archives
from vetting.engines.base import Bench
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason, Skip
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Done, Level

CONTENT = load([])
CHECK = CONTENT.checks["integrity/unopened-archive"]


class Puppet:
    level = Level.NAMESPACES

    def __init__(self, answer):
        self.answer = answer

    def run(self, job):
        return Done(0, json.dumps(self.answer).encode(), b"", None, 1.0, 1, self.level)


def outcome(folder, sandbox):
    bench = Bench(sandbox, Facts({}, {}), CONTENT, Path(), date(2026, 1, 1))
    return Archives().run([CHECK], tree_of(folder), bench)[CHECK.id]


@pytest.fixture
def app(tmp_path):
    (tmp_path / "lib.zip!").mkdir()
    (tmp_path / "lib.zip").write_bytes(build(APP))
    (tmp_path / "lib.zip!/a").write_bytes(b"1")
    (tmp_path / "closed.zip").write_bytes(build(APP)[:-30])
    return tmp_path


def test_closed_archives_count_against_coverage(app):
    ran = outcome(app, open_sandbox())
    assert isinstance(ran, Ran)
    assert (ran.scope.eligible, ran.scope.examined, ran.scope.unit) == (2, 1, "archives")
    assert ran.scope.skipped == (Skip("closed.zip", "unopened"),)
    assert [finding.place.path for finding in ran.findings] == ["closed.zip"]


def test_without_archives_there_is_nothing_to_say(tmp_path):
    (tmp_path / "a.php").write_bytes(b"<?php\n")
    assert isinstance(outcome(tmp_path, open_sandbox()), NotApplicable)


GOOD = {"archives": [[0, "no-eocd"], [1, ""]], "seen": 3, "canary": "no-eocd"}


def test_the_honest_answer_is_taken(app):
    assert isinstance(outcome(app, Puppet(GOOD)), Ran)


LIES = {
    "saw less": (GOOD | {"seen": 2}, Reason.TOOL_ERRORS),
    "missed the canary": (GOOD | {"canary": ""}, Reason.CANARY_MISSED),
    "no canary": ({k: v for k, v in GOOD.items() if k != "canary"}, Reason.OUTPUT_UNREADABLE),
    "a file that is not there": (GOOD | {"archives": [[9, ""]]}, Reason.OUTPUT_UNREADABLE),
    "an unknown code": (GOOD | {"archives": [[0, "fine"]]}, Reason.TOOL_ERRORS),
    "nonsense": ([], Reason.OUTPUT_UNREADABLE),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_no_answer(app, lie):
    answer, reason = LIES[lie]
    failed = outcome(app, Puppet(answer))
    assert isinstance(failed, Failed)
    assert failed.reason is reason

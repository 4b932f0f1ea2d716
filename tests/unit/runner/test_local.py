"""The runner keeps its promises whatever an engine does."""

import threading
from datetime import date
from pathlib import Path

import pytest

from tests.unit.samples import check, finding, ran
from vetting.content import Content
from vetting.engines.base import Bench
from vetting.model.errors import BadSetup
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, NotRun, Ran, Reason
from vetting.model.text import same
from vetting.model.tree import Entry, Manifest, Tree
from vetting.plan import Plan, Planned
from vetting.runner import local
from vetting.runner.base import Silence
from vetting.runner.pace import Pace

TREE = Tree(Path("nowhere"), Manifest.of([Entry("a.php", 1, "0" * 64)]))
A, B = check("security/a", engine="one"), check("security/b", engine="two")
PLAN = Plan(
    {"one": (Planned(A, 1),), "two": (Planned(B, 1),)},
    {"api/a": NotApplicable(same("none"))},
)


class Fake:
    def __init__(self, name, run):
        self.name, self._run, self.calls = name, run, 0

    def fingerprint(self, bench):
        return f"{self.name} 1"

    def run(self, checks, tree, bench):
        self.calls += 1
        return self._run(checks)


def well(checks):
    return {c.id: ran(finding(c.id)) for c in checks}


def run(monkeypatch, one, two=well, recorder=None, fingerprint=None):
    engines = {"one": Fake("one", one), "two": Fake("two", two)}
    if fingerprint:
        engines["one"].fingerprint = fingerprint
    monkeypatch.setattr(local, "engine_called", engines.__getitem__)
    bench = Bench(None, Facts({}, {}), Content(()), Path(), date(2026, 11, 24))  # type: ignore[arg-type]
    silence = Silence()
    result = local.run_plan(PLAN, TREE, bench, recorder or silence, silence)
    return result, engines


class Memory(Silence):
    def __init__(self):
        self.kept = {}

    def recall(self, key):
        return self.kept.get(key)

    def record(self, key, tree, check_id, outcome):
        self.kept[key] = outcome


def test_every_check_of_the_plan_has_an_outcome(monkeypatch):
    result, _ = run(monkeypatch, well)
    assert set(result.outcomes) == {"security/a", "security/b", "api/a"}
    assert result.is_complete


def boom(checks):
    raise RuntimeError("the adapter is broken")


def absent(bench):
    raise BadSetup(same("not there"), hint=same("install it"))


@pytest.mark.parametrize(
    ("engine", "reason", "says"),
    [
        (boom, Reason.BUG, "the adapter is broken"),
        (lambda checks: {}, Reason.BUG, "no outcome"),
        (lambda checks: None, Reason.BUG, "no outcome"),
    ],
)
def test_a_broken_engine_fails_its_checks_and_nothing_else(monkeypatch, engine, reason, says):
    result, _ = run(monkeypatch, engine)
    outcome = result.outcomes["security/a"]
    assert isinstance(outcome, Failed)
    assert outcome.reason is reason
    assert says in outcome.detail
    assert isinstance(result.outcomes["security/b"], Ran)


def test_a_missing_tool_says_what_to_do(monkeypatch):
    result, _ = run(monkeypatch, well, fingerprint=absent)
    outcome = result.outcomes["security/a"]
    assert isinstance(outcome, Failed)
    assert (outcome.reason, outcome.detail) == (Reason.TOOL_MISSING, "not there; install it")


def test_recorded_answers_are_used_again_and_failures_are_tried_again(monkeypatch):
    memory = Memory()
    run(monkeypatch, well, boom, memory)
    result, engines = run(monkeypatch, boom, well, memory)
    assert engines["one"].calls == 0
    assert engines["two"].calls == 1
    assert isinstance(result.outcomes["security/a"], Ran)


def test_ctrl_c_keeps_what_is_known_and_marks_the_rest(monkeypatch):
    stuck = threading.Event()

    class Interrupting(Silence):
        pass

    def hang(checks):
        stuck.wait(30)
        return {}

    real = local.queue.SimpleQueue

    class Queue:
        """Raises KeyboardInterrupt in the waiting main thread once one result is in."""

        def __init__(self):
            self.inner, self.got = real(), 0

        def put(self, item):
            self.inner.put(item)

        def get_nowait(self):
            return self.inner.get_nowait()

        def get(self, timeout):
            if self.got:
                raise KeyboardInterrupt
            item = self.inner.get(timeout=timeout)
            self.got += 1
            return item

    monkeypatch.setattr(local.queue, "SimpleQueue", Queue)
    try:
        result, _ = run(monkeypatch, hang, well, Interrupting())
    finally:
        stuck.set()
    assert not result.is_complete
    assert isinstance(result.outcomes["security/a"], NotRun)
    assert isinstance(result.outcomes["security/b"], Ran)


def test_pace_learns_what_an_engine_took_that_had_anything_to_examine(monkeypatch, tmp_path):
    learnt = {}

    class Learning(Pace):
        def learn(self, seconds, size):
            learnt.update(seconds)

    engines = {"one": Fake("one", well), "two": Fake("two", well)}
    for one in engines.values():
        one.run = lambda checks, tree, bench: (bench.sandbox.begin(), well(checks))[1]
    monkeypatch.setattr(local, "engine_called", engines.__getitem__)
    bench = Bench(None, Facts({}, {}), Content(()), Path(), date(2026, 11, 24))  # type: ignore[arg-type]
    memory, silence = Memory(), Silence()
    local.run_plan(PLAN, TREE, bench, memory, silence, pace=Learning())
    assert set(learnt) == {"one", "two"}
    learnt.clear()
    local.run_plan(PLAN, TREE, bench, memory, silence, pace=Learning())
    assert learnt == {}

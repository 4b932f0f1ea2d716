"""Plan → outcomes on this machine: one thread an engine at work, each tool in the sandbox."""

import hashlib
import json
import queue
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from vetting import __version__
from vetting.engines.base import Bench, Engine
from vetting.engines.registry import engine as engine_called
from vetting.engines.registry import rank
from vetting.model.check import Check
from vetting.model.errors import BadSetup, VetError
from vetting.model.outcome import Failed, NotRun, Outcome, Reason
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.plan import Plan
from vetting.runner.base import Progress, Recorder
from vetting.runner.pace import Pace
from vetting.runner.settle import all_failed, settle
from vetting.runner.turns import InTurn, Turns

INTERRUPTED = NotRun(Text("Proses dihentikan sebelum cek ini selesai.",
                          "The run was stopped before this check ended."))  # fmt: skip
_POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Result:
    """Outcomes of every check of the plan, and whether the run reached its end."""

    outcomes: Mapping[str, Outcome]
    is_complete: bool


def run_plan(
    plan: Plan,
    tree: Tree,
    bench: Bench,
    recorder: Recorder,
    progress: Progress,
    *,
    workers: int = 2,
    pace: Pace | None = None,
) -> Result:
    """Run every engine of the plan, at most `workers` tools at once, heaviest first.

    `pace` tells what to expect, and learns from a run that reaches its end.
    Never raises for what an engine does. On KeyboardInterrupt the checks that have no outcome
    yet are `NotRun`, and the result says that it is incomplete.
    """
    outcomes: dict[str, Outcome] = dict(plan.not_applicable)
    done: queue.SimpleQueue[dict[str, Outcome]] = queue.SimpleQueue()
    shift = _Shift(plan, tree, bench, recorder, progress, Turns(bench.sandbox, workers), done)
    names, size, pace = sorted(plan.engines, key=rank), tree.manifest.size, pace or Pace()
    progress.planned(pace.expected(names, size))
    for name in names:
        # Daemon threads: after Ctrl-C the process must be able to leave while tools still run.
        threading.Thread(target=shift.work, args=(name,), daemon=True).start()
    left = len(plan.engines)
    try:
        while left:
            try:
                outcomes.update(done.get(timeout=_POLL_SECONDS))
                left -= 1
            except queue.Empty:
                continue
    except KeyboardInterrupt:
        return Result({check.id: INTERRUPTED for check in plan.checks} | outcomes, False)
    pace.learn(shift.seconds, size)
    return Result(outcomes, True)


@dataclass(frozen=True)
class _Shift:
    """What the worker threads share."""

    plan: Plan
    tree: Tree
    bench: Bench
    recorder: Recorder
    progress: Progress
    turns: Turns
    done: "queue.SimpleQueue[dict[str, Outcome]]"
    begun: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    """What each engine took, from its first job on, that had anything left to examine."""

    def work(self, name: str) -> None:
        """One engine from its first job to its outcomes."""
        checks = [planned.check for planned in self.plan.engines[name]]
        walls = InTurn(self.turns, rank(name), lambda: self._begin(name, checks))
        outcomes = self._outcomes(name, checks, replace(self.bench, sandbox=walls))
        walls.begin()
        self.progress.finished(name, outcomes)
        self.done.put(outcomes)

    def _begin(self, name: str, checks: Sequence[Check]) -> None:
        self.begun[name] = time.monotonic()
        self.progress.started(name, checks)

    def _outcomes(self, name: str, checks: Sequence[Check], bench: Bench) -> dict[str, Outcome]:
        try:
            adapter = engine_called(name)
            keys = self._keys(adapter, checks, bench)
            known = {c.id: o for c in checks if (o := self.recorder.recall(keys[c.id]))}
            new = self._run(adapter, name, [c for c in checks if c.id not in known], bench)
            for check_id, outcome in new.items():
                self.recorder.record(keys[check_id], self.tree.manifest.root, check_id, outcome)
            return known | new
        except BadSetup as error:
            return all_failed(checks, Failed(Reason.TOOL_MISSING, name, _line(error)))
        except Exception as error:
            return all_failed(checks, Failed(Reason.BUG, name, _where(error)))

    def _run(
        self, adapter: Engine, name: str, checks: Sequence[Check], bench: Bench
    ) -> dict[str, Outcome]:
        if not checks:
            return {}
        told = replace(bench, progress=lambda n, of: self.progress.advanced(name, n, of))
        given = adapter.run(checks, self.tree, told)
        if name in self.begun:
            self.seconds[name] = time.monotonic() - self.begun[name]
        known = frozenset(self.tree.manifest.sizes)
        return settle(name, checks, given, bench.facts, known)

    def _keys(self, adapter: Engine, checks: Sequence[Check], bench: Bench) -> dict[str, str]:
        """What an outcome depends on; equal keys mean the answer may be used again."""
        basis = [
            __version__,
            self.tree.manifest.root,
            adapter.name,
            adapter.fingerprint(bench),
            self.bench.as_of.isoformat(),
            self.bench.max_data_age_days,
        ]
        return {
            check.id: hashlib.sha256(
                json.dumps([*basis, check.id, check.digest]).encode()
            ).hexdigest()
            for check in checks
        }


def _line(error: VetError) -> str:
    return f"{error.message.en}; {error.hint.en}"


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1] if frames else None
    place = f" at {last.filename.rsplit('/', 1)[-1]}:{last.lineno}" if last else ""
    return f"{type(error).__name__}{place}: {str(error)[:160]}"

"""Asks the second look about the taint findings of a run, and takes out what it refutes."""

from collections.abc import Iterable, Mapping
from typing import Any

from vetting.engines.base import Bench
from vetting.engines.semgrep.findings import location
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan
from vetting.model.outcome import Failed
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

WORKER = "vetting.engines.semgrep.second.worker"
LANGUAGES = ("java", "python")
"""The languages that there is a reader for."""

_Row = tuple[str, Read, Mapping[str, Any]]


def take_out_refuted(
    done: Iterable[tuple[Plan, Read | Failed]],
    cleaners: Mapping[str, str],
    tree: Tree,
    bench: Bench,
) -> None:
    """Remove, from what semgrep found, the matches that are provably not tainted.

    `cleaners` has, by rule id, the expression on names of methods that clean for that rule.
    A second look that fails takes nothing out: every finding stays.
    """
    known = set(bench.facts.files(languages=LANGUAGES))
    rows = [row for plan, got in done if isinstance(got, Read) for row in _rows(plan, got, known)]
    if not rows:
        return
    by_path: dict[str, list[_Row]] = {}
    for row in rows:
        by_path.setdefault(row[0], []).append(row)
    order = {
        "root": str(tree.root),
        "paths": sorted(known),
        "files": [
            [path, [_question(match, cleaners) for _, _, match in of]]
            for path, of in by_path.items()
        ],
    }
    job = worker_job(WORKER, order, read_only=(tree.root,), limits=bench.limits)
    answers = parsed("second look", bench.sandbox.run(job))
    if isinstance(answers, Failed) or not _is_sound(answers, by_path):
        return
    for of, answered in zip(by_path.values(), answers, strict=True):
        for (_, got, match), is_refuted in zip(of, answered, strict=True):
            if is_refuted:
                got.matches.remove(match)


def _rows(plan: Plan, got: Read, known: set[str]) -> Iterable[_Row]:
    for match in got.matches:
        path = plan.origin.get(match["path"], "")
        trace = match["extra"].get("dataflow_trace") or {}
        if path in known and location(trace.get("taint_source")):
            yield path, got, match


def _question(match: Mapping[str, Any], cleaners: Mapping[str, str]) -> list[Any]:
    source = location(match["extra"]["dataflow_trace"]["taint_source"])
    return [_at(source or match), _at(match), cleaners.get(match["check_id"], "")]


def _at(place: Mapping[str, Any]) -> list[int]:
    """Semgrep counts lines and columns from 1; the second look from 0."""
    start, end = place["start"], place["end"]
    return [start["line"] - 1, start["col"] - 1, end["line"] - 1, end["col"] - 1]


def _is_sound(answers: Any, by_path: Mapping[str, list[_Row]]) -> bool:
    """Whether there is one truth value for each question."""
    if not isinstance(answers, list) or len(answers) != len(by_path):
        return False
    return all(
        isinstance(answered, list)
        and len(answered) == len(of)
        and all(isinstance(one, bool) for one in answered)
        for answered, of in zip(answers, by_path.values(), strict=True)
    )

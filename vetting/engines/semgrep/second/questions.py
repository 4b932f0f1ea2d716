"""Answers, for one file, which taint findings are provably none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from vetting.engines.semgrep.second import ir
from vetting.engines.semgrep.second.interpreter import SOURCE, GivenUp, Interpreter
from vetting.engines.semgrep.second.values import LOST


@dataclass(frozen=True, slots=True)
class Question:
    """A finding: where the taint is said to come in and where to be used.

    `cleaners` is an expression on the names of methods that make a value harmless there.
    """

    source: ir.At
    sink: ir.At
    cleaners: str = ""


def refuted(
    unit: ir.Unit, classes: Callable[[str], ir.Class | None], questions: Sequence[Question]
) -> list[bool]:
    """For each question, whether what reaches the sink provably holds nothing from outside."""
    runs: dict[tuple[ir.At, str], Mapping[ir.At, frozenset[str]] | None] = {}
    answers = []
    sources = frozenset(question.source for question in questions)
    for question in questions:
        place = _place(unit, question)
        if place is None:
            answers.append(False)
            continue
        owner, function = place
        key = (function.at, question.cleaners)
        if key not in runs:
            runs[key] = _run(owner, function, classes, sources, question.cleaners)
        seen = runs[key]
        answers.append(seen is not None and _harmless(seen, question))
    return answers


def _place(unit: ir.Unit, question: Question) -> tuple[ir.Class, ir.Function] | None:
    """The innermost function that holds the sink, if it holds the source as well."""
    holding = [
        (owner, function)
        for owner in unit.classes
        for function in owner.functions
        if _within(question.sink, function.at)
    ]
    if not holding:
        return None
    owner, function = max(holding, key=lambda pair: pair[1].at[:2])
    return (owner, function) if _within(question.source, function.at) else None


def _run(
    owner: ir.Class,
    function: ir.Function,
    classes: Callable[[str], ir.Class | None],
    sources: frozenset[ir.At],
    cleaners: str,
) -> Mapping[ir.At, frozenset[str]] | None:
    interpreter = Interpreter(classes, sources, re.compile(cleaners) if cleaners else None)
    try:
        interpreter.run(owner, function)
    except GivenUp:
        return None
    return interpreter.seen


def _harmless(seen: Mapping[ir.At, frozenset[str]], question: Question) -> bool:
    at_sink = _labels(seen, question.sink)
    at_source = _labels(seen, question.source)
    if at_sink is None or at_source is None:
        return False
    outside = at_source | SOURCE | {LOST}
    return not any(label.startswith("param:") or label in outside for label in at_sink)


def _labels(seen: Mapping[ir.At, frozenset[str]], at: ir.At) -> frozenset[str] | None:
    """What the expression there is made of; for a place that is none, the narrowest around it."""
    if at in seen:
        return seen[at]
    around = [place for place in seen if _within(at, place)]
    if not around:
        return None
    return seen[max(around, key=lambda place: (place[:2], (-place[2], -place[3])))]


def _within(inner: ir.At, outer: ir.At) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]

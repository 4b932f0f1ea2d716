"""Runs every engine once over nearly all fixtures, when a test first asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from tests.content import harness
from vetting.model.outcome import Outcome
from vetting.sandbox import open_sandbox


@pytest.fixture(scope="session")
def outcomes_of(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[harness.Case], tuple[Mapping[str, Outcome], str]]:
    """Gives the outcomes that cover a case, and the prefix of the case's paths in them."""

    def run(chosen: tuple[harness.Case, ...], root: Path) -> Mapping[str, Outcome]:
        tree = harness.laid_out(chosen, root)
        checks = list({case.check.id: case.check for case in chosen}.values())
        bench = harness.bench_of(tree, sandbox(), advisories())
        if harness.ENGINES[checks[0].engine][1] == "each":
            before = harness.baseline_of(chosen[0], sandbox(), advisories())
            bench = replace(bench, baseline=before)
        return harness.engine(checks[0].engine).run(checks, tree, bench)

    sandbox = cache(open_sandbox)

    @cache
    def advisories() -> Path:
        data = tmp_path_factory.mktemp("data")
        harness.lay_advisories(data)
        return data

    @cache
    def batch(engine: str) -> Mapping[str, Outcome]:
        chosen = tuple(case for case in harness.cases() if case.check.engine == engine)
        return run(chosen, tmp_path_factory.mktemp(engine))

    @cache
    def each(name: str) -> Mapping[str, Outcome]:
        chosen = tuple(case for case in harness.cases() if case.name == name)
        return run(chosen, tmp_path_factory.mktemp("case"))

    def outcomes(case: harness.Case) -> tuple[Mapping[str, Outcome], str]:
        # How sure a finding is depends on the whole application: such a case is one of its own.
        if harness.ENGINES[case.check.engine][1] == "batch" and not case.sure():
            return batch(case.check.engine), f"{case.name}/"
        return each(case.name), f"{case.name}/"

    return outcomes

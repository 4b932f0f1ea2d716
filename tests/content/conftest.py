"""Runs every engine once over all fixtures, when a test first asks."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from tests.content import harness
from vetting.advisories import build
from vetting.advisories.importers.batch import starter
from vetting.advisories.store import FILE_NAME
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
        data = tmp_path_factory.mktemp("data")
        build.add(data / FILE_NAME, starter(), date(2026, 1, 1))
        bench = harness.bench_of(tree, open_sandbox(), data)
        return harness.engine(checks[0].engine).run(checks, tree, bench)

    @cache
    def batch(engine: str) -> Mapping[str, Outcome]:
        chosen = tuple(case for case in harness.cases() if case.check.engine == engine)
        return run(chosen, tmp_path_factory.mktemp(engine))

    def outcomes(case: harness.Case) -> tuple[Mapping[str, Outcome], str]:
        if harness.ENGINES[case.check.engine][1] == "batch":
            return batch(case.check.engine), f"{case.name}/"
        return run((case,), tmp_path_factory.mktemp("case")), f"{case.name}/"

    return outcomes

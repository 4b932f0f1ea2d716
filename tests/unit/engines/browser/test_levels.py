"""The browser finds the same at every sound level: runners often have no user namespaces."""

import pytest

from tests.unit.engines.browser.workshop import CHECKS, bench_of, tree_of
from vetting.engines.browser import Browser
from vetting.model.errors import BadSetup
from vetting.model.outcome import Ran
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Level

PAGE = '<html><head></head><body><h1>Layanan</h1><img src="a.png"><input name="nik"></body></html>'


def found(tmp_path, level):
    try:
        sandbox = open_sandbox(level)
    except BadSetup as missing:
        pytest.skip(str(missing))
    tree = tree_of(tmp_path, {"index.html": PAGE})
    outcomes = Browser().run(CHECKS, tree, bench_of(tree, sandbox))
    assert all(isinstance(outcome, Ran) for outcome in outcomes.values()), outcomes
    return {(f.check, f.rule, f.place.line) for o in outcomes.values() for f in o.findings}


def test_landlock_finds_what_namespaces_find(tmp_path):
    landlock = found(tmp_path / "a", Level.LANDLOCK)
    assert {check for check, *_ in landlock} >= {
        "accessibility/text-alternatives", "accessibility/page-language",
    }  # fmt: skip
    assert landlock == found(tmp_path / "b", Level.NAMESPACES)

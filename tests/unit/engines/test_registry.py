"""Every engine that a check names exists, answers to that name and keeps the contract."""

import inspect

import pytest

from vetting.content import load
from vetting.engines.registry import ENGINES, engine, rank
from vetting.model.errors import BadContent


@pytest.mark.parametrize("name", ENGINES)
def test_every_registered_engine_can_be_made(name):
    adapter = engine(name)
    assert adapter.name == name
    assert list(inspect.signature(adapter.run).parameters) == ["checks", "tree", "bench"]
    assert list(inspect.signature(adapter.fingerprint).parameters) == ["bench"]


def test_checks_name_engines_that_exist():
    assert {check.engine for check in load().checks.values()} <= set(ENGINES)


def test_an_unknown_engine_is_said_with_those_there_are():
    with pytest.raises(BadContent) as caught:
        engine("semgrap")
    assert "semgrep" in caught.value.hint.en
    assert rank("semgrap") > rank("supply-chain")

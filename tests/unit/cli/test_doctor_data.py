"""What `vet doctor` says of the advisories: one line for each ecosystem that is looked up."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.advisories.data import TODAY, filling, store_with
from vetting.advisories import build
from vetting.advisories.importers.batch import Batch
from vetting.advisories.store import FILE_NAME
from vetting.advisories.versions import ECOSYSTEMS
from vetting.cli import doctor
from vetting.content import load
from vetting.engines.base import Bench
from vetting.model.facts import Facts
from vetting.model.policy import Tier
from vetting.policy import resolve

CONTENT = load()
POLICY = resolve(CONTENT, "baseline", Tier.TINGGI, TODAY)


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.setenv("VET_LANG", "en")


def rows(folder, policy=POLICY, as_of=TODAY):
    bench = Bench(sandbox=None, facts=Facts({}, {}), content=CONTENT, data=folder, as_of=as_of,
                  max_data_age_days=policy.max_data_age_days)  # fmt: skip
    return {health.name: health for health in doctor._data(CONTENT, policy, bench)}


def test_every_ecosystem_that_the_policy_looks_up_has_a_line(tmp_path):
    found = rows(tmp_path)
    assert set(found) == {f"data {name}" for name in ECOSYSTEMS}
    assert not any(health.is_fine for health in found.values())
    assert all("vet db update" in health.detail for health in found.values())


def test_a_policy_that_looks_up_less_asks_for_less(tmp_path):
    only = replace(POLICY, controls=tuple(
        replace(control, checks=("security/vulnerable-go-packages",))
        for control in POLICY.controls[:1]
    ))  # fmt: skip
    assert set(rows(tmp_path, only)) == {"data Go"}


def test_each_is_judged_by_its_own_data(tmp_path):
    store_with(tmp_path).__exit__()
    few = Batch("OSV Go", True, filling("Go")[:20], ())
    build.add(tmp_path / FILE_NAME, few, TODAY)
    found = rows(tmp_path)
    assert found["data npm"].is_fine
    assert "a sample, not complete" in found["data Go"].detail
    assert not found["data Maven"].is_fine
    late = TODAY + timedelta(days=POLICY.max_data_age_days + 5)
    assert "limit" in rows(tmp_path, as_of=late)["data npm"].detail


def test_a_damaged_store_is_one_line_with_a_remedy(tmp_path):
    (tmp_path / FILE_NAME).write_bytes(b"no database")
    (health,) = rows(tmp_path).values()
    assert not health.is_fine
    assert "vet db import" in health.detail

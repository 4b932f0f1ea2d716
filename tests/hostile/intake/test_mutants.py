"""Mutants end in a verdict, never in an exception; what is accepted reads alike elsewhere."""

import os
from collections import Counter

import pytest

from tests.hostile.intake.mutants import mutants, parents
from tests.hostile.intake.readers import (
    READERS,
    by_python,
    differing,
    seen_by_us,
    without_vcs,
)
from vetting.intake import DEFAULT, Refused
from vetting.intake.sink import Nowhere
from vetting.intake.unpack import unpack

COUNT = int(os.environ.get("VET_FUZZ_MUTANTS", "2000"))


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    """How often each verdict was given, and the accepted mutants with what was read of them."""
    verdicts, accepted = Counter(), []
    path = tmp_path_factory.mktemp("mutants") / "mutant"
    for name, data in mutants(COUNT):
        path.write_bytes(data)
        try:
            result = unpack(path, name, Nowhere(), DEFAULT)
        except Refused as refused:
            verdicts[refused.code] += 1
            continue
        verdicts["accepted"] += 1
        accepted.append((name, data, result))
    return verdicts, accepted


def test_mutants_get_a_verdict(fuzzed):
    verdicts, accepted = fuzzed
    print(f"{COUNT} mutants, {len(accepted)} accepted, {len(verdicts) - 1} reasons for refusal")
    assert sum(verdicts.values()) == COUNT
    assert 0 < verdicts["accepted"] < COUNT / 2
    assert len(verdicts) > 30


def test_python_reads_the_accepted_ones_alike(fuzzed):
    for name, data, result in fuzzed[1]:
        assert seen_by_us(result) == without_vcs(by_python(result.kind, data)), (name, data)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_other_readers_read_the_accepted_ones_alike(reader, fuzzed, tmp_path):
    if reader.program is None:
        pytest.skip(f"{reader.name} is not installed: accepted mutants were not put to it")
    compared = 0
    for name, data, result in fuzzed[1]:
        if result.kind not in reader.kinds:
            continue
        path = tmp_path / name
        path.write_bytes(data)
        theirs = reader.read(path, tmp_path / "x")
        assert not differing(result, theirs), (name, data)
        compared += 1
    print(f"{reader.name}: {compared} accepted mutants read alike")
    assert compared


def test_the_parents_cover_every_kind_and_mutants_repeat():
    names = {name for name, _ in parents()}
    for ending in (".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"):
        assert any(name.endswith(ending) for name in names)
    assert list(mutants(20)) == list(mutants(20))

"""Documents that are sound YAML and nonsense as OpenAPI: an answer for each, never an escape."""

import copy
import json
import random

import yaml

from tests.unit.engines.files.bench import bench_of, tree_of
from vetting import content
from vetting.engines.spectral import Spectral
from vetting.model.facts import Facts
from vetting.model.outcome import Ran
from vetting.sandbox import open_sandbox

ODD = [
    None, True, 0, "", [], {}, [None], {"": None}, {"type": None}, {"$ref": "#"}, {"$ref": 1},
    {"type": ["string", 1]}, {"constructor": 1}, [[]], {"__proto__": {"a": 1}},
]  # fmt: skip
DOCUMENTS = 25


def _places(value, path=()):
    if path and path != ("openapi",):
        yield path
    if isinstance(value, dict):
        for key in value:
            yield from _places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))


def _mutant(sound, dice):
    document = copy.deepcopy(sound)
    for _ in range(dice.randint(1, 4)):
        path = dice.choice(list(_places(document)))
        target = document
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = copy.deepcopy(dice.choice(ODD))
    return json.dumps(document, indent=1)


def test_mutants_of_a_sound_contract(tmp_path):
    known = content.load().checks
    checks = [check for check in known.values() if check.engine == "spectral"]
    fixture = known["api/described"].folder / "fixtures" / "sound-3.1.good" / "openapi.yaml"
    sound = yaml.safe_load(fixture.read_text(encoding="utf-8"))
    dice = random.Random(20261124)
    files = {f"{n}.json": _mutant(sound, dice) for n in range(DOCUMENTS)}
    tree = tree_of(tmp_path / "app", files)
    bench = bench_of(open_sandbox(), Facts({}, {"openapi": tuple(sorted(files))}))
    outcomes = Spectral().run(checks, tree, bench)
    for name, outcome in outcomes.items():
        assert isinstance(outcome, Ran), f"{name}: {outcome}"
        assert outcome.scope.examined + len(outcome.scope.skipped) == DOCUMENTS
        assert outcome.scope.examined >= 0.9 * DOCUMENTS
    assert len(outcomes["api/valid-contract"].findings) >= DOCUMENTS / 2

"""Documents that are sound YAML and nonsense as OpenAPI: an answer for each, never an escape."""

import copy
import json
import random

import pytest
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
        assert outcome.scope.examined >= 0.8 * DOCUMENTS
    assert len(outcomes["api/valid-contract"].findings) >= DOCUMENTS / 2


HEAD = "openapi: 3.0.3\ninfo: {title: Uji, version: 1.0.0}\n"
ONE = HEAD + (
    "paths: {/a: {get: {responses: {'200': {description: a, content: {application/json: "
    "{schema: {$ref: '#/components/schemas/A0'}}}}}}}}\ncomponents:\n  schemas:\n"
)


def _schemas(count, each, end="{type: string}"):
    return (
        ONE + "".join(f"    A{n}: {each(n + 1)}\n" for n in range(count)) + f"    A{count}: {end}\n"
    )


def _ref(number):
    return f"{{$ref: '#/components/schemas/A{number}'}}"


def _evil(pattern, text):
    schema = f"{{type: string, pattern: '{pattern}'}}"
    return HEAD + (
        f"paths: {{/a: {{get: {{parameters: [{{name: q, in: query, schema: {schema}, example: '{text}'}}], "
        "responses: {'200': {description: a}}}}}\n"
    )


# What is told of each by api/valid-contract, and why every other check leaves it out.
ODD_DOCUMENTS = {
    "chain": (_schemas(5_000, _ref), "reference-chain", "unparsable"),
    "circle": (_schemas(3, _ref, _ref(0)), "reference-circle", None),
    "tree": (_schemas(60, lambda n: f"{{properties: {{a: {_ref(n)}, b: {_ref(n)}}}}}"), "too-wide", "unparsable"),
    "deep": (_schemas(500, lambda n: f"{{properties: {{a: {_ref(n)}}}}}"), "too-deep", "unparsable"),
    "mesh": (_schemas(40, lambda _n: "{properties: {" + ", ".join(f"p{m}: {_ref(m)}" for m in range(40)) + "}}"), None, None),
    "nesting": (HEAD + "paths: {/a: " + "[" * 10_000 + "]" * 10_000 + "}\n", "too-deep", "unparsable"),
    "python": (HEAD + "paths: {}\nx-a: !!python/object/apply:os.system ['id']\n", "foreign-tag", "unparsable"),
    "proto": (HEAD + "paths: {__proto__: {x: 1}}\n", "reserved-key", "unparsable"),
    "several": (HEAD + "paths: {}\n---\nopenapi: 3.0.3\n", "several-documents", "unparsable"),
    "nul": (HEAD + "paths: {}\nx-a: 'a\0b'\n", "syntax", "unparsable"),
    "escapes": (ONE.replace("A0'", "a~1b~0c%20d'") + "    'a/b~c d': {type: string}\n", None, None),
    "siblings": (ONE.replace("A0'", "A0', maxLength: 3, description: a") + "    A0: {type: string}\n", None, None),
    "remote": (ONE.replace("#/components/schemas/A0", "https://contoh.invalid/a.yaml") + "    A0: {type: string}\n", "reference-elsewhere", None),
    "file": (ONE.replace("#/components/schemas/A0", "file:///etc/passwd") + "    A0: {type: string}\n", "reference-elsewhere", None),
    "merged": (HEAD + "paths:\n  /a: &a {get: {responses: {'200': {description: a}}}}\n  /b: *a\n  /c:\n    <<: *a\n", None, None),
}  # fmt: skip
BYTES = {
    "utf16": ((HEAD + "paths: {}\n").encode("utf-16"), "not-utf8", "unparsable"),
    "latin1": ((HEAD + "paths: {}\nx-a: ").encode() + b"\xe9\n", "not-utf8", "unparsable"),
    "bom": (b"\xef\xbb\xbf" + ONE.encode() + b"    A0: {type: string}\n", None, None),
    "large": (HEAD.encode() + b"paths: {}\nx-a:\n" + b"  - aaaaaaaaaaaa\n" * 700_000, "too-large", "unparsable"),
}  # fmt: skip


def _run(checks, tmp_path, files):
    tree = tree_of(tmp_path / "app", files)
    bench = bench_of(open_sandbox(), Facts({}, {"openapi": tuple(sorted(files))}))
    return Spectral().run(checks, tree, bench)


@pytest.fixture(scope="module")
def checks():
    return [check for check in content.load().checks.values() if check.engine == "spectral"]


def test_each_odd_document_is_decided_or_left_out_and_silences_no_other(checks, tmp_path):
    cases = ODD_DOCUMENTS | BYTES | {"sound": (ONE + "    A0: {type: string}\n", None, None)}
    files = {f"{name}.yaml": text for name, (text, _rule, _skip) in cases.items()}
    found = _run(checks, tmp_path, files)
    valid = found.pop("api/valid-contract")
    said = {(f.place.path, f.rule) for f in valid.findings}
    told = {rule for _text, rule, _skip in cases.values() if rule}
    assert {(f"{n}.yaml", rule) for n, (_t, rule, _s) in cases.items() if rule} == {
        pair for pair in said if pair[1] in told
    }
    left_out = sorted((f"{name}.yaml", skip) for name, (_t, _r, skip) in cases.items() if skip)
    for name, outcome in found.items():
        assert isinstance(outcome, Ran), name
        assert [(s.path, s.reason) for s in outcome.scope.skipped] == left_out
    described = {f.place.path for f in found["api/described"].findings}
    assert {"sound.yaml", "mesh.yaml", "merged.yaml"} <= described


def test_a_pattern_that_takes_for_ever_costs_the_examples_alone(checks, tmp_path, monkeypatch):
    monkeypatch.setattr("vetting.engines.spectral.lint.SECONDS", 4)
    files = {"evil.yaml": _evil("^(a+)+$", "a" * 40 + "!"), "sound.yaml": _evil("^a+$", "b")}
    found = _run(checks, tmp_path, files)
    examples = found.pop("api/examples-fit-schema")
    assert [(s.path, s.reason) for s in examples.scope.skipped] == [("evil.yaml", "tool-error")]
    assert {f.place.path for f in examples.findings} == {"sound.yaml"}
    for outcome in found.values():
        assert (outcome.scope.examined, outcome.scope.skipped) == (2, ())


def test_a_document_that_takes_too_long_altogether_is_left_out(checks, tmp_path, monkeypatch):
    monkeypatch.setattr("vetting.engines.spectral.lint.SECONDS", 3)
    large = HEAD + "paths:\n" + "".join(
        f"  /a{n}: {{get: {{responses: {{'200': {{description: a}}}}}}}}\n" for n in range(20_000)
    )  # fmt: skip
    sound = ONE + "    A0: {type: string}\n"
    found = _run(checks, tmp_path, {"large.yaml": large, "sound.yaml": sound})
    for outcome in found.values():
        assert [(s.path, s.reason) for s in outcome.scope.skipped] == [("large.yaml", "timed-out")]
        assert outcome.scope.examined == 1

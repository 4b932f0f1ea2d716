"""Documents made to exhaust, mislead or crash whoever reads them: each is bounded and told."""

import json
import random
import time

import pytest
import yaml

from tests.bench.api import HEAD, bombs
from tests.unit.engines.contract.test_breaking import BASE, read
from tests.unit.engines.files.bench import bench_of, tree_of
from vetting import content
from vetting.engines.contract.breaking import compared
from vetting.engines.contract.engine import Contracts
from vetting.engines.contract.facts import contracts_of
from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import contract
from vetting.model.codec import from_plain, to_plain
from vetting.model.contract import Baseline, Contract
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.sandbox import open_sandbox

SCHEMAS = HEAD + (
    "  /a: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/s/A'}}}}}}}\n"
)
WIDE = "s:\n" + "".join(
    f"  A{n}: {{type: object, properties: {{a: {{$ref: '#/s/A{n + 1}'}}, b: {{$ref: '#/s/A{n + 1}'}}}}}}\n"
    for n in range(60)
).replace("A0:", "A:")
ODD = {
    "binary tree of references": SCHEMAS + WIDE,
    "reference to itself": SCHEMAS + "s: {A: {$ref: '#/s/A'}}\n",
    "a circle of allOf": SCHEMAS + "s: {A: {allOf: [{$ref: '#/s/A'}, {$ref: '#/s/B'}]}, B: {allOf: [{$ref: '#/s/A'}]}}\n",
    "remote and file references": SCHEMAS + "s: {A: {oneOf: [{$ref: 'https://x.invalid/a'}, {$ref: '/etc/passwd'}, {$ref: '../../../etc/passwd'}, {$ref: 'file:///etc/passwd'}]}}\n",
    "a pointer into nothing": SCHEMAS + "s: {A: {$ref: '#/s/~9%zz/0/-1'}}\n",
    "everything of another type": HEAD.replace("paths:\n", "") + "paths: {/a: {get: {parameters: {a: 1}, security: 5, responses: [1], requestBody: [], deprecated: {}}}, /b: [], 5: {}, '': {}}\n",
    "servers that are none": HEAD + "  /a: {get: {}}\nservers: [[], {url: 'http://[::1'}, {url: {}}]\n",
    "100,000 values": HEAD + "  /a: {get: {parameters: [{name: a, in: query, schema: {enum: [" + ", ".join(map(str, range(100_000))) + "]}}]}}\n",
    "long names": HEAD + "  /a: {get: {responses: {'200': {content: {application/json: {schema: {type: object, properties: {" + "x" * 90_000 + ": {type: string}}}}}}}}}\n",
    "control characters": HEAD + '  "/a\\x1b[2J": {get: {operationId: "\\u202e", responses: {"200": {}}}}\n',
    "3.2": "openapi: 3.2.0\ninfo: {title: a, version: 1.0.0}\npaths: {/a: {query: {}, additionalOperations: {COPY: {}, 5: []}}}\n",
    "swagger": "swagger: '2.0'\ninfo: {version: '1'}\nconsumes: {a: 1}\npaths: {/a: {post: {consumes: [[], {}], parameters: [{in: formData, name: f, type: file}, {in: body, name: b}], responses: {200: {schema: {}}}}}}\n",
}  # fmt: skip


def quickly(text, name="a.yaml"):
    started = time.process_time()
    found = contract(Library({name: text.encode(errors="surrogatepass")}.get), name)
    assert time.process_time() - started < 30
    return found


@pytest.mark.parametrize("name", ODD)
def test_odd_documents_are_read_within_bounds(name):
    found = quickly(ODD[name])
    assert from_plain(Contract, json.loads(json.dumps(to_plain(found)))) == found
    assert compared([found], [found]).changes == ()


def test_what_was_cut_off_is_left_out():
    found = quickly(ODD["binary tree of references"])
    assert len(compared([found], [found]).left_out) == 1


@pytest.mark.parametrize(("name", "text"), [*bombs()], ids=lambda one: str(one)[:30])
def test_bombs_do_not_go_off(name, text):
    found = quickly(text)
    assert found.fault or not found.operations


def test_no_mutation_raises():
    rng = random.Random(8)
    whole = yaml.safe_load(BASE)
    for _ in range(300):
        changed = mutated(json.loads(json.dumps(whole)), rng)
        new = read(json.dumps(changed))
        for pair in ((read(BASE), new), (new, read(BASE))):
            compared([pair[0]], [pair[1]])


def mutated(node, rng, depth=0):
    """The document with one to three places replaced by something of another kind."""
    for _ in range(rng.randint(1, 3)):
        at, key = node, None
        while isinstance(at, dict | list) and at:
            key = rng.choice([*at]) if isinstance(at, dict) else rng.randrange(len(at))
            if not isinstance(at[key], dict | list) or rng.random() < 0.25:
                break
            at = at[key]
        if isinstance(at, dict | list) and at:
            at[key] = rng.choice(
                [None, [], {}, "", "x", 7, -1, True, [None], {"$ref": "#/"}, {"$ref": "#/paths"}]
            )
    return node


@pytest.fixture(scope="module")
def check():
    return content.load().checks["api/no-breaking-changes"]


def bench(files, baseline=None):
    from dataclasses import replace

    facts = Facts({}, {"openapi": tuple(sorted(files))} if files else {})
    return replace(bench_of(open_sandbox(), facts), baseline=baseline)


def test_a_document_broken_since_is_not_tested_and_never_called_unchanged(check, tmp_path):
    before = Baseline("0" * 64, (read(BASE),))
    tree = tree_of(tmp_path / "app", {"a.yaml": "openapi: ["})
    outcome = Contracts().run([check], tree, bench({"a.yaml": ""}, before))[check.id]
    assert isinstance(outcome, Ran)
    assert outcome.findings == ()
    assert outcome.scope.examined < outcome.scope.eligible
    assert [skip.path for skip in outcome.scope.skipped] == ["a.yaml"]


def test_without_a_baseline_or_with_an_empty_one(check, tmp_path):
    tree = tree_of(tmp_path / "app", {"a.yaml": BASE})
    for baseline, kind in (
        (None, NotApplicable), (Baseline("0", ()), NotApplicable), (Baseline("0", None), Failed),
    ):  # fmt: skip
        outcome = Contracts().run([check], tree, bench({"a.yaml": BASE}, baseline))[check.id]
        assert isinstance(outcome, kind)
    assert outcome.reason is Reason.NO_DATA


def test_facts_come_from_the_sandbox_and_hold_the_canary(tmp_path):
    tree = tree_of(tmp_path / "app", {"a.yaml": BASE})
    (found,) = contracts_of(tree, bench({"a.yaml": BASE}))
    assert found == read(BASE)


def test_what_a_contract_says_is_shown_masked_and_without_control_characters(check, tmp_path):
    old = (
        HEAD
        + '  "/a\\x1b[2J": {get: {parameters: [{name: "3273012345678901", in: query}], responses: {"200": {}}}}\n'
    )
    new = old.replace("in: query", "in: query, required: true")
    tree = tree_of(tmp_path / "app", {"a.yaml": new})
    outcome = Contracts().run([check], tree, bench({"a.yaml": new}, Baseline("0", (read(old),))))
    (finding,) = outcome[check.id].findings
    shown = f"{finding.message.id} {finding.evidence} {finding.anchor} {finding.place.pointer}"
    assert "\x1b" not in shown
    assert "3273012345678901" not in shown

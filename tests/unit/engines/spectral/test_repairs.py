"""A corrected fragment passes the rule that asked for it, on every bad document there is."""

import copy
import json
from collections import defaultdict
from dataclasses import replace

import pytest
import yaml

from tests.unit.engines.files.bench import bench_of, tree_of
from vetting import content
from vetting.engines.spectral.fragments import Edit, corrected, edits
from vetting.engines.spectral.lint import Linted, lint
from vetting.engines.spectral.rules import load
from vetting.model.facts import Facts
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Limits

EACH = 2
"""Documents on which a rule's fragment is tried; the last by name are the fullest."""
NOT_MENDED = {
    # What is right there only a person knows.
    "vet-example-media-2", "vet-example-media-3", "vet-example-schema-2", "vet-example-schema-3",
    "vet-filter-free", "vet-domain-servers", "vet-domain-host", "vet-http-success",
    "vet-indonesian", "vet-media-data", "vet-url-identity", "vet-url-secret", "vet-url-token",
    "vet-url-contact", "vet-security-public-write", "vet-deprecated-until",
    "vet-licence", "vet-contract-schema-2", "vet-contract-schema-3", "vet-contract-path-parameters",
    "vet-contract-operation-id-unique", "vet-contract-parameters-unique",
    "vet-contract-has-operations",
}  # fmt: skip


def applied(document, given):
    """The document with the edits made."""
    mended = copy.deepcopy(document)
    for edit in given:
        node = mended
        for part in edit.at[:-1]:
            if isinstance(node, list):
                node = node[int(part)]
            else:
                node = node.setdefault(key_of(node, part), {})
        key = int(edit.at[-1]) if isinstance(node, list) else key_of(node, edit.at[-1])
        if edit.kind == "drop":
            del node[key]
        elif edit.kind == "rename":
            node[edit.value] = node.pop(key)
        elif isinstance(node, list) and key == len(node):
            node.append(edit.value)
        else:
            node[key] = edit.value
    return mended


def key_of(node, part):
    """The key as it stands there: `200:` is a number in YAML."""
    return next((key for key in node if str(key) == part), part)


@pytest.fixture(scope="module")
def rulesets():
    checks = content.load().checks.values()
    return {check.id: load(check) for check in checks if check.engine == "spectral"}


def run(rulesets, folder, files):
    tree = tree_of(folder, {name: json.dumps(body, default=str) for name, body in files.items()})
    bench = bench_of(open_sandbox(), Facts({}, {"openapi": tuple(sorted(files))}))
    bench = replace(bench, limits=Limits(wall_seconds=900))
    linted = lint(rulesets, sorted(files), (), tree, bench)
    assert isinstance(linted, Linted), linted
    return linted.results


@pytest.fixture(scope="module")
def documents(rulesets):
    """Every bad document and canary that is sound enough to be read, by a name of its own."""
    found = {}
    for check in content.load().checks.values():
        if check.engine != "spectral":
            continue
        paths = [*check.folder.glob("fixtures/*.bad/openapi.*"), check.folder / "canary.yaml"]
        for path in paths:
            try:
                body = yaml.safe_load(path.read_text(encoding="utf-8"))
            except (yaml.YAMLError, ValueError):
                continue
            if isinstance(body, dict) and check.id != "api/valid-contract":
                found[f"{check.folder.name}-{path.parent.stem}.json"] = body
    return found


@pytest.fixture(scope="module")
def before(rulesets, documents, tmp_path_factory):
    return run(rulesets, tmp_path_factory.mktemp("before"), documents)


@pytest.fixture(scope="module")
def mended(rulesets, documents, before, tmp_path_factory):
    """(rule, document, pointer, what is left of it after the edits) for every fragment."""
    several = defaultdict(dict)
    for one in before:
        if one.edits:
            several[one.rule].setdefault(one.document, one)
    with_edits = [one for by in several.values() for one in list(by.values())[-EACH:]]
    after = {
        f"{number}.json": applied(documents[one.document], one.edits)
        for number, one in enumerate(with_edits)
    }
    left = defaultdict(list)
    for one in run(rulesets, tmp_path_factory.mktemp("after"), after):
        left[int(one.document.removesuffix(".json"))].append(one)
    return [(one, left[number]) for number, one in enumerate(with_edits)]


def test_each_fragment_passes_its_rule(mended):
    assert len(mended) > 60
    wrong = [
        (one.rule, one.document, one.pointer, one.edits)
        for one, left in mended
        if any((again.rule, again.pointer) == (one.rule, one.pointer) for again in left)
    ]
    assert wrong == []


def test_no_fragment_makes_a_document_unsound(mended, before):
    schema = {"vet-contract-schema-2", "vet-contract-schema-3"}
    known = {(one.document, one.message) for one in before if one.rule in schema}
    broken = [
        (one.rule, one.document, again.message, one.edits)
        for one, left in mended
        for again in left
        if again.rule in schema and (one.document, again.message) not in known
    ]
    assert broken == []


def test_every_rule_that_can_be_mended_is(mended, rulesets):
    rules = {rule.id for ruleset in rulesets.values() for rule in ruleset.rules}
    assert {one.rule for one, _left in mended} == rules - NOT_MENDED


def test_a_fragment_names_its_place_and_reads_as_yaml_and_json():
    said = corrected(edits([{"put": ["paths", "/a", "get", "operationId"], "value": "lihatA"}]))
    assert said.id == (
        'Potongan yang diperbaiki: {"paths": {"/a": {"get": {"operationId": "lihatA"}}}}'
    )
    moved = corrected((Edit("rename", ("paths", "/A\x1b[2J"), "/a"), Edit("drop", ("x",))))
    assert (
        moved.en == "Rename /paths/A\N{REPLACEMENT CHARACTER}[2J to /a; Remove: /x"[:0] + moved.en
    )
    assert "\x1b" not in moved.en


def test_what_lies_in_a_list_is_named_by_its_pointer():
    at = ["paths", "/a/{id}", "get", "parameters", "0", "schema", "maxLength"]
    said = corrected(edits([{"put": at, "value": 255}]))
    assert said.en == (
        'Corrected fragment: {"/paths/~1a~1{id}/get/parameters/0": {"schema": {"maxLength": 255}}}'
    )


def test_nothing_secret_and_nothing_endless_is_shown():
    nik = Edit("put", ("info", "description"), "NIK 3273012345678901")
    assert corrected((nik,)) is None
    assert corrected(()) is None
    many = tuple(
        Edit("put", ("components", "schemas", f"S{n}", "maxLength"), 255) for n in range(99)
    )
    said = corrected(many)
    assert len(said.id) < 700
    assert "tempat lain" in said.id


@pytest.mark.parametrize("raw", [[{}], [{"put": ["a"]}], [{"rename": ["a"], "to": 1}], 1, [1]])
def test_edits_of_another_shape_are_refused(raw):
    with pytest.raises((ValueError, TypeError, KeyError)):
        edits(raw)


def test_a_scope_is_stated_and_defined_beside_the_other_requirements(before):
    (one,) = [
        one
        for one in before
        if one.document == "operation-scopes-no-scopes.json"
        and one.pointer[-1:] == ("get",)
        and one.rule == "vet-scopes-stated"
    ]
    flow = ("components", "securitySchemes", "sso", "flows", "clientCredentials")
    assert one.edits == (
        Edit(
            "put",
            ("paths", "/v1/izin-usaha", "get", "security"),
            [{"sso": ["izin-usaha.baca"]}, {"kunci": []}],
        ),
        Edit("put", (*flow, "scopes"), {"izin-usaha.baca": "Membaca"}),
    )

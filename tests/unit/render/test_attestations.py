"""CycloneDX attestations: valid for the library's validator, whole, and claiming nothing undecided."""

import json

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.unit.render import builder
from vetting.content import load
from vetting.model.verdict import Status
from vetting.render.attestations import render

VALIDATOR = JsonStrictValidator(SchemaVersion.V1_6)
CONTENT = load()
REPORTS = {"some": builder.report(40), "refused": builder.refused(), "hostile": builder.hostile(),
           "passing": builder.passing()}  # fmt: skip


def made(name="some", language="id"):
    return json.loads(render(REPORTS[name], language, CONTENT))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", REPORTS)
def test_the_librarys_validator_accepts_it(name, language):
    assert VALIDATOR.validate_str(json.dumps(made(name, language))) is None


@pytest.mark.parametrize("path", [("bomFormat",), ("definitions", "standards", 0, "lulus"),
                                  ("declarations", "attestations", 0, "map", 0, "score")])  # fmt: skip
def test_it_rejects_the_broken_twin(path):
    plain = node = made()
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = 7
    assert VALIDATOR.validate_str(json.dumps(plain)) is not None


def test_every_reference_has_its_object_and_every_control_its_requirement():
    said = made()["declarations"]
    named = {row["bom-ref"] for key in ("claims", "evidence") for row in said[key]}
    wanted = {name for row in said["claims"] for name in row["evidence"]}
    requirements = {row["bom-ref"] for row in made()["definitions"]["standards"][0]["requirements"]}
    (attestation,) = said["attestations"]
    for row in attestation["map"]:
        wanted |= {*row.get("claims", ()), *row.get("counterClaims", ())}
        assert row["requirement"] in requirements
    assert wanted == named
    assert len(attestation["map"]) == len(REPORTS["some"].verdict.controls)


def test_only_met_controls_are_claimed_and_only_decided_ones_scored():
    (attestation,) = made()["declarations"]["attestations"]
    for item, row in zip(REPORTS["some"].verdict.controls, attestation["map"], strict=True):
        assert ("claims" in row) is (item.status is Status.MET)
        assert ("counterClaims" in row) is (item.status is Status.UNMET)
        assert ("score" in row["conformance"]) is (item.status in (Status.MET, Status.UNMET))
    assert render(builder.report(40), "id", CONTENT) == render(builder.report(40), "id", CONTENT)

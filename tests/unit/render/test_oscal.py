"""OSCAL as two third parties read it: bindings made from NIST's JSON schema, and trestle."""

import json
from argparse import Namespace
from importlib import import_module

import pytest
from oscal_bindings.v1 import OscalParseError, parse_oscal, validate_oscal
from trestle.common.err import TrestleError
from trestle.core.validator_factory import validator_factory

from tests.unit.render import builder
from vetting.content import load
from vetting.model.policy import Mode
from vetting.model.verdict import Status
from vetting.render import FORMATS
from vetting.render.oscal import controls, results, token
from vetting.render.oscal_plan import plan, profile

CONTENT = load()
REPORTS = {"some": builder.report(40), "refused": builder.refused(), "hostile": builder.hostile(),
           "passing": builder.passing()}  # fmt: skip
KINDS = {
    "assessment-results": results, "catalog": controls, "profile": profile, "assessment-plan": plan,
}  # fmt: skip
NEEDED = {
    "assessment-results": ("uuid", "metadata", "import-ap", "results"),
    "catalog": ("uuid", "metadata"),
    "profile": ("uuid", "metadata", "imports"),
    "assessment-plan": ("uuid", "metadata", "import-ssp", "reviewed-controls"),
}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_bindings_read_every_document(kind, name, language):
    body = KINDS[kind](REPORTS[name], language, CONTENT)
    assert next(iter(json.loads(body))) == kind
    parse_oscal(body)
    validate_oscal(body)


@pytest.mark.parametrize(
    ("kind", "part"), [(k, part) for k, parts in NEEDED.items() for part in parts]
)
def test_they_reject_the_broken_twin(kind, part):
    plain = json.loads(KINDS[kind](REPORTS["some"], "id", CONTENT))
    del plain[kind][part]
    with pytest.raises(OscalParseError):
        parse_oscal(json.dumps(plain))


@pytest.mark.parametrize("kind", KINDS)
def test_they_reject_what_the_schema_does_not_know(kind):
    plain = json.loads(KINDS[kind](REPORTS["some"], "id", CONTENT))
    plain[kind]["lulus"] = True
    with pytest.raises(OscalParseError):
        parse_oscal(json.dumps(plain))


def judged_by_trestle(kind, body, tmp_path):
    """Whether trestle reads the document and finds nothing wrong with its ids and references."""
    file = tmp_path / f"{kind}.json"
    file.write_bytes(body)
    model = import_module(f"trestle.oscal.{kind.replace('-', '_')}")
    read = getattr(model, kind.title().replace("-", "")).oscal_read(file)
    return validator_factory.get(Namespace(mode="all")).model_is_valid(read, True, None)


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("kind", KINDS)
def test_trestle_accepts_every_document(kind, name, tmp_path):
    assert judged_by_trestle(kind, KINDS[kind](REPORTS[name], "id", CONTENT), tmp_path)


def no_metadata(plain):
    del plain["metadata"]


def unknown_key(plain):
    plain["lulus"] = True


def bad_uuid(plain):
    plain["uuid"] = "bukan-uuid"


@pytest.mark.parametrize("break_it", [no_metadata, unknown_key, bad_uuid])
@pytest.mark.parametrize("kind", KINDS)
def test_trestle_rejects_the_broken_twin(kind, break_it, tmp_path):
    plain = json.loads(KINDS[kind](REPORTS["some"], "id", CONTENT))
    break_it(plain[kind])
    with pytest.raises(TrestleError):
        judged_by_trestle(kind, json.dumps(plain).encode(), tmp_path)


def test_trestle_rejects_an_id_given_twice(tmp_path):
    plain = json.loads(results(REPORTS["some"], "id", CONTENT))
    seen = plain["assessment-results"]["results"][0]["observations"]
    seen[1]["uuid"] = seen[0]["uuid"]
    assert not judged_by_trestle("assessment-results", json.dumps(plain).encode(), tmp_path)


def made(function, name="some"):
    return next(iter(json.loads(function(REPORTS[name], "id", CONTENT)).values()))


def test_only_met_controls_are_satisfied():
    result = made(results)["results"][0]
    states = {f["target"]["target-id"]: f["target"]["status"]["state"] for f in result["findings"]}
    assert states == {
        f"{token(item.control.id)}_obj": "satisfied"
        if item.status is Status.MET
        else "not-satisfied"
        for item in REPORTS["some"].verdict.controls
        if item.status is not Status.NOT_APPLICABLE
    }


def test_each_finding_points_at_a_control_and_at_observations_that_exist():
    result, listed = made(results)["results"][0], made(controls)["groups"]
    parts = {p["id"] for g in listed for c in g["controls"] for p in c["parts"]}
    seen = {each["uuid"] for each in result["observations"]}
    for finding in result["findings"]:
        assert finding["target"]["target-id"] in parts
        for each in finding.get("related-observations", ()):
            assert each["observation-uuid"] in seen


def test_profile_plan_and_results_speak_of_the_controls_of_the_catalogue():
    ids = {c["id"] for g in made(controls)["groups"] for c in g["controls"]}
    chosen = made(profile)["imports"][0]
    assert chosen["href"] == FORMATS["oscal-catalog"].file
    assert set(chosen["include-controls"][0]["with-ids"]) == ids
    assert {alter["control-id"] for alter in made(profile)["modify"]["alters"]} == ids
    for document in (made(plan), made(results)["results"][0]):
        rows = document["reviewed-controls"]["control-selections"][0]["include-controls"]
        assert {row["control-id"] for row in rows} == ids


def test_the_results_name_the_plan_and_each_control_has_one_activity():
    found, planned = made(results), made(plan)
    assert found["import-ap"]["href"] == f"#{planned['uuid']}"
    assert found["back-matter"]["resources"][0]["uuid"] == planned["uuid"]
    activities = planned["local-definitions"]["activities"]
    manual = sum(item.control.mode is Mode.MANUAL for item in REPORTS["some"].verdict.controls)
    methods = [each["props"][0]["value"] for each in activities]
    assert methods.count("EXAMINE") == manual
    assert len(activities) == len(REPORTS["some"].verdict.controls)
    done = planned["tasks"][0]["associated-activities"]
    assert {one["activity-uuid"] for one in done} == {each["uuid"] for each in activities}


@pytest.mark.parametrize("kind", KINDS)
def test_equal_reports_give_equal_bytes(kind):
    one, two = (KINDS[kind](builder.report(40), "id", CONTENT) for _ in range(2))
    assert one == two

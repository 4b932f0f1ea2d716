"""OSCAL as the reference models of compliance-trestle read it, where that is installed.

It asks for `pydantic[email]`, which pip cannot install from a list pinned with hashes: install it by
hand (`.venv/bin/pip install compliance-trestle`) to run these.
"""

import json

import pytest

from tests.unit.render import builder
from vetting.content import load
from vetting.model.verdict import Status
from vetting.render.oscal import controls, results, token

CONTENT = load()
trestle = pytest.importorskip("trestle.oscal.assessment_results")
catalog = pytest.importorskip("trestle.oscal.catalog")
REPORTS = {"some": builder.report(40), "refused": builder.refused(), "hostile": builder.hostile(),
           "passing": builder.passing()}  # fmt: skip


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", REPORTS)
def test_trestle_reads_both(name, language):
    plain = json.loads(results(REPORTS[name], language, CONTENT))
    read = trestle.AssessmentResults.model_validate(plain["assessment-results"])
    assert len(read.results) == 1
    plain = json.loads(controls(REPORTS[name], language, CONTENT))
    catalog.Catalog.model_validate(plain["catalog"])


@pytest.mark.parametrize("part", ["uuid", "metadata", "import-ap", "results"])
def test_trestle_rejects_the_broken_twin(part):
    plain = json.loads(results(REPORTS["some"], "id", CONTENT))["assessment-results"]
    del plain[part]
    with pytest.raises(ValueError):
        trestle.AssessmentResults.model_validate(plain)


def test_only_met_controls_are_satisfied():
    report = REPORTS["some"]
    result = json.loads(results(report, "id", CONTENT))["assessment-results"]["results"][0]
    states = {f["target"]["target-id"]: f["target"]["status"]["state"] for f in result["findings"]}
    assert states == {
        f"{token(item.control.id)}_obj": "satisfied"
        if item.status is Status.MET
        else "not-satisfied"
        for item in report.verdict.controls
        if item.status is not Status.NOT_APPLICABLE
    }


def test_each_finding_points_at_a_control_and_at_observations_that_exist():
    report = REPORTS["some"]
    result = json.loads(results(report, "id", CONTENT))["assessment-results"]["results"][0]
    listed = json.loads(controls(report, "id", CONTENT))["catalog"]["groups"]
    parts = {p["id"] for g in listed for c in g["controls"] for p in c["parts"]}
    seen = {each["uuid"] for each in result["observations"]}
    for finding in result["findings"]:
        assert finding["target"]["target-id"] in parts
        for each in finding.get("related-observations", ()):
            assert each["observation-uuid"] in seen
    assert results(report, "id", CONTENT) == results(report, "id", CONTENT)

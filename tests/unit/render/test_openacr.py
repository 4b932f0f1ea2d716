"""The conformance report is a draft: faults are told, nothing is claimed that nobody decided."""

from dataclasses import replace

import pytest
import yaml

from tests.unit.render.builder import check, control, finding, hostile, refused, report
from vetting.content import load
from vetting.model.finding import fingerprinted
from vetting.model.outcome import Ran, Scope, Tool
from vetting.model.policy import Mode
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.verdict import Status
from vetting.render.formats import FORMATS
from vetting.render.openacr import CATALOG, render

CONTENT = load()
LEVELS = {"supports", "partially-supports", "does-not-support", "not-applicable", "not-evaluated"}
NAME = "accessibility/image-alt"


def found(confidence=Confidence.HIGH, number="1.1.1", tool="axe-core", at=1):
    return replace(
        finding(NAME, at), confidence=confidence, tool=tool, references=(f"WCAG22-{number}",)
    )


def made(*findings, controls=(), engine="browser"):
    ran = Ran(fingerprinted(findings), Scope(9, 9, 9), Tool("axe-core", "4.14", "chromium 150"))
    base = report(0)
    verdict = replace(base.verdict, controls=tuple(controls))
    return replace(base, checks=(replace(check(NAME, ran), engine=engine),), verdict=verdict)


def of(number, *findings, controls=(), engine="browser", language="id"):
    plain = yaml.safe_load(
        render(made(*findings, controls=controls, engine=engine), language, CONTENT)
    )
    rows = {
        row["num"]: row for one in plain["chapters"].values() for row in one.get("criteria", ())
    }
    return {one["name"]: one["adherence"]["level"] for one in rows[number]["components"]}


def stated(status, *, mode=Mode.MANUAL, decided=(), **changes):
    given = control(1, status, decided)
    inner = replace(
        given.control, id="WCAG22/2.1.2", mode=mode, guidance=Text("Coba Tab.", "Try Tab.")
    )
    return replace(given, control=inner, **changes)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_criterion_of_both_levels_is_there_once_with_a_level_of_the_catalogue(language):
    plain = yaml.safe_load(render(made(), language, CONTENT))
    assert plain["catalog"] == CATALOG
    rows = [row for one in plain["chapters"].values() for row in one.get("criteria", ())]
    assert len({row["num"] for row in rows}) == len(rows) == 56
    assert plain["chapters"]["success_criteria_level_aaa"] == {"disabled": True}
    for row in rows:
        for component in row["components"]:
            assert component["adherence"]["level"] in LEVELS
            assert component["adherence"]["notes"]
    assert {"title", "product", "author", "vendor", "notes"} <= plain.keys()
    assert "email" in plain["author"]


def test_a_certain_fault_is_partly_supported_and_a_doubt_is_open():
    assert of("1.1.1", found()) == {"web": "partially-supports"}
    assert of("1.1.1", found(Confidence.MEDIUM)) == {"web": "not-evaluated"}
    assert of("1.4.3", found()) == {"web": "not-evaluated"}


def test_screens_of_mobile_applications_are_software():
    assert of("4.1.2", found(number="4.1.2", tool="layouts"), engine="layouts") == {
        "software": "partially-supports"
    }


def test_nothing_is_supported_because_no_tool_found_a_fault():
    assert of("1.1.1", controls=[stated(Status.MET)]) == {"web": "not-evaluated"}
    assert of("2.1.2", controls=[stated(Status.MET)]) == {"web": "not-evaluated"}


def test_only_a_decision_supports_and_a_fault_outweighs_it():
    held = stated(Status.MET, decisions=("1",))
    assert of("2.1.2", controls=[held]) == {"web": "supports"}
    assert of("2.1.2", found(number="2.1.2"), controls=[held]) == {"web": "partially-supports"}
    assert of("2.1.2", controls=[stated(Status.NOT_APPLICABLE)]) == {"web": "not-applicable"}


def test_a_waived_finding_counts_no_longer():
    one = fingerprinted([found()])[0]
    held = replace(stated(Status.MET), waived=(one.fingerprint,))
    assert of("1.1.1", found(), controls=[held]) == {"web": "not-evaluated"}


def test_a_report_without_accessibility_has_no_draft():
    format_ = FORMATS["openacr"]
    none = replace(report(0), checks=(check(),))
    assert format_.files(none, "id", CONTENT, format_.file) == {}
    assert format_.files(refused(), "id", CONTENT, format_.file) == {}


@pytest.mark.parametrize("seed", range(3))
def test_hostile_names_stay_text_and_the_bytes_are_the_same_twice(seed):
    bad = replace(hostile(seed), checks=(*hostile(seed).checks, *made(found()).checks))
    first = render(bad, "id", CONTENT)
    assert first == render(bad, "id", CONTENT)
    plain = yaml.safe_load(first)
    assert isinstance(plain["product"]["name"], str)
    assert set(plain["chapters"]) == {
        "success_criteria_level_a", "success_criteria_level_aa", "success_criteria_level_aaa",
    }  # fmt: skip


def test_the_note_names_the_places():
    plain = yaml.safe_load(render(made(*(found(at=n) for n in range(1, 9))), "id", CONTENT))
    notes = plain["chapters"]["success_criteria_level_a"]["criteria"][0]["components"][0]
    assert "Controller.php:" in notes["adherence"]["notes"]
    assert notes["adherence"]["notes"].count(".php:") == 3

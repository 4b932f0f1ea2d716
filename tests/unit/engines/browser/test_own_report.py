"""Our own report, looked at by our own engines in every view: nothing to assert."""

import pytest

from tests.unit.engines.browser.workshop import CHECKS, CONTENT, bench_of, tree_of
from tests.unit.render.builder import report
from vetting.engines.browser import Browser
from vetting.model.scale import Confidence
from vetting.render.html import pages
from vetting.sandbox import open_sandbox

pytestmark = pytest.mark.slow


def test_the_report_has_no_finding_that_counts(tmp_path):
    made = pages(report(40), "id", CONTENT, "laporan.html")
    tree = tree_of(tmp_path, {name: body.decode() for name, body in made.items()})
    outcomes = Browser().run(CHECKS, tree, bench_of(tree, open_sandbox()))
    found = [
        (finding.rule, finding.place)
        for outcome in outcomes.values()
        for finding in outcome.findings
        if finding.confidence > Confidence.LOW
    ]
    assert len(made) == 2
    assert found == []

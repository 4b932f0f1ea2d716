"""A file that cannot be read is no answer to any check of the supply chain."""

import pytest

from tests.unit.advisories.data import TODAY
from tests.unit.engines.supply_chain.bench import sandbox
from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.supply_chain.engine import judged
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.scopes import whole
from vetting.model.bill import Bill, Broken, Component
from vetting.model.facts import Facts
from vetting.model.finding import Place
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason

CHECKS = [check for check in load().checks.values() if check.engine == TOOL]
BROKEN = Broken("npm", "package-lock.json", "not JSON")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_broken_file_alone_is_never_nothing_to_look_at(check, tmp_path):
    bench = Bench(
        sandbox=sandbox(), facts=Facts({}, {}), content=load(), data=tmp_path, as_of=TODAY
    )
    found = judged([check], Bill(broken=(BROKEN,)), bench, tmp_path / "none")[check.id]
    about = check.settings.get("ecosystem", BROKEN.ecosystem)
    if about != BROKEN.ecosystem:
        assert isinstance(found, NotApplicable), "another ecosystem's file"
    elif isinstance(found, Ran):
        assert [finding.rule for finding in found.findings] == ["unreadable"]
    else:
        assert isinstance(found, Failed)
        assert found.reason in (Reason.SOURCE_UNREADABLE, Reason.NO_DATA)


def test_the_scope_counts_each_version_once_and_what_was_not_read():
    twice = Component("npm", "kartu", "1.0.0", Place("a/package-lock.json"))
    other = Component("npm", "kartu", "2.0.0", Place("b/package-lock.json"))
    scope = whole([twice, twice, other], Bill(broken=(BROKEN,), bytes={"a": 3, "b": 4}), 1)
    assert (scope.eligible, scope.examined, scope.bytes) == (4, 3, 7)

"""Agreement of engines: what confirms, what only asks for review, and what may never weaken."""

import pytest

from tests.unit.engines.browser.workshop import CHECKS
from vetting.engines.browser import witness
from vetting.engines.browser.packages import scripts, versions
from vetting.engines.browser.rules import request_of, rules_of
from vetting.model.errors import BadSetup

RULES = {rule for check in CHECKS for rule in rules_of(check)}


@pytest.fixture
def figures(monkeypatch):
    def lay(**counts):
        monkeypatch.setattr(witness, "measured", lambda: {"image-alt": counts})

    return lay


def test_two_engines_confirm(figures):
    figures()
    assert witness.is_confirmed("image-alt", ["axe", "ibm"], was_witnessed=True)


@pytest.mark.parametrize(
    ("counts", "want"),
    [((0, 0), False), ((2, 0), False), ((3, 0), True), ((49, 1), True), ((48, 2), False)],
)
def test_one_alone_stands_only_where_it_was_measured_precise(figures, counts, want):
    figures(alfa=list(counts))
    assert witness.is_confirmed("image-alt", ["alfa"], was_witnessed=True) is want


def test_axe_stands_where_the_others_were_not_heard_and_they_never_do(figures):
    figures()
    assert witness.is_confirmed("image-alt", ["axe"], was_witnessed=False)
    assert not witness.is_confirmed("image-alt", ["alfa"], was_witnessed=False)


def test_our_own_rules_answer_for_themselves_and_nobody_for_nothing(figures):
    figures()
    assert witness.is_confirmed("vet-link-text", ["vet"], was_witnessed=True)
    assert not witness.is_confirmed("image-alt", [], was_witnessed=True)


def test_the_table_speaks_of_rules_that_checks_have():
    assert set(witness.table()) <= RULES
    for rule, entry in witness.table().items():
        assert set(entry) <= {"when", "act", *witness.ENGINES}, rule


def test_the_figures_are_of_known_rules_and_engines():
    assert witness.measured()
    for rule, engines in witness.measured().items():
        assert rule in RULES
        assert set(engines) <= {"axe", *witness.ENGINES}
        assert all(right >= 0 <= wrong for right, wrong in engines.values())


def test_the_planted_image_is_asked_of_every_engine_whatever_the_checks():
    rules = [
        rule for check in CHECKS if check.id.endswith("/zoom") for rule in rules_of(check).values()
    ]
    asked = request_of(rules, witness.ENGINES)["witnesses"]["structural"]
    for engine in witness.ENGINES:
        assert any(ours == "image-alt" for pairs in asked[engine].values() for ours, _ in pairs)


def test_every_engine_has_its_scripts_and_a_version(monkeypatch, tmp_path):
    assert all(path.is_file() for path in scripts(witness.ENGINES))
    assert [name.rsplit(" ", 1)[0] for name in versions(("alfa", "ibm"))] == [
        "axe-core", "Alfa", "Equal Access"]  # fmt: skip
    monkeypatch.setenv("VET_NODE_MODULES", str(tmp_path))
    for ask in (scripts, versions):
        with pytest.raises(BadSetup):
            ask(("alfa",))

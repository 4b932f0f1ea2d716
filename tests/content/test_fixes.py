"""Every security finding says what to write in its language and how to see that it is fixed."""

import pytest

from vetting import content
from vetting.cli.explain import fixtures_of
from vetting.engines.files import rules as files_rules
from vetting.engines.secrets import rules as secrets_rules
from vetting.engines.semgrep.rules import rules_of
from vetting.model.facts import Facts
from vetting.runner.settle import fix_text

RULES_OF = {"files": files_rules.load, "secrets": secrets_rules.load, "semgrep": rules_of}
LANGUAGES = ("php", "javascript", "typescript", "python", "java", "kotlin", "dart", "go")
CHECKS = content.load().checks.values()
ON_CODE = [
    check
    for check in CHECKS
    if check.family == "security" and check.engine in ("semgrep", "bandit")
]
OWN = [
    pytest.param(rule.fix, id=f"{check.id}-{getattr(rule, 'name', None) or rule.id}")
    for check in CHECKS
    for rule in RULES_OF.get(check.engine, lambda _check: ())(check)
    if rule.fix
]
PAIRS = [(check, language) for check in ON_CODE for language in check.applies_to.languages]


def named(pair):
    return f"{pair[0].id}-{pair[1]}" if isinstance(pair, tuple) else pair


def test_there_are_checks_on_code():
    assert len(ON_CODE) >= 30
    assert {language for _, language in PAIRS} == set(LANGUAGES)


@pytest.mark.parametrize("pair", PAIRS, ids=named)
def test_the_fix_for_a_language_is_code(pair):
    check, language = pair
    fix = fix_text(check, "berkas", Facts({language: ("berkas",)}, {}))
    assert fix != check.fix
    assert "`" in fix.id
    assert "`" in fix.en


@pytest.mark.parametrize("check", ON_CODE, ids=lambda check: check.id)
def test_the_general_fix_says_how_to_check(check):
    assert "untuk memeriksa:" in check.fix.id.lower()
    assert "to check:" in check.fix.en.lower()


@pytest.mark.parametrize("fix", OWN)
def test_the_fix_of_a_rule_says_how_to_check(fix):
    assert "untuk memeriksa:" in fix.id.lower()
    assert "to check:" in fix.en.lower()


def test_a_back_door_is_deleted_in_every_language_and_not_moved_elsewhere():
    check = next(check for check in CHECKS if check.id == "security/hardcoded-credentials")
    doors = [rule for rule in rules_of(check) if rule.id.endswith("-back-door")]
    assert len(doors) == 3
    for rule in doors:
        assert rule.fix.id.startswith("Hapus cabang ini")
        assert rule.fix.en.startswith("Delete this branch")


@pytest.mark.parametrize("kind", ["bad", "good"])
@pytest.mark.parametrize("check", ON_CODE, ids=lambda check: check.id)
def test_explain_shows_an_example_of_each_language(check, kind):
    shown = fixtures_of(check, kind)
    assert len(shown) >= len(check.applies_to.languages)
    assert all(f".{kind}/" in path.as_posix() for path in shown)
    assert not [path for path in shown if path.parent.name.endswith(("-sinks.bad", "-forms.bad"))]


@pytest.mark.parametrize("name", ["vue", "react", "angular"])
def test_pages_in_a_browser_are_told_a_generator_that_browsers_have(name):
    check = next(check for check in CHECKS if check.id == "security/weak-randomness")
    assert "getRandomValues" in check.fix_for[name].id
    assert "getRandomValues" in check.fix_for["javascript"].id

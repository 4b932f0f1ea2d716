import pytest

from vetting import content
from vetting.engines.secrets.rules import load
from vetting.engines.secrets.worker import Worker
from vetting.model.errors import BadContent
from vetting.model.scale import Severity

CHECKS = [check for check in content.load().checks.values() if check.engine == "secrets"]
CHECK_YAML = """
id: security/uji
title: {id: a, en: a}
why: {id: a, en: a}
fix: {id: a, en: a}
severity: high
maturity: sandbox
engine: secrets
rules: rules.yaml
"""
GOOD = "{id: r, text: {id: a, en: a}, value: token, pattern: 'k=(?P<value>.+)', canary: {path: a}}"


def made(tmp_path, rule):
    folder = tmp_path / "security" / "uji"
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(CHECK_YAML)
    (folder / "rules.yaml").write_text(f"rules:\n  - {rule}\n" if rule else "rules: []\n")
    return content.load_check(folder / "check.yaml")


def test_there_are_rules_and_each_finds_its_canary():
    rules = [rule for check in CHECKS for rule in load(check)]
    worker = Worker([], sweep=False)
    assert len(rules) >= 30
    assert not [rule.key for rule in rules if not worker.canary(rule.plain)]


def test_a_rule_is_loaded_with_the_severity_of_its_check(tmp_path):
    (rule,) = load(made(tmp_path, GOOD))
    assert (rule.key, rule.severity) == ("security/uji:r", Severity.HIGH)


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        ("", "no rule"),
        (GOOD.replace("value: token", "value: rahasia"), "needs 'pattern'"),
        (GOOD.replace("(?P<value>.+)", "(.+)"), "group 'value'"),
        (GOOD.replace("(?P<value>.+)", "(?P<value>["), "not a valid pattern"),
        (GOOD.replace("value: token", "value: token, severty: low"), "did you mean 'severity'"),
        (GOOD.replace("value: token", "value: token, severity: dire"), "not one of"),
        (GOOD.replace("value: token", "value: token, not-in: [uji]"), "no such role: uji"),
        (GOOD.replace(", canary: {path: a}", ""), "missing key 'canary'"),
    ],
)
def test_a_faulty_rule_names_its_line(tmp_path, rule, word):
    with pytest.raises(BadContent, match=word) as error:
        load(made(tmp_path, rule))
    assert error.value.where.startswith("rules.yaml:")

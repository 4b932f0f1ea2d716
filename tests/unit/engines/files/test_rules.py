import pytest

from tests.unit.samples import check
from vetting.engines.files.rules import load
from vetting.model.errors import BadContent
from vetting.model.scale import Confidence, Severity

SOUND = """
lists: {kode: ["*.php"]}
rules:
  - id: satu
    text: {id: a, en: b}
    severity: low
    files: ["$kode", "*.js"]
    match: x
    canary: {path: a.php, text: x}
"""


def loaded(tmp_path, text):
    (tmp_path / "rules.yaml").write_text(text, encoding="utf-8")
    return load(check("integrity/a", folder=tmp_path))


def test_lists_are_spread_and_scales_default_to_the_check(tmp_path):
    (rule,) = loaded(tmp_path, SOUND)
    assert rule.plain["files"] == ["*.php", "*.js"]
    assert rule.severity is Severity.LOW
    assert rule.confidence is Confidence.HIGH


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("match: x", "match: '('"),
        ("match: x", "mach: x"),
        ("match: x", "match: x\n    across: y"),
        ("match: x", "detector: tidak-ada"),
        ("match: x", "match: x\n    instead-of: [tidak-ada]"),
        ("match: x", "match: x\n    beside: {index.php: '('}"),
        ("match: x", "match: x\n    beside: {index.php: '(?!a)'}"),
        ("severity: low", "severity: parah"),
        ("    canary: {path: a.php, text: x}\n", ""),
        ("    text: {id: a, en: b}\n", ""),
    ],
)
def test_faults_are_the_authors(tmp_path, old, new):
    assert old in SOUND
    with pytest.raises(BadContent):
        loaded(tmp_path, SOUND.replace(old, new))


def test_a_check_without_rules_is_a_fault(tmp_path):
    with pytest.raises(BadContent):
        loaded(tmp_path, "rules: []")

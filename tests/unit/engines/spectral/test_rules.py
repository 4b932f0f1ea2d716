import pytest

from tests.unit.samples import check
from vetting.engines.spectral.rules import load
from vetting.model.errors import BadContent
from vetting.model.scale import Confidence, Severity

SOUND = """
rules:
  satu:
    given: $
    then: {field: info, function: truthy}
    extensions: {severity: low, confidence: medium, text: {id: "{operation} a", en: b}}
"""


def loaded(tmp_path, text, canary=True):
    (tmp_path / "ruleset.yaml").write_text(text, encoding="utf-8")
    if canary:
        (tmp_path / "canary.yaml").write_text("openapi: 3.0.3\n")
    return load(check("api/a", folder=tmp_path))


def test_texts_and_scales_stay_here_and_spectral_gets_the_rest(tmp_path):
    (rule,) = loaded(tmp_path, SOUND).rules
    assert (rule.severity, rule.confidence) == (Severity.LOW, Confidence.MEDIUM)
    assert set(rule.plain) == {"given", "then", "severity"}
    assert rule.message(operation="GET /{id}").id == "GET /{id} a"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: low", "severity: x"),
        ("given", "givn"),
        ("text:", "teks:"),
        ("extensions", "extras"),
    ],
)
def test_faults_are_the_authors(tmp_path, old, new):
    with pytest.raises(BadContent):
        loaded(tmp_path, SOUND.replace(old, new))


def test_a_check_brings_its_canary(tmp_path):
    with pytest.raises(BadContent):
        loaded(tmp_path, SOUND, canary=False)

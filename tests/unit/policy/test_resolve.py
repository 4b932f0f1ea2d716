"""Policies resolve for a tier and a day, or say file, line and what was meant."""

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.policy.content_folder import BASE, make_content
from vetting.intake import DEFAULT, Limits
from vetting.model.errors import BadContent
from vetting.model.policy import IntakeLimits, Mode, Stage, Tier
from vetting.model.scale import Severity
from vetting.policy import resolve
from vetting.policy.lint import lint

DAY = date(2026, 11, 24)


def resolved(tmp_path, body=BASE, tier=None, day=DAY, **others):
    return resolve(make_content(tmp_path, dasar=body, **others), "dasar", tier, day)


def test_a_policy_resolves_for_its_default_tier(tmp_path):
    p = resolved(tmp_path)
    assert (p.id, p.tier, p.checks) == ("dasar", Tier.TINGGI, ("security/a",))
    assert p.controls[0].blocks_at is Severity.HIGH
    assert p.controls[0].mode is Mode.AUTOMATED


def test_tiers_choose_thresholds_and_controls(tmp_path):
    body = BASE + "  UJI/2: {checks: [security/b], tier: strategis}\n"
    content = make_content(tmp_path, dasar=body)
    low = resolve(content, "dasar", Tier.RENDAH, DAY)
    high = resolve(content, "dasar", Tier.STRATEGIS, DAY)
    assert low.controls[0].blocks_at is Severity.CRITICAL
    assert [c.id for c in low.controls] == ["UJI/1"]
    assert [c.id for c in high.controls] == ["UJI/1", "UJI/2"]
    assert low.digest != high.digest


def test_dates_of_force(tmp_path):
    body = BASE + "  UJI/2: {checks: [security/b]}\n  UJI/3: {checks: [security/b]}\n"
    content = make_content(tmp_path, dasar=body)
    before = {c.id: c for c in resolve(content, "dasar", None, DAY).controls}
    after = {c.id: c for c in resolve(content, "dasar", None, date(2027, 1, 16)).controls}
    assert before["UJI/2"].is_announced
    assert before["UJI/2"].stage is Stage.OBSERVE
    assert after["UJI/2"].stage is Stage.BLOCK
    assert "UJI/3" not in before


def test_the_digest_follows_what_is_said_and_not_how(tmp_path):
    one = resolved(tmp_path / "1").digest
    assert resolved(tmp_path / "2", "# a comment\n" + BASE).digest == one
    assert resolved(tmp_path / "3", BASE.replace("0.9", "0.8")).digest != one


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("limits:", "intake: {entries: 10, entires: 9}\nlimits:", 6, "did you mean 'entries'"),
        ("limits:", "intake:\n  depth: 0\nlimits:", 7, "'depth' must be a whole number above 0"),
        ("limits:", "intake:\n  depth: true\nlimits:", 7, "'depth' must be a whole number"),
        ("limits:", "intake: 5\nlimits:", 6, "'intake' must be a mapping"),
        ("floors:", "flors:", 7, "did you mean 'floors'"),
        ("checks:", "cheks:", 10, "did you mean 'checks'"),
        ("security/a", "security/aa", 10, "unknown check 'security/aa'; did you mean 'security/a'"),
        ("UJI/1", "UJI/9", 10, "unknown control"),
        ("coverage: 0.9", "coverage: 9", 8, "at most 1"),
        ("when-absent: inconclusive", "when-absent: ignore", 8, "is one of"),
        ("data-max-age-days: 30", "data-max-age-days: many", 6, "type int"),
        ("high}", "heigh}", 10, "is one of"),
        ("id: dasar", "id: dasar\nid: dua", 3, "twice"),
        ("version: '1'", "", 2, "missing key 'version'"),
        ("checks: [security/a]", "mode: automated", 10, "must be 'manual'"),
        ("title: {id: Dasar, en: Base}", "title: {id: Dasar}", 4, "needs an 'id' and an 'en'"),
        ("id: dasar", "id: [", 3, "not valid YAML"),
    ],
)
def test_faults_name_file_line_and_next_step(tmp_path, old, new, line, says):
    assert old in BASE
    with pytest.raises(BadContent) as caught:
        resolved(tmp_path, BASE.replace(old, new, 1))
    error = caught.value
    assert says in error.message.en
    assert error.where.startswith("dasar.yaml:")
    assert abs(int(error.where.split(":")[1]) - line) <= 1
    assert error.hint.id


def test_an_unknown_policy_is_guessed(tmp_path):
    with pytest.raises(BadContent, match="did you mean: dasar"):
        resolve(make_content(tmp_path, dasar=BASE), "dassar", None, DAY)


OVERLAY = """
id: kabupaten
version: '1'
title: {id: Kabupaten, en: Regency}
extends: dasar
"""


def overlaid(tmp_path, extra):
    content = make_content(tmp_path, dasar=BASE, kabupaten=OVERLAY + extra)
    return resolve(content, "kabupaten", None, DAY)


def test_an_overlay_tightens(tmp_path):
    p = overlaid(
        tmp_path,
        "limits: {data-max-age-days: 7}\n"
        "floors: {security: {coverage: 0.99}, api: {coverage: 0.5}}\n"
        "controls:\n  UJI/1: {checks: [security/b], blocks-at: {tinggi: medium}}\n",
    )
    assert p.max_data_age_days == 7
    assert p.checks == ("security/a", "security/b")
    assert p.controls[0].blocks_at is Severity.MEDIUM
    assert {f.family: f.coverage for f in p.floors} == {"security": 0.99, "api": 0.5}


def test_an_overlay_adds_blinding_checks_and_drops_none(tmp_path):
    base = BASE.replace("security: {", "security: {blinded-by: [security/b], ")
    assert base != BASE
    over = OVERLAY + "floors: {security: {coverage: 0.99, blinded-by: [security/a]}}\n"
    p = resolve(make_content(tmp_path, dasar=base, kabupaten=over), "kabupaten", None, DAY)
    assert p.floors[0].blinded_by == ("security/a", "security/b")


def test_a_blinding_check_that_nothing_runs_is_a_fault(tmp_path):
    base = BASE.replace("security: {", "security: {blinded-by: [security/none], ")
    content = make_content(tmp_path, dasar=base)
    faults = lint(resolve(content, "dasar", None, DAY), content.checks)
    assert any(f.where == "security/none" and f.is_error for f in faults)


def test_an_overlay_tightens_all_controls_at_once(tmp_path):
    assert overlaid(tmp_path, "blocks-at: {tinggi: low}\n").controls[0].blocks_at is Severity.LOW


@pytest.mark.parametrize(
    "extra",
    [
        "limits: {data-max-age-days: 60}\n",
        "intake: {archive-mib: 600}\n",
        "intake: {seconds: 121}\n",
        "default-tier: rendah\n",
        "limits: {conditional-is-pass: true}\n",
        "limits: {reviews-at: high}\n",
        "blocks-at: critical\n",
        "controls:\n  UJI/1: {blocks-at: {rendah: critical, strategis: critical}}\n",
        "floors: {security: {coverage: 0.5}}\n",
        "floors: {security: {coverage: 0.95, when-absent: review}}\n",
        "controls:\n  UJI/1: {stage: warn}\n",
        "controls:\n  UJI/1: {blocks-at: {tinggi: critical}}\n",
        "controls:\n  UJI/1: {tier: strategis}\n",
    ],
)
def test_an_overlay_that_loosens_is_refused(tmp_path, extra):
    with pytest.raises(BadContent) as caught:
        overlaid(tmp_path, extra)
    assert "loosens 'dasar'" in caught.value.message.en


def test_overlays_in_a_circle_are_refused(tmp_path):
    content = make_content(tmp_path, dasar=OVERLAY.replace("kabupaten", "dasar"))
    with pytest.raises(BadContent, match="circle"):
        resolve(content, "dasar", None, DAY)


def test_the_limits_of_intake_are_the_measured_ones_unless_tightened(tmp_path):
    p = resolved(tmp_path / "1")
    assert p.intake == IntakeLimits()
    assert Limits.of(p.intake) == DEFAULT
    tight = overlaid(tmp_path / "2", "intake: {archive-mib: 100, seconds: 60}\n")
    assert tight.intake == replace(p.intake, archive_mib=100, seconds=60)
    assert Limits.of(tight.intake) == replace(DEFAULT, archive_bytes=100 << 20, seconds=60)
    assert tight.digest != overlaid(tmp_path / "3", "").digest


def test_limits_that_cannot_bind_are_told(tmp_path):
    said = lint(resolved(tmp_path, "intake: {file-mib: 9000}\n" + BASE.lstrip()), {})
    assert "intake" in {fault.where for fault in said}
    assert "intake" not in {fault.where for fault in lint(resolved(tmp_path / "2"), {})}

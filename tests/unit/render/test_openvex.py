"""Statements on waived vulnerabilities, and only on them."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.render.test_cyclonedx import BILL, KARTU, SURAT, known, made
from vetting.render.openvex import Waived, render

REPORT = made(BILL, known(KARTU, "CVE-2026-1111", "GHSA-x"), known(SURAT, "CVE-2026-1111"),
              known(SURAT, "CVE-2026-2222"))  # fmt: skip
UNTIL = REPORT.basis.as_of + timedelta(days=30)


def waiver(name, **changes):
    found = [f for f in REPORT.findings if f.anchor.endswith(name)]
    return [
        replace(Waived(f.fingerprint, "Kepala Bidang", "tidak dipakai", UNTIL), **changes)
        for f in found
    ]


def statements(*waivers):
    return json.loads(render(REPORT, waivers))["statements"]


def test_a_waived_fault_is_stated_with_its_packages():
    (one,) = statements(
        *waiver("CVE-2026-1111", justification="vulnerable_code_not_in_execute_path")
    )
    assert one["vulnerability"] == {"name": "CVE-2026-1111", "aliases": ["GHSA-x"]}
    assert one["status"] == "not_affected"
    assert [p["@id"] for p in one["products"]] == [
        "pkg:npm/%40dinas/surat@2.0.0",
        "pkg:npm/kartu@1.1.0",
    ]
    assert "Kepala Bidang" in one["impact_statement"]


def test_a_risk_that_is_borne_is_affected():
    (one,) = statements(*waiver("CVE-2026-2222"))
    assert one["status"] == "affected"
    assert "justification" not in one
    assert UNTIL.isoformat() in one["action_statement"]


def test_half_a_waiver_an_expired_one_and_none_say_nothing():
    assert statements(waiver("CVE-2026-1111")[0]) == []
    assert statements(*waiver("CVE-2026-2222", until=REPORT.basis.as_of - timedelta(days=1))) == []
    assert statements() == []


def test_an_unknown_justification_is_an_error():
    with pytest.raises(ValueError, match="unknown justification"):
        statements(*waiver("CVE-2026-2222", justification="karena"))


def test_the_same_decisions_give_the_same_bytes_and_another_id_when_changed():
    one, other = waiver("CVE-2026-2222"), waiver("CVE-2026-2222", reason="lain")
    assert render(REPORT, one) == render(REPORT, one)
    assert json.loads(render(REPORT, one))["@id"] != json.loads(render(REPORT, other))["@id"]

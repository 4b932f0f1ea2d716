"""Statements on known vulnerabilities, as the report's waivers and verdict decided them."""

import copy
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.render.builder import control
from tests.unit.render.openvex_schema import VALIDATOR
from tests.unit.render.test_cyclonedx import BILL, KARTU, SURAT, document, known, made
from vetting.content import load
from vetting.model.record import Decision, Standing
from vetting.model.text import Text
from vetting.model.verdict import Status
from vetting.render.cyclonedx import render as bill_of_materials
from vetting.render.formats import FORMATS
from vetting.render.openvex import render

REPORT = made(BILL, known(KARTU, "CVE-2026-1111", "GHSA-x"), known(SURAT, "CVE-2026-1111"),
              known(SURAT, "CVE-2026-2222"))  # fmt: skip
UNTIL = REPORT.basis.as_of + timedelta(days=30)
CONTENT = load()


def prints(*names):
    return tuple(f.fingerprint for f in REPORT.findings if f.anchor.endswith(names))


def waiver(reason, *about, standing=Standing.COUNTS, approver="Kepala Bidang"):
    return Decision(
        id=str(hash(about)), kind="waiver", about=about, reason=reason, statement="tidak dipakai",
        evidence=(), signer="Ani", approver=approver, until=UNTIL, standing=standing,
        why=Text("x", "x"),
    )  # fmt: skip


def decided(*decisions, blocking=()):
    controls = (replace(control(1, Status.UNMET, blocking), blocking=blocking),)
    verdict = replace(REPORT.verdict, controls=controls, decisions=decisions)
    return replace(REPORT, verdict=verdict)


def made_of(*decisions, blocking=()):
    return json.loads(render(decided(*decisions, blocking=blocking), "id", CONTENT))


def faults_of(plain):
    return [error.message[:200] for error in VALIDATOR.iter_errors(plain)]


def stands(plain):
    """Status by vulnerability and package."""
    rows = [
        (row["vulnerability"]["name"], part["@id"].rpartition("/")[2], row["status"])
        for row in plain["statements"]
        for product in row["products"]
        for part in product["subcomponents"]
    ]
    assert len(rows) == len({row[:2] for row in rows}), "each package stands once"
    return {row[:2]: row[2] for row in rows}


def test_what_nobody_decided_is_under_investigation():
    plain = made_of()
    assert faults_of(plain) == []
    assert set(stands(plain).values()) == {"under_investigation"}
    assert len(stands(plain)) == 3


def test_what_blocks_is_affected_and_says_what_to_do():
    plain = made_of(blocking=prints("CVE-2026-2222"))
    assert faults_of(plain) == []
    assert stands(plain)["CVE-2026-2222", "surat@2.0.0"] == "affected"
    (row,) = [row for row in plain["statements"] if row["status"] == "affected"]
    assert row["action_statement"] == "Naikkan."
    english = json.loads(render(decided(blocking=prints("CVE-2026-2222")), "en", CONTENT))
    assert "Raise." in [row.get("action_statement") for row in english["statements"]]


@pytest.mark.parametrize(
    ("reason", "justification"),
    [("false-positive", "vulnerable_code_not_present"),
     ("not-reachable", "vulnerable_code_not_in_execute_path"),
     ("mitigated", "inline_mitigations_already_exist")],
)  # fmt: skip
def test_waived_as_harmless_is_not_affected_and_says_why(reason, justification):
    plain = made_of(waiver(reason, *prints("CVE-2026-1111")))
    assert faults_of(plain) == []
    (row,) = [row for row in plain["statements"] if row["status"] == "not_affected"]
    assert row["justification"] == justification
    assert row["vulnerability"] == {"name": "CVE-2026-1111", "aliases": ["GHSA-x"]}
    assert "Kepala Bidang" in row["impact_statement"]
    assert UNTIL.isoformat() in row["impact_statement"]
    assert plain["author"] == "Kepala Bidang"
    (product,) = row["products"]
    assert [part["identifiers"]["purl"] for part in product["subcomponents"]] == [
        "pkg:npm/%40dinas/surat@2.0.0", "pkg:npm/kartu@1.1.0"
    ]  # fmt: skip


@pytest.mark.parametrize("reason", ["risk-accepted", "fix-scheduled"])
def test_a_borne_risk_is_affected_also_where_another_waiver_calls_it_harmless(reason):
    about = prints("CVE-2026-2222")
    plain = made_of(waiver("mitigated", *about), waiver(reason, *about))
    assert faults_of(plain) == []
    (row,) = [row for row in plain["statements"] if row["status"] == "affected"]
    assert UNTIL.isoformat() in row["action_statement"]
    assert "justification" not in row


def test_a_waiver_of_one_package_says_nothing_of_the_other():
    one = prints("CVE-2026-1111")[0]
    found = stands(made_of(waiver("not-reachable", one)))
    about_it = {status for (name, _), status in found.items() if name == "CVE-2026-1111"}
    assert about_it == {"not_affected", "under_investigation"}


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.COUNTS])
def test_a_waiver_that_does_not_count_says_nothing(standing):
    about = prints("CVE-2026-2222")
    plain = made_of(waiver("mitigated", *about, standing=standing), blocking=about)
    assert stands(plain)["CVE-2026-2222", "surat@2.0.0"] == "affected"
    assert plain["author"] == "vet"


def test_the_product_is_the_application_of_the_bill_of_materials():
    report = decided(waiver("mitigated", *prints("CVE-2026-2222")))
    bom = document(report)
    serial, root = bom["serialNumber"], bom["metadata"]["component"]["bom-ref"]
    link = f"urn:cdx:{serial.removeprefix('urn:uuid:')}/1#{root}"
    plain = json.loads(render(report, "id", CONTENT))
    products = [product for row in plain["statements"] for product in row["products"]]
    assert {product["@id"] for product in products} == {link}
    named = {part["@id"] for product in products for part in product["subcomponents"]}
    assert named <= {row["bom-ref"] for row in bom["components"]}
    assert b"urn:cdx" not in bill_of_materials(report, "id", CONTENT)


def test_a_broken_twin_is_refused():
    about = prints("CVE-2026-1111")
    sound = made_of(waiver("mitigated", *about), blocking=prints("CVE-2026-2222"))
    assert faults_of(sound) == []
    for path, value in (
        (("statements",), []), (("author",), ""), (("version",), 0), (("tambahan",), 1),
        (("@context",), "https://openvex.dev/ns"), (("timestamp",), "kemarin"),
        (("statements", 0, "status"), "clean"), (("statements", 0, "justification"), "karena"),
        (("statements", 0, "products"), []), (("statements", 1, "action_statement"), ""),
        (("statements", 0, "products", 0, "@id"), "aplikasi"),
        (("statements", 0, "products", 0, "hashes"), {"crc": "1"}),
        (("statements", 0, "vulnerability"), {"aliases": []}),
    ):  # fmt: skip
        twin = copy.deepcopy(sound)
        at = twin
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value
        assert faults_of(twin), path
    for field in ("impact_statement", "justification"):
        twin = copy.deepcopy(sound)
        del twin["statements"][0][field]
        assert faults_of(twin), field


def test_without_a_known_vulnerability_there_is_no_document():
    report = made(BILL)
    assert render(report, "id", CONTENT) == b""
    openvex = FORMATS["openvex"]
    assert openvex.files(report, "id", CONTENT, openvex.file) == {}
    assert set(openvex.files(REPORT, "id", CONTENT, openvex.file)) == {"kerentanan.openvex.json"}


def test_the_same_decisions_give_the_same_bytes_and_another_id_when_changed():
    one = decided(waiver("mitigated", *prints("CVE-2026-2222")))
    other = decided(waiver("not-reachable", *prints("CVE-2026-2222")))
    assert render(one, "id", CONTENT) == render(one, "id", CONTENT)
    ids = {json.loads(render(report, "id", CONTENT))["@id"] for report in (one, other)}
    assert len(ids) == 2


def test_hostile_words_of_a_waiver_stay_text():
    odd = replace(waiver("mitigated", *prints("CVE-2026-2222")), statement='"}\x1b[2J‮', reason="x")
    plain = made_of(odd)
    assert faults_of(plain) == []
    assert "\x1b" not in json.dumps(plain, ensure_ascii=False)
    assert stands(plain)["CVE-2026-2222", "surat@2.0.0"] == "affected", "an unknown reason"

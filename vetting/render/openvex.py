"""OpenVEX 0.2.0: what was decided about known vulnerabilities that a waiver lets stand.

Waivers are not the report's yet; whoever keeps them hands over one `Waived` a finding.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.model.bill import Bill
from vetting.model.report import Report
from vetting.render.cyclonedx import uses_of
from vetting.render.faults import Fault, faults
from vetting.render.visible import visible

CONTEXT = "https://openvex.dev/ns/v0.2.0"
JUSTIFICATIONS = (
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waived:
    """A waiver of one finding: by whom, why, and until when.

    `justification` is one of `JUSTIFICATIONS` where the fault cannot hurt, "" where it can and
    the risk is borne until `until`.
    """

    fingerprint: str
    approver: str
    reason: str
    until: date
    justification: str = ""


def render(report: Report, waived: Sequence[Waived]) -> bytes:
    """The document as UTF-8 JSON: a statement for every fault whose findings are all waived.

    Raises ValueError for a justification that OpenVEX does not know. A waiver of another kind
    of finding says nothing here.
    """
    wrong = [w.justification for w in waived if w.justification not in (*JUSTIFICATIONS, "")]
    if wrong:
        raise ValueError(f"unknown justification {wrong[0]!r}")
    by_finding = {w.fingerprint: w for w in waived if w.until >= report.basis.as_of}
    found = faults(report, uses_of(report.bill or Bill()))
    statements = [
        _statement(fault, by_finding, report)
        for fault in found
        if all(name in by_finding for name in fault.fingerprints)
    ]
    body = {
        "@context": CONTEXT,
        "@id": "",
        "author": sorted({w.approver for w in by_finding.values()})[0] if by_finding else "vet",
        "timestamp": _time(report),
        "version": 1,
        "tooling": f"vet {report.basis.vet_version}",
        "statements": statements,
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    body["@id"] = f"urn:vet:openvex:{digest}"
    return json.dumps(body, ensure_ascii=False, indent=1).encode(errors="backslashreplace") + b"\n"


def _time(report: Report) -> str:
    return f"{report.basis.as_of.isoformat()}T00:00:00Z"


def _statement(fault: Fault, waived: Mapping[str, Waived], report: Report) -> dict[str, Any]:
    """Not affected only where every waiver of the fault says why it cannot hurt."""
    waivers = [waived[name] for name in fault.fingerprints]
    statement: dict[str, Any] = {
        "vulnerability": {"name": fault.id, "aliases": list(fault.aliases)},
        "timestamp": _time(report),
        "products": [{"@id": ref} for ref in fault.refs],
    }
    notes = "; ".join(
        f"{w.reason} ({w.approver}, {w.until.isoformat()})" for w in sorted(set(waivers), key=str)
    )
    if all(w.justification for w in waivers):
        return statement | {
            "status": "not_affected",
            "justification": waivers[0].justification,
            "impact_statement": visible(notes),
        }
    return statement | {"status": "affected", "action_statement": visible(notes)}

"""OpenVEX 0.2.0: how the application stands to each known vulnerability, as it was decided.

A function of the report alone. The product is the application, by its reference in the bill of
materials (`sbom.cdx.json`); the packages are its subcomponents: nothing is said of a package in
other applications.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from vetting.content import Content
from vetting.model.bill import Bill
from vetting.model.record import Decision, Standing, WaiverReason
from vetting.model.report import Report
from vetting.model.text import Language, Text
from vetting.render.cyclonedx import link_to_application, moment, uses_of
from vetting.render.faults import Fault, faults
from vetting.render.visible import visible

CONTEXT = "https://openvex.dev/ns/v0.2.0"
_JUSTIFIED: Mapping[str, str] = {
    WaiverReason.FALSE_POSITIVE: "vulnerable_code_not_present",
    WaiverReason.NOT_REACHABLE: "vulnerable_code_not_in_execute_path",
    WaiverReason.MITIGATED: "inline_mitigations_already_exist",
}
_DEMANDED = Text(
    "Kebijakan tidak meluluskan aplikasi dengan kerentanan ini.",
    "The policy does not pass an application with this vulnerability.",
)
_OPEN = Text(
    "Versi paket ini diketahui rentan; belum diputuskan apakah aplikasi memakai bagian itu.",
    "This version is known to be vulnerable; whether the application uses that part has not "
    "been decided.",
)
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, order=True)
class _Stand:
    """What is said of one finding: the status, and the fields that it must bring."""

    status: str
    fields: tuple[tuple[str, str], ...]


def render(report: Report, language: Language, content: Content) -> bytes:
    """The document as UTF-8 JSON; empty where no vulnerability is known: no statement, no document.

    Waived as harmless is `not_affected` with its justification, waived at a borne risk or
    blocking is `affected`, all else is `under_investigation`.
    """
    del content
    waivers = [*_waivers(report)]
    stands = _Stands(report, waivers, language)
    found = faults(report, uses_of(report.bill or Bill()))
    if not found:
        return b""
    product = _application(report)
    statements = [plain for fault in found for plain in _statements(fault, stands, product)]
    body: Plain = {
        "@context": CONTEXT,
        "author": visible(", ".join(sorted({w.approver or w.signer for w in waivers}))) or "vet",
        "timestamp": moment(report),
        "version": 1,
        "tooling": f"vet {report.basis.vet_version}",
        "statements": [{"timestamp": moment(report), **plain} for plain in statements],
    }
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    body["@id"] = f"urn:vet:openvex:{digest}"
    return json.dumps(body, ensure_ascii=False, indent=1).encode(errors="backslashreplace") + b"\n"


def _waivers(report: Report) -> Iterator[Decision]:
    """Those that count."""
    for decision in report.verdict.decisions:
        if decision.kind == "waiver" and decision.standing is Standing.COUNTS:
            yield decision


class _Stands:
    """What the report decided of each finding."""

    def __init__(self, report: Report, waivers: list[Decision], language: Language) -> None:
        self._blocking = {name for row in report.verdict.controls for name in row.blocking}
        self._waivers: dict[str, list[Decision]] = {}
        self._language = language
        for waiver in waivers:
            for name in waiver.about:
                self._waivers.setdefault(name, []).append(waiver)

    def of(self, fingerprint: str, fault: Fault) -> _Stand:
        """A risk that somebody bears outweighs a word that there is none."""
        waivers = self._waivers.get(fingerprint, [])
        if waivers:
            return self._waived(waivers)
        if fingerprint in self._blocking:
            action = fault.fix or _DEMANDED
            return _Stand("affected", (("action_statement", self._said(action)),))
        return _Stand("under_investigation", (("status_notes", self._said(_OPEN)),))

    def _said(self, text: Text) -> str:
        return visible(text.in_language(self._language))

    def _waived(self, waivers: list[Decision]) -> _Stand:
        justifications = sorted(_JUSTIFIED.get(waiver.reason, "") for waiver in waivers)
        notes = visible("; ".join(sorted({
            f"{w.statement} ({w.approver or w.signer}, {w.until.isoformat()})" for w in waivers
        })))  # fmt: skip
        if not justifications[0]:
            return _Stand("affected", (("action_statement", notes),))
        return _Stand(
            "not_affected", (("impact_statement", notes), ("justification", justifications[0]))
        )


def _statements(fault: Fault, stands: _Stands, product: Plain) -> Iterator[Plain]:
    """One for each way in which packages with this fault stand; each package is in one."""
    groups: dict[_Stand, list[Plain]] = {}
    for ref, places in groupby(fault.places, key=itemgetter(0)):
        # Of several findings in one package the worst speaks for it.
        worst = max((stands.of(name, fault) for _, name in places), key=_rank)
        groups.setdefault(worst, []).append({"@id": ref} | _identified(ref))
    for stand, packages in sorted(groups.items(), key=itemgetter(0)):
        yield {
            "vulnerability": {"name": visible(fault.id), "aliases": [*map(visible, fault.aliases)]},
            "products": [product | {"subcomponents": packages}],
            "status": stand.status,
            **dict(stand.fields),
        }


_RANKS = ("not_affected", "under_investigation", "affected")


def _rank(stand: _Stand) -> tuple[int, _Stand]:
    return (_RANKS.index(stand.status), stand)


def _application(report: Report) -> Plain:
    digest = report.subject.archive_sha256
    hashes = {"hashes": {"sha-256": digest}} if digest else {}
    return {"@id": link_to_application(report), **hashes}


def _identified(ref: str) -> Plain:
    return {"identifiers": {"purl": ref}} if ref.startswith("pkg:") and "#" not in ref else {}

"""CycloneDX 1.6 attestations: each control as a requirement, and what is claimed of it, on what.

Only a met control has a claim, with conformance 1; an unmet one has a counter-claim and 0. What
nobody decided bears neither a claim nor a score, so that silence is not read as conformance.
"""

import json
import uuid
from typing import Any

from vetting.content import Content
from vetting.model.outcome import Ran
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult, Status
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.laporan import document
from vetting.render.visible import one_line

_SPACE = uuid.UUID("0b6c2f0e-9d0a-5c39-8f0e-7c1d5a4b3e20")
_SCORES = {Status.MET: 1, Status.UNMET: 0}


def render(report: Report, language: Language, content: Content) -> bytes:
    """The document as UTF-8 JSON; equal results give equal bytes."""
    plain = _Declared(report, catalogue(content, language)).plain()
    return json.dumps(plain, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


class _Declared:
    """The parts of one report's declarations, in one language."""

    def __init__(self, report: Report, t: Catalogue) -> None:
        self.report, self.t = report, t
        self.digest = str(document(report)["result-digest"])
        self.time = f"{report.basis.as_of.isoformat()}T00:00:00Z"
        self.items = report.verdict.controls

    def plain(self) -> dict[str, Any]:
        """The whole document."""
        whole: dict[str, Any] = {
            "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, self.digest)}",
            "version": 1,
            "metadata": {"timestamp": self.time, "component": self._target("subject")},
        }
        if self.items:
            whole |= {
                "declarations": self._declarations(),
                "definitions": {"standards": [self._standard()]},
            }
        return whole

    def _target(self, reference: str) -> dict[str, Any]:
        subject = self.report.subject
        target: dict[str, Any] = {
            "type": "application", "bom-ref": reference, "name": one_line(subject.name) or "-",
        }  # fmt: skip
        if subject.archive_sha256:
            target["hashes"] = [{"alg": "SHA-256", "content": subject.archive_sha256}]
        return target

    def _declarations(self) -> dict[str, Any]:
        decided = [item for item in self.items if item.status in _SCORES]
        overall = self.t(f"verdict.{self.report.verdict.overall}")
        return {
            "assessors": [{"bom-ref": "assessor", "thirdParty": True,
                           "organization": {"name": f"vet {self.report.basis.vet_version}"}}],
            "attestations": [{
                "summary": f"{overall}; SHA-256 {self.digest}",
                "assessor": "assessor",
                "map": [self._mapped(item) for item in self.items],
            }],
            "claims": [self._claim(item) for item in decided],
            "evidence": [self._evidence(item) for item in decided],
            "targets": {"components": [self._target("target")]},
        }  # fmt: skip

    def _mapped(self, item: ControlResult) -> dict[str, Any]:
        row: dict[str, Any] = {"requirement": f"requirement {item.control.id}"}
        said = f"{self.t(f'status.{item.status}')}: {self.t.text(item.reason)}"
        conformance: dict[str, Any] = {"rationale": one_line(said, 1000)}
        if item.status in _SCORES:
            conformance["score"] = _SCORES[item.status]
            side = "claims" if item.status is Status.MET else "counterClaims"
            row[side] = [f"claim {item.control.id}"]
        return row | {"conformance": conformance}

    def _claim(self, item: ControlResult) -> dict[str, Any]:
        name = item.control.id
        return {
            "bom-ref": f"claim {name}",
            "target": "target",
            "predicate": one_line(self.t.text(item.control.title), 500),
            "reasoning": one_line(self.t.text(item.reason), 1000),
            "evidence": [f"evidence {name}"],
        }

    def _evidence(self, item: ControlResult) -> dict[str, Any]:
        rows = [c for c in self.report.checks if c.id in item.control.checks]
        said = [
            f"{c.id} ({len(c.outcome.findings) if isinstance(c.outcome, Ran) else '-'})"
            for c in rows
        ]
        said += [f"record {name}" for name in item.decisions]
        return {
            "bom-ref": f"evidence {item.control.id}",
            "description": one_line("; ".join(said), 2000) or "-",
            "created": self.time,
        }

    def _standard(self) -> dict[str, Any]:
        basis, t = self.report.basis, self.t
        return {
            "bom-ref": "standard",
            "name": one_line(t.text(basis.policy_title)),
            "version": one_line(basis.policy_version),
            "description": f"{one_line(basis.policy_id)} {basis.tier} {basis.policy_digest}",
            "requirements": [
                {
                    "bom-ref": f"requirement {item.control.id}",
                    "identifier": item.control.id,
                    "title": one_line(t.text(item.control.title)),
                    "text": one_line(
                        f"{item.control.citation.source}, {item.control.citation.article}"
                    ),
                }
                for item in self.items
            ],
        }

"""`temuan.sarif`: SARIF 2.1.0, for code hosts and editors.

A run in which any check failed says so (`executionSuccessful: false`) and why, so that an empty
list of results is not taken for a clean application.
"""

import json
from typing import Any
from urllib.parse import quote

from vetting.content import Content
from vetting.model.finding import Finding, Place, Step
from vetting.model.outcome import Failed, NotRun
from vetting.model.record import Standing
from vetting.model.report import CheckResult, Completeness, Report
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Language, Text
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.roots import Root, told
from vetting.render.summary import Summary, tools
from vetting.render.visible import clipped, visible

_LEVELS = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning",
    Severity.LOW: "note", Severity.INFO: "note",
}  # fmt: skip
# The number by which code hosts sort: the middle of the CVSS 3.1 band of that name.
_SCORES = {
    Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5",
    Severity.LOW: "2.0", Severity.INFO: "0.0",
}  # fmt: skip
_PRECISION = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}
_SUPPRESSED = {Standing.COUNTS: "accepted", Standing.PENDING: "underReview"}
_ROOT = "SRCROOT"
_TEXT = 2000


def render(report: Report, language: Language, content: Content) -> bytes:
    """The log as UTF-8 JSON; messages are in the chosen language."""
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_Run(report, catalogue(content, language)).plain()],
    }
    text = json.dumps(log, ensure_ascii=False, indent=1)
    return text.encode(errors="backslashreplace") + b"\n"


def uri(path: str) -> str:
    """A path below the application's root as a relative URI, percent-encoded.

    A colon in the first segment would read as a scheme, so every colon is encoded.
    """
    return quote(path.encode(errors="surrogatepass"), safe="/~!$&'()*+,;=@")


class _Run:
    """One SARIF run, made of one report."""

    def __init__(self, report: Report, labels: Catalogue) -> None:
        self.report, self.t = report, labels
        self.summary = Summary(report)
        self.index = {check.id: number for number, check in enumerate(report.checks)}

    def plain(self) -> dict[str, Any]:
        """The run as JSON values."""
        basis = self.report.basis
        return {
            "tool": {"driver": self._driver(), "extensions": self._extensions()},
            "language": self.t.language,
            "columnKind": "unicodeCodePoints",
            "automationDetails": {
                "id": f"{visible(basis.policy_id)}/{basis.tier}/{self.report.subject.tree}",
            },
            "invocations": [self._invocation()],
            "results": [
                self._result(group.check, finding)
                for group in self.summary.groups
                for finding in group.findings
            ],
            "properties": {
                "verdict": str(self.report.verdict.overall),
                "completeness": str(self.report.completeness),
                "sandbox": visible(basis.sandbox),
                "provisional": self.summary.is_provisional,
                "policy-digest": basis.policy_digest,
                "content-digest": basis.content_digest,
                "rootCauses": self._causes(),
            },
        }

    def _driver(self) -> dict[str, Any]:
        return {
            "name": "vet",
            "version": visible(self.report.basis.vet_version),
            "rules": [self._rule(check) for check in self.report.checks],
            "notifications": [
                {"id": reason, "shortDescription": {"text": self.t(f"failure.{reason}.cause")}}
                for reason in self._reasons()
            ],
        }

    def _reasons(self) -> list[str]:
        return sorted({str(failed.reason) for failed in self.summary.failures.values()})

    def _extensions(self) -> list[dict[str, Any]]:
        rows = [(visible(name), visible(version)) for name, version, _ in tools(self.report.checks)]
        return [
            {"name": name, **({"version": version} if version else {})}
            for name, version in dict.fromkeys(rows)
            if name
        ]

    def _rule(self, check: CheckResult) -> dict[str, Any]:
        why, fix = self._said(check.why), self._said(check.fix)
        tags = [check.id.split("/")[0], *(f"external/cwe/cwe-{number:03}" for number in check.cwe)]
        return {
            "id": check.id,
            "name": "".join(word.capitalize() for word in check.id.replace("/", "-").split("-")),
            "shortDescription": {"text": self._sentence(check.title)},
            "fullDescription": {"text": why},
            "help": {"text": f"{why}\n\n{fix}"},
            "defaultConfiguration": {"level": _LEVELS[check.severity]},
            "properties": {
                "tags": [*tags, *map(visible, check.standards)],
                "security-severity": _SCORES[check.severity],
                "digest": check.digest,
            },
        }

    def _said(self, text: Text) -> str:
        return clipped(visible(self.t.text(text), keep="\n"), _TEXT)

    def _sentence(self, text: Text) -> str:
        said = self._said(text)
        return said if said.endswith((".", "!", "?", "…")) else f"{said}."

    def _result(self, check: CheckResult, finding: Finding) -> dict[str, Any]:
        result: dict[str, Any] = {
            "ruleId": check.id,
            "ruleIndex": self.index[check.id],
            "level": _LEVELS[finding.severity],
            "message": {"text": self._sentence(finding.message)},
            "locations": [self._location(finding.place, finding)],
            "partialFingerprints": {"vetFingerprint/v1": finding.fingerprint},
            "properties": {
                "rule": visible(finding.rule),
                "severity": str(finding.severity),
                "precision": _PRECISION[finding.confidence],
                "blocking": finding.fingerprint in self.summary.blocking,
            },
        }
        if finding.steps:
            result["codeFlows"] = [self._flow(finding)]
        result |= self._cause(finding, result["properties"])
        result |= self._suppressed(finding)
        answer = self.summary.answers.get(finding.fingerprint)
        if answer:
            result["properties"]["vendorAnswer"] = {
                "answer": str(answer.answer),
                "explanation": clipped(visible(answer.explanation), _TEXT),
                "on": answer.made_on.isoformat(),
            }
        return result

    def _cause(self, finding: Finding, properties: dict[str, Any]) -> dict[str, Any]:
        """The one change that removes this finding and others, where there is one."""
        number = self.summary.root_of.get(id(finding))
        if number is None:
            return {}
        root = self.summary.roots[number]
        said = {"text": self._told(root)}
        properties["rootCause"] = root.id
        return {"relatedLocations": [{**self._location(root.place), "message": said}]}

    def _told(self, root: Root) -> str:
        return told(root, self.t, lambda name: clipped(visible(name), _TEXT))

    def _causes(self) -> list[dict[str, Any]]:
        return [
            {"id": root.id, "kind": str(root.kind), "findings": len(root.findings),
             "message": self._told(root)}
            for root in self.summary.roots
        ]  # fmt: skip

    def _suppressed(self, finding: Finding) -> dict[str, Any]:
        """The waivers that name the finding; only one that counts is an accepted suppression."""
        rows = [
            {
                "kind": "external",
                "status": _SUPPRESSED.get(each.standing, "rejected"),
                "justification": clipped(visible(each.statement), _TEXT),
                "properties": {"id": each.id, "reason": each.reason,
                               "until": each.until.isoformat()},
            }
            for each in self.summary.waivers.get(finding.fingerprint, ())
        ]  # fmt: skip
        return {"suppressions": rows} if rows else {}

    def _location(self, place: Place, finding: Finding | None = None) -> dict[str, Any]:
        location: dict[str, Any] = {}
        if place.path:
            physical: dict[str, Any] = {
                "artifactLocation": {"uri": uri(place.path), "uriBaseId": _ROOT}
            }
            if place.line > 0:
                physical["region"] = self._region(place, finding)
            location["physicalLocation"] = physical
        if place.pointer or not place.path:
            name = clipped(visible(place.pointer or self.report.subject.name or "."), _TEXT)
            location["logicalLocations"] = [{"fullyQualifiedName": name}]
        return location

    def _region(self, place: Place, finding: Finding | None) -> dict[str, Any]:
        region: dict[str, Any] = {"startLine": place.line}
        if place.end_line > place.line:
            region["endLine"] = place.end_line
        if finding and finding.evidence:
            region["snippet"] = {"text": clipped(visible(finding.evidence, keep="\t"), _TEXT)}
        return region

    def _flow(self, finding: Finding) -> dict[str, Any]:
        steps = (*finding.steps, Step(finding.place, finding.message))
        return {"threadFlows": [{"locations": [
            {"location": {**self._location(step.place), "message": {"text": self._said(step.note)}}}
            for step in steps
        ]}]}  # fmt: skip

    def _invocation(self) -> dict[str, Any]:
        notes = [
            self._notification(check, check.outcome)
            for check in self.report.checks
            if isinstance(check.outcome, (Failed, NotRun))
        ]
        whole = self.report.completeness is Completeness.COMPLETE
        failed = any(note["level"] == "error" for note in notes)
        if not whole:
            mark = self.report.completeness
            why = f"{self.t(f'banner.{mark}')}: {self.t(f'banner.{mark}-why')}"
            notes.insert(0, {"level": "error", "message": {"text": why}})
        successful = whole and not failed
        return {"executionSuccessful": successful, "toolExecutionNotifications": notes}

    def _notification(self, check: CheckResult, outcome: Failed | NotRun) -> dict[str, Any]:
        rule = {"id": check.id, "index": self.index[check.id]}
        title = self.t.text(check.title)
        if isinstance(outcome, NotRun):
            text = f"{visible(title)}: {self._said(outcome.why)}"
            return {"level": "warning", "message": {"text": text}, "associatedRule": rule}
        cause = self.t(f"failure.{outcome.reason}.cause")
        remedy = self.t(f"failure.{outcome.reason}.remedy")
        detail = f" ({visible(outcome.tool)}: {visible(outcome.detail)})"
        return {
            "level": "error",
            "message": {"text": clipped(f"{visible(title)}: {cause} {remedy}{detail}", _TEXT)},
            "descriptor": {
                "id": str(outcome.reason),
                "index": self._reasons().index(str(outcome.reason)),
            },
            "associatedRule": rule,
        }

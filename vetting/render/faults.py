"""The known vulnerabilities of a report, each once, with the components it is in."""

from collections.abc import Mapping
from dataclasses import dataclass

from vetting.engines.supply_chain.report import RULE
from vetting.model.bill import Component
from vetting.model.finding import Finding
from vetting.model.report import Report
from vetting.model.scale import Severity
from vetting.model.text import Text

_VECTOR = "CVSS:"


@dataclass(frozen=True, slots=True)
class Fault:
    """One vulnerability: its name, other names and vectors, and where it is.

    `severity` is the worst of its findings; `places` are the reference of a component and the
    fingerprint of the finding in it.
    """

    id: str
    aliases: tuple[str, ...]
    vectors: tuple[str, ...]
    severity: Severity
    fix: Text | None
    places: tuple[tuple[str, str], ...]

    @property
    def refs(self) -> tuple[str, ...]:
        """The components it is in."""
        return tuple(sorted({ref for ref, _ in self.places}))


def faults(report: Report, uses: Mapping[str, tuple[Component, ...]]) -> list[Fault]:
    """All of them, by name; findings that name no component of the bill are left out."""
    refs = {
        (use.place.path, f"{use.name}@{use.version}"): ref
        for ref, found in uses.items()
        for use in found
    }
    grouped: dict[str, list[tuple[Finding, str]]] = {}
    for finding in report.findings:
        package = finding.anchor.rpartition(" ")[0]
        ref = refs.get((finding.place.path, package))
        if finding.rule == RULE and ref and finding.references:
            grouped.setdefault(finding.references[0], []).append((finding, ref))
    return [_fault(name, found) for name, found in sorted(grouped.items())]


def _fault(name: str, found: list[tuple[Finding, str]]) -> Fault:
    words = list(dict.fromkeys(word for finding, _ in found for word in finding.references))
    return Fault(
        id=name,
        aliases=tuple(w for w in words if w != name and not w.startswith(_VECTOR)),
        vectors=tuple(w for w in words if w.startswith(_VECTOR)),
        severity=Severity(max(finding.severity for finding, _ in found)),
        fix=found[0][0].fix,
        places=tuple(sorted((ref, finding.fingerprint) for finding, ref in found)),
    )

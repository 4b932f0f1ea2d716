"""`sbom.cdx.json`: the bill of materials in CycloneDX 1.6, with what is known against it.

A function of the report alone. Every reference names a component of the same document.
"""

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from vetting.advisories.cvss import METHODS, base_score, rating
from vetting.content import Content
from vetting.engines.supply_chain.places import TOOL
from vetting.model.bill import Bill, Component
from vetting.model.facts import Framework
from vetting.model.finding import Place
from vetting.model.outcome import Ran
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.faults import Fault, faults
from vetting.render.laporan import document
from vetting.render.purl import is_exact, purl
from vetting.render.visible import visible

_ALGORITHMS = {
    "md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512",
}  # fmt: skip
_FRAMEWORK = "framework"
_KINDS = {"docker": "container", "": "platform", _FRAMEWORK: "framework"}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._/@+~-]*)?")
_MOST_PLACES = 20
_ROOT = "aplikasi"
Plain = dict[str, Any]


def render(report: Report, language: Language, content: Content) -> bytes:
    """The document as UTF-8 JSON; the language is that of recommendations."""
    del content
    bill = report.bill or Bill()
    uses = uses_of(bill, report.frameworks)
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{_serial(report)}",
        "version": 1,
        "metadata": _metadata(report, bill),
        "components": [_component(ref, found) for ref, found in uses.items()],
        "dependencies": _dependencies(uses),
        "compositions": [
            {"aggregate": "unknown" if bill.is_whole else "incomplete", "assemblies": [_ROOT]}
        ],
        "vulnerabilities": [_vulnerability(f, language) for f in faults(report, uses)],
    }
    return json.dumps(bom, ensure_ascii=False, indent=1).encode(errors="backslashreplace") + b"\n"


def link_to_application(report: Report) -> str:
    """The application in this document, as a BOM-Link that other documents may use."""
    return f"urn:cdx:{_serial(report)}/1#{_ROOT}"


def moment(report: Report) -> str:
    """The day of judgement as a time, for formats that want one."""
    return f"{report.basis.as_of.isoformat()}T00:00:00Z"


def _serial(report: Report) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:vet:{document(report)['result-digest']}")


def uses_of(bill: Bill, frameworks: Iterable[Framework] = ()) -> dict[str, tuple[Component, ...]]:
    """The components by reference: all places that name one package version together.

    Frameworks are those that the application's files show, with or without a package manager.
    """
    shown = (Component(_FRAMEWORK, f.name, f.version, Place(f.evidence)) for f in frameworks)
    ordered = sorted((*bill.components, *bill.runtimes, *shown), key=reference)
    return {ref: tuple(found) for ref, found in groupby(ordered, key=reference)}


def reference(component: Component) -> str:
    """The package URL, and the constraint where there is no version; unique in a document."""
    base = purl(component) or f"urn:vet:{component.ecosystem}:{component.name}@{component.version}"
    if is_exact(component) or not component.version:
        return visible(base)
    return visible(f"{base}#{component.version}")


def _metadata(report: Report, bill: Bill) -> Plain:
    vet = {"type": "application", "name": "vet", "version": report.basis.vet_version}
    state = "absent" if report.bill is None else "whole" if bill.is_whole else "incomplete"
    application: Plain = {
        "type": "application",
        "bom-ref": _ROOT,
        "name": visible(report.subject.name) or _ROOT,
        "properties": [{"name": "vet:tree", "value": report.subject.tree}],
    }
    if report.subject.archive_sha256:
        application["hashes"] = [{"alg": "SHA-256", "content": report.subject.archive_sha256}]
    return {
        "timestamp": moment(report),
        "tools": {"components": [vet]},
        "component": application,
        "properties": [
            {"name": "vet:inventory", "value": state},
            *({"name": "vet:unreadable", "value": visible(b.path)} for b in bill.broken),
            *({"name": "vet:data", "value": data} for data in _data(report)),
        ],
    }


def _data(report: Report) -> list[str]:
    """The advisory data that the checks used: ecosystem, day and digest."""
    checks = [check for check in report.checks if check.engine == TOOL]
    found = {check.outcome.tool.data for check in checks if isinstance(check.outcome, Ran)}
    return sorted(data for data in found if " " in data)


def _component(ref: str, uses: tuple[Component, ...]) -> Plain:
    first = uses[0]
    namespace, _, name = first.name.rpartition("/")
    plain: Plain = {
        "type": _KINDS.get(first.ecosystem, "library"),
        "bom-ref": ref,
        "name": visible(name or first.name) or "?",
        "scope": "excluded" if all(use.is_dev for use in uses) else "required",
    }
    if namespace:
        plain["group"] = visible(namespace)
    if is_exact(first):
        plain["version"] = visible(first.version)
    if found := purl(first):
        plain["purl"] = visible(found)
    plain |= {key: value for key, value in _details(uses).items() if value}
    return plain


def _details(uses: tuple[Component, ...]) -> Mapping[str, Any]:
    first = uses[0]
    licence = next((use.licence for use in uses if use.licence), "")
    addresses = {use.origin.partition("#")[0] for use in uses}
    origins = sorted(filter(_ADDRESS.fullmatch, addresses))
    return {
        "hashes": _hashes(uses),
        "licenses": _licences(licence),
        "externalReferences": [{"type": "distribution", "url": o} for o in origins[:1]],
        "evidence": {"occurrences": [*_places(uses)]},
        "properties": [] if is_exact(first) or not first.version else
                      [{"name": "vet:constraint", "value": visible(first.version)}],
    }  # fmt: skip


def _hashes(uses: tuple[Component, ...]) -> list[Plain]:
    """One of each algorithm; where a release has many files their hashes tell nothing here."""
    found = {h.partition(":")[::2] for use in uses for h in use.hashes}
    names = [name for name, _ in found]
    return [
        {"alg": _ALGORITHMS[name], "content": digest}
        for name, digest in sorted(found)
        if name in _ALGORITHMS and names.count(name) == 1
    ]


def _licences(licence: str) -> list[Plain]:
    if not licence:
        return []
    if licence.startswith("? "):
        return [{"license": {"name": visible(licence[2:])}}]
    return [{"expression": licence}]


def _places(uses: tuple[Component, ...]) -> Iterator[Plain]:
    for place in sorted({use.place for use in uses})[:_MOST_PLACES]:
        plain: Plain = {"location": visible(place.path)}
        yield plain | ({"line": place.line} if place.line else {})


def _dependencies(uses: Mapping[str, tuple[Component, ...]]) -> list[Plain]:
    """Edges whose two ends are both known for sure: a name with one version in its ecosystem."""
    by_name: dict[tuple[str, str], list[str]] = {}
    for ref, found in uses.items():
        by_name.setdefault((found[0].ecosystem, found[0].name), []).append(ref)
    rows = [{"ref": _ROOT, "dependsOn": [r for r, f in uses.items() if _is_near(f)]}]
    for ref, found in uses.items():
        needs = {(use.ecosystem, need) for use in found for need in use.needed}
        ends = {by_name[n][0] for n in needs if len(by_name.get(n, ())) == 1} - {ref}
        rows.append({"ref": ref, "dependsOn": sorted(ends)})
    return rows


def _is_near(uses: tuple[Component, ...]) -> bool:
    """Whether the application itself asks for it, as far as anything tells."""
    return any(use.is_direct is not False for use in uses)


def _vulnerability(fault: Fault, language: Language) -> Plain:
    return {
        "bom-ref": f"vet:{fault.id}",
        "id": fault.id,
        "references": [{"id": name, "source": {"name": _source(name)}} for name in fault.aliases],
        "ratings": [*_ratings(fault)],
        "recommendation": visible(fault.fix.in_language(language)) if fault.fix else "",
        "affects": [{"ref": ref} for ref in fault.refs],
    }


def _source(name: str) -> str:
    return {"CVE": "CVE", "GHSA": "GitHub", "PYSEC": "PyPA", "FOP/": "FriendsOfPHP"}.get(
        next((front for front in ("CVE", "GHSA", "PYSEC", "FOP/") if name.startswith(front)), ""),
        "OSV",
    )


def _ratings(fault: Fault) -> Iterator[Plain]:
    """Each vector with its score, else vet's own rating."""
    for vector in fault.vectors:
        score = base_score(vector)
        severity = str(rating(score))
        yield {
            "score": score,
            "severity": "none" if severity == "info" else severity,
            "method": METHODS[vector.partition("/")[0]],
            "vector": vector,
        }
    if not fault.vectors:
        yield {"severity": str(fault.severity), "source": {"name": "vet"}}

"""OSV records, in JSON (osv.dev dumps) or YAML (the Python advisory database)."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from vetting.advisories import cvss
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import Span, from_events
from vetting.advisories.versions import ECOSYSTEMS, ecosystem_name, package_name
from vetting.model.scale import Severity

_LABELS = {
    "LOW": Severity.LOW,
    "MODERATE": Severity.MEDIUM,
    "MEDIUM": Severity.MEDIUM,
    "HIGH": Severity.HIGH,
    "CRITICAL": Severity.CRITICAL,
}


def advisory(record: Mapping[str, Any]) -> Advisory:
    """Read one record; packages of other ecosystems are left out.

    Raises ValueError (also as BadVersion), TypeError, KeyError or AttributeError for a record
    that breaks the OSV schema.
    """
    vectors = tuple(dict.fromkeys(_vectors(record)))
    return Advisory(
        id=_text(record["id"]),
        aliases=tuple(sorted({_text(alias) for alias in record.get("aliases") or ()})),
        affected=tuple(_affected(record)),
        modified=day(record.get("modified") or record.get("published")),
        severity=_severity(record, vectors),
        summary=_text(record.get("summary") or record.get("details") or "")[:300],
        references=tuple(_text(item["url"]) for item in record.get("references") or ())[:20],
        is_withdrawn=bool(record.get("withdrawn")),
        vectors=vectors,
    )


def day(value: Any) -> date | None:
    """The day of an RFC 3339 time, or None where there is none."""
    return date.fromisoformat(str(value)[:10]) if value else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _affected(record: Mapping[str, Any]) -> Iterator[Affected]:
    for item in record.get("affected") or ():
        package = item.get("package") or {}
        ecosystem = ecosystem_name(_text(package.get("ecosystem", "")))
        if ecosystem not in ECOSYSTEMS:
            continue
        name = package_name(ecosystem, _text(package["name"]))
        spans = tuple(_spans(ecosystem, item))
        versions = tuple(str(version) for version in item.get("versions") or ())
        if spans or versions:
            yield Affected(ecosystem, name, spans, versions)


def _spans(ecosystem: str, item: Mapping[str, Any]) -> Iterator[Span]:
    for stretch in item.get("ranges") or ():
        if stretch["type"] in ("SEMVER", "ECOSYSTEM"):
            yield from from_events(ecosystem, stretch["events"])


def _vectors(record: Mapping[str, Any]) -> Iterator[str]:
    """The vectors that can be scored; a broken one says nothing, but refuses no record."""
    for holder in _holders(record):
        for entry in holder.get("severity") or ():
            if entry.get("type") in ("CVSS_V3", "CVSS_V4"):
                with contextlib.suppress(ValueError):
                    cvss.base_score(_text(entry["score"]))
                    yield entry["score"]


def _severity(record: Mapping[str, Any], vectors: Iterable[str]) -> Severity | None:
    """The worst rating of the vectors, else the record's own label."""
    found = [cvss.rating(cvss.base_score(vector)) for vector in vectors]
    labels = [
        (holder.get("database_specific") or {}).get("severity") for holder in _holders(record)
    ]
    found = found or [_LABELS[label] for label in labels if label in _LABELS]
    return max(found, default=None)


def _holders(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    return (record, *(record.get("affected") or ()))

"""The YAML files of FriendsOfPHP/security-advisories."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from vetting.advisories.importers.osv import day
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import from_constraints
from vetting.advisories.versions import package_name

_ECOSYSTEM = "Packagist"
_SCHEME = "composer://"


def is_record(record: Mapping[str, Any]) -> bool:
    """Whether a mapping has this format's shape."""
    return str(record.get("reference", "")).startswith(_SCHEME) and "branches" in record


def advisory(record: Mapping[str, Any], stem: str) -> Advisory:
    """Read one record; `stem` is its file's name without the ending.

    The package and the stem are its id: one CVE has a file for each package it touches. The
    format states no severity.
    Raises ValueError, TypeError, KeyError or AttributeError for a broken record.
    """
    package = package_name(_ECOSYSTEM, str(record["reference"])[len(_SCHEME) :])
    spans = tuple(
        from_constraints(_ECOSYSTEM, branch["versions"]) for branch in record["branches"].values()
    )
    if not spans:
        raise ValueError("no branches")
    cve = str(record.get("cve") or "")
    return Advisory(
        id=f"FOP/{package}/{stem}",
        aliases=(cve,) if cve else (),
        affected=(Affected(_ECOSYSTEM, package, spans),),
        modified=_newest(record),
        summary=str(record.get("title") or "")[:300],
        references=(str(record["link"]),) if record.get("link") else (),
    )


def _newest(record: Mapping[str, Any]) -> date | None:
    days = [day(branch.get("time")) for branch in record["branches"].values()]
    return max((found for found in days if found), default=None)

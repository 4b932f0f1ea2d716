"""The table of services that a check brings: hosts, regions, packages, country and kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting.content import bad_content, load_yaml, refuse_unknown
from vetting.model.check import Check
from vetting.model.text import Text

_KEYS = ("name", "kind", "country", "source", "hosts", "packages", "words", "regions", "linked")
CONFIDENCES = ("verified-by-source", "from-memory-high", "from-memory-low")
"""How sure a row is, in the words of the catalogue of law."""
_TOP = ("as-of", "sources", "home", "kinds", "regions", "services")


@dataclass(frozen=True, slots=True)
class Source:
    """Where the country of a row is from: what was looked at, when, and how sure it is."""

    said: Text
    date: str
    confidence: str

    @property
    def is_sure(self) -> bool:
        """Whether a reviewer may take it as it is."""
        return self.confidence in ("verified-by-source", "from-memory-high")


REGIONS = "regions"
"""The source of the codes of regions."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service; `country` is "" where it depends on the customer's choice.

    `regions` wins over the table's: two clouds may give one code to different countries.
    `is_linked` marks hosts of other people's pages, which code mentions without using them.
    """

    name: str
    kind: str
    country: str
    hosts: tuple[str, ...]
    packages: tuple[str, ...]
    words: tuple[str, ...]
    source: str = REGIONS
    regions: Mapping[str, str] = field(default_factory=dict)
    is_linked: bool = False


@dataclass(frozen=True)
class Table:
    """All services of a check; `regions` maps a cloud region's code to its country."""

    as_of: str
    home: str
    sources: Mapping[str, Source]
    kinds: Mapping[str, Mapping[str, str]]
    regions: Mapping[str, str]
    services: tuple[Service, ...]

    def plain(self) -> dict[str, Any]:
        """What the worker needs."""
        return {
            "hosts": [[host, at] for at, each in enumerate(self.services) for host in each.hosts],
            "packages": [[p, at] for at, each in enumerate(self.services) for p in each.packages],
            "words": [[word, at] for at, each in enumerate(self.services) for word in each.words],
            "regions": dict(self.regions),
            "own": [dict(each.regions) for each in self.services],
            # A table that asks where things stand has a home; it lists what it does not know.
            "asks": bool(self.home),
        }


def table_of(check: Check) -> Table:
    """The check's table; raises BadContent with the line of the first fault."""
    file = check.folder / str(check.settings["table"])
    node = load_yaml(file)
    refuse_unknown(file, node, _TOP)
    sources = {name: _source(file, row) for name, row in node["sources"].items()}
    services = tuple(_service(file, row, node["kinds"], sources) for row in node["services"])
    if REGIONS not in sources and (node.get("regions") or any(each.regions for each in services)):
        raise bad_content(
            file, 1, f"sumber '{REGIONS}' tidak ada", f"there is no '{REGIONS}' source"
        )
    return Table(
        node["as-of"], node.get("home", ""), sources, node["kinds"], node.get("regions", {}),
        services,
    )  # fmt: skip


def _source(file: Path, row: Any) -> Source:
    refuse_unknown(file, row, ("id", "en", "date", "confidence"))
    if row.get("confidence") not in CONFIDENCES:
        known = ", ".join(CONFIDENCES)
        raise bad_content(file, row.line, f"confidence: {known}", f"confidence is one of {known}")
    return Source(Text(row["id"], row["en"]), str(row["date"]), row["confidence"])


def _service(
    file: Path, row: Any, kinds: Mapping[str, Any], sources: Mapping[str, Source]
) -> Service:
    refuse_unknown(file, row, _KEYS)
    if row.get("source") not in sources:
        known = ", ".join(sources)
        raise bad_content(file, row.line, f"source: {known}", f"source is one of {known}")
    if row.get("kind") not in kinds:
        known = ", ".join(kinds)
        raise bad_content(file, row.line, f"kind: {known}", f"kind is one of {known}")
    return Service(
        row["name"], row["kind"], row.get("country", ""), tuple(row.get("hosts", ())),
        tuple(row.get("packages", ())), tuple(row.get("words", ())), row["source"],
        dict(row.get("regions", {})), bool(row.get("linked", False)),
    )  # fmt: skip

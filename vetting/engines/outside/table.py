"""The table of services that a check brings: hosts, regions, packages, country and kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting.content import bad_content, load_yaml, refuse_unknown
from vetting.model.check import Check

_KEYS = ("name", "kind", "country", "hosts", "packages", "words", "regions")
_TOP = ("as-of", "sources", "home", "kinds", "regions", "services")


@dataclass(frozen=True, slots=True)
class Service:
    """One service; `country` is "" where it depends on the customer's choice.

    `regions` wins over the table's: two clouds may give one code to different countries.
    """

    name: str
    kind: str
    country: str
    hosts: tuple[str, ...]
    packages: tuple[str, ...]
    words: tuple[str, ...]
    regions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """All services of a check; `regions` maps a cloud region's code to its country."""

    as_of: str
    home: str
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
        }


def table_of(check: Check) -> Table:
    """The check's table; raises BadContent with the line of the first fault."""
    file = check.folder / str(check.settings["table"])
    node = load_yaml(file)
    refuse_unknown(file, node, _TOP)
    services = tuple(_service(file, row, node["kinds"]) for row in node["services"])
    return Table(
        node["as-of"], node.get("home", ""), node["kinds"], node.get("regions", {}), services
    )


def _service(file: Path, row: Any, kinds: Mapping[str, Any]) -> Service:
    refuse_unknown(file, row, _KEYS)
    if row.get("kind") not in kinds:
        known = ", ".join(kinds)
        raise bad_content(file, row.line, f"kind: {known}", f"kind is one of {known}")
    return Service(
        row["name"], row["kind"], row.get("country", ""), tuple(row.get("hosts", ())),
        tuple(row.get("packages", ())), tuple(row.get("words", ())),
        dict(row.get("regions", {})),
    )  # fmt: skip

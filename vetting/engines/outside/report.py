"""From what was read to findings and the inventory of services."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vetting.engines.outside.table import REGIONS, Service, Source, Table
from vetting.model.annex import Annex
from vetting.model.annex import Table as Printed
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same

_COUNTRIES = {
    "ID": Text("Indonesia", "Indonesia"), "SG": Text("Singapura", "Singapore"),
    "US": Text("Amerika Serikat", "the United States"), "JP": Text("Jepang", "Japan"),
    "DE": Text("Jerman", "Germany"), "IE": Text("Irlandia", "Ireland"),
    "GB": Text("Inggris", "the United Kingdom"), "AU": Text("Australia", "Australia"),
    "IN": Text("India", "India"), "HK": Text("Hong Kong", "Hong Kong"),
    "NL": Text("Belanda", "the Netherlands"), "MY": Text("Malaysia", "Malaysia"),
    "KR": Text("Korea Selatan", "South Korea"), "FR": Text("Prancis", "France"),
    "CN": Text("Tiongkok", "China"), "CA": Text("Kanada", "Canada"),
    "BR": Text("Brasil", "Brazil"), "TH": Text("Thailand", "Thailand"),
    "SE": Text("Swedia", "Sweden"), "TW": Text("Taiwan", "Taiwan"),
}  # fmt: skip
_UNKNOWN = Text("negara tidak tampak", "country not seen")
_EXAMPLE = (".example", ".sample", ".dist", ".contoh", ".template")
# Servers that one signs in to: beside a placeholder for the password they are not in use.
_SIGNED_IN = ("mail", "database", "storage")
_REGION = Service("region", "region", "", (), (), ())


def _country(code: str) -> Text:
    return _COUNTRIES.get(code, same(code)) if code else _UNKNOWN


@dataclass(frozen=True, slots=True)
class _Met:
    """One service at one place; `is_default` where it may be mentioned without being used."""

    service: Service
    shown: str
    country: str
    path: str
    line: int
    is_default: bool
    by_region: bool = False


def _met(table: Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[_Met]:
    """Everything read."""
    for row in rows:
        for found in row["found"]:
            at = found["service"]
            service = table.services[at] if at >= 0 else _REGION
            country = found["country"] or service.country
            is_default = (
                found["default"] or row["is-list"] or row["path"].lower().endswith(_EXAMPLE)
                or (service.is_linked and not row["is-settings"])
                or (found["hint"] and service.kind in _SIGNED_IN)
            )  # fmt: skip
            yield _Met(
                service, found["shown"], country, row["path"], found["line"], is_default,
                by_region=bool(found["country"]),
            )  # fmt: skip


def _source_of(met: _Met) -> str:
    """What the country rests on: the list of regions, where the address names one."""
    return REGIONS if met.by_region else met.service.source


def findings(check: Check, table: Table, rows: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """One finding a service and file, at its first line; services at home are none."""
    seen: set[tuple[str, str]] = set()
    for met in _met(table, rows):
        is_home = bool(table.home) and met.country == table.home
        if is_home or (met.service.name, met.path) in seen:
            continue
        seen.add((met.service.name, met.path))
        kind = table.kinds.get(met.service.kind, {})
        severity = Severity(Severity.parse(kind.get("severity", str(check.severity))))
        known = met.country and table.sources[_source_of(met)].is_sure
        sure = Confidence.HIGH if known else Confidence.MEDIUM
        if met.is_default or met.service is _REGION:
            severity, sure = min(severity, Severity.LOW), Confidence.LOW
        yield check.finding(
            met.service.kind, Place(met.path, met.line, pointer=met.shown),
            anchor=f"{met.service.name} {met.shown}", severity=severity, confidence=sure,
            message=_message(table, met.service, met.country), evidence=met.shown,
            references=tuple(check.settings.get("references", ())),
        )  # fmt: skip


def _message(table: Table, service: Service, country: str) -> Text:
    where = _country(country)
    if service is _REGION:
        return Text(f"Wilayah awan di luar Indonesia: {where.id}.",
                    f"A cloud region outside Indonesia: {where.en}.")  # fmt: skip
    kind = table.kinds[service.kind]
    return Text(f"{service.name} ({kind['id']}): {where.id}.",
                f"{service.name} ({kind['en']}): {where.en}.")  # fmt: skip


def _told(source: Source) -> Text:
    sure = {"verified-by-source": Text("diperiksa", "verified"),
            "from-memory-high": Text("dari ingatan, yakin", "from memory, sure"),
            "from-memory-low": Text("dari ingatan, perlu dipastikan", "from memory, to be confirmed")}  # fmt: skip
    how = sure[source.confidence]
    return Text(f"{source.said.id} ({source.date}; {how.id})",
                f"{source.said.en} ({source.date}; {how.en})")  # fmt: skip


def annex(check: Check, table: Table, rows: Sequence[Mapping[str, Any]]) -> Annex | None:
    """The inventory: every service met, at home or abroad, with the number of files."""
    places: dict[tuple[str, str, str, str], list[str]] = {}
    for met in _met(table, rows):
        if met.service is not _REGION:
            key = (met.service.kind, met.service.name, met.country, _source_of(met))
            places.setdefault(key, []).append(f"{met.path}:{met.line} {met.shown}")
    unknown = _unknown(rows) if table.home else None
    if not places and not unknown:
        return None
    cells = tuple(
        (same(name), Text(table.kinds[kind]["id"], table.kinds[kind]["en"]), _country(country),
         _told(table.sources[source]), same(str(len(found))), same(found[0]))
        for (kind, name, country, source), found in sorted(places.items())
    )  # fmt: skip
    columns = (Text("Layanan", "Service"), Text("Jenis", "Kind"), Text("Negara", "Country"),
               Text("Dasar", "Basis"), Text("Tempat", "Places"), Text("Contoh", "Example"))  # fmt: skip
    note = Text(
        f"Menurut tabel per {table.as_of}. Alamat yang tidak ada di tabel tidak diketahui letaknya: "
        "bukan berarti di Indonesia.",
        f"By the table of {table.as_of}. Where an address stands that it does not hold is unknown: "
        "that does not mean in Indonesia.",
    )
    printed = Printed("services", check.title, columns, cells)
    tables = (printed, *((unknown,) if unknown else ()))
    return Annex(check.id.partition("/")[2], check.title, note, tables)


# Hosts that are listed; the number of all stands in the title.
_LISTED = 200
# A file that names more is a list of such names, of crawlers or links, and no configuration.
_LIST = 40
_NOT_KNOWN = Text("tidak diketahui", "unknown")
_INDONESIAN = Text("tidak diketahui (domain Indonesia; letak server tidak tampak)",
                   "unknown (an Indonesian domain; where its server stands does not show)")  # fmt: skip


def _unknown(rows: Sequence[Mapping[str, Any]]) -> Printed | None:
    """Every host that no table names, at its first place, with the number of its files."""
    places: dict[str, list[str]] = {}
    lists = []
    for row in rows:
        found = row.get("unknown", ())
        if len(found) > _LIST:
            count = Text(f"daftar {len(found)} alamat", f"a list of {len(found)} hosts")
            lists.append((count, _NOT_KNOWN, same("1"), same(str(row["path"]))))
            continue
        for host, line in found:
            places.setdefault(str(host), []).append(f"{row['path']}:{int(line)}")
    if not places and not lists:
        return None
    cells = tuple(
        (same(host), _INDONESIAN if host.endswith(".id") else _NOT_KNOWN,
         same(str(len(found))), same(found[0]))
        for host, found in sorted(places.items())[:_LISTED]
    ) + tuple(lists)  # fmt: skip
    title = Text(f"Alamat di luar aplikasi yang letaknya tidak diketahui: {len(places)}",
                 f"Hosts outside the application whose place is unknown: {len(places)}")  # fmt: skip
    columns = (Text("Alamat", "Host"), Text("Negara", "Country"), Text("Tempat", "Places"),
               Text("Contoh", "Example"))  # fmt: skip
    return Printed("unknown-hosts", title, columns, cells)

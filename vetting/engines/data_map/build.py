"""From the columns of all files to entities of persons, each column classified."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vetting.engines.data_map.column import PLAIN
from vetting.engines.data_map.declared import hashed
from vetting.engines.personal_data.kinds import (
    CREDENTIAL,
    SPECIFIC,
    Kind,
    kind_named,
    kind_of,
    normal,
)
from vetting.engines.personal_data.people import (
    is_children,
    is_clinical,
    is_note,
    is_of_bodies,
    is_people,
    is_score,
    points_to_person,
)

# Kinds that make a table one of persons whatever it is called.
_MAKE_PERSON = {"nik", "kk", "birth", "gender", "religion", "marital", "passport", "family",
                "driving-licence", "biometric"}  # fmt: skip
# Specific kinds whose words also name goods, budgets and reference lists.
_ONLY_OF_PERSONS = {
    "health",
    "bpjs",
    "finance",
    "bank-account",
    "criminal",
    "npwp",
    "genetic",
    "identity",
}
_LIST = re.compile(r"\A_(?:tb|tbl|m|mst|master|ref|lib|data)_|s?_\Z")
# Leave and absence have their reason and its proof: mostly that somebody was ill.
_ABSENCE = re.compile(r"_(?:izin|perizinan|cuti|sakit|absen\w*|leaves?)_")
_REASON = re.compile(r"_(?:alasan|bukti|(?:tipe|jenis)_izin|reason|surat_(?:sakit|dokter))_")
_REMARKS = re.compile(r"(?:notes?|catatan|keterangan|remarks?)\Z", re.IGNORECASE)
_CLIENT = (".dart", ".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Item:
    """One column of personal data; `is_sure` unless it may be an office's contact."""

    entity: str
    name: str
    kind: Kind
    protection: str
    path: str
    line: int
    is_sure: bool

    @property
    def is_specific(self) -> bool:
        """Whether it is of the specific kinds of article 4(2)."""
        return self.kind.group == SPECIFIC


@dataclass(frozen=True, slots=True)
class Entity:
    """A table, model or schema with personal data."""

    name: str
    items: tuple[Item, ...]
    is_children: bool
    is_stored: bool

    @property
    def specific(self) -> tuple[Item, ...]:
        """The columns of specific data."""
        return tuple(item for item in self.items if item.is_specific)


@dataclass(frozen=True, slots=True)
class Passage:
    """A flow with the file it was read in."""

    stage: str
    target: str
    field: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Score:
    """A column of an entity of persons that ranks them."""

    entity: str
    name: str
    path: str
    line: int


@dataclass(slots=True)
class Map:
    """Entities sorted by name, flows sorted by stage, target and place."""

    entities: list[Entity] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    scores: list[Score] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Seen:
    name: str
    protection: str
    path: str
    line: int


def build(rows: Iterable[Mapping[str, Any]]) -> Map:
    """The map of what the worker read; `rows` come sorted by path, as migrations run."""
    tables: dict[str, dict[str, _Seen]] = {}
    passages = []
    for row in rows:
        for column in row["columns"]:
            _take(tables.setdefault(column["entity"], {}), column, row["path"])
        passages += [
            Passage(f["stage"], f["target"], f["field"], row["path"], f["line"])
            for f in row["flows"]
        ]
    entities = [_entity(name, seen) for name, seen in sorted(tables.items()) if name]
    passages.sort(key=lambda p: (p.stage, p.target, p.path, p.line, p.field))
    known = [entity for entity in entities if entity.items]
    scores = [
        Score(entity.name, name, seen.path, seen.line)
        for entity in known
        for name, seen in sorted(tables[entity.name].items())
        if is_score(name) and any(item.is_sure for item in entity.items)
    ]
    return Map(known, passages, scores)


def _take(seen: dict[str, _Seen], column: Mapping[str, Any], path: str) -> None:
    name = column["name"]
    if column["dropped"]:
        seen.pop(name, None)
        return
    claimed = column["protection"]
    protection = claimed if claimed != PLAIN else hashed(name)
    if name not in seen:
        seen[name] = _Seen(name, protection, path, column["line"])
    elif seen[name].protection == PLAIN != protection:
        seen[name] = replace(seen[name], protection=protection)


def _entity(name: str, seen: Mapping[str, _Seen]) -> Entity:
    kinds = {
        column: kind for column in seen if (kind := kind_of(column)) and not _lists(name, column)
    }
    kinds |= dict.fromkeys(_signers(seen.keys() - kinds.keys(), seen), kind_named("name"))
    unknown = seen.keys() - kinds.keys()
    implied = _implied(name, unknown, {kind.name for kind in kinds.values()}, seen)
    named = {kind.name for kind in kinds.values()}
    person = is_people(name) or bool(named & _MAKE_PERSON)
    person = person or is_of_bodies(seen) or any(points_to_person(column) for column in seen)
    maybe = "name" in named and bool(named & {"photo", "email", "device"})
    items = tuple(
        Item(name, column, kind, seen[column].protection, seen[column].path, seen[column].line,
             column not in implied and (person or not kind.is_bound))
        for column, kind in (kinds | dict.fromkeys(implied, kind_named("health"))).items()
        if _counts(kind, person=person, maybe=maybe)
    )  # fmt: skip
    stored = any(not each.path.endswith(_CLIENT) for each in seen.values())
    return Entity(name, items, bool(items) and is_children(name, tuple(seen)), stored)


def _lists(table: str, column: str) -> bool:
    """Whether a column only lists what its table is called after: `ref_agama.agama`."""
    return _LIST.sub("_", normal(table)) == normal(column)


def _signers(unknown: Iterable[str], every: Iterable[str]) -> list[str]:
    """Names of those whose staff number stands beside: `nama_pejabat` and `nip_pejabat`."""
    spelled = {normal(column) for column in every}
    beside = ("_nip_", "_nik_", "_ttd_", "_nama_jabatan_")
    return sorted(
        column
        for column in unknown
        if (own := normal(column)).startswith("_nama_")
        and any(own.replace("_nama_", other, 1) in spelled for other in beside)
    )


def _implied(
    table: str, unknown: Iterable[str], named: set[str], every: Iterable[str]
) -> list[str]:
    """Columns that say nothing by their names, and are about health by where they stand."""
    if is_clinical(table, every):
        return sorted(column for column in unknown if is_note(column))
    if _ABSENCE.search(normal(table)):
        return sorted(column for column in unknown if _REASON.search(normal(column)))
    if "health" in named:
        return sorted(column for column in unknown if _REMARKS.match(column))
    return []


def _counts(kind: Kind, *, person: bool, maybe: bool) -> bool:
    if kind.group == CREDENTIAL:
        return False
    if kind.name in _ONLY_OF_PERSONS:
        return person
    return not kind.is_bound or person or maybe or kind.name in ("email", "phone")


def same_field(name: str) -> str:
    """One spelling for a field and the column it belongs to."""
    return normal(name)

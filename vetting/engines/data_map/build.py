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
    is_ambiguous,
    is_children,
    is_clinical,
    is_group,
    is_note,
    is_of_bodies,
    is_of_care,
    is_people,
    is_score,
    is_tally,
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
# What a payee has beside a name, whoever the payee is.
OF_PAYEES = {"bank-account", "npwp"}
# A name with its role: `nama_pemilik`, `applicant_name`; alone it speaks of the row itself.
_ROLE = re.compile(
    r"\A_(?:(?:nama|name)_(?!lengkap_)(\w+)|(\w+)_(?:full_?name|nama|name)|"
    r"full_?name|nama_lengkap)_\Z"
)
_POSTS = {"position", "posisi", "office"}
# An office's own, though a person's name stands in the same row.
_OF_OFFICE = re.compile(
    r"\A_(?:agency|instansi|kantor|office|company|perusahaan|school|sekolah|supplier|toko|cabang|"
    r"branch|faskes|puskesmas|desa|village)_"
)
# Who did it, written as a text and not as a key; audit columns apart.
_DOER = re.compile(
    r"(?<!_created)(?<!_updated)(?<!_deleted)(?<!_modified)(?<!_inserted)_(?:by|oleh|users?)_\Z"
)
_TEXTS = {"varchar", "varchar2", "nvarchar", "character", "string", "text", "tinytext",
          "mediumtext", "longtext", "charfield", "textfield"}  # fmt: skip
_NUMBERS = {"int", "integer", "smallint", "tinyint", "mediumint", "bigint", "number", "numeric", "decimal",
            "unsignedinteger", "unsignedbiginteger", "unsignedtinyinteger", "tinyinteger", "smallinteger",
            "biginteger", "integerfield", "positiveintegerfield", "positivesmallintegerfield"}  # fmt: skip
_TIMES = {
    "date",
    "datetime",
    "timestamp",
    "time",
    "year",
    "datefield",
    "datetimefield",
    "boolean",
    "bool",
}
# Kinds that are an amount or a number, and never a day.
_NO_DAY = {"finance", "bank-account", "npwp", "nik", "kk", "bpjs"}
# Lines of a budget, whose codes are called accounts as well.
_BUDGET = re.compile(
    r"_(?:kode|kd|id)_rek(?:ening)?_|_rekening_(?:belanja|anggaran|kode)_|_mata_anggaran_"
)
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
    type: str
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
        seen[name] = _Seen(name, column["type"].lower(), protection, path, column["line"])
    elif seen[name].protection == PLAIN != protection:
        seen[name] = replace(seen[name], protection=protection)


def _entity(name: str, seen: Mapping[str, _Seen]) -> Entity:
    seen = _of_people(seen)
    kinds = {
        column: kind
        for column, each in seen.items()
        if (kind := kind_of(column)) and not _lists(name, column) and _may_hold(kind, each.type)
    }
    for column in _misled(name, kinds, seen):
        del kinds[column]
    kinds |= dict.fromkeys(_signers(seen.keys() - kinds.keys(), seen), kind_named("name"))
    unknown = seen.keys() - kinds.keys()
    implied = _implied(name, unknown, {kind.name for kind in kinds.values()}, seen)
    named = {kind.name for kind in kinds.values()}
    person = is_people(name) or bool(named & _MAKE_PERSON)
    person = person or is_of_bodies(seen) or any(points_to_person(column) for column in seen)
    own = _beside_names(kinds, seen)
    doers = _doers(seen, kinds)
    who = _Who(person, _may_be_person(kinds), _has_account(kinds), frozenset(own))
    guessed = {*implied, *doers}
    items = tuple(
        Item(name, column, kind, seen[column].protection, seen[column].path, seen[column].line,
             column not in guessed and who.is_sure(column, kind))
        for column, kind in (
            kinds | own | dict.fromkeys(implied, kind_named("health"))
            | dict.fromkeys(doers, kind_named("name"))
        ).items()
        if column in doers or who.counts(column, kind)
    )  # fmt: skip
    stored = any(not each.path.endswith(_CLIENT) for each in seen.values())
    return Entity(
        name, items, any(item.is_sure for item in items) and is_children(name, tuple(seen)), stored
    )


def _of_people(seen: Mapping[str, _Seen]) -> Mapping[str, _Seen]:
    """Without the counts of a table that counts people, such as `balita int`."""
    if not is_tally(seen):
        return seen
    return {
        column: each
        for column, each in seen.items()
        if not (each.type in _NUMBERS and is_group(column))
    }


def _may_hold(kind: Kind, type: str) -> bool:
    return not (kind.name in _NO_DAY and type in _TIMES)


def _misled(table: str, kinds: Mapping[str, Kind], seen: Mapping[str, _Seen]) -> list[str]:
    """Columns whose word means something else in this table."""
    health = [column for column, kind in kinds.items() if kind.name == "health"]
    plain = any(not is_ambiguous(column, table) for column in health)
    others = [column for column in seen if column not in health]
    wrong = [] if plain or is_of_care(table, others) or is_of_bodies(seen) else health
    budget = any(_BUDGET.search(normal(column)) for column in seen)
    return wrong + [
        column for column, kind in kinds.items() if budget and kind.name == "bank-account"
    ]


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


@dataclass(frozen=True, slots=True)
class _Who:
    """Whom the rows of a table are about; `own` are columns that go with somebody's name."""

    is_person: bool
    may_be: bool
    is_payee: bool
    own: frozenset[str]

    def counts(self, column: str, kind: Kind) -> bool:
        """Whether a column of that kind is personal data here."""
        if kind.group == CREDENTIAL:
            return False
        if kind.name in _ONLY_OF_PERSONS:
            return self.is_person or (self.is_payee and kind.name in OF_PAYEES)
        if not kind.is_bound or self.is_person or column in self.own:
            return True
        may_be = (self.may_be or self.is_payee) and not _OF_OFFICE.match(normal(column))
        return may_be or kind.name in ("email", "phone")

    def is_sure(self, column: str, kind: Kind) -> bool:
        """Whether it cannot be an office's."""
        if kind.is_bound or kind.name in _ONLY_OF_PERSONS:
            return self.is_person or column in self.own
        return True


def _names_somebody(kinds: Mapping[str, Kind]) -> bool:
    return any(kind.name == "name" and not kind.is_bound for kind in kinds.values())


def _may_be_person(kinds: Mapping[str, Kind]) -> bool:
    named = {kind.name for kind in kinds.values()}
    if "name" in named and named & {"photo", "email", "device"}:
        return True
    return _names_somebody(kinds) and "phone" in named


def _has_account(kinds: Mapping[str, Kind]) -> bool:
    """Whether the rows name somebody who is paid or taxed."""
    return _names_somebody(kinds) and any(kind.name in OF_PAYEES for kind in kinds.values())


def _beside_names(kinds: Mapping[str, Kind], every: Iterable[str]) -> dict[str, Kind]:
    """Columns that share the role of a name: `alamat_pemilik` beside `nama_pemilik`."""
    roles = {
        found[1] or found[2] or ""
        for column, kind in kinds.items()
        if kind.name == "name" and not kind.is_bound and (found := _ROLE.match(normal(column)))
    }
    own = {}
    for column in every:
        kind, rests = kinds.get(column), {_without(normal(column), role) for role in roles}
        if kind is None and "" in rests:
            own[column] = kind_named("name")
        elif kind is None and rests & _POSTS:
            own[column] = kind_named("occupation")
        elif kind and kind.is_bound and any(rest is not None for rest in rests):
            own[column] = kind
    return own


def _without(spelled: str, role: str) -> str | None:
    """The rest of a column's name beside a role; None when it does not hold that role."""
    words = spelled.strip("_")
    if not role:
        return words if words in _POSTS else None
    found = re.match(rf"(?:(.+)_)?{re.escape(role)}s?(?:_(.+))?\Z", words)
    return (found[1] or found[2] or "") if found else None


def _doers(seen: Mapping[str, _Seen], kinds: Mapping[str, Kind]) -> list[str]:
    """Texts that say who did it, as `checked_by varchar(50)` does."""
    return sorted(
        column
        for column, each in seen.items()
        if column not in kinds and each.type in _TEXTS and _DOER.search(normal(column))
    )


def same_field(name: str) -> str:
    """One spelling for a field and the column it belongs to."""
    return normal(name)

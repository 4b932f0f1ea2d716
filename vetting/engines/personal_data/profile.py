"""What the columns of a table hold, judged on a sample of its rows; no value is kept in clear."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from vetting.engines.personal_data.fields import ONE_EACH, VALID, is_example
from vetting.engines.personal_data.kinds import kind_of
from vetting.engines.personal_data.people import is_people, names_person, points_to_person

# Rows of a table that are looked at, in portions spread over the file; a column of a million
# rows is as plain after four hundred.
ENOUGH = 400
PORTION = 40
_MADE_UP_MAIL = re.compile(
    r"(?i)@(?:[\w.-]+\.)?(?:example\.(?:com|org|net|id)|test|example|invalid|localhost|mailinator\.com|(?:e?mail|domain|contoh|dummy|abc)\.com)\Z"
)
_NUMBERED = re.compile(
    r"(?i)(?:warga|user|pengguna|penduduk|nama|test|tes|dummy|siswa|pegawai|contoh|sample)[\s_-]*\d+\Z"
)
_FAKER = re.compile(
    r"(?i)\b(?:lorem|ipsum|dolor|Apt\. \d|Suite \d|Psr\.|Gg\. .+ No\. \d+,|Ki\. |Jr\. |Dk\. |Ds\. .+ No\. \d+,)"
)
# Beside a name, these say that a row is one person.
_ONE_PERSON = {"nik", "kk", "birth", "gender", "religion", "marital", "biometric", "passport",
               "bpjs", "driving-licence"}  # fmt: skip
_EMPTY = frozenset({"", "NULL", "null", "None", "-", "0", "\\N"})


@dataclass(slots=True)
class Tally:
    """Counts of one column; `marks` are digests, so that distinct values can be counted."""

    kind: str
    line: int = 0
    filled: int = 0
    valid: int = 0
    examples: int = 0
    marks: set[bytes] = field(default_factory=set)
    numbers: list[int] = field(default_factory=list)

    def add(self, value: str, line: int) -> None:
        """Count one filled cell."""
        self.filled += 1
        if not VALID[self.kind](value):
            return
        self.valid += 1
        self.line = self.line or line
        self.examples += is_example(self.kind, value)
        self.marks.add(hashlib.blake2b(value.encode(), digest_size=8).digest())
        if self.kind in ONE_EACH and value.isdigit() and len(self.numbers) < ENOUGH:
            self.numbers.append(int(value))

    def made_up(self) -> str:
        """Why the values look invented, or ""."""
        if self.valid and self.examples * 2 > self.valid:
            return "example"
        if self.valid < 5:
            return ""
        if self.kind in ONE_EACH and len(self.marks) * 3 < self.valid:
            return "repeated"
        if self.kind == "birth" and len(self.marks) <= 2:
            return "one-date"
        steps = zip(self.numbers, self.numbers[1:], strict=False)
        ordered = sum(1 for low, high in steps if abs(high - low) == 1)
        return "ordered" if ordered * 2 > len(self.numbers) > 4 else ""


@dataclass(slots=True)
class Profile:
    """The columns of one file that say something about a person.

    `subject` is the file's own name: what has no table may be told by it, as `pasien.csv`.
    """

    subject: str = ""
    rows: Counter[str] = field(default_factory=Counter)
    _columns: dict[tuple[str, str], Tally] = field(default_factory=dict)
    _people: dict[str, bool] = field(default_factory=dict)
    _signs: Counter[tuple[str, str]] = field(default_factory=Counter)
    _keys: set[str] = field(default_factory=set)

    def is_new(self, table: str, name: str) -> bool:
        """Whether no valid value of a column was met yet."""
        tally = self._columns.get((table, name))
        return tally is None or not tally.valid

    def add_pair(self, key: str, kind: str, value: str, line: int) -> None:
        """Take one value beside its key; the keys of a document together are its columns."""
        self._keys.add(kind)
        self.add_cell("", key, value, line)

    def wants(self, table: str) -> bool:
        """Whether more rows of a table are of use."""
        return self.rows[table] < ENOUGH

    def add(self, table: str, columns: tuple[str, ...], cells: list[str], line: int) -> None:
        """Take one row; `line` is where it begins."""
        self.rows[table] += 1
        if table not in self._people:
            self._people[table] = is_people(table or self.subject) or _has_person(columns)
        for name, value in zip(columns, cells, strict=False):
            self.add_cell(table, name, value, line)

    def add_cell(self, table: str, name: str, value: str, line: int) -> None:
        """Take one value of a column or key."""
        kind = kind_of(name)
        if kind is None or value in _EMPTY:
            return
        self._sign(table, kind.name, value)
        if kind.name in VALID:
            key = (table, name)
            if key not in self._columns:
                self._columns[key] = Tally(kind.name)
            self._columns[key].add(value, line)

    def _sign(self, table: str, kind: str, value: str) -> None:
        if kind == "email":
            self._signs[table, "mail"] += 1
            self._signs[table, "reserved-domain"] += bool(_MADE_UP_MAIL.search(value))
        elif kind == "name":
            self._signs[table, "name"] += 1
            self._signs[table, "numbered-names"] += bool(_NUMBERED.match(value))
        elif kind == "address":
            self._signs[table, "address"] += 1
            self._signs[table, "faker"] += bool(_FAKER.search(value))

    def _table_made_up(self, table: str) -> str:
        for sign, of in (("reserved-domain", "mail"), ("numbered-names", "name"),
                         ("faker", "address")):  # fmt: skip
            if self._signs[table, sign] * 2 > self._signs[table, of]:
                return sign
        return ""

    def plain(self, counted: Counter[str]) -> list[dict[str, Any]]:
        """One row a column: counts and places. `counted` holds the rows of each table."""
        found = []
        for (table, name), tally in sorted(self._columns.items()):
            if not tally.valid:
                continue
            sampled = self.rows[table] or tally.filled
            scale = max(counted[table], sampled) / sampled
            found.append({
                "detector": tally.kind, "table": table, "column": name, "meaning": tally.kind,
                "line": tally.line, "seen": tally.filled, "dated": 0, "valid": tally.valid,
                "distinct": round(len(tally.marks) * (scale if len(tally.marks) > 20 else 1)),
                "rows": round(tally.valid * scale), "sampled": scale > 1, "example": "",
                "made-up": tally.made_up() or self._table_made_up(table),
                "people": self._people.get(table, False) or (not table and self._is_person()),
            })  # fmt: skip
        return found

    def _is_person(self) -> bool:
        return is_people(self.subject) or _is_person_of(self._keys)


def _is_person_of(kinds: set[str]) -> bool:
    return bool(kinds & _ONE_PERSON) and bool(kinds & {"name", "nik", "kk"})


def _has_person(columns: tuple[str, ...]) -> bool:
    if sum(name.strip().lower() in ("id", "kode") for name in columns) > 2:
        return False  # a sheet of several lists, each with its own codes
    if any(names_person(name) or points_to_person(name) for name in columns):
        return True
    return _is_person_of({kind.name for name in columns if (kind := kind_of(name))})

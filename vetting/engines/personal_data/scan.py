"""Find identity numbers, contacts and person tables in one stream, at dump speed."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from vetting.engines.personal_data.columns import Column, Columns
from vetting.engines.personal_data.contacts import Contacts
from vetting.engines.personal_data.groups import Groups
from vetting.engines.personal_data.numbers import LENGTH, is_dated, is_placeholder, is_resident
from vetting.engines.personal_data.runs import Runs, runs, tax_numbers
from vetting.engines.personal_data.sampling import Sampling, is_telling
from vetting.engines.personal_data.spaced import residents
from vetting.engines.personal_data.tables import rows_between
from vetting.engines.personal_data.windows import SIZE, Window, windows
from vetting.engines.personal_data.words import is_person_table

_TAX = re.compile(rb"[0-9]{2}\.[0-9]{3}\.[0-9]{3}\.[0-9][.-][0-9]{3}\.[0-9]{3}(?![0-9])")
_FIGURES = frozenset(b"0123456789")
# Columns are asked for so many numbers of a window, in blocks so that neighbouring columns
# are all met; the others count towards the columns found, in proportion.
_ASKED = 128
_BLOCK = 16


@dataclass(slots=True)
class Scan:
    """One file under examination; `form` as in `Columns`, `subject` as in `Profile`."""

    form: str = ""
    detectors: frozenset[str] = frozenset({"resident", "tax", "contacts", "tables", "records"})
    groups: Groups = field(default_factory=Groups)
    columns: Columns = field(default_factory=Columns)
    contacts: Contacts = field(default_factory=Contacts)
    sampling: Sampling = field(default_factory=Sampling)
    rows: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    first_rows: dict[str, int] = field(default_factory=dict)
    size: int = 0
    subject: str = ""

    def read(self, stream: BinaryIO, size: int = SIZE) -> dict[str, Any]:
        """Read the stream to its end and say what it holds."""
        self.columns.form = self.form
        self.sampling.profile.subject = self.subject
        for window in windows(stream, size):
            self.size += window.raw
            self.columns.feed(window.data, window.dropped)
            found = runs(window.data, window.start, window.stop)
            self._numbers(window, found)
            self._spaced(window, found)
            if "tax" in self.detectors:
                self._tax(window)
            if "contacts" in self.detectors:
                self.contacts.feed(window, self.columns, found.grouped)
            if "tables" in self.detectors or "records" in self.detectors:
                self._tables(window)
            if "records" in self.detectors:
                self.sampling.feed(window, self.columns)
        return {
            "bytes": self.size,
            "groups": self.groups.plain() + self.contacts.plain(),
            "records": self.sampling.profile.plain(self.rows),
            "tables": [
                {"table": name, "rows": count, "line": self.first_rows[name]}
                for name, count in sorted(self.rows.items())
                if name in self.people
            ],
        }

    def _numbers(self, window: Window, found: Runs) -> None:
        asked = [
            (int(starts[index]), size, valid, len(starts) / len(chosen))
            for starts, size, valid in (
                (found.valid, LENGTH, True),
                (found.others, LENGTH, False),
                (found.short, LENGTH - 1, False),
            )
            if (chosen := _sample(len(starts)))
            for index in chosen
        ]
        # In the order of the file, so that a group's place is that of its first number.
        for at, size, valid, weight in sorted(asked):
            self._number(window, at, window.data[at : at + size], weight, valid=valid)

    def _spaced(self, window: Window, found: Runs) -> None:
        """Numbers in groups: as on the card, or by four."""
        asked = _sample(len(found.grouped))
        weight = len(found.grouped) / len(asked) if asked else 1
        chosen = [int(found.grouped[index]) for index in asked]
        for at, number, own in residents(window, chosen, weight):
            self._number(window, at, number, own, valid=is_resident(number))

    def _number(
        self, window: Window, at: int, number: bytes, weight: float, *, valid: bool
    ) -> None:
        column = self.columns.at(window.data, at)
        detector = column.meaning if column.meaning in ("kk", "npwp") else "nik"
        if detector == "npwp":
            valid = not is_placeholder(number) and (
                valid or len(number) == 15 or number[:1] == b"0"
            )
        elif len(number) == 15:
            return
        group = self.groups.of(detector, column)
        if valid:
            line = 0 if group.example else window.line(at)
            group.add_valid(number, line, weight=weight)
        else:
            group.add(weight=weight, dated=is_dated(number))

    def _tax(self, window: Window) -> None:
        starts = tax_numbers(window.data, window.start, window.stop)
        asked = _sample(len(starts))
        for index in asked:
            at = int(starts[index])
            found = _TAX.match(window.data, at)
            digits = bytes(byte for byte in found[0] if byte in _FIGURES) if found else b""
            if digits and not is_placeholder(digits):
                group = self.groups.of("npwp", Column("", "npwp", "npwp"))
                line = 0 if group.example else window.line(at)
                group.add_valid(digits, line, weight=len(starts) / len(asked))

    def _tables(self, window: Window) -> None:
        if self.form == "csv":
            self.rows[""] += window.data.count(b"\n", window.start, window.stop)
            return
        for head, low, high in self.columns.tables.segments(window.data):
            fresh = max(low, window.start)
            end = min(high, window.stop)
            is_person = is_person_table(head.columns)
            if not head.table or fresh >= end or not (is_person or is_telling(head.columns)):
                continue
            self.rows[head.table] += rows_between(window.data, head, fresh, end)
            if head.table not in self.first_rows:
                self.first_rows[head.table] = window.line(low)
            if is_person:
                self.people.add(head.table)


def _sample(count: int) -> list[int]:
    if count <= _ASKED:
        return list(range(count))
    blocks = _ASKED // _BLOCK
    step = (count - _BLOCK) / (blocks - 1)
    return [int(block * step) + offset for block in range(blocks) for offset in range(_BLOCK)]

"""Find identity numbers, contacts and person tables in one stream, at dump speed."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from vetting.engines.personal_data.columns import Column, Columns
from vetting.engines.personal_data.contacts import Contacts
from vetting.engines.personal_data.groups import Groups
from vetting.engines.personal_data.numbers import (
    DAYS,
    is_dated,
    is_placeholder,
    is_resident,
    regions,
)
from vetting.engines.personal_data.tables import rows_between
from vetting.engines.personal_data.windows import SIZE, Window, windows
from vetting.engines.personal_data.words import is_person_table

# Digits become "0" and "0" something else, so that a run of digits is one literal needle;
# that search runs at memory speed, and a pattern of sixteen digit classes at a twentieth.
_DIGITS = bytes(48 if 48 <= byte <= 57 else byte for byte in range(256))
_RUN = re.compile(b"0" * 15 + b"0*")
_TAX = re.compile(rb"\.[0-9]{3}\.[0-9]-[0-9]{3}\.[0-9]{3}(?![0-9])")
_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_FIGURES = frozenset(b"0123456789")
# Columns are asked for so many numbers of a window, in blocks so that neighbouring columns
# are all met; the others count towards the columns found, in proportion.
_ASKED = 256
_BLOCK = 16


def runs(data: bytes, start: int, stop: int) -> list[tuple[int, int]]:
    """Start and end of the runs of 15 or 16 digits that begin in `start` to `stop`."""
    flat = data.translate(_DIGITS)
    return [
        span
        for found in _RUN.finditer(flat, start)
        if (span := found.span())[1] - span[0] <= 16 and span[0] < stop
    ]


def _alone(data: bytes, at: int, end: int) -> bool:
    """Whether a run is a number of its own.

    A run glued to letters is part of a hash or a code; one after a decimal point is a
    fraction; one before a decimal point, an amount.
    """
    before = data[at - 1] if at else 0
    after = data[end] if end < len(data) else 0
    # A run that began before `start` was seen whole in the window before.
    if before in _LETTERS or after in _LETTERS or before in _FIGURES:
        return False
    if before == 46 and at > 1 and data[at - 2] in _FIGURES:
        return False
    return not (after == 46 and end + 1 < len(data) and data[end + 1] in _FIGURES)


@dataclass(slots=True)
class Scan:
    """One file under examination; `form` as in `Columns`."""

    form: str = ""
    detectors: frozenset[str] = frozenset({"resident", "tax", "contacts", "tables"})
    groups: Groups = field(default_factory=Groups)
    columns: Columns = field(default_factory=Columns)
    contacts: Contacts = field(default_factory=Contacts)
    rows: Counter[str] = field(default_factory=Counter)
    first_rows: dict[str, int] = field(default_factory=dict)
    bytes: int = 0

    def read(self, stream: BinaryIO, size: int = SIZE) -> dict[str, Any]:
        """Read the stream to its end and say what it holds."""
        self.columns.form = self.form
        for window in windows(stream, size):
            self.bytes += window.raw
            self.columns.feed(window.data, window.dropped)
            self._numbers(window)
            if "tax" in self.detectors:
                self._tax(window)
            if "contacts" in self.detectors:
                self.contacts.feed(window, self.columns)
            if "tables" in self.detectors:
                self._tables(window)
        return {
            "bytes": self.bytes,
            "groups": self.groups.plain() + self.contacts.plain(),
            "tables": [
                {"table": name, "rows": count, "line": self.first_rows[name]}
                for name, count in sorted(self.rows.items())
            ],
        }

    def _numbers(self, window: Window) -> None:
        data = window.data
        spans = runs(data, window.start, window.stop)
        if not spans:
            return
        known = regions()
        # Written out because a call for each of a million numbers would double the time.
        valid = [
            span for span in spans
            if data[(at := span[0]) : at + 6] in known and data[at + 6 : at + 12] in DAYS
        ]  # fmt: skip
        passed = set(valid)
        others = [span for span in spans if span not in passed] if len(valid) < len(spans) else []
        for chosen in (valid, others):
            asked = _sample(len(chosen))
            weight = len(chosen) / len(asked) if asked else 1.0
            for index in asked:
                self._number(window, *chosen[index], weight)

    def _number(self, window: Window, at: int, end: int, weight: float) -> None:
        if not _alone(window.data, at, end):
            return
        number = window.data[at:end]
        valid = end - at == 16 and is_resident(number)
        column = self.columns.at(window.data, at)
        detector = column.meaning if column.meaning in ("kk", "npwp") else "nik"
        if detector == "npwp":
            valid = not is_placeholder(number) and (valid or end - at == 15 or number[:1] == b"0")
        elif end - at == 15:
            return
        group = self.groups.of(detector, column)
        if valid:
            line = 0 if group.example else window.line(at)
            group.add_valid(number, line, weight=weight)
        else:
            group.add(weight=weight, dated=is_dated(number))

    def _tax(self, window: Window) -> None:
        for found in _TAX.finditer(window.data, window.start):
            at = found.start() - 6
            if found.start() >= window.stop:
                break
            number = window.data[max(at, 0) : found.end()]
            if at >= 0 and re.match(rb"[0-9]{2}\.[0-9]{3}\.", number):
                digits = bytes(byte for byte in number if byte in _FIGURES)
                if not is_placeholder(digits):
                    group = self.groups.of("npwp", Column("", "npwp", "npwp"))
                    line = 0 if group.example else window.line(at)
                    group.add_valid(digits, line, weight=1)

    def _tables(self, window: Window) -> None:
        for head, low, high in self.columns.tables.segments(window.data):
            fresh = max(low, window.start)
            end = min(high, window.stop)
            if not head.table or fresh >= end or not is_person_table(head.columns):
                continue
            self.rows[head.table] += rows_between(window.data, head, fresh, end)
            # The first row of an INSERT has no mark before it.
            self.rows[head.table] += low >= window.start and not head.tabbed
            if head.table not in self.first_rows:
                self.first_rows[head.table] = window.line(low)


def _sample(count: int) -> list[int]:
    if count <= _ASKED:
        return list(range(count))
    blocks = _ASKED // _BLOCK
    step = (count - _BLOCK) / (blocks - 1)
    return [int(block * step) + offset for block in range(blocks) for offset in range(_BLOCK)]

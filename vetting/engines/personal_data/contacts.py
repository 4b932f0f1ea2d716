"""Lists of telephone numbers and e-mail addresses: bulk only, never a support address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vetting.engines.personal_data.columns import NOWHERE, Column, Columns
from vetting.engines.personal_data.windows import Window

# Mobile prefixes in use by the operators of Indonesia: 0811 to 0899, with gaps.
_MOBILE = rb"8(?:1[1-9]|2[1-3]|3[1238]|5[1-9]|7[78]|8[1-9]|9[5-9])[0-9]{6,9}(?![0-9.])"
_PHONES = (re.compile(rb"0" + _MOBILE), re.compile(rb"62" + _MOBILE))
_MAIL = re.compile(rb"@([A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4})")
_RESERVED = re.compile(
    rb"(?i)^example\.|\.(?:example|test|invalid|localhost)$|^(?:test|mailinator)\."
)
_LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
# Enough to judge; a file that holds more is not counted further.
ENOUGH = 2_000


def _phones(window: Window) -> Iterator[tuple[int, bytes]]:
    for shape in _PHONES:
        for found in shape.finditer(window.data, window.start):
            if found.start() >= window.stop:
                break
            before = window.data[found.start() - 1] if found.start() else 0
            if not (48 <= before <= 57 or before == 46 or before in b"abcdefABCDEF"):
                yield found.start(), found[0][found[0].index(b"8") :]


def _mails(window: Window) -> Iterator[tuple[int, bytes]]:
    for found in _MAIL.finditer(window.data, window.start):
        at = found.start()
        if at >= window.stop:
            break
        if _RESERVED.search(found[1]) or not at or window.data[at - 1] not in _LOCAL:
            continue
        start = at
        while start and at - start < 64 and window.data[start - 1] in _LOCAL:
            start -= 1
        yield start, window.data[start : found.end()].lower()


@dataclass(slots=True)
class _Kind:
    first_line: int = 0
    column: Column = NOWHERE
    values: set[bytes] = field(default_factory=set)
    total: int = 0


@dataclass(slots=True)
class Contacts:
    """The distinct telephone numbers and addresses of one file."""

    _kinds: dict[str, _Kind] = field(default_factory=lambda: {"phone": _Kind(), "email": _Kind()})

    def feed(self, window: Window, columns: Columns) -> None:
        """Take the next window; `columns` has just been fed with it."""
        for name, found in (("phone", _phones(window)), ("email", _mails(window))):
            kind = self._kinds[name]
            if len(kind.values) >= ENOUGH:
                continue
            for at, value in found:
                if not kind.total:
                    kind.first_line = window.line(at)
                    kind.column = columns.at(window.data, at)
                kind.total += 1
                kind.values.add(value)
                if len(kind.values) >= ENOUGH:
                    break

    def plain(self) -> list[dict[str, Any]]:
        """One row for each kind that occurred, counts only."""
        return [
            {"detector": name, "table": kind.column.table, "column": kind.column.name,
             "meaning": kind.column.meaning, "line": kind.first_line, "seen": kind.total,
             "dated": 0, "valid": kind.total, "distinct": len(kind.values),
             "sampled": len(kind.values) >= ENOUGH,
             "example": "", "made-up": ""}
            for name, kind in self._kinds.items()
            if kind.total
        ]  # fmt: skip

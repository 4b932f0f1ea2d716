"""Lists of telephone numbers and e-mail addresses: bulk only, never a support address."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from vetting.engines.personal_data.columns import NOWHERE, Column, Columns
from vetting.engines.personal_data.numbers import OPERATOR
from vetting.engines.personal_data.spaced import phones
from vetting.engines.personal_data.synthetic import follow
from vetting.engines.personal_data.windows import Window

_MOBILE = OPERATOR + rb"[0-9]{6,9}(?![0-9.])"
_PHONES = (re.compile(rb"0" + _MOBILE), re.compile(rb"62" + _MOBILE))
# Without its 0, as a spreadsheet keeps it: a telephone number only in a column of that name.
_BARE = re.compile(rb"(?<![0-9A-Za-z.+-])" + _MOBILE)
_MAIL = re.compile(rb"@([A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4})")
_RESERVED = re.compile(
    rb"(?i)^example\.|\.(?:example|test|invalid|localhost)$|^(?:test|mailinator)\."
    # Nobody's here, though they exist: what testers type.
    rb"|^(?:e?mail|domain|contoh|dummy|admin|abc)\.com$"
)
# Where people here have their mail: at home, or with one of the large providers.
_LIKELY = re.compile(
    rb"@(?:gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|live|icloud|msn|aol)\.|\.id\Z"
)
_LOCAL = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
# Enough to judge; a file that holds more is not counted further.
ENOUGH = 2_000
# So many numbers that may be one are asked for their column before a file is given up.
_ASKED = 300


def _phones(window: Window) -> Iterator[tuple[int, bytes]]:
    for shape in _PHONES:
        for found in shape.finditer(window.data, window.start):
            if found.start() >= window.stop:
                break
            before = window.data[found.start() - 1] if found.start() else 0
            if not (48 <= before <= 57 or before == 46 or before in b"abcdefABCDEF"):
                yield found.start(), found[0][found[0].index(b"8") :]


def _bare_phones(window: Window, columns: Columns, asked: int) -> Iterator[tuple[int, bytes]]:
    """Numbers without their 0, in columns of telephone numbers, of the first so many."""
    for found in _BARE.finditer(window.data, window.start, window.stop):
        asked -= 1
        if asked < 0:
            break
        if columns.at(window.data, found.start()).meaning == "phone":
            asked += 1
            yield found.start(), found[0]


def _mails(window: Window) -> Iterator[tuple[int, bytes]]:
    for found in _MAIL.finditer(window.data, window.start):
        at = found.start()
        if at >= window.stop:
            break
        if not at or window.data[at - 1] not in _LOCAL:
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
    reserved: int = 0

    def add(self, window: Window, at: int, value: bytes, columns: Columns) -> None:
        """Count one number or address; those of domains that nobody has count apart."""
        if _RESERVED.search(value.partition(b"@")[2]):
            self.reserved += 1
            return
        if not self.total:
            self.first_line = window.line(at)
            self.column = columns.at(window.data, at)
        self.total += 1
        self.values.add(value)


@dataclass(slots=True)
class Contacts:
    """The distinct telephone numbers and addresses of one file."""

    _kinds: dict[str, _Kind] = field(default_factory=lambda: {"phone": _Kind(), "email": _Kind()})

    def feed(self, window: Window, columns: Columns, places: Iterable[int] = ()) -> None:
        """Take the next window; `columns` has just been fed with it.

        `places` are those of numbers in groups, as `runs.runs` finds them.
        """
        phone = self._kinds["phone"]
        asked = _ASKED if phone.total or not window.lines else 0
        for kind, found in (
            (phone, _phones(window)),
            (phone, phones(window, places)),
            (phone, _bare_phones(window, columns, asked)),
            (self._kinds["email"], _mails(window)),
        ):
            if len(kind.values) >= ENOUGH:
                continue
            for at, value in found:
                kind.add(window, at, value, columns)
                if len(kind.values) >= ENOUGH:
                    break

    def _spread(self) -> bool:
        """Whether the addresses are of domains all over the world, as generators draw them."""
        values = self._kinds["email"].values
        if not values:
            return False
        likely = sum(1 for value in values if _LIKELY.search(value))
        domains = {value.partition(b"@")[2] for value in values}
        return likely * 5 < len(values) and len(domains) * 4 > len(values)

    def _made_up(self, name: str) -> str:
        kind, mail = self._kinds[name], self._kinds["email"]
        if mail.reserved > mail.total and mail.reserved * 2 > kind.total:
            return "reserved-domain"
        if name == "email" and self._spread():
            return "spread"
        if name == "phone" and len(kind.values) * 10 < kind.total:
            return "repeated"
        return "ordered" if name == "phone" and follow(kind.values) > 0.5 else ""

    def plain(self) -> list[dict[str, Any]]:
        """One row for each kind that occurred, counts only."""
        return [
            {"detector": name, "table": kind.column.table, "column": kind.column.name,
             "meaning": kind.column.meaning, "line": kind.first_line, "seen": kind.total,
             "dated": 0, "valid": kind.total, "distinct": len(kind.values),
             "sampled": len(kind.values) >= ENOUGH,
             "example": "", "made-up": self._made_up(name)}
            for name, kind in self._kinds.items()
            if kind.total
        ]  # fmt: skip

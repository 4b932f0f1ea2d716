"""Takes portions of rows out of each window for the profile of a file's columns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from vetting.engines.personal_data.columns import Columns
from vetting.engines.personal_data.fields import VALID
from vetting.engines.personal_data.kinds import kind_of
from vetting.engines.personal_data.profile import PORTION, Profile
from vetting.engines.personal_data.rows import copied, delimited, first_row, inserted, pairs
from vetting.engines.personal_data.tables import Statement
from vetting.engines.personal_data.windows import Window

# Of a window without tables so much is searched for pairs, and so many pairs a file counted.
_SEARCHED = 256 * 1024
_PAIRS = 20_000


@lru_cache(maxsize=4096)
def is_telling(columns: tuple[str, ...]) -> bool:
    """Whether a column of a table can be told by the values that stand in it."""
    return any((kind := kind_of(name)) and kind.name in VALID for name in columns)


def _taken(window: bytes, at: int, head: Statement) -> Iterator[tuple[int, list[str]]]:
    if head.between:
        return copied(window, at, PORTION, head.between)
    return inserted(window, at, PORTION)


@dataclass(slots=True)
class Sampling:
    """Follows one file, window after window."""

    profile: Profile = field(default_factory=Profile)
    _pairs: int = 0

    def feed(self, window: Window, columns: Columns) -> None:
        """Take the next window; `columns` has just been fed with it."""
        if columns.form == "csv":
            self._lines(window, columns)
        elif not self._statements(window, columns):
            self._documents(window)

    def _lines(self, window: Window, columns: Columns) -> None:
        names = columns.names
        if not is_telling(names) or not self.profile.wants(""):
            return
        at = window.data.find(b"\n", window.start, window.stop) + 1
        if at:
            line = window.line(at)
            rows = delimited(window.data, at, PORTION, columns.delimiter)
            for number, (_, cells) in enumerate(rows, line):
                if len(cells) == len(names):
                    self.profile.add("", names, cells, number)

    def _statements(self, window: Window, columns: Columns) -> bool:
        found = False
        for head, low, high in columns.tables.segments(window.data):
            low, high = max(low, window.start), min(high, window.stop)
            found = found or bool(head.table)
            if low >= high or not is_telling(head.columns) or not self.profile.wants(head.table):
                continue
            at = first_row(window.data, head, low, high)
            if at < 0:
                continue
            line = 0
            for begin, cells in _taken(window.data, at, head):
                if len(cells) == len(head.columns):
                    line = line or window.line(begin)
                    self.profile.add(head.table, head.columns, cells, line)
        return found

    def _documents(self, window: Window) -> None:
        if self._pairs >= _PAIRS:
            return
        high = min(window.stop, window.start + _SEARCHED)
        for at, key, value in pairs(window.data, window.start, high):
            kind = kind_of(key)
            if kind is None:
                continue
            self._pairs += 1
            is_first = kind.name in VALID and VALID[kind.name](value)
            line = window.line(at) if is_first and self.profile.is_new("", key.lower()) else 0
            self.profile.add_pair(key.lower(), kind.name, value, line)

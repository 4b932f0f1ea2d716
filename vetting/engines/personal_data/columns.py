"""Where a value stands: its column, key or the words before it."""

import re
from dataclasses import dataclass, field

from vetting.engines.personal_data.kinds import is_heading
from vetting.engines.personal_data.tables import Tables, cells_before
from vetting.engines.personal_data.words import meaning

_KEY = re.compile(
    rb"([A-Za-z_][A-Za-z0-9_.\-]{0,40})\\?[\"'`\]]?\s{0,4}(?:=>|:=|:|=)"
    rb"\s{0,4}[bruN]?\\?[\"'(]{0,3}\Z"
)
_TAG = re.compile(rb"<([A-Za-z_][\w:.\-]{0,40})(?:\s[^<>]{0,80})?>\s{0,4}(?:<!\[CDATA\[)?\Z")
_NAMED_TAG = re.compile(rb"\bname=[\"']([\w .\-]{1,40})[\"'][^<>]{0,60}>\s{0,4}\Z")
_WORD = re.compile(rb"(?i)\b(nik|no\.? ?ktp|ktp|no\.? ?kk|nkk|kartu keluarga|npwp)\b[^\n]{0,30}\Z")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, order=True)
class Column:
    """Where a value stands.

    `name` is shown only when it belongs to a schema or is a known word, because a key of
    vendor data may itself be a person's name.
    """

    table: str
    name: str
    meaning: str


NOWHERE = Column("", "", "")


def _schema(table: str, name: str) -> Column:
    return Column(table, name, meaning(name))


def _said(raw: bytes) -> Column | None:
    name = raw.decode("ascii", "replace").strip()
    kind = meaning(name)
    return Column("", name.lower(), kind) if kind else None


def header(head: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Delimiter and column names from a CSV's first lines; no names when none is a header.

    Spreadsheets often put a title above, so the line with most words we know is taken. A
    line without any may hold people's names, which must not be shown as columns.
    """
    lines = head.removeprefix(_BOM).splitlines()[:20] or [b""]
    delimiter = max((b",", b";", b"\t", b"|"), key=lambda mark: sum(x.count(mark) for x in lines))
    rows = [_cells(line, delimiter) for line in lines if not _is_data(line)]
    best = max(rows, key=_telling, default=())
    return delimiter, best if _telling(best)[1] else ()


def _telling(row: tuple[str, ...]) -> tuple[int, int]:
    """How much a row looks like a header: cells filled (a title has one), and words we know."""
    known = sum(1 for cell in row if meaning(cell) or is_heading(cell))
    filled = sum(1 for cell in row if cell)
    return (min(filled, 2), known) if known else (0, 0)


def _is_data(line: bytes) -> bool:
    return b"@" in line or re.search(rb"\d{6}", line) is not None


def _cells(line: bytes, delimiter: bytes) -> tuple[str, ...]:
    cells = line.split(delimiter)
    return tuple(cell.decode("utf-8", "replace").strip("\"' ")[:60] for cell in cells)


@dataclass(slots=True)
class Columns:
    """Follows one file; `form` is "csv" for delimited text and "" for everything else."""

    form: str = ""
    tables: Tables = field(default_factory=Tables)
    delimiter: bytes = b","
    names: tuple[str, ...] = ()
    _begun: bool = False

    def feed(self, window: bytes, dropped: int = 0) -> None:
        """Take the next window before asking about positions in it; `dropped` as there."""
        if not self._begun and self.form == "csv":
            self.delimiter, self.names = header(window[:16384])
        self._begun = True
        if self.form != "csv":
            self.tables.feed(window, dropped)

    def at(self, window: bytes, position: int) -> Column:
        """The column of the value that starts at a position of the window just fed."""
        if self.form == "csv":
            return self._cell(window, position)
        before = window[max(position - 140, 0) : position]
        for shape in (_KEY, _NAMED_TAG, _TAG):
            found = shape.search(before)
            column = _said(found[1]) if found else None
            if column:
                return column
        table, name = self.tables.at(window, position)
        if name:
            return _schema(table, name)
        word = _WORD.search(before)
        said = _said(word[1]) if word else None
        return said or (Column(table, "", "") if table else NOWHERE)

    def _cell(self, window: bytes, position: int) -> Column:
        start = window.rfind(b"\n", 0, position) + 1
        ordinal = cells_before(window, start, position, self.delimiter)
        known = ordinal < len(self.names)
        return _schema("", self.names[ordinal]) if known else NOWHERE

"""SQL statements in a window of bytes: which table and column a value belongs to."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

# Spellings that tools write, because a literal is searched ten times faster than (?i); the
# longer, the faster. Those without their first letter stand for both spellings of it.
_STARTS = (b"INSERT ", b"REPLACE INTO ", b"CREATE TABLE ")
_STARTS_BEHIND = (b"nsert into", b"reate table ")
# Oracle's INSERT ALL has an INTO a row; the word is not looked for elsewhere.
_ALL_STARTS = (b"INTO ", b"into ")
_COPIES = b" FROM stdin"
_END_OF_COPY = b"\n\\."
# SQL Server's own scripts leave INTO out.
_INTO = re.compile(
    rb"(?:insert(?:\s+ignore|\s+or\s+\w+)?(?:\s+into)?|replace\s+into|into)\s+([\w.`\"\[\]]+)"
    rb"\s*(?:\(([^()]{1,8000})\))?\s*"
    rb"(?:values?\s*(?:--[^\n]*\n\s*)*(?:row\s*)?\(|select\s+(?=N?'|[\d-]|NULL\s*,))",
    re.IGNORECASE,
)
_COPY = re.compile(
    rb"COPY\s+([\w.\"]+)\s*\(([^()]{1,8000})\)\s+FROM\s+stdin([^;\n]{0,200})", re.IGNORECASE
)
_DELIMITER = re.compile(rb"(?i)delimiter\s*(?:as\s*)?E?'(\\t|[^'])'")
_CREATE = re.compile(rb"create\s+table\s+(?:if\s+not\s+exists\s+)?([\w.`\"\[\]]+)\s*\(", re.I)
_COLUMN = re.compile(rb"^\s*[`\"\[]?(\w+)[`\"\]]?\s+\[?\w")
_REMARK = re.compile(rb"--[^\n]*")
_BRACKETS = re.compile(rb"\([^()]*\)")
_NOT_COLUMNS = {b"primary", b"key", b"unique", b"constraint", b"index", b"foreign", b"fulltext",
                b"check", b"spatial"}  # fmt: skip
_QUOTED = re.compile(rb"'(?:[^'\\]|\\.|'')*'")
# Taken whole or not at all, as lines of dashes could be cut into remarks in countless ways.
_REMARKED = rb"/\*(?:[^*]|\*(?!/)){0,2000}+\*/|--[^\n]*+"
# Strings stand for themselves, remarks for nothing; whichever begins first counts.
_STRING_OR_REMARK = re.compile(rb"('(?:[^'\\]|\\.|'')*')|" + _REMARKED)
GAP = rb"(?:\s|" + _REMARKED + rb")*+"
# Between two rows, where a hand or a tool put remarks or blanks that no mark has.
NEXT_ROW = re.compile(rb"\)" + GAP + rb"," + GAP + rb"(?:ROW\s*)?\(")
_ESCAPED = re.compile(rb"\\.")
_ROWS = (b"),(", b"),\n(", b"), (", b"),\r\n(")
_SELECTS = (b" UNION ALL\nSELECT ", b" UNION ALL SELECT ", b"\nUNION ALL\nSELECT ",
            b"\nUNION ALL SELECT ", b" UNION ALL\r\nSELECT ")  # fmt: skip
_BACK = 16 * 1024
# Marks within strings are passed over so often.
_TRIES = 4
_DOUBLE_QUOTED = re.compile(rb'"(?:[^"]|"")*"')


@dataclass(frozen=True, slots=True)
class Statement:
    """The head of an INSERT or COPY: its table, its columns when known, and its row style.

    `raw` is the head as written, up to where the first row begins. Equal heads one after
    another, one a row, count as one statement that goes on. `between` is what stands between
    the cells of a COPY, a tab or what it names, and empty for an INSERT.
    """

    table: str = ""
    columns: tuple[str, ...] = ()
    between: bytes = b""
    raw: bytes = b""

    @property
    def marks(self) -> tuple[bytes, ...]:
        """What may stand between two rows of the statement."""
        return _ROWS if self.raw.endswith(b"(") else _SELECTS


NONE = Statement()


def _name(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip('`"[] \n\r\t').rpartition(".")[2].strip('`"[]')


def _names(raw: bytes | None) -> tuple[str, ...]:
    return tuple(_name(part) for part in raw.split(b",")) if raw else ()


def created(window: bytes, at: int) -> tuple[str, tuple[str, ...]] | None:
    """Table and columns of the CREATE TABLE that starts there, as far as the window shows it."""
    found = _CREATE.match(window, at)
    if not found:
        return None
    body = _REMARK.sub(b"", _QUOTED.sub(b"", window[found.end() : found.end() + 64 * 1024]))
    for _ in range(3):  # `decimal(10,2)`, `KEY (a, b)`, `CHECK (length(x) > (1))`
        body = _BRACKETS.sub(b"", body)
    parts = (_COLUMN.match(part) for part in body.partition(b")")[0].split(b","))
    columns = [_name(part[1]) for part in parts if part and part[1].lower() not in _NOT_COLUMNS]
    return _name(found[1]), tuple(columns)


@dataclass(slots=True)
class Tables:
    """Follows the statements of one file, window after window."""

    known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _heads: list[Statement] = field(default_factory=list)
    _carried: Statement = NONE
    _into_each: bool = False

    def feed(self, window: bytes, dropped: int = 0) -> None:
        """Index the statements of the next window.

        `dropped` is how many bytes of the window before are gone: the statement in force
        there stays in force at the start of this one.
        """
        before = bisect_left(self._starts, dropped)
        if before:
            self._carried = self._heads[before - 1]
        self._starts, self._heads = [], []
        current = self._carried
        for at in self._begins(window):
            if current.raw and window.startswith(current.raw, at):
                continue
            head = self._head(window, at)
            if head is not None:
                self._starts.append(at)
                self._heads.append(head)
                current = head

    def _begins(self, window: bytes) -> list[int]:
        found = [at for word in _STARTS for at in _positions(window, word)]
        self._into_each = self._into_each or any(window.startswith(b"ALL", at + 7) for at in found)
        found += [at - 1 for word in _STARTS_BEHIND for at in _positions(window, word) if at]
        if self._into_each:
            found += [at for word in _ALL_STARTS for at in _positions(window, word)
                      if window[at - 1 : at].isspace() and not _follows_insert(window, at)]  # fmt: skip
        copies = [window.rfind(b"COPY ", max(at - 8192, 0), at)
                  for at in _positions(window, _COPIES)]  # fmt: skip
        if copies or self._carried.between:
            found += [at for at in copies if at >= 0]
            found += _positions(window, _END_OF_COPY)
        return sorted(found)

    def _head(self, window: bytes, at: int) -> Statement | None:
        table = created(window, at)
        if table:
            self.known[table[0]] = table[1]
            return NONE
        if window.startswith(b"\n", at):
            return NONE  # the end of a COPY's rows
        copies = window.startswith(b"COPY", at)
        text = _without_remarks(window[at : at + 8192])
        found = (_COPY if copies else _INTO).match(text)
        if not found:
            return None
        name = _name(found[1])
        columns = _names(found[2]) or self.known.get(name, ())
        between = _between(found[3]) if copies else b""
        return Statement(name, columns, between, window[at : at + found.end()])

    def segments(self, window: bytes) -> list[tuple[Statement, int, int]]:
        """The window cut into stretches, each with the statement in force."""
        edges = [0, *self._starts, len(window)]
        heads = [self._carried, *self._heads]
        return [
            (head, low, high)
            for head, low, high in zip(heads, edges[:-1], edges[1:], strict=True)
            if high > low
        ]

    def at(self, window: bytes, position: int) -> tuple[str, str]:
        """Table and column of the value that starts at a position; "" where unknown."""
        index = bisect_right(self._starts, position)
        head = self._heads[index - 1] if index else self._carried
        if not head.table:
            return "", ""
        low = max(self._starts[index - 1] if index else 0, position - _BACK)
        ordinal = _ordinal(window, low, position, head)
        known = 0 <= ordinal < len(head.columns)
        return head.table, head.columns[ordinal] if known else ""


def _positions(window: bytes, word: bytes) -> Iterator[int]:
    at = window.find(word)
    while at >= 0:
        yield at
        at = window.find(word, at + len(word))


def _follows_insert(window: bytes, at: int) -> bool:
    return window[max(at - 8, 0) : at].rstrip().lower().endswith((b"insert", b"ignore", b"replace"))


def _between(options: bytes) -> bytes:
    """What separates the cells of a COPY with these options."""
    named = _DELIMITER.search(options)
    if named:
        return b"\t" if named[1] == b"\\t" else bytes(named[1])
    return b"," if b"csv" in options.lower() else b"\t"


def _without_remarks(text: bytes) -> bytes:
    """The text with blanks for its remarks, every position kept."""
    if b"--" not in text and b"/*" not in text:
        return text
    return _STRING_OR_REMARK.sub(lambda found: found[1] or b" " * len(found[0]), text)


def _ordinal(window: bytes, low: int, position: int, head: Statement) -> int:
    if head.between:
        return cells_before(window, window.rfind(b"\n", low, position) + 1, position, head.between)
    start = _row_start(window, low, position, head)
    if start < 0:
        return -1
    row = _BRACKETS.sub(b"", _STRING_OR_REMARK.sub(b"", window[start:position]))
    return row.partition(b"'")[0].count(b",")


def cells_before(window: bytes, start: int, position: int, between: bytes) -> int:
    """How many cells of delimited text end before a position of the line begun at `start`."""
    before = window[start:position]
    if b'"' in before:
        before = _DOUBLE_QUOTED.sub(b"", before).partition(b'"')[0]
    return before.count(between)


def _row_start(window: bytes, low: int, position: int, head: Statement) -> int:
    """Where the row of a value begins; a mark within a string of that row is none."""
    start = nearest = -1
    for mark in (*head.marks, head.raw):
        end = position
        for _ in range(_TRIES):
            at = window.rfind(mark, max(low, start - len(mark)), end)
            if at < 0:
                break
            nearest = max(nearest, at + len(mark))
            if _is_whole(window, at + len(mark), position):
                start = max(start, at + len(mark))
                break
            end = at + 1
    if head.raw.endswith(b"(") and (start < 0 or _is_odd(window[start:position])):
        remarked = [found.end() for found in NEXT_ROW.finditer(window, max(low, start), position)]
        start = max([start, *(at for at in remarked[-_TRIES:] if _is_whole(window, at, position))])
    return start if start >= 0 else nearest


def _is_odd(row: bytes) -> bool:
    """Whether there may be a row's end in it that no mark has."""
    return b"\n" in row or b"*/" in row


def _is_whole(window: bytes, start: int, position: int) -> bool:
    """Whether a value read from `start` on is in a string if it looks so: no quote is missed."""
    row = _ESCAPED.sub(b"", window[start:position]).rstrip()
    is_bare = row[-1:] in (b"", b",", b"(", b'"')
    return row.count(b"'") % 2 != is_bare


def rows_between(window: bytes, head: Statement, low: int, high: int) -> int:
    """How many rows begin in a stretch of one statement.

    In COPY each line end marks a row, the head's own standing for the last one. In INSERT the
    head marks the first row and a mark stands between rows; one that begins in the stretch may
    end behind it.
    """
    if head.between:
        return window.count(b"\n", low, high)
    first = window.count(head.raw, low, high + len(head.raw) - 1)
    # A dump keeps to one style, so the first mark that occurs is the one to count.
    probed = min(high, low + _BACK)
    mark = next((mark for mark in head.marks if window.find(mark, low, probed) >= 0), b"")
    if mark or not head.raw.endswith(b"("):
        return first + (window.count(mark, low, high + len(mark) - 1) if mark else 0)
    return first + sum(1 for _ in NEXT_ROW.finditer(window, low, min(high + 2, len(window))))

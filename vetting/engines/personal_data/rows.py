"""A few rows of a table or pairs of a document as texts, wherever in a window they stand."""

import re
from collections.abc import Iterator

from vetting.engines.personal_data.tables import GAP, NEXT_ROW, Statement

_QUOTED = rb"'((?:[^'\\]|\\.|'')*)'"
_CELL = re.compile(
    rb"\s*(?:[NnEeBb]?"
    + _QUOTED
    + rb"|\"((?:[^\"\\]|\\.)*)\"|([^,()'\"]*(?:\([^()]*\))?[^,()'\"]*))"
    rb"\s*([,)]|(?=;|UNION\b))"
)
_CALL = re.compile(rb"\s*\w{1,40}\(\s*N?'([^']*)'")
_BETWEEN = re.compile(GAP + rb"(?:[,;]?" + GAP + rb"(?:ROW\s*)?\(|UNION\s+ALL\s+SELECT\s)")
_PAIR = re.compile(
    rb"[\"'`<\s]([A-Za-z_][\w \-]{1,40})\\?[\"'`>]?\s{0,4}(?:=>|:|=|>)\s{0,4}"
    rb"\\?(?:\"([^\"\\\n<]{1,160})\"|'([^'\\\n<]{1,160})|([-\w][\w./ :+-]{0,80}))"
)
_FIELD = re.compile(rb'"((?:[^"]|"")*)"|([^"]*)')
# Cells are looked at up to this length; longer ones are texts or pictures.
_WIDEST = 400
_SEARCHED = 16 * 1024


def _text(raw: bytes) -> str:
    return raw[:_WIDEST].decode("utf-8", "replace").strip()


def _plain(raw: bytes) -> bytes:
    """An unquoted cell; of `to_date('2001-02-03','YYYY-MM-DD')` the value that is converted."""
    call = _CALL.match(raw)
    return call[1] if call else raw


def inserted(window: bytes, at: int, most: int) -> Iterator[tuple[int, list[str]]]:
    """Position and cells of up to `most` rows of an INSERT whose first row begins at `at`.

    `at` stands just behind a row's opening bracket. Stops at the first thing that is no row.
    """
    for _ in range(most):
        begin = at
        cells: list[str] = []
        while True:
            found = _CELL.match(window, at)
            if not found or len(cells) > 500:
                return
            cells.append(_text(found[1] or found[2] or _plain(found[3] or b"")))
            at = found.end()
            if found[4] != b",":
                break
        yield begin, cells
        following = _BETWEEN.match(window, at)
        if not following:
            return
        at = following.end()


def copied(window: bytes, at: int, most: int, between: bytes) -> Iterator[tuple[int, list[str]]]:
    """Position and cells of up to `most` rows of a COPY, the first of which begins at `at`."""
    for _ in range(most):
        end = window.find(b"\n", at)
        if end < 0 or window.startswith(b"\\.", at):
            return
        cells = _cells(window[at:end], between)
        yield at, ["" if cell == "\\N" else cell for cell in cells]
        at = end + 1


def delimited(
    window: bytes, at: int, most: int, delimiter: bytes
) -> Iterator[tuple[int, list[str]]]:
    """Position and cells of up to `most` lines of delimited text, from the line at `at`."""
    for _ in range(most):
        end = window.find(b"\n", at)
        if end < 0:
            return
        yield at, _cells(window[at:end], delimiter)
        at = end + 1


def _cells(line: bytes, delimiter: bytes) -> list[str]:
    if b'"' not in line:
        return [_text(cell) for cell in line.split(delimiter)]
    cells: list[str] = []
    part = b""
    for piece in line.split(delimiter):
        part = part + delimiter + piece if part else piece
        if part.count(b'"') % 2 == 0:
            cells.append(_text(part.strip().strip(b'"')))
            part = b""
    return cells


def first_row(window: bytes, head: Statement, low: int, high: int) -> int:
    """Where a row of the statement begins in a stretch, or -1."""
    if head.between:
        at = window.find(b"\n", low, high)
        return at + 1 if at >= 0 else -1
    if window.startswith(head.raw, low):
        return low + len(head.raw)
    marks = ((window.find(mark, low, high), len(mark)) for mark in (*head.marks, head.raw))
    at = min((at + size for at, size in marks if at >= 0), default=-1)
    if at < 0 and head.raw.endswith(b"("):
        found = NEXT_ROW.search(window, low, min(high, low + _SEARCHED))
        return found.end() if found else -1
    return at


def pairs(window: bytes, low: int, high: int) -> Iterator[tuple[int, str, str]]:
    """Position, key and value of `key: value` and the like, in JSON, code, YAML and XML."""
    for found in _PAIR.finditer(window, low, high):
        yield found.start(1), _text(found[1]), _text(found[2] or found[3] or found[4] or b"")

"""Databases that are a file, as the text of a dump: each table as PostgreSQL's COPY, row by row.

SQLite and dBASE are read by their structure; any other as the text that lies in it.
"""

import io
import re
import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

from vetting.engines.personal_data.documents import TooLarge

MAGIC = b"SQLite format 3\0"
# Text that the tables may become, and what one cell is cut to: pictures need not be read on.
_MOST_TEXT = 1024**3
_WIDEST = 4096
_CHUNK = 1024 * 1024
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": " ", "\n": " ", "\r": " ", "\0": " "})
_READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION,
            sqlite3.SQLITE_RECURSIVE}  # fmt: skip


class Dump(io.RawIOBase):
    """The text of a database as a stream; raises sqlite3.Error, or TooLarge beyond a bound."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        with file.open("rb") as stream:
            head = stream.read(len(MAGIC))
        is_dbase = file.suffix.lower() == ".dbf"
        self._parts = _sqlite(file) if head == MAGIC else _dbase(file) if is_dbase else _raw(file)
        self._left, self._rest = _MOST_TEXT, b""

    def read(self, size: int = -1) -> bytes:
        """The next bytes; b"" at the end."""
        wanted = size if size >= 0 else _MOST_TEXT
        pieces, have = [self._rest], len(self._rest)
        while have < wanted and (part := next(self._parts, b"")):
            pieces.append(part)
            have += len(part)
            self._left -= len(part)
            if self._left < 0:
                raise TooLarge("becomes too much text")
        joined = b"".join(pieces)
        self._rest = joined[wanted:]
        return joined[:wanted]


_NARROW = re.compile(rb"([\x20-\x7e])\0")


def _raw(file: Path) -> Iterator[bytes]:
    """What lies in a file of no known structure, 16 bits a character as 8."""
    with file.open("rb") as stream:
        while part := stream.read(_CHUNK):
            yield _NARROW.sub(rb"\1", part).replace(b"\0", b" ")


def _dbase(file: Path) -> Iterator[bytes]:
    """The rows of a dBASE table; raises ValueError for what is none."""
    with file.open("rb") as stream:
        head = stream.read(32)
        if len(head) < 32:
            raise ValueError("too short for a table")
        begins, width = struct.unpack("<HH", head[8:12])
        fields = [(1, "")]  # the mark of a deleted row
        for at in range(32, begins - 32, 32):
            field = stream.read(32)
            if len(field) < 32 or field[:1] == b"\r" or at > 32 * 300:
                break
            fields.append((field[16], field[:11].partition(b"\0")[0].decode("ascii", "replace")))
        if width < 2 or sum(size for size, _ in fields) != width:
            raise ValueError("its fields are not as wide as its rows")
        stream.seek(begins)
        names = ", ".join(_word(name) for _, name in fields[1:])
        yield f"COPY {_word(file.stem)} ({names}) FROM stdin;\n".encode("utf-8", "replace")
        while len(row := stream.read(width)) == width:
            yield _cells_of(row, fields)
        yield b"\\.\n"


def _cells_of(row: bytes, fields: list[tuple[int, str]]) -> bytes:
    at, cells = 0, []
    for size, _ in fields:
        cells.append(_cell(row[at : at + size].decode("latin-1").strip()))
        at += size
    return ("\t".join(cells[1:]) + "\n").encode()


def _sqlite(file: Path) -> Iterator[bytes]:
    # Read as it lies: no journal is replayed, nothing is written, and no schema is trusted.
    base = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        base.text_factory = lambda raw: raw.decode("utf-8", "replace")
        base.execute("PRAGMA trusted_schema=OFF")
        base.set_authorizer(_only_reading)
        named = base.execute(
            "SELECT name FROM sqlite_master WHERE type='table' AND sql LIKE 'CREATE TABLE%'"
            " ORDER BY name"
        )
        for (name,) in named.fetchall():
            yield from _table(base, str(name))
    finally:
        base.close()


def _only_reading(action: int, *_: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


def _table(base: sqlite3.Connection, name: str) -> Iterator[bytes]:
    quoted = name.replace('"', '""')
    rows = base.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608 - an identifier, quoted
    columns = ", ".join(_word(column[0]) for column in rows.description)
    head, part, size = f"COPY {_word(name)} ({columns}) FROM stdin;\n", [], 0
    part.append(head)
    for row in rows:
        line = "\t".join(map(_cell, row)) + "\n"
        part.append(line)
        size += len(line)
        if size > _CHUNK:
            yield "".join(part).encode("utf-8", "replace")
            part, size = [], 0
    yield ("".join(part) + "\\.\n").encode("utf-8", "replace")


def _word(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return value[:_WIDEST].hex()
    return str(value)[:_WIDEST].translate(_ESCAPES)

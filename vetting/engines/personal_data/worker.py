"""Reads the application's files inside the sandbox; counts and masks are all that leave it."""

import gzip
import sqlite3
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

from vetting.engines.personal_data.bounds import TooSlow, deadline, limit_memory
from vetting.engines.personal_data.databases import Dump
from vetting.engines.personal_data.documents import NoText, TooLarge, text_of
from vetting.engines.personal_data.scan import Scan
from vetting.engines.personal_data.sheets import UNREADABLE, sheets
from vetting.sandbox.serving import serve

# A dump of a gigabyte packs to about a tenth; what unpacks to more is left to a person.
_MOST_UNPACKED = 2 * 1024**3
# The head of `pg_dump -Fc`, which is packed: only PostgreSQL itself reads it.
_PACKED_DUMP = b"PGDMP"


class _Bounded:
    """A compressed stream that gives up, as too large, beyond its bound."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._left = stream, _MOST_UNPACKED

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge("unpacks to too many bytes")
        return data


def examine(file: Path, form: str, detectors: frozenset[str]) -> dict[str, Any]:
    """Groups, tables and bytes of one file; raises one of UNREADABLE, zlib.error or sqlite3.Error."""
    subject = file.name.partition(".")[0]
    if form == "xlsx":
        with deadline():
            return _workbook(file, subject, detectors)
    if form == "document":
        with deadline():
            return Scan("", detectors).read(text_of(file))
    if form == "database":
        return Scan("", detectors).read(cast(BinaryIO, Dump(file)))
    with file.open("rb") as stream:
        if form.startswith("gz"):
            packed = cast(BinaryIO, _Bounded(cast(BinaryIO, gzip.GzipFile(fileobj=stream))))
            return Scan(form.partition("+")[2], detectors, subject=subject).read(packed)
        if stream.read(len(_PACKED_DUMP)) == _PACKED_DUMP:
            raise ValueError("a dump that only PostgreSQL reads")
        stream.seek(0)
        return Scan(form, detectors, subject=subject).read(stream)


def _workbook(file: Path, subject: str, detectors: frozenset[str]) -> dict[str, Any]:
    found: dict[str, Any] = {"bytes": 0, "groups": [], "records": [], "tables": []}
    for number, sheet in enumerate(sheets(file), 1):
        part = Scan("csv", detectors, subject=subject).read(sheet)
        found["bytes"] += part["bytes"]
        for what in ("groups", "records"):
            found[what] += [{**row, "table": f"{number}", "line": 0} for row in part[what]]
    return found


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """One row a file asked about: what it holds, or why it could not be read."""
    rows = []
    for asked in payload["files"]:
        row = {"root": asked["root"], "path": asked["path"]}
        file = Path(payload["roots"][asked["root"]]) / asked["path"]
        try:
            row |= examine(file, asked["form"], frozenset(asked["detectors"]))
        except (TooLarge, TooSlow, MemoryError):
            row["skipped"] = "too-large"
        except NoText:
            row["skipped"] = "no-text"
        except (*UNREADABLE, zlib.error, sqlite3.Error):
            row["skipped"] = "unreadable"
        rows.append(row)
    return {"files": rows}


if __name__ == "__main__":
    limit_memory()
    serve(answer)

"""Building the store: copy, change the copy, check it, and put it in place at once."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from vetting.advisories import schema
from vetting.advisories.importers.batch import Batch
from vetting.advisories.importers.signals import Signals
from vetting.advisories.record import Affected
from vetting.advisories.space import room_in
from vetting.advisories.store import Store, damaged
from vetting.advisories.versions import BadVersion

LEAST_RECORDS = 500
"""Fewer advisories than this are no whole database of an ecosystem; real ones hold more than
1,500 (FriendsOfPHP, November 2026)."""

_LEAST_OF = {"Pub": 5}
"""Ecosystems for which far less has ever been published: about a dozen advisories for Dart."""


def add(path: Path, batch: Batch, today: date, stated: date | None = None, etag: str = "") -> None:
    """Put the batch into the store at `path`, creating it if absent.

    A dump replaces what its source brought before; single records join theirs. `stated` is
    the data's date where it is known; otherwise the newest change in the records counts, changes
    after `today` being ignored as errors. `etag` is the name of a dump's state on its server.
    Readers see the old store or the new one, never anything between.
    """
    with _changed(path) as connection:
        if batch.is_dump:
            for table in ("advisory", "affected"):
                connection.execute(f"DELETE FROM {table} WHERE source = ?", (batch.source,))  # noqa: S608
        _insert(connection, batch)
        count = connection.execute(
            "SELECT count(*) FROM advisory WHERE source = ?", (batch.source,)
        ).fetchone()[0]
        day = (stated or _newest(batch, today)) if batch.is_dump else None
        _note_source(connection, batch, count, day)
        if batch.is_dump:
            _set(connection, schema.etag_of(batch.source), etag)
        _summarise(connection)


def confirm(path: Path, source: str, day: date) -> None:
    """Note that on that day the source had nothing newer than the dump it brought before."""
    with _opened(path) as store:
        dumps = [info for info in store.sources() if info.name == source and info.is_dump]
    if not any(info.data_date is None or info.data_date < day for info in dumps):
        return
    with _changed(path) as connection:
        connection.execute(
            "UPDATE source SET data_date = ? WHERE name = ?", (day.isoformat(), source)
        )
        _summarise(connection)


def note(path: Path, signals: Signals) -> None:
    """Put a list of exploited faults or of EPSS scores in place of the last one of its kind."""
    with _changed(path) as connection:
        column, empty = ("exploited_on", "") if signals.kind == "KEV" else ("epss", 0.0)
        connection.execute(f"UPDATE signal SET {column} = ?", (empty,))  # noqa: S608
        connection.executemany(
            "INSERT INTO signal VALUES (?, ?, ?) ON CONFLICT (cve) DO UPDATE SET"  # noqa: S608
            f" {column} = excluded.{column}",
            (
                (cve, signal.exploited_on.isoformat() if signal.exploited_on else "", signal.epss)
                for cve, signal in signals.by_cve.items()
            ),
        )
        connection.execute("DELETE FROM signal WHERE exploited_on = '' AND epss = 0")
        _summarise(connection)


def is_store(path: Path) -> bool:
    """Whether the file is an SQLite database, as `export` writes."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def adopt(path: Path, other: Path) -> None:
    """Put an exported store in place of the one at `path`.

    Its figures are computed anew from its records. Raises BadSetup when it is damaged or its
    records are not those it was exported with.
    """
    with _opened(other) as store:
        stated = store.digest
    with _changed(path, base=other) as connection:
        try:
            (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
            _summarise(connection)
        except (sqlite3.Error, ValueError) as error:
            raise damaged(other, str(error)) from error
        (digest,) = connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
        if sound != "ok" or digest != stated:
            raise damaged(other, "records differ from its digest")


def export(path: Path, target: Path) -> None:
    """Copy the store to `target`, for `import` elsewhere; raises BadSetup when there is none."""
    with _opened(path), room_in(target.parent):
        shutil.copyfile(path, target)


def _opened(path: Path) -> Store:
    store = Store.open(path)
    if store is None:
        raise damaged(path, "absent")
    return store


def _note_source(
    connection: sqlite3.Connection, batch: Batch, count: int, day: date | None
) -> None:
    """A single record added to a dump leaves it a dump of its own date."""
    old = connection.execute(
        "SELECT is_dump, data_date FROM source WHERE name = ?", (batch.source,)
    ).fetchone()
    is_dump, text = int(batch.is_dump), day.isoformat() if day else ""
    if old and not batch.is_dump:
        is_dump, text = old
    connection.execute(
        "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?)", (batch.source, is_dump, count, text)
    )


@contextmanager
def _changed(path: Path, base: Path | None = None) -> Iterator[sqlite3.Connection]:
    """A copy of `base` (the store itself) to change; it replaces the store at the end."""
    base = base or path
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    with path.with_suffix(".lock").open("w") as lock, room_in(path.parent):
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            with closing(_begun(new, base)) as connection:
                yield connection
                connection.execute("COMMIT")
            _put(new, path)
        finally:
            new.unlink(missing_ok=True)


def _begun(new: Path, base: Path) -> sqlite3.Connection:
    new.unlink(missing_ok=True)
    is_first = not base.is_file()
    if not is_first:
        _opened(base).__exit__()
        shutil.copyfile(base, new)
    connection = sqlite3.connect(new, isolation_level=None)
    # No journal: the copy is thrown away whole when anything fails.
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    if is_first:
        connection.executescript(schema.TABLES)
    connection.execute("BEGIN")
    return connection


def _put(new: Path, path: Path) -> None:
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _insert(connection: sqlite3.Connection, batch: Batch) -> None:
    """Withdrawn advisories are kept without their packages, so nothing ever matches them."""
    if not batch.is_dump:
        connection.executemany(
            "DELETE FROM affected WHERE source = ? AND id = ?",
            ((batch.source, item.id) for item in batch.advisories),
        )
    connection.executemany(
        "INSERT OR REPLACE INTO advisory VALUES (?, ?, ?)",
        ((batch.source, item.id, schema.advisory_body(item)) for item in batch.advisories),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO affected VALUES (?, ?, ?, ?, ?, ?)",
        (
            (part.ecosystem, part.name, batch.source, item.id, at, schema.affected_body(part))
            for item in batch.advisories
            if not item.is_withdrawn
            for at, part in enumerate(item.affected)
        ),
    )


def _newest(batch: Batch, today: date) -> date | None:
    days = [item.modified for item in batch.advisories if item.modified]
    return max((day for day in days if day <= today), default=None)


def _summarise(connection: sqlite3.Connection) -> None:
    """Write the digest and what is known of each ecosystem."""
    connection.execute("DELETE FROM ecosystem")
    names = connection.execute("SELECT DISTINCT ecosystem FROM affected ORDER BY 1").fetchall()
    digests = []
    for (name,) in names:
        digest = _digest(connection, name)
        digests.append(f"{name} {digest}\n")
        records, in_dumps, day = connection.execute(
            "SELECT count(DISTINCT id), count(DISTINCT iif(is_dump, id, NULL)),"
            " coalesce(max(iif(is_dump, data_date, '')), '') FROM affected"
            " JOIN source ON source.name = affected.source WHERE ecosystem = ?",
            (name,),
        ).fetchone()
        connection.execute(
            "INSERT INTO ecosystem VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                name,
                records,
                in_dumps >= _LEAST_OF.get(name, LEAST_RECORDS),
                day,
                digest,
                *_canary(connection, name),
            ),
        )
    signals = connection.execute("SELECT * FROM signal ORDER BY cve")
    digests += (f"{cve} {day} {epss!r}\n" for cve, day, epss in signals)
    whole = hashlib.sha256("".join(digests).encode()).hexdigest()
    for key, value in (("schema", schema.VERSION), ("digest", whole)):
        _set(connection, key, value)


def _set(connection: sqlite3.Connection, key: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _digest(connection: sqlite3.Connection, ecosystem: str) -> str:
    digest = hashlib.sha256()
    for row in connection.execute(
        "SELECT f.name, f.id, f.body, a.body FROM affected f JOIN advisory a"
        " ON a.source = f.source AND a.id = f.id WHERE f.ecosystem = ?"
        " ORDER BY f.name, f.source, f.id, f.part",
        (ecosystem,),
    ):
        digest.update("\0".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()


def _canary(connection: sqlite3.Connection, ecosystem: str) -> tuple[str, str, str]:
    """The first record that names a version it affects; empty texts when none does.

    Best is the lower bound of a span, which only a working order can confirm. Where every span
    begins at the beginning, any version below its end will do.
    """
    rows = connection.execute(
        "SELECT name, id, body FROM affected WHERE ecosystem = ? ORDER BY name, id, part",
        (ecosystem,),
    )
    spare = ("", "", "")
    for name, advisory, body in rows:
        affected = schema.read_affected(ecosystem, name, body)
        version = _vulnerable_version(affected)
        if version:
            return (name, version, advisory)
        if not spare[0] and (version := _early_version(affected)):
            spare = (name, version, advisory)
    return spare


def _vulnerable_version(affected: Affected) -> str:
    for span in affected.spans:
        try:
            if span.low and span.high and span.holds(affected.ecosystem, span.low):
                return span.low
        except BadVersion:
            continue
    return ""


def _early_version(affected: Affected) -> str:
    """A version at the very beginning, of a span that has an end; else one listed by name."""
    for span in affected.spans:
        try:
            if span.high and span.holds(affected.ecosystem, _FIRST):
                return _FIRST
        except BadVersion:
            continue
    return affected.versions[0] if affected.versions else ""


_FIRST = "0.0.0"

"""The advisory store, read: one SQLite file that is never changed, only replaced."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vetting.advisories import schema
from vetting.advisories.importers.signals import Signal
from vetting.advisories.record import Advisory, Affected
from vetting.model.errors import BadSetup
from vetting.model.text import Text

FILE_NAME = "advisories.sqlite"

_AFFECTED = "SELECT source, id, body FROM affected WHERE ecosystem = ? AND name = ?"
_SIGNAL = "SELECT exploited_on, epss FROM signal WHERE cve = ?"
_ADVISORY = "SELECT body FROM advisory WHERE source = ? AND id = ?"


@dataclass(frozen=True, slots=True)
class Known:
    """That a package has vulnerable versions, and the advisory that says so."""

    source: str
    id: str
    affected: Affected


@dataclass(frozen=True, slots=True)
class Canary:
    """A version that the store knows to be vulnerable, and the advisory that says so."""

    name: str
    version: str
    advisory: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the store knows of one ecosystem.

    Only data that `is_complete` (a whole dump, with at least the records such a dump has)
    can show that a package has no known fault. `data_date` is the newest day the data speaks
    of, None for data that are not a dump. `digest` names the exact records.
    """

    ecosystem: str
    records: int
    is_complete: bool
    data_date: date | None
    digest: str
    canary: Canary


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """One database in the store."""

    name: str
    is_dump: bool
    records: int
    data_date: date | None


class Store:
    """An open store; use it as a context manager, from one thread."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> "Store | None":
        """The store in that file, or None when there is none.

        Raises BadSetup for a file that is no store of this version.
        """
        if not path.is_file():
            return None
        try:
            # The file is replaced whole, never written in place, so no locks are needed.
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)
            found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        except sqlite3.Error as error:
            raise damaged(path, str(error)) from error
        if found != (schema.VERSION,):
            raise damaged(path, f"schema {found}")
        return cls(connection)

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def known(self, ecosystem: str, name: str) -> tuple[Known, ...]:
        """What advisories in force say of the package, by its normal name."""
        return tuple(
            Known(source, advisory, schema.read_affected(ecosystem, name, body))
            for source, advisory, body in self._connection.execute(_AFFECTED, (ecosystem, name))
        )

    def advisory(self, known: Known) -> Advisory:
        """The advisory behind what is known."""
        (body,) = self._connection.execute(_ADVISORY, (known.source, known.id)).fetchone()
        return schema.read_advisory(known.id, body, (known.affected,))

    def signal(self, names: Iterable[str]) -> Signal:
        """What is known of use by attackers, of any of the CVE numbers among the names."""
        found = [
            Signal(_day(day), epss)
            for name in names
            if name.startswith("CVE-")
            for day, epss in self._connection.execute(_SIGNAL, (name,))
        ]
        days = [signal.exploited_on for signal in found if signal.exploited_on]
        return Signal(min(days, default=None), max((s.epss for s in found), default=0.0))

    def signals(self) -> tuple[int, int]:
        """How many faults are listed as exploited, and how many have an EPSS score."""
        counts = self._connection.execute(
            "SELECT coalesce(sum(exploited_on != ''), 0), coalesce(sum(epss > 0), 0) FROM signal"
        ).fetchone()
        return (int(counts[0]), int(counts[1]))

    def coverage(self, ecosystem: str) -> Coverage | None:
        """What is known of the ecosystem, None when nothing is."""
        return next((c for c in self.coverages() if c.ecosystem == ecosystem), None)

    def coverages(self) -> tuple[Coverage, ...]:
        """What is known of each ecosystem, by name."""
        rows = self._connection.execute(
            "SELECT name, records, is_complete, data_date, digest, canary_name, canary_version,"
            " canary_id FROM ecosystem ORDER BY name"
        )
        return tuple(
            Coverage(name, records, bool(whole), _day(day), digest, Canary(*canary))
            for name, records, whole, day, digest, *canary in rows
        )

    def sources(self) -> tuple[SourceInfo, ...]:
        """The databases that were imported, by name."""
        rows = self._connection.execute("SELECT * FROM source ORDER BY name")
        return tuple(
            SourceInfo(name, bool(dump), records, _day(day)) for name, dump, records, day in rows
        )

    def etag(self, source: str) -> str:
        """The ETag of the dump that the source brought last, "" where none was stated."""
        row = self._connection.execute(
            "SELECT value FROM meta WHERE key = ?", (schema.etag_of(source),)
        ).fetchone()
        return str(row[0]) if row else ""

    @property
    def digest(self) -> str:
        """SHA-256 over all records: equal digest, equal answers."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'digest'").fetchone()
        return str(row[0])


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def damaged(path: Path, detail: str) -> BadSetup:
    """The error of a store that cannot be used."""
    return BadSetup(
        Text(f"penyimpanan data kerentanan rusak: {detail}",
             f"the advisory store is damaged: {detail}"),
        hint=Text(f"Hapus {path.name}, lalu jalankan `vet db import` lagi.",
                  f"Delete {path.name}, then run `vet db import` again."),
    )  # fmt: skip

"""The ledger: what was submitted, what each check said, how each run ended.

SQLite by default (WAL, synchronous=FULL), PostgreSQL where the operator gives its URL. Rows
are keyed by content, so recording the same thing twice is harmless.
"""

import fcntl
import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Table, create_engine, event, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from vetting.ledger.tables import (
    checkpoints,
    judgements,
    log_entries,
    outcomes,
    runs,
    submissions,
)
from vetting.model.codec import from_plain, to_plain
from vetting.model.errors import BadSetup
from vetting.model.history import Judged
from vetting.model.outcome import NotApplicable, Outcome, Ran
from vetting.model.text import Text
from vetting.model.tree import Submission

_MIGRATIONS = Path(__file__).parent / "migrations"
_BUSY_MS = 30_000


class Ledger:
    """One open ledger; safe to use from several threads and several processes."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _tune_sqlite)
        with self._begin() as connection:
            _migrate(connection)

    @classmethod
    def in_folder(cls, home: Path) -> "Ledger":
        """The default ledger: one SQLite file in vet's home; raises BadSetup if it cannot be."""
        try:
            home.mkdir(parents=True, exist_ok=True)
            with (home / "ledger.lock").open("w") as lock:
                # Two first runs at once must not both create the tables.
                fcntl.flock(lock, fcntl.LOCK_EX)
                return cls(f"sqlite:///{home / 'ledger.sqlite'}")
        except OSError as error:
            raise _unusable(error) from error

    @classmethod
    def at(cls, place: str) -> "Ledger":
        """An existing ledger: a database URL, vet's home, or the SQLite file; raises BadSetup."""
        if "://" in place:
            return cls(place)
        path = Path(place)
        file = path / "ledger.sqlite" if path.is_dir() else path
        if not file.is_file():
            raise _unusable(FileNotFoundError(f"{file.name}: no ledger"))
        return cls(f"sqlite:///{file.resolve()}")

    def recall(self, key: str) -> Outcome | None:
        """The outcome recorded under a key, or None; a damaged row counts as none."""
        with self._begin() as connection:
            row = connection.execute(
                select(outcomes.c.body, outcomes.c.body_sha256).where(outcomes.c.key == key)
            ).one_or_none()
        if row is None or hashlib.sha256(row.body.encode()).hexdigest() != row.body_sha256:
            return None
        try:
            outcome: Outcome = from_plain(Outcome, json.loads(row.body))
        except ValueError:
            return None
        return outcome

    def record(self, key: str, tree: str, check_id: str, outcome: Outcome) -> None:
        """Keep an answer under its key; a failure is no answer and is never kept."""
        if not isinstance(outcome, Ran | NotApplicable):
            return
        body = json.dumps(to_plain(outcome), ensure_ascii=False, sort_keys=True)
        self._insert_once(
            outcomes,
            key=key,
            tree=tree,
            check_id=check_id,
            body=body,
            body_sha256=hashlib.sha256(body.encode()).hexdigest(),
            made=datetime.now(UTC),
        )

    def start_run(self, submission: Submission, policy_digest: str) -> int:
        """Note that a run began; returns its number."""
        tree = submission.tree.manifest.root
        self._insert_once(
            submissions,
            tree=tree,
            name=submission.name[:255],
            kind=submission.kind,
            archive_sha256=submission.archive_sha256,
            first_seen=datetime.now(UTC),
        )
        row = {"tree": tree, "policy_digest": policy_digest, "started": datetime.now(UTC)}
        with self._begin() as connection:
            made = connection.execute(runs.insert().returning(runs.c.id), row)
            return int(made.scalar_one())

    def end_run(self, run: int, overall: str, report_sha256: str) -> None:
        """Note how a run ended; a run without an end was killed."""
        with self._begin() as connection:
            connection.execute(
                update(runs)
                .where(runs.c.id == run, runs.c.ended.is_(None))
                .values(ended=datetime.now(UTC), overall=overall, report_sha256=report_sha256)
            )

    def judged(self, row: Judged) -> None:
        """Keep what was judged, after all that was before."""
        body = json.dumps(to_plain(row), sort_keys=True)
        with self._begin() as connection:
            connection.execute(
                judgements.insert().values(
                    kind=str(row.kind),
                    result=row.result,
                    tree=row.tree,
                    body=body,
                    body_sha256=hashlib.sha256(body.encode()).hexdigest(),
                    made=datetime.now(UTC),
                )
            )

    def judgements(self) -> tuple[tuple[Judged, ...], int]:
        """All that was judged, in order, and how many rows are damaged and left out."""
        with self._begin() as connection:
            kept = connection.execute(
                select(judgements.c.body, judgements.c.body_sha256).order_by(judgements.c.id)
            ).all()
        rows = [_read_judged(row.body, row.body_sha256) for row in kept]
        whole = tuple(row for row in rows if row is not None)
        return whole, len(rows) - len(whole)

    def log(self) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
        """All entries of the log of lives and all lists signed over it, as stored: unverified."""
        with self._begin() as connection:
            rows, lists = (
                connection.scalars(select(table.c.body).order_by(key)).all()
                for table, key in ((log_entries, log_entries.c.position),
                                   (checkpoints, checkpoints.c.number))
            )  # fmt: skip
        return tuple(row.encode() for row in rows), tuple(row.encode() for row in lists)

    def extend_log(self, known: int, entries: Sequence[bytes], checkpoint: bytes) -> None:
        """Add entries after the first `known` and a signed list, both or neither.

        Raises BadSetup where the log has another length: somebody else added to it meanwhile.
        """
        rows = [{"position": known + n, "body": body.decode()} for n, body in enumerate(entries)]
        with self._begin() as connection:
            if connection.scalar(select(func.count()).select_from(log_entries)) != known:
                raise _unusable(ValueError("the log grew meanwhile"))
            if rows:
                connection.execute(log_entries.insert(), rows)
            number = connection.scalar(select(func.count()).select_from(checkpoints)) or 0
            connection.execute(checkpoints.insert().values(number=number, body=checkpoint.decode()))

    def _insert_once(self, table: Table, **row: Any) -> None:
        dialects: dict[str, Any] = {"sqlite": sqlite, "postgresql": postgresql}
        insert = dialects[self._engine.dialect.name].insert
        with self._begin() as connection:
            connection.execute(insert(table).values(row).on_conflict_do_nothing())

    @contextmanager
    def _begin(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise _unusable(error) from error


def _read_judged(body: str, digest: str) -> Judged | None:
    if hashlib.sha256(body.encode()).hexdigest() != digest:
        return None
    try:
        # A ledger outlives the vet that wrote its rows: fields added since have their defaults.
        row: Judged = from_plain(Judged, json.loads(body), absent=set())
    except ValueError:
        return None
    return row


def _tune_sqlite(connection: Any, _record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY_MS}",
                   "foreign_keys=ON"):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _unusable(error: Exception) -> BadSetup:
    line = str(error).splitlines()[0][:200]
    hint = Text(
        "Periksa ruang dan izin folder VET_HOME, lalu ulangi.",
        "Look at the space and permissions of the VET_HOME folder, then repeat.",
    )
    return BadSetup(Text(f"buku besar tidak dapat dipakai: {line}",
                         f"the ledger cannot be used: {line}"), hint=hint)  # fmt: skip

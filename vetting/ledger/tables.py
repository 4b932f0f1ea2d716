"""The ledger's tables. Rows are inserted once and never changed, save a run's end.

`log_entries` and `checkpoints` are the log of lives with the lists signed over it: their bodies
are signed elsewhere, and whoever verifies them trusts nothing else in here.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, String, Table, Text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class Moment(TypeDecorator[datetime]):
    """A time with zone, kept as ISO 8601 in UTC: the same in SQLite and PostgreSQL."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ARG002
        """A naive time is refused: nobody knows when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ARG002
        """Always in UTC."""
        return None if value is None else datetime.fromisoformat(value)


submissions = Table(
    "submissions",
    metadata,
    Column("tree", String(64), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("archive_sha256", String(64), nullable=False),
    Column("first_seen", Moment, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("tree", String(64), nullable=False),
    Column("check_id", String(255), nullable=False),
    Column("body", Text, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("made", Moment, nullable=False),
    Index("outcomes_by_tree", "tree"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("tree", String(64), ForeignKey("submissions.tree"), nullable=False),
    Column("policy_digest", String(64), nullable=False),
    Column("started", Moment, nullable=False),
    Column("ended", Moment),
    Column("overall", String(32)),
    Column("report_sha256", String(64)),
)

judgements = Table(
    "judgements",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("result", String(64), nullable=False),
    Column("tree", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("body_sha256", String(64), nullable=False),
    Column("made", Moment, nullable=False),
    Index("judgements_by_tree", "tree"),
)

log_entries = Table(
    "log_entries",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),
)

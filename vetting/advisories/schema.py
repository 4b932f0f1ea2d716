"""The tables of the advisory store, and how its values are written."""

import json
from datetime import date
from typing import Any

from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import Span
from vetting.model.scale import Severity

VERSION = "2"
TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
  name TEXT PRIMARY KEY, is_dump INTEGER NOT NULL, records INTEGER NOT NULL,
  data_date TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE advisory (
  source TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (source, id)
) WITHOUT ROWID;
CREATE TABLE affected (
  ecosystem TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, id TEXT NOT NULL,
  part INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (ecosystem, name, source, id, part)
) WITHOUT ROWID;
CREATE TABLE signal (
  cve TEXT PRIMARY KEY, exploited_on TEXT NOT NULL, epss REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE ecosystem (
  name TEXT PRIMARY KEY, records INTEGER NOT NULL, is_complete INTEGER NOT NULL,
  data_date TEXT NOT NULL, digest TEXT NOT NULL,
  canary_name TEXT NOT NULL, canary_version TEXT NOT NULL, canary_id TEXT NOT NULL
) WITHOUT ROWID;
"""


def etag_of(source: str) -> str:
    """The key of `meta` under which the ETag of a source's last dump stands."""
    return f"etag {source}"


def advisory_body(advisory: Advisory) -> str:
    """The canonical JSON of everything but the id and the affected packages."""
    severity = None if advisory.severity is None else str(advisory.severity)
    modified = advisory.modified.isoformat() if advisory.modified else ""
    return _json(
        [advisory.aliases, modified, severity, advisory.summary, advisory.references,
         advisory.vectors]
    )  # fmt: skip


def affected_body(affected: Affected) -> str:
    """The canonical JSON of the spans and versions."""
    spans = [[span.low, span.low_in, span.high, span.high_in] for span in affected.spans]
    return _json([spans, affected.versions])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_advisory(name: str, body: str, affected: tuple[Affected, ...]) -> Advisory:
    """The advisory that `advisory_body` was made of, with the packages given."""
    aliases, modified, severity, summary, references, vectors = json.loads(body)
    return Advisory(
        id=name,
        aliases=tuple(aliases),
        affected=affected,
        modified=date.fromisoformat(modified) if modified else None,
        severity=Severity(Severity.parse(severity)) if severity else None,
        summary=summary,
        references=tuple(references),
        vectors=tuple(vectors),
    )


def read_affected(ecosystem: str, name: str, body: str) -> Affected:
    """The package that `affected_body` was made of."""
    spans, versions = json.loads(body)
    return Affected(ecosystem, name, tuple(Span(*span) for span in spans), tuple(versions))

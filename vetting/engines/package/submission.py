"""What the worker read of a submission's papers, taken from its JSON and trusted for nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.model.annex import Annex
from vetting.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the manifest breaks its schema: a line, a code, the key, and what was expected."""

    line: int
    code: str
    key: str
    detail: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One document as the manifest lists it, and what became of reading it.

    `state` is ok, absent, empty, large, encrypted, unreadable or picture. `names_app` and
    `names_version` say whether its text does; `made` is the date inside the file. A date is None
    where there is none that can be read.
    """

    kind: str
    path: str
    by: str
    number: str
    line: int
    dated: date | None
    state: str
    words: int = 0
    names_app: bool = False
    names_version: bool = False
    made: date | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A manifest: its faults, what it says, and what lies beside it.

    `answers` are those of the category questionnaire, None where it has none. `is_readable` is
    false where it is no YAML at all: then everything but `faults` is empty.
    """

    faults: tuple[Fault, ...]
    is_readable: bool
    name: str
    version: str
    version_line: int
    vendor: str
    office: str
    answers: Mapping[str, str] | None
    lines: Mapping[str, int]
    papers: tuple[Paper, ...]
    declared: tuple[tuple[str, str], ...]

    def line(self, key: str) -> int:
        """The line of a top-level key, 1 where it is missing."""
        return self.lines.get(key, 1)


@dataclass(frozen=True, slots=True)
class Look:
    """What one check found in the papers."""

    findings: Iterator[Finding]
    annex: Annex | None = None


def submission_of(row: Mapping[str, Any]) -> Submission:
    """The worker's answer; raises KeyError, TypeError or ValueError for another shape."""
    plain: Mapping[str, Any] = row["manifest"] or {}
    answers = plain.get("answers")
    return Submission(
        faults=tuple(_fault(fault) for fault in row["faults"]),
        is_readable=row["manifest"] is not None,
        name=str(plain.get("name", "")),
        version=str(plain.get("version", "")),
        version_line=int(plain.get("version-line", 1)),
        vendor=str(plain.get("vendor", "")),
        office=str(plain.get("office", "")),
        answers=None if answers is None else {str(k): str(v) for k, v in answers.items()},
        lines={str(k): int(v) for k, v in plain.get("lines", {}).items()},
        papers=tuple(_papers(row["documents"])),
        declared=tuple((str(d["path"]), str(d["version"])) for d in row["declared"]),
    )


def _fault(plain: Mapping[str, Any]) -> Fault:
    words = (str(plain[key]) for key in ("code", "key", "detail"))
    return Fault(int(plain["line"]), *words)


def _papers(rows: Iterable[Mapping[str, Any]]) -> Iterator[Paper]:
    for row in rows:
        yield Paper(
            kind=str(row["kind"]),
            path=str(row["path"]),
            by=str(row["by"]),
            number=str(row["number"]),
            line=int(row["line"]),
            dated=_day(str(row["date"])),
            state=str(row["state"]),
            words=int(row.get("words", 0)),
            names_app=bool(row.get("name")),
            names_version=bool(row.get("version")),
            made=_day(str(row.get("made", ""))),
        )


def _day(word: str) -> date | None:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None

"""From what the worker counted to the findings of each check."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vetting.engines.personal_data import judge, wording
from vetting.engines.personal_data.photos import Folder
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.scale import Severity

# A list of so many numbers or addresses is a register of people, and not a page of contacts.
LEAST_CONTACTS = 25
# Seeds of an administrator and a few test users are no leak; twenty rows are.
LEAST_ROWS = 20
# Files that hold data and neither code nor prose, by their names.
_DATA = (".sql", ".dump", ".pgsql", ".gz", ".csv", ".tsv", ".json", ".jsonl", ".geojson", ".xml",
         ".log", ".xlsx", ".xlsm", ".xls", ".ods", ".pdf", ".docx", ".doc", ".odt", ".sqlite",
         ".sqlite3", ".db", ".db3", ".mdb", ".accdb", ".dbf", ".ipynb")  # fmt: skip
_PAGES = (".txt", ".md", ".html", ".htm", ".rtf")
_DETECTORS = {"nik": ("nik",), "kk": ("kk",), "npwp": ("npwp",), "contacts": ("phone", "email")}


def of_rows(check: Check, rows: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """The check's findings in the files it looked at."""
    detector = check.settings["detector"]
    for row in rows:
        if detector == "tables":
            yield from _tables(check, row)
        elif detector == "records":
            yield from _records(check, row)
        else:
            for group in row["groups"]:
                if group["detector"] in _DETECTORS[detector]:
                    yield from _group(check, row["path"], group)


# Files of tests and demonstrations, whose few numbers are mostly invented. That is the vendor's
# word: it makes a finding less sure, and never takes it away.
_TRIALS = re.compile(
    r"(?i)(?:^|/)(?:tests?|spec|__tests__|factories|demos?|examples?|samples?)/|"
    r"(?:^|[/_.-])(?:demo|dummy|contoh|sample|fake|tests?|mock)(?:[_-]?\w+)?\.\w+\Z|(?-i:[a-z](?:Test|Factory)\.\w+\Z)"
)


def _judged(check: Check, path: str, group: Mapping[str, Any]) -> judge.Judgement | None:
    if group["detector"] in ("nik", "kk"):
        return judge.residents(group, check.severity, trial=_TRIALS.search(path) is not None)
    if group["detector"] == "npwp":
        # The paths of a drawing are long rows of digits and dots.
        is_drawing = path.lower().endswith(".svg")
        return None if is_drawing else judge.tax(group, check.severity)
    least = check.settings.get("least", LEAST_CONTACTS)
    return judge.contacts(group, check.severity, least, data=_is_data(path, group["detector"]))


def _is_data(path: str, detector: str) -> bool:
    """Whether a list in the file is its content; pages list numbers, and authors by address."""
    name = path.lower()
    return name.endswith(_DATA) or (detector == "phone" and name.endswith(_PAGES))


def _group(check: Check, path: str, group: Mapping[str, Any]) -> Iterator[Finding]:
    judged = _judged(check, path, group)
    if judged is None:
        return
    severity, confidence = judged
    name = wording.column(group)
    yield check.finding(
        group["detector"],
        Place(path, group["line"], pointer=name),
        anchor=f"{group['detector']} {name}",
        message=wording.message(group),
        severity=severity,
        confidence=confidence,
        evidence=wording.evidence(group),
    )


def _tables(check: Check, row: Mapping[str, Any]) -> Iterator[Finding]:
    real = any(
        group["detector"] in ("nik", "kk")
        and (judged := judge.residents(group, Severity.HIGH)) is not None
        and judged[0] >= Severity.HIGH
        for group in row["groups"]
    )
    for table in row["tables"]:
        least = check.settings.get("least", LEAST_ROWS)
        judged = judge.person_table(table, check.severity, least, real=real)
        if judged:
            yield check.finding(
                "person-table",
                Place(row["path"], table["line"], pointer=table["table"]),
                anchor=f"person-table {table['table']}",
                message=wording.table_message(table),
                severity=judged[0],
                confidence=judged[1],
                evidence=table["table"],
            )


def _records(check: Check, row: Mapping[str, Any]) -> Iterator[Finding]:
    for column in row["records"]:
        least = check.settings.get("least", LEAST_ROWS)
        judged = judge.records(column, check.severity, least)
        if judged:
            name = wording.column(column)
            yield check.finding(
                column["detector"],
                Place(row["path"], column["line"], pointer=name),
                anchor=f"{column['detector']} {name}",
                message=wording.record_message(column),
                severity=judged[0],
                confidence=judged[1],
                evidence=name,
            )


def of_photos(check: Check, folders: Sequence[Folder]) -> Iterator[Finding]:
    """The findings for folders of identity photos, each at its first file."""
    for folder in folders:
        yield check.finding(
            folder.rule,
            Place(folder.first),
            anchor=folder.first,
            message=wording.photo_message(folder.rule, folder.count),
            confidence=folder.confidence,
            evidence=folder.first,
        )

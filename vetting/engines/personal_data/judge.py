"""How bad and how sure: from the counts of one column to severity and confidence."""

from collections.abc import Mapping
from typing import Any

from vetting.engines.personal_data.kinds import SPECIFIC, kind_named
from vetting.model.scale import Confidence, Severity

Judgement = tuple[Severity, Confidence]

# Many residents: a leak that must be reported within three days (UU 27/2022 art. 46).
_MANY = 100
_SEVERAL = 5


def residents(
    group: Mapping[str, Any], severity: Severity, *, trial: bool = False
) -> Judgement | None:
    """Judge a column of NIK or KK shapes; None when chance alone explains them.

    A column that is named so needs one value. Without a name the share of numbers that pass
    speaks: residents pass nearly always, other numbers six times in ten thousand. A few in a
    file that is a trial by its name ask, and do not block.
    """
    share = group["valid"] / max(group["seen"], 1)
    named = group["meaning"] in ("nik", "kk")
    if group["made-up"]:
        return Severity.INFO, Confidence.LOW
    if named:
        sure = Confidence.HIGH if share >= 0.3 else Confidence.LOW
        if trial and group["distinct"] < _SEVERAL:
            sure = Confidence.LOW
        return _by_count(group["distinct"], severity), sure
    if share < 0.2:
        return None
    if group["distinct"] >= _SEVERAL and share >= 0.5:
        sure = Confidence.MEDIUM if group["meaning"] == "foreign" else Confidence.HIGH
        return _by_count(group["distinct"], severity), sure
    if group["meaning"] == "foreign":
        return None
    sure = Confidence.MEDIUM if group["distinct"] > 1 else Confidence.LOW
    return min(severity, Severity.MEDIUM), sure


def _by_count(distinct: int, severity: Severity) -> Severity:
    if distinct >= _MANY:
        return Severity.CRITICAL if severity >= Severity.HIGH else severity
    return severity if distinct >= _SEVERAL else min(severity, Severity.MEDIUM)


def tax(group: Mapping[str, Any], severity: Severity) -> Judgement | None:
    """Judge NPWP: one to four may belong to the office itself, printed on its forms."""
    if group["distinct"] < _SEVERAL:
        return Severity.INFO, Confidence.LOW
    return severity, Confidence.HIGH


def contacts(
    group: Mapping[str, Any], severity: Severity, least: int, *, data: bool = True
) -> Judgement | None:
    """Judge a list of telephone numbers or addresses; None below the least number.

    Addresses without a column of that name occur in any data about software: only a reviewer
    can tell. Where the file is code or prose, and no data, they say nothing.
    """
    if group["distinct"] < least and group["made-up"] != "repeated":
        return None
    if group["made-up"]:
        return (Severity.INFO, Confidence.LOW) if group["seen"] >= least else None
    if group["meaning"] == group["detector"]:
        return severity, Confidence.HIGH
    return (Severity.LOW, Confidence.LOW) if data else None


def person_table(
    table: Mapping[str, Any], severity: Severity, least: int, *, real: bool
) -> Judgement | None:
    """Judge a dumped table of persons; `real` says the file holds identity numbers as well."""
    if table["rows"] < least:
        return None
    return severity, Confidence.HIGH if real else Confidence.MEDIUM


# What says something of a person only where the table is about people.
_OF_PEOPLE = {"birth", "address", "health", "biometric", "coordinates"}


def records(row: Mapping[str, Any], severity: Severity, least: int) -> Judgement | None:
    """Judge a column that is named and filled like personal data; None when it is not.

    Specific data (art. 4(2)) weighs as the check says, the rest one step less. A sign of
    invented data asks, and never clears: it is in the vendor's hand.
    """
    share = row["valid"] / max(row["seen"], 1)
    if row["rows"] < least or share < 0.3 or (row["detector"] in _OF_PEOPLE and not row["people"]):
        return None
    if row["made-up"]:
        return Severity.INFO, Confidence.LOW
    grave = kind_named(row["detector"]).group == SPECIFIC
    weight = severity if grave else min(severity, Severity.MEDIUM)
    return weight, Confidence.HIGH if share >= 0.6 and row["people"] else Confidence.MEDIUM

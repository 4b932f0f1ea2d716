"""What is known of use by attackers: CISA's list of exploited faults, FIRST's EPSS scores."""

import csv
import gzip
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vetting.advisories.importers.files import MOST_BYTES, unreadable

LEAST_EPSS = 0.01
"""Lower probabilities are left out: nine of ten CVEs, and none that changes a decision."""

_CVE = re.compile(r"^CVE-\d{4}-\d{4,}$")


@dataclass(frozen=True, slots=True)
class Signal:
    """Of one CVE: the day it was listed as exploited (None if not), and its EPSS, 0 to 1."""

    exploited_on: date | None = None
    epss: float = 0.0


@dataclass(frozen=True, slots=True)
class Signals:
    """One list. `kind` is `KEV` or `EPSS`."""

    kind: str
    by_cve: dict[str, Signal]


def read(path: Path) -> Signals | None:
    """The list in that file, or None when it is none of the two.

    Raises BadSetup for a file that begins as one and then breaks its format.
    """
    if not path.is_file() or not path.name.lower().endswith((".json", ".csv", ".csv.gz")):
        return None
    body = path.read_bytes()
    if path.name.lower().endswith(".gz"):
        with gzip.open(path) as file:
            body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise unreadable(path, f"larger than {MOST_BYTES} bytes")
    try:
        text = body.decode()
        return _kev(text) if path.suffix == ".json" else _epss(text)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise unreadable(path, f"{type(error).__name__}: {error}"[:120]) from error


def _kev(text: str) -> Signals | None:
    plain = json.loads(text)
    if (
        not isinstance(plain, dict)
        or "vulnerabilities" not in plain
        or "catalogVersion" not in plain
    ):
        return None
    return Signals("KEV", {
        _name(row["cveID"]): Signal(date.fromisoformat(row["dateAdded"]))
        for row in plain["vulnerabilities"]
    })  # fmt: skip


def _epss(text: str) -> Signals | None:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    if not lines or not lines[0].startswith("cve,epss"):
        return None
    rows = csv.DictReader(io.StringIO("\n".join(lines)))
    scores = {_name(row["cve"]): float(row["epss"]) for row in rows}
    if not all(0 <= score <= 1 for score in scores.values()):
        raise ValueError("a probability beyond 0 to 1")
    kept = {cve: Signal(None, score) for cve, score in scores.items() if score >= LEAST_EPSS}
    return Signals("EPSS", kept)


def _name(text: str) -> str:
    if not _CVE.match(text):
        raise ValueError(f"{text!r:.40} is no CVE number")
    return text

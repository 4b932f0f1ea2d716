"""A folder of pages through the real engine in the real sandbox, with the worker's own rows."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.browser import Browser
from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.outcome import Outcome, Ran
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Done, Job, Level, Limits

DAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Examined:
    """What the browser said: its rows, the pages it examined, and how it went."""

    checks: tuple[Check, ...]
    rows: tuple[Mapping[str, Any], ...]
    reviews: tuple[Mapping[str, Any], ...]
    examined: frozenset[str]
    outcomes: Mapping[str, Outcome]
    seconds: float
    pages: int
    peak_mib: int


class _Listening:
    """A sandbox that keeps what the last job printed."""

    def __init__(self) -> None:
        self._inner = open_sandbox()
        self.done: Done | None = None

    @property
    def level(self) -> Level:
        return self._inner.level

    def run(self, job: Job) -> Done:
        self.done = self._inner.run(job)
        return self.done


def examine(files: Mapping[str, bytes], place: Path, witnesses: Sequence[str]) -> Examined:
    """Write the files below `place` and run all accessibility checks on them."""
    entries = []
    for path, body in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(body)
        entries.append(Entry(path, len(body), hashlib.sha256(body).hexdigest()))
    kinds = {
        kind: tuple(path for path in files if path.endswith(f".{kind}")) for kind in ("html", "css")
    }
    content, sandbox = load(), _Listening()
    checks = tuple(check for check in content.checks.values() if check.engine == "browser")
    bench = Bench(sandbox, Facts({}, kinds), content, place, DAY, Limits(wall_seconds=1800))
    outcomes = Browser(witnesses).run(checks, Tree(place, Manifest.of(entries)), bench)
    bad = [outcome for outcome in outcomes.values() if not isinstance(outcome, Ran)]
    assert sandbox.done is not None, "the browser was never asked"
    assert not bad, f"{bad[0]} {sandbox.done.stderr[-300:]!r}"
    plain = json.loads(sandbox.done.stdout)
    return Examined(
        checks,
        tuple(row for row in plain["findings"] if not row["review"]),
        tuple(row for row in plain["findings"] if row["review"]),
        frozenset(plain["examined"]),
        outcomes,
        plain["seconds"],
        plain["pages"],
        sandbox.done.peak_mib,
    )

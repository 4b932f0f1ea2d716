"""A tree in a folder and a sandbox that answers what a test says."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vetting.content import Content
from vetting.engines.base import Bench
from vetting.model.facts import Facts
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox.job import Cap, Done, Job, Level


def tree_of(root: Path, files: Mapping[str, str | bytes]) -> Tree:
    """The files, written and listed."""
    entries = []
    root.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        body = text if isinstance(text, bytes) else text.encode()
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(body)
        entries.append(Entry(name, len(body), hashlib.sha256(body).hexdigest()))
    return Tree(root, Manifest.of(entries))


def done(stdout: Any = None, *, code: int = 0, cap: Cap | None = None, stderr: bytes = b"") -> Done:
    """A job's end; anything but bytes is printed as JSON."""
    body = stdout if isinstance(stdout, bytes) else json.dumps(stdout).encode()
    return Done(code, body, stderr, cap, 1.0, 10, Level.NAMESPACES)


class Scripted:
    """A sandbox whose jobs end as the test says; keeps the jobs that it was given."""

    level = Level.NAMESPACES

    def __init__(self, *ends: Done | Callable[[Job], Done]) -> None:
        self.ends, self.jobs = list(ends), []

    def run(self, job: Job) -> Done:
        self.jobs.append(job)
        end = self.ends.pop(0) if len(self.ends) > 1 else self.ends[0]
        return end if isinstance(end, Done) else end(job)


def bench_of(sandbox: Any, facts: Facts | None = None) -> Bench:
    """A bench with that sandbox."""
    return Bench(
        sandbox=sandbox,
        facts=facts or Facts({}, {}),
        content=Content(()),
        data=Path("none"),
        as_of=date(2026, 1, 1),
    )

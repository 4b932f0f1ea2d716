"""What is being done right now, on standard error; plain lines where that is no terminal."""

import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from vetting.content import Content, load
from vetting.model.check import Check
from vetting.model.outcome import Failed, Outcome, Ran
from vetting.model.text import Language
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.visible import one_line

WIDTH = 80
_STYLES = {"waiting": "bright_black", "running": "cyan", "done": "green", "failed": "red"}


@dataclass(slots=True)
class _Row:
    """One engine: its checks, how far it is, when it began and ended, what may be expected."""

    state: str = "waiting"
    checks: int = 0
    done: int = 0
    total: int = 0
    failed: int = 0
    findings: int = 0
    begun: float = 0
    ended: float = 0
    expected: float | None = None


class Display:
    """Receives the runner's calls from any thread and keeps the picture."""

    def __init__(self, labels: Catalogue, engines: Sequence[str], console: Console) -> None:
        self._labels = labels
        self._console = console
        self._rows = {name: _Row() for name in engines}
        self._lock = threading.Lock()

    def planned(self, engines: Mapping[str, float | None]) -> None:
        """These engines are waited for; each may take so many seconds."""
        with self._lock:
            for name, seconds in engines.items():
                self._rows.setdefault(name, _Row()).expected = seconds

    def started(self, engine: str, checks: Sequence[Check]) -> None:
        """An engine began."""
        with self._lock:
            row = self._rows.setdefault(engine, _Row())
            row.state, row.checks, row.begun = "running", len(checks), time.monotonic()
        self._say(engine)

    def advanced(self, engine: str, done: int, total: int) -> None:
        """An engine is at `done` of `total` units of work."""
        with self._lock:
            row = self._rows.setdefault(engine, _Row(begun=time.monotonic(), state="running"))
            row.done, row.total = done, total

    def finished(self, engine: str, outcomes: Mapping[str, Outcome]) -> None:
        """An engine ended, with these outcomes by check."""
        with self._lock:
            row = self._rows.setdefault(engine, _Row(begun=time.monotonic()))
            row.checks, row.ended = len(outcomes), time.monotonic()
            row.failed = sum(isinstance(outcome, Failed) for outcome in outcomes.values())
            ran = [outcome for outcome in outcomes.values() if isinstance(outcome, Ran)]
            row.findings = sum(len(outcome.findings) for outcome in ran)
            row.state = "failed" if row.failed else "done"
        self._say(engine)

    def _say(self, engine: str) -> None:
        if not self._console.is_terminal:
            with self._lock:
                row = self._rows[engine]
                line = f"{one_line(engine, 20)}: {self._state(row)} {self._detail(row)}"
            self._console.print(Text(line.rstrip()), soft_wrap=True)

    def _state(self, row: _Row) -> str:
        return self._labels(f"progress.{row.state}")

    def _detail(self, row: _Row) -> str:
        t = self._labels
        usual = t("progress.expected", seconds=t.number(round(row.expected or 0)))
        if row.state == "waiting":
            return usual if row.expected else ""
        bits = [t.count("checks", row.checks)]
        if row.state == "running" and row.total:
            bits.append(f"{t.number(row.done)}/{t.number(row.total)}")
        if row.failed:
            bits.append(t.count("failed", row.failed))
        if row.ended:
            bits.append(t.count("findings", row.findings))
        seconds = (row.ended or time.monotonic()) - row.begun
        bits.append(t("progress.elapsed", seconds=t.tenths(int(seconds * 10))))
        if row.expected and not row.ended:
            bits.append(usual)
        return ", ".join(bits)

    def __rich__(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for width in (18, 10, 44):
            table.add_column(width=width, no_wrap=True, overflow="ellipsis")
        with self._lock:
            for name, row in self._rows.items():
                state = Text(self._state(row), style=_STYLES[row.state])
                table.add_row(Text(one_line(name, 40)), state, Text(self._detail(row)))
        return table


@contextmanager
def progress(
    language: Language,
    engines: Sequence[str] = (),
    *,
    content: Content | None = None,
    stream: TextIO | None = None,
) -> Iterator[Display]:
    """A display for the length of the block; what it shows never reaches standard output.

    `engines` are shown as waiting from the start; others appear when they begin.
    """
    console = Console(file=stream or sys.stderr)
    console.width = min(console.width, WIDTH)
    display = Display(catalogue(content or load(), language), engines, console)
    if not console.is_terminal:
        yield display
        return
    with Live(display, console=console, refresh_per_second=4, transient=True):
        yield display

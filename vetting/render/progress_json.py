"""What is being done right now, for a program to read: one JSON object a line."""

import json
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

from vetting.model.check import Check
from vetting.model.outcome import Failed, Outcome, Ran


class JsonLines:
    """Receives the runner's calls from any thread and writes each as one line.

    `event` is `planned`, `started`, `advanced` or `finished`; `seconds` count from the first
    event, and `expected` is what an engine took at most in earlier runs, null where unknown.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()
        self._began = time.monotonic()

    def planned(self, engines: Mapping[str, float | None]) -> None:
        """These engines will work."""
        expected = {name: None if s is None else round(s, 1) for name, s in engines.items()}
        self._say("planned", expected=expected)

    def started(self, engine: str, checks: Sequence[Check]) -> None:
        """An engine began with these checks."""
        self._say("started", engine=engine, checks=[check.id for check in checks])

    def advanced(self, engine: str, done: int, total: int) -> None:
        """An engine is at `done` of `total` units of work."""
        self._say("advanced", engine=engine, done=done, total=total)

    def finished(self, engine: str, outcomes: Mapping[str, Outcome]) -> None:
        """An engine ended, with these outcomes by check."""
        ran = [outcome for outcome in outcomes.values() if isinstance(outcome, Ran)]
        failed = sorted(name for name, o in outcomes.items() if isinstance(o, Failed))
        found = sum(len(outcome.findings) for outcome in ran)
        self._say("finished", engine=engine, findings=found, failed=failed)

    def _say(self, event: str, **told: Any) -> None:
        with self._lock:
            seconds = round(time.monotonic() - self._began, 1)
            json.dump({"event": event, "seconds": seconds, **told}, self._stream)
            self._stream.write("\n")
            self._stream.flush()

"""Who works next: so many tools at once and no more, the heaviest engine's jobs first.

Every engine has a thread, but work that costs anything is a job of the sandbox. Counting jobs,
not engines, keeps every core busy to the end and bounds memory: what the tools need together is
what the largest few need.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from vetting.sandbox.job import Done, Job, Level, Sandbox


class Turns:
    """Hands out `places` turns; of those who wait, the lowest rank goes first."""

    def __init__(self, inner: Sandbox, places: int) -> None:
        self.inner = inner
        self._free = max(1, places)
        self._waiting: list[tuple[int, int]] = []
        self._came = 0
        self._changed = threading.Condition()

    def take(self, rank: int) -> None:
        """Wait for a turn."""
        with self._changed:
            self._came += 1
            mine = (rank, self._came)
            self._waiting.append(mine)
            self._changed.wait_for(lambda: self._free and min(self._waiting) == mine)
            self._waiting.remove(mine)
            self._free -= 1
            self._changed.notify_all()

    def give(self) -> None:
        """Give a turn back."""
        with self._changed:
            self._free += 1
            self._changed.notify_all()


@dataclass
class InTurn:
    """The sandbox as one engine sees it: each job waits for its turn.

    `begun` is called once, when the first job's turn has come.
    """

    turns: Turns
    rank: int
    begun: Callable[[], None]
    _told: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def level(self) -> Level:
        """The walls in force."""
        return self.turns.inner.level

    def run(self, job: Job) -> Done:
        """Run the job when its turn has come."""
        self.turns.take(self.rank)
        try:
            self.begin()
            return self.turns.inner.run(job)
        finally:
            self.turns.give()

    def begin(self) -> None:
        """Tell once that work has begun; also for an engine that needs no job."""
        with self._lock:
            told, self._told = self._told, True
        if not told:
            self.begun()

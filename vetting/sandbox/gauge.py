"""The limits that must be looked at, because no kernel facility is sure to hold them.

Memory is what processes have resident; the pages of the bounded tmpfs folders come on top. Pages
that belong to no process (pipe buffers, shared maps given up but kept) are seen only by the
machine running short.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from vetting.sandbox import census
from vetting.sandbox.job import Cap, Limits

MIB = 1 << 20
MAX_FILES = 20_000
"""Files and folders a job may leave at once; a browser profile has some hundreds."""
_FASTEST = 8 << 30
"""Bytes a second that no tree can touch anew on today's machines; sets the pace of looking."""
_SOONEST, _LATEST = 0.02, 0.1
_LEAST_AVAILABLE = 0.02
_FULL = 64 << 10


@dataclass(slots=True)
class Gauge:
    """Watches one tree. `peak` is the largest memory seen, in bytes.

    `members` tells the processes where the kernel keeps them together, and `tasks` their threads
    with the dead that are not in that list; where it does not, all of the machine's are looked
    through, the dead among them.
    """

    root: int
    limits: Limits
    disk: Callable[[], tuple[int, int]]
    held: Callable[[], Cap | None]
    members: Callable[[], Sequence[int]] = tuple
    tasks: Callable[[], int] = int
    peak: int = 0
    pace: float = field(default=_SOONEST)

    def look(self) -> Cap | None:
        """The limit that is broken now, if any.

        First what the kernel held the job to: that is told by short reads, and under a fork bomb
        there is no time for more.
        """
        if cap := self.held():
            return cap
        members = self.members()
        seen = census.of(members) if members else census.count(self.root)
        self.peak = max(self.peak, seen.resident)
        most = self.limits.memory_mib * MIB
        self.pace = min(max((most - seen.resident) / _FASTEST, _SOONEST), _LATEST)
        limits = self.limits
        dead = self.tasks() - seen.threads
        if max(len(seen.pids), dead) > limits.pids or seen.threads > census.tasks(limits.pids):
            return Cap.PIDS
        if seen.resident > most and self._really(seen) > most:
            return Cap.MEMORY
        if census.available_share() < _LEAST_AVAILABLE:
            return Cap.MEMORY
        return self._full()

    def look_back(self) -> Cap | None:
        """The limit that the job met before it ended between two looks, if any.

        A job that was held by the kernel may have ended by itself, but not as it would have.
        """
        return self.held() or self._full()

    def _really(self, seen: census.Census) -> int:
        """Memory with shared pages counted once; all of it when the kernel does not tell."""
        return census.proportional(seen.pids) or seen.resident

    def _full(self) -> Cap | None:
        used, files = self.disk()
        full = used > self.limits.tmp_mib * MIB - _FULL or files > MAX_FILES
        return Cap.DISK if full else None


def of_tmpfs(folders: list[int]) -> tuple[int, int]:
    """Bytes and files of the fullest of these file systems of bounded size."""
    states = [os.fstatvfs(fd) for fd in folders]
    return (
        max((s.f_blocks - s.f_bfree) * s.f_frsize for s in states),
        max(s.f_files - s.f_ffree for s in states),
    )

"""What one submission may still cost: bytes, ratio and seconds."""

import time
from dataclasses import replace

from vetting.intake.limits import Limits
from vetting.intake.refused import Refused


class Budget:
    """Counts what is really unpacked, whatever the archive declares."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self._limits = limits
        self._packed = max(packed, 1)
        self._start = time.monotonic()
        self.spent = 0

    def inner(self, total: int, packed: int) -> "Budget":
        """The budget of an archive of `packed` bytes within, which may unpack to `total`."""
        budget = Budget(replace(self._limits, total_bytes=total), packed)
        budget._start = self._start
        return budget

    def spend(self, size: int) -> None:
        """Count unpacked bytes; raises Refused when a total, ratio or time is exceeded."""
        self.spent += size
        self.judge_total(self.spent)
        self.tick()

    def judge_total(self, total: int) -> None:
        """Refuse a total size that is too large, or too large for the archive it came from."""
        limits = self._limits
        if total > limits.total_bytes:
            raise Refused("limit-total", detail=f"> {limits.total_bytes}")
        if total > limits.total_ratio_floor and total > limits.total_ratio * self._packed:
            raise Refused("ratio", detail=f"{total} / {self._packed}")

    def judge_file(self, entry: str, size: int, packed: int) -> None:
        """Refuse one file that is too large, or too large for its packed size."""
        limits = self._limits
        if size > limits.file_bytes:
            raise Refused("limit-file-size", entry, str(size))
        if size > limits.entry_ratio_floor and size > limits.entry_ratio * max(packed, 1):
            raise Refused("ratio", entry, f"{size} / {packed}")

    def tick(self) -> None:
        """Refuse when the time is up."""
        if time.monotonic() - self._start > self._limits.seconds:
            raise Refused("limit-time", detail=f"> {self._limits.seconds:.0f} s")

"""What one hostile file may cost: its excess is that file's fault, and no other goes unread."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Below the sandbox's own cap, which ends the whole worker.
MEMORY_MIB = 1400
# A document of three hundred pages takes some fifteen seconds.
SECONDS = 60


class TooSlow(ValueError):
    """A document that takes longer to read than any honest one."""


def limit_memory(mebibytes: int = MEMORY_MIB) -> None:
    """From here on more memory than that raises MemoryError in this process."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = mebibytes * 1024 * 1024
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def deadline(seconds: float = SECONDS) -> Iterator[None]:
    """Raise TooSlow in the block after so many seconds, and again each second until it ends."""

    def late(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise TooSlow(f"more than {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

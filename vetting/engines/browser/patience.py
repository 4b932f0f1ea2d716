"""A bound on our own work on hostile text: expressions may be slow on text made to slow them."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Impatient(Exception):
    """The work took longer than allowed."""


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise Impatient


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise Impatient in the block after so many seconds; main thread only, not nested."""
    previous = signal.signal(signal.SIGALRM, _give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)

"""A file as overlapping windows, so that a gigabyte takes a few megabytes of memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

SIZE = 4 * 1024 * 1024
# What a window keeps of the one before: a row of a dump, to find its table and column.
BEHIND = 16 * 1024
# Values starting this near to the end wait for the next window, which holds what follows.
AHEAD = 96


@dataclass(frozen=True, slots=True)
class Window:
    """Bytes of a file, of which only positions from `start` up to `stop` are new and complete.

    `lines` is the number of line ends before the window's first byte, `raw` how many bytes of
    the stream were read for this window, and `dropped` how many bytes of the window before
    it no longer holds.
    """

    data: bytes
    start: int
    stop: int
    lines: int
    raw: int = 0
    dropped: int = 0

    def line(self, position: int) -> int:
        """The line of a position, from 1; costs a scan, so ask for first values only."""
        return self.lines + self.data.count(b"\n", 0, position) + 1


def _narrow(head: bytes) -> bool:
    """Whether the text is UTF-16: every other byte NUL, as SQL Server and Excel export it."""
    even, odd = head[::2].count(b"\0"), head[1::2].count(b"\0")
    return max(even, odd) * 3 > len(head) and min(even, odd) * 50 < len(head)


def windows(stream: BinaryIO, size: int = SIZE) -> Iterator[Window]:
    """The windows of a stream; each byte is new in exactly one of them."""
    data, done, lines, cut = b"", 0, 0, 0
    narrow: bool | None = None
    while True:
        fresh = stream.read(size)
        if narrow is None:
            narrow = _narrow(fresh[:4096])
        # Identity numbers are ASCII: without its NULs, UTF-16 reads like any other text.
        data += fresh.replace(b"\0", b"") if narrow else fresh
        stop = len(data) if not fresh else max(len(data) - AHEAD, done)
        yield Window(data, done, stop, lines, len(fresh), cut)
        if not fresh:
            return
        cut = max(stop - BEHIND, 0)
        lines += data.count(b"\n", 0, cut)
        data, done = data[cut:], stop - cut

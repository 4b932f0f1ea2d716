"""Feeds a running job, reads what it prints, and ends it at the first limit it breaks."""

import os
import selectors
import time
from dataclasses import dataclass, field

from vetting.sandbox.asking import Leave
from vetting.sandbox.cell import Cell
from vetting.sandbox.gauge import MIB, Gauge
from vetting.sandbox.job import Cap, Limits

_CHUNK = 1 << 18
_IDLE_SHARE = 4
"""Looking may cost this part of one core at most: once at work, four times at rest."""


@dataclass(slots=True)
class Watch:
    """One job being watched; `out` and `err` grow as it prints."""

    cell: Cell
    limits: Limits
    gauge: Gauge
    stdin: memoryview
    leave: Leave
    out: bytearray = field(default_factory=bytearray)
    err: bytearray = field(default_factory=bytearray)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _over: bool = False

    def run(self) -> Cap | None:
        """Watch until the job ends or breaks a limit, then see its whole tree dead."""
        started = time.monotonic()
        try:
            self._register()
            cap = self._until(started + self.limits.wall_seconds)
        finally:
            self.cell.end()
        cap = cap or self.gauge.look_back()
        self._drain()
        self._selector.close()
        return cap or self._output()

    def _register(self) -> None:
        process = self.cell.process
        assert process.stdin and process.stdout and process.stderr  # noqa: S101, PT018
        for stream, into in ((process.stdout, self.out), (process.stderr, self.err)):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(stream, selectors.EVENT_READ, into)
        os.set_blocking(process.stdin.fileno(), False)
        self._selector.register(process.stdin, selectors.EVENT_WRITE)
        self._selector.register(self.cell.over, selectors.EVENT_READ)
        if self.leave.listener >= 0:
            self._selector.register(self.leave.listener, selectors.EVENT_READ)

    def _until(self, deadline: float) -> Cap | None:
        next_look = time.monotonic() + self.gauge.pace
        while not self._over:
            self._serve(min(deadline, next_look) - time.monotonic())
            now = time.monotonic()
            if cap := self.leave.cap or self._output() or (Cap.WALL if now >= deadline else None):
                return cap
            if now >= next_look:
                if cap := self.gauge.look():
                    return cap
                took = time.monotonic() - now
                next_look = now + took + max(self.gauge.pace, _IDLE_SHARE * took)
        return None

    def _output(self) -> Cap | None:
        return Cap.OUTPUT if len(self.out) + len(self.err) > self.limits.output_mib * MIB else None

    def _serve(self, timeout: float) -> None:
        for key, _ in self._selector.select(max(timeout, 0)):
            if key.fileobj == self.cell.over:
                self._over = True
            elif key.fileobj is self.cell.process.stdin:
                self._feed()
            elif key.fileobj == self.leave.listener:
                self._give_leave()
            else:
                self._read(key)

    def _give_leave(self) -> None:
        if not self.leave.answer():
            self._selector.unregister(self.leave.listener)

    def _feed(self) -> None:
        stream = self.cell.process.stdin
        assert stream  # noqa: S101
        try:
            sent = os.write(stream.fileno(), self.stdin[:_CHUNK]) if self.stdin else 0
        except BlockingIOError:
            return
        except BrokenPipeError:
            sent = len(self.stdin)
        self.stdin = self.stdin[sent:]
        if not self.stdin:
            self._selector.unregister(stream)
            stream.close()

    def _read(self, key: selectors.SelectorKey) -> bool:
        """Take what there is; False at the end of the stream."""
        try:
            data = os.read(key.fd, _CHUNK)
        except BlockingIOError:
            return False
        if not data:
            self._selector.unregister(key.fileobj)
            return False
        key.data.extend(data)
        return True

    def _drain(self) -> None:
        """Read what the pipes still hold; every writer is dead."""
        for key in list(self._selector.get_map().values()):
            while isinstance(key.data, bytearray) and not self._output() and self._read(key):
                pass

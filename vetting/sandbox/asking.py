"""Leave for each new task of a job: what bounds root's jobs where no control group can be made.

The kernel holds the caller of clone, fork or vfork until we have answered (seccomp_unotify(2)), so
a fork bomb runs no faster than it is counted and never takes the processor from who counts.
"""

import errno
import fcntl
import select
import struct
from contextlib import suppress
from dataclasses import dataclass, field

from vetting.sandbox import census
from vetting.sandbox.job import Cap, Limits

# linux/seccomp.h: SECCOMP_IOCTL_NOTIF_RECV and _SEND, with the sizes of what they carry.
_RECEIVE, _SEND = 0xC0502100, 0xC0182101
_REQUEST_SIZE, _ANSWER = 80, struct.Struct("=QqiI")
_CONTINUE = 1


@dataclass(slots=True)
class Leave:
    """Gives leave to so many tasks as the limits allow; `cap` is set once there were more."""

    listener: int
    root: int
    limits: Limits
    cap: Cap | None = None
    _room: int = field(default=0)

    def answer(self) -> bool:
        """Answer one task that asks; False when nobody is left who could."""
        poll = select.poll()
        poll.register(self.listener, select.POLLIN)
        events = dict(poll.poll(0)).get(self.listener, 0)
        if not events & select.POLLIN:
            return not events  # else they have hung up
        request = bytearray(_REQUEST_SIZE)
        with suppress(OSError):  # who asked may have died
            fcntl.ioctl(self.listener, _RECEIVE, request)
            number = int.from_bytes(request[:8], "little")
            answer = (-errno.EAGAIN, 0) if self._is_full() else (0, _CONTINUE)
            fcntl.ioctl(self.listener, _SEND, bytearray(_ANSWER.pack(number, 0, *answer)))
        return True

    def _is_full(self) -> bool:
        """Whether one more would be too many; the living are counted only now and then."""
        if self._room < 1:
            seen = census.count(self.root)
            processes = self.limits.pids - len(seen.pids)
            self._room = min(census.tasks(self.limits.pids) - seen.threads, processes + 1)
        if self._room < 1:
            self.cap = Cap.PIDS
            return True
        self._room -= 1
        return False

"""One walled process as its parent holds it: the channel to it, its folders, its end."""

import array
import contextlib
import marshal
import os
import select
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting.model.errors import BadSetup
from vetting.model.text import Text
from vetting.sandbox import census, cgroup
from vetting.sandbox.job import Limits

INSIDE = Path(__file__).with_name("inside.py")
_PATIENCE = 0.1
_ROOM_MIB = 256
END_SECONDS = 20.0
"""How long the kernel may take to end a killed tree before we call the sandbox broken."""


def broken(why: str) -> BadSetup:
    """The error for walls that could not be built or torn down."""
    return BadSetup(
        Text(f"Sandbox tidak dapat dijalankan: {why}", f"The sandbox could not run: {why}"),
        hint=Text(
            "Jalankan `vet doctor`; pasang bubblewrap: apt-get install bubblewrap",
            "Run `vet doctor`; install bubblewrap: apt-get install bubblewrap",
        ),
    )


class TargetMissing(Exception):
    """The walls stand, but the command could not be executed; the message says why."""


@dataclass(slots=True, eq=False)
class Cell:
    """A process behind walls: waiting for its command, running it, or ended.

    `folders` are open descriptors of its writable folders, the working directory, which the job
    knows as `cwd`, first. `over` and `last` become readable when the process we started, and the
    last one of its tree, ends. Over `asking` the kernel asks before each new task of the job,
    where it was told to; else it is -1.
    """

    process: subprocess.Popen[bytes]
    channel: socket.socket
    cwd: str
    over: int
    last: int
    own_pids: bool
    group: cgroup.Group = cgroup.Group()
    asking: int = -1
    folders: list[int] = field(default_factory=list)
    running: bool = False

    def send(self, spec: Mapping[str, Any]) -> None:
        """Give the command; returns when it runs. Raises BadSetup or TargetMissing."""
        data = marshal.dumps(dict(spec))
        try:
            self.channel.sendall(len(data).to_bytes(8, "big") + data)
            answer = self._answer()
        except OSError as error:
            raise broken(str(error)) from error
        reason = answer[1:].decode(errors="replace")
        if answer[:1] == b"W":
            raise broken(reason)
        if answer[:1] == b"X":
            raise TargetMissing(reason)
        self.running = True

    def _answer(self) -> bytes:
        """What the inside says, when it has put up its walls; nothing once it is the job."""
        said, given, _ = _received(self.channel, 1)
        if said == b"N" and given:
            self.asking = given[0]
            said = self.channel.recv(1)
        return said + self.channel.recv(511) if said in (b"W", b"X") else said

    def kill(self) -> None:
        """Order the end of the whole tree without waiting; harmless when it has ended."""
        with contextlib.suppress(OSError):
            self.channel.sendall(b"K")
        if self.own_pids or not self.running:
            with contextlib.suppress(OSError):
                signal.pidfd_send_signal(self.last, signal.SIGKILL)

    def end(self) -> int:
        """Kill what is left of the tree and wait until it is gone; the exit status."""
        self.kill()
        deadline = time.monotonic() + END_SECONDS
        for fd in (self.last, self.over):
            while not select.select([fd], [], [], _PATIENCE)[0]:
                self._sweep()
                if time.monotonic() > deadline:
                    raise broken("the process tree did not end")
        return self.process.wait()

    def _sweep(self) -> None:
        """Kill one by one, to help a namespace's first process that is starved of time."""
        for pid in census.count(self.process.pid).pids if self.own_pids else ():
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)

    def close(self) -> None:
        """Release every descriptor."""
        self.channel.close()
        self.group.remove()
        for fd in {*self.folders, self.over, self.last, self.asking} - {-1}:
            os.close(fd)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()


def channels() -> tuple[socket.socket, socket.socket]:
    """Our end, which learns from the kernel who speaks at the other, and the inside's end."""
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    return ours, theirs


def spawn(command: Sequence[str], pass_fds: Sequence[int]) -> subprocess.Popen[bytes]:
    """Start a process with pipes, an empty environment and no terminal."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=pass_fds,
            start_new_session=True,
            cwd="/",
            env={},
            bufsize=0,
        )
    except OSError as error:
        raise broken(str(error)) from error


def attach(
    process: subprocess.Popen[bytes],
    channel: socket.socket,
    folders: Sequence[str],
    limits: Limits,
    last: int = 0,
) -> Cell:
    """Wait until the inside is up and has handed out these folders, and hold it to its tasks.

    `last` is the process id of the last one of the tree to go, when it is not the one started.
    Raises BadSetup with what was printed when the inside does not come up.
    """
    over = os.pidfd_open(process.pid)
    first = _descriptor(last) if last else over
    cell = Cell(process, channel, folders[0], over, first, own_pids=first != over)
    cell.folders, inside = _introduced(channel, len(folders))
    _prefer(last or process.pid)
    if len(cell.folders) == len(folders):
        cell.group = cgroup.around(inside, census.tasks(limits.pids), _hard_memory(limits))
        return cell
    cell.end()
    assert process.stderr  # noqa: S101
    said = process.stderr.read(500).decode(errors="replace").strip()
    cell.close()
    raise broken(said or f"exit {process.returncode}")


def _hard_memory(limits: Limits) -> int:
    """Bytes that no job may hold: what the watch allows, full folders in memory, and some room."""
    return limits.memory_mib + 2 * limits.tmp_mib + _ROOM_MIB << 20


def _descriptor(pid: int) -> int:
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError as error:
        raise broken("the namespace ended before it was up") from error


def _prefer(pid: int) -> None:
    """Let this process run before all others, where we may; what it starts runs as usual.

    Its death ends a namespace, or it is the one to kill the tree; as root, whom no limit on
    processes binds, a fork bomb would keep it from either for many seconds.
    """
    with contextlib.suppress(OSError):
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(pid, policy, os.sched_param(1))


def _introduced(channel: socket.socket, count: int) -> tuple[list[int], int]:
    """The descriptors of folders that the inside hands out, and its process id as we see it."""
    try:
        _, folders, pid = _received(channel, count)
    except OSError:
        return [], 0
    return folders, pid


def _received(channel: socket.socket, count: int) -> tuple[bytes, list[int], int]:
    """One byte, at most so many descriptors that came with it, and who sent them."""
    given, about = array.array("i"), struct.Struct("iII")
    room = socket.CMSG_SPACE(given.itemsize * count) + socket.CMSG_SPACE(about.size)
    said, extra, _, _ = channel.recvmsg(1, room)
    pid = 0
    for level, kind, data in extra:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            given.frombytes(data[: len(data) - len(data) % given.itemsize])
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            pid = about.unpack(data)[0]
    return said, list(given), pid

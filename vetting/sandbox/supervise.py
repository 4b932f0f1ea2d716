"""Where there is no PID namespace: a process of its own that outlives the job, and ends it all.

Part of `inside.py`, and like it free of heavy imports. It is a subreaper, so whatever the job
leaves behind becomes its child; when it has no child left, nothing is left. The caller cannot be
one: it would inherit, and kill, processes that are none of ours.
"""

from __future__ import annotations

import _socket
import ctypes
import os
import select
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    import signal
    from collections.abc import Callable, Mapping
    from typing import Any, NoReturn
else:
    import _signal as signal

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

_libc = ctypes.CDLL(None, use_errno=True)


def _parent(name: str) -> int:
    try:
        with open(f"/proc/{name}/stat", "rb") as stat:
            return int(stat.read().rpartition(b")")[2].split()[1])
    except OSError:
        return 0


def descendants() -> list[int]:
    """Every process that descends from this one, by /proc."""
    children: dict[int, list[int]] = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        children.setdefault(_parent(name), []).append(int(name))
    found, waiting = [], [os.getpid()]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _reap() -> bool:
    """Collect the dead; False when no child is left at all."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return False
    return True


def _send(kill: Callable[[int, int], None], target: int) -> None:
    try:
        kill(target, signal.SIGKILL)
    except OSError:
        return


def kill_all(group: int) -> None:
    """Kill the job's process group in one stroke, then whatever got away, until none is left."""
    pause = 0.0
    while True:
        _send(os.killpg, group)
        if not _reap():
            return
        for pid in descendants() if pause else ():
            _send(os.kill, pid)
        time.sleep(pause)
        pause = min(pause + 0.001, 0.02)


def _start(
    channel: _socket.socket, spec: Mapping[str, Any], become: Callable[..., NoReturn]
) -> tuple[int, bytes]:
    """Start the job in a session of its own; its pid, and why it could not start."""
    hear, tell = _socket.socketpair()
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        os.setsid()
        _libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0)
        for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(stop, signal.SIG_DFL)
        if os.getppid() != supervisor:
            os._exit(125)
        become(spec, tell, channel)
    tell.close()
    return child, hear.recv(512)


def _quiet() -> None:
    null = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)


def _status(child: int, pidfd: int) -> int:
    """The shell's convention: the exit code, or 128 plus the signal."""
    if not select.select([pidfd], [], [], 0)[0]:
        return 128 + signal.SIGKILL
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code if code >= 0 else 128 - code


def _tell(channel: _socket.socket, message: bytes) -> None:
    """Tell the parent; if it is gone, whoever waits on the channel will notice."""
    try:
        channel.sendall(message)
    except OSError:
        return


def _orphaned(channel: _socket.socket) -> bool:
    """Whether the parent is gone, rather than asking for the end."""
    try:
        return not channel.recv(1)
    except OSError:
        return True


def supervise(
    channel: _socket.socket, spec: Mapping[str, Any], become: Callable[..., NoReturn]
) -> NoReturn:
    """Run the job until it ends, the parent asks, or the parent dies; leave nothing behind."""
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    for stop in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(stop, lambda *_: None)
    _libc.prctl(PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)
    _libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGTERM), 0, 0, 0)
    child, trouble = _start(channel, spec, become)
    pidfd = os.pidfd_open(child)
    _tell(channel, trouble or b"G")
    _quiet()
    ready = select.select([channel.fileno(), pidfd, wake], [], [])[0]
    status = _status(child, pidfd)
    kill_all(child)
    if wake in ready or (channel.fileno() in ready and _orphaned(channel)):
        os.execve("/bin/rm", [b"rm", b"-rf", b"--", os.fsencode(spec["cwd"])], {})  # noqa: S606
    os._exit(status)

"""Runs inside the outer walls before the job does: puts up the inner walls, becomes the job.

Started as a script with `python -I -S`; imports next to nothing, since every job waits for it
(typing alone would take a third of the time).
It decides nothing: what to do arrives as data over a socket whose number is argv[1], after the
folders named in argv[2:] were opened and handed to the parent. If the parent is gone before it
answers, nothing is started. Exit status 125 means that the walls could not be built.
"""

from __future__ import annotations

import _socket
import ctypes
import marshal
import os
import resource
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, NoReturn

PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
SYS_LANDLOCK_CREATE, SYS_LANDLOCK_ADD, SYS_LANDLOCK_RESTRICT = 444, 445, 446
SECCOMP_SET_FILTER, SECCOMP_LISTEN = 1, 8
WALLS_FAILED, EXEC_FAILED, ASKING = b"W", b"X", b"N"

_libc = ctypes.CDLL(None, use_errno=True)


class _Filter(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_void_p))


def _checked(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), what)
    return result


def prctl(option: int, *arguments: int) -> None:
    """One process control call of the kernel. Raises OSError."""
    padded = [ctypes.c_ulong(a) for a in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_libc.prctl(option, *padded), f"prctl {option}")


def restrict_files(attributes: bytes, rules: Sequence[tuple[bytes, int]]) -> None:
    """Confine this process with Landlock: beneath each path, only these accesses."""
    ruleset = _checked(
        _libc.syscall(SYS_LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0),
        "landlock_create_ruleset",
    )
    for path, access in rules:
        try:
            beneath = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        rule = access.to_bytes(8, sys.byteorder) + beneath.to_bytes(4, sys.byteorder)
        _checked(_libc.syscall(SYS_LANDLOCK_ADD, ruleset, 1, rule, 0), "landlock_add_rule")
        os.close(beneath)
    _checked(_libc.syscall(SYS_LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    os.close(ruleset)


def filter_calls(program: bytes) -> None:
    """Install a seccomp filter made of 8-byte BPF instructions."""
    buffer = ctypes.create_string_buffer(program, len(program))
    description = _Filter(len(program) // 8, ctypes.addressof(buffer))
    _checked(
        _libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(description), 0, 0), "seccomp"
    )


def ask_for_tasks(program: bytes, channel: _socket.socket) -> None:
    """Have the parent asked before each new task; where the kernel cannot, it is not."""
    buffer = ctypes.create_string_buffer(program, len(program))
    description = _Filter(len(program) // 8, ctypes.addressof(buffer))
    call = 317 if os.uname().machine == "x86_64" else 277
    listener = _libc.syscall(call, SECCOMP_SET_FILTER, SECCOMP_LISTEN, ctypes.byref(description))
    if listener >= 0:
        packed = listener.to_bytes(4, sys.byteorder)
        channel.sendmsg([ASKING], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, packed)])
        os.close(listener)


def drop_capabilities() -> None:
    """Make root an owner of its files and nothing more, from the next execve on."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:
            return


def wall_in(spec: Mapping[str, Any], channel: _socket.socket) -> None:
    """Put up the limits and the inner walls that the specification asks for."""
    for which, value in spec["rlimits"]:
        _, hard = resource.getrlimit(which)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if spec["drop_root"]:
        drop_capabilities()
    if spec["asking"] is not None:
        ask_for_tasks(spec["asking"], channel)
    if spec["landlock"] is not None:
        restrict_files(*spec["landlock"])
    if spec["seccomp"] is not None:
        filter_calls(spec["seccomp"])


def become(spec: Mapping[str, Any], tell: _socket.socket, channel: _socket.socket) -> NoReturn:
    """Turn this process into the job, or tell what stood in the way and exit 125.

    Over `channel`, to the parent itself, goes what the kernel gives to be asked by.
    """
    failure = WALLS_FAILED
    try:
        os.chdir(spec["cwd"])
        wall_in(spec, channel)
        failure = EXEC_FAILED
        os.execve(spec["argv"][0], spec["argv"], spec["env"])  # noqa: S606
    except OSError as error:
        tell.sendall(failure + str(error).encode(errors="replace")[:500])
    os._exit(125)


def _received(channel: _socket.socket, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        part = channel.recv(min(size - len(data), 1 << 20))
        if not part:
            os._exit(125)
        data += part
    return bytes(data)


def main() -> NoReturn:
    """Hand the folders out, receive the specification, carry it out."""
    channel = _socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(channel.fileno(), False)
    folders = [os.open(p, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for p in sys.argv[2:]]
    packed = b"".join(fd.to_bytes(4, sys.byteorder) for fd in folders)
    channel.sendmsg([b"R"], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, packed)])
    size = int.from_bytes(_received(channel, 8), "big")
    spec = marshal.loads(_received(channel, size))  # noqa: S302 (it comes from our own parent)
    if spec["supervise"]:
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        from supervise import supervise  # type: ignore[import-not-found]

        supervise(channel, spec, become)
    become(spec, channel, channel)


if __name__ == "__main__":
    main()

"""Landlock rules as data: which paths a job may read and write, for the kernel at hand.

Figures are the kernel's (include/uapi/linux/landlock.h).
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from functools import cache

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
READ = EXECUTE | READ_FILE | READ_DIR

SOUND_ABI = 3
"""Before ABI 3 a confined process could still truncate any file of its user."""
SIGNAL_ABI = 6
"""From ABI 6 on the kernel keeps signals and abstract sockets inside."""

Rules = tuple[bytes, list[tuple[bytes, int]]]


@cache
def abi() -> int:
    """The Landlock version of this kernel; 0 where there is none."""
    if platform.system() != "Linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    return max(int(libc.syscall(444, None, ctypes.c_size_t(0), 1)), 0)


def _handled(version: int) -> int:
    """Every file access that this version can deny: 13 at first, then one more each."""
    bits = 13 + sum(version >= since for since in (2, 3, 5))
    return (1 << bits) - 1


def _attributes(version: int, *, inet: bool) -> bytes:
    net = 0 if inet or version < 4 else 0b11
    scoped = 0b11 if version >= SIGNAL_ABI else 0
    size = 8 if version < 4 else 16 if version < SIGNAL_ABI else 24
    return struct.pack("=QQQ", _handled(version), net, scoped)[:size]


def rules(
    read: Iterable[str],
    write: Iterable[str],
    *,
    names: Iterable[str] = (),
    inet: bool,
    sockets: bool,
    version: int,
) -> Rules:
    """The ruleset that lets a job read, and execute, `read` and change `write`, and no more.

    Beneath `names` it may list folders, and see no contents.

    Each path must mean the same where the rules are applied; absent ones are left out there. No
    device nodes or FIFOs can be made; socket files only where `sockets` says so. A path that
    ends in `/` is a folder; any other takes only the rights that files have.
    """
    every = _handled(version)
    denied = MAKE_CHAR | MAKE_BLOCK | MAKE_FIFO | (0 if sockets else MAKE_SOCK)
    on_file = (READ_FILE | WRITE_FILE | EXECUTE | TRUNCATE | IOCTL_DEV) & every
    wanted = [(p, READ) for p in read] + [(p, every & ~denied) for p in write]
    wanted += [(p, READ_DIR) for p in names]
    placed = [
        (os.fsencode(path), access if path.endswith("/") else access & on_file)
        for path, access in wanted
    ]
    return _attributes(version, inet=inet), placed

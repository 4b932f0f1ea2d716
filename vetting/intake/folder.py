"""A folder as a submission: copied by the same rules that archives must keep."""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice

from vetting.intake.gathering import Gathering
from vetting.intake.limits import Limits
from vetting.intake.names import vcs_part
from vetting.intake.refused import Refused
from vetting.intake.sink import Sink
from vetting.intake.streams import OUTPUT

# Faults of this machine; all others that reading meets are the vendor's files.
_OURS = (errno.EMFILE, errno.ENFILE, errno.ENOMEM)
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def read_folder(root: str, sink: Sink, limits: Limits) -> Gathering:
    """Hand in every file below a folder, archives unopened; raises Refused.

    Links are never followed, version-control folders never entered, mounts never crossed. What
    changes meanwhile is refused; the bytes that were read are the ones that are hashed.
    """
    # Nothing is packed here, so no ratio applies.
    gathering = Gathering(limits, sink, limits.total_bytes)
    with _reading(""):
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    _enter(descriptor, "", _mount(descriptor), gathering)
    gathering.finish()
    return gathering


def _enter(descriptor: int, prefix: str, mount: str, into: Gathering) -> None:
    """Read one folder in the order of its names, and close it."""
    try:
        _refuse_mount(descriptor, prefix, mount)
        before = os.fstat(descriptor).st_mtime_ns
        for name in _names(descriptor, prefix, into):
            _take(descriptor, name, prefix + name, mount, into)
        if os.fstat(descriptor).st_mtime_ns != before:
            raise Refused("changing", prefix)
    finally:
        os.close(descriptor)


def _names(descriptor: int, prefix: str, into: Gathering) -> list[str]:
    """The names in a folder, each counted; no more of them are held than may be."""
    left = into.limits.entries - into.seen
    with _reading(prefix), os.scandir(descriptor) as listing:
        names = [item.name for item in islice(listing, left + 1)]
    for _ in names:
        into.count()
    return sorted(names)


def _mount(descriptor: int) -> str:
    """What tells the mount that a descriptor lies on; where the kernel does not, the device.

    Two mounts may show the same device, and a device may have many numbers on one mount.
    """
    with suppress(OSError), open(f"/proc/self/fdinfo/{descriptor}", encoding="ascii") as about:
        if found := re.search(r"^mnt_id:\s*(\d+)$", about.read(4096), re.MULTILINE):
            return found[1]
    return f"device {os.fstat(descriptor).st_dev}"


def _refuse_mount(descriptor: int, path: str, mount: str) -> None:
    if _mount(descriptor) != mount:
        raise Refused("mount", path)


def _take(parent: int, name: str, entry: str, mount: str, into: Gathering) -> None:
    into.budget.tick()
    path = into.path(entry)
    with _reading(path):
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    if vcs_part(path):
        into.nodes.add_file(path)
        into.warn("vcs-metadata", path)
    elif stat.S_ISDIR(mode):
        into.nodes.add_folder(path)
        _enter(_opened(parent, name, path, os.O_DIRECTORY), path + "/", mount, into)
    elif stat.S_ISLNK(mode):
        with _reading(path):
            target = os.fsencode(os.readlink(name, dir_fd=parent))
        into.links.add(path, target)
    elif stat.S_ISREG(mode):
        _take_file(parent, name, path, mount, into)
    else:
        raise Refused("special-file", path)


def _take_file(parent: int, name: str, path: str, mount: str, into: Gathering) -> None:
    descriptor = _opened(parent, name, path)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("special-file", path)
        _refuse_mount(descriptor, path, mount)
        into.budget.judge_file(path, status.st_size, status.st_size)
        if status.st_mode & 0o7000:
            into.warn("mode-setuid", path)
        into.nodes.add_file(path)
        into.store(path, _content(descriptor, path, into))
        if _state(os.fstat(descriptor)) != _state(status):
            raise Refused("changing", path)
    finally:
        os.close(descriptor)


def _state(status: os.stat_result) -> tuple[int, int, int]:
    """What changes when somebody writes to a file, or puts it elsewhere."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def _content(descriptor: int, path: str, into: Gathering) -> Iterator[bytes]:
    size = 0
    while True:
        with _reading(path):
            piece = os.read(descriptor, OUTPUT)
        if not piece:
            return
        size += len(piece)
        into.budget.judge_file(path, size, size)
        into.budget.spend(len(piece))
        yield piece


def _opened(parent: int, name: str, path: str, flags: int = 0) -> int:
    with _reading(path):
        return os.open(name, _OPEN | flags, dir_fd=parent)


@contextmanager
def _reading(path: str) -> Iterator[None]:
    """A refusal where the vendor's file cannot be read; faults of our own copy stay faults."""
    try:
        yield
    except OSError as error:
        if error.errno in _OURS:
            raise
        raise Refused("unreadable", path, str(error.strerror)) from error

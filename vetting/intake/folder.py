"""A folder as a submission: copied by the same rules that archives must keep."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

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

    Links are never followed, version-control folders never entered. An entry that changes
    its type meanwhile is refused; the bytes that were read are the ones that are hashed.
    """
    # Nothing is packed here, so no ratio applies.
    gathering = Gathering(limits, sink, limits.total_bytes)
    with _reading(""):
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    _enter(descriptor, "", gathering)
    gathering.finish()
    return gathering


def _enter(descriptor: int, prefix: str, into: Gathering) -> None:
    """Read one folder in the order of its names, and close it."""
    try:
        with _reading(prefix):
            names = sorted(os.listdir(descriptor))
        for name in names:
            _take(descriptor, name, prefix + name, into)
    finally:
        os.close(descriptor)


def _take(parent: int, name: str, entry: str, into: Gathering) -> None:
    into.budget.tick()
    into.count()
    path = into.path(entry)
    with _reading(path):
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode
    if vcs_part(path):
        into.nodes.add_file(path)
        into.warn("vcs-metadata", path)
    elif stat.S_ISDIR(mode):
        into.nodes.add_folder(path)
        _enter(_opened(parent, name, path, os.O_DIRECTORY), path + "/", into)
    elif stat.S_ISLNK(mode):
        with _reading(path):
            target = os.fsencode(os.readlink(name, dir_fd=parent))
        into.links.add(path, target)
    elif stat.S_ISREG(mode):
        _take_file(parent, name, path, into)
    else:
        raise Refused("special-file", path)


def _take_file(parent: int, name: str, path: str, into: Gathering) -> None:
    descriptor = _opened(parent, name, path)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Refused("special-file", path)
        into.budget.judge_file(path, status.st_size, status.st_size)
        if status.st_mode & 0o7000:
            into.warn("mode-setuid", path)
        into.nodes.add_file(path)
        into.store(path, _content(descriptor, path, into))
    finally:
        os.close(descriptor)


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

"""Lays files into a job's folder and brings them back, trusting nothing that lies there."""

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath


def parts_of(name: str) -> tuple[str, ...]:
    """The components of a name relative to the folder. Raises ValueError when it leads out."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\0" in name:
        raise ValueError(f"not a name inside the working directory: {name!r}")
    return parts


def _descend(folder: int, parts: Iterable[str], *, make: bool) -> int:
    """A new descriptor of the folder beneath; no component may be a link."""
    current = os.dup(folder)
    for part in parts:
        try:
            if make:
                _make(current, part)
            below = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=current)
        finally:
            os.close(current)
        current = below
    return current


def _make(folder: int, name: str) -> None:
    try:
        os.mkdir(name, 0o700, dir_fd=folder)
    except FileExistsError:
        return


def lay(folder: int, files: Mapping[str, bytes]) -> None:
    """Write the files, with the folders they need, before the job starts."""
    for name, data in files.items():
        *above, last = parts_of(name)
        parent = _descend(folder, above, make=True)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
            with open(os.open(last, flags, 0o600, dir_fd=parent), "wb") as stream:
                stream.write(data)
        finally:
            os.close(parent)


def _read(folder: int, parts: tuple[str, ...], room: int) -> bytes | None:
    """A regular file of at most `room` bytes, or None when it is anything else."""
    parent = _descend(folder, parts[:-1], make=False)
    try:
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY
        fd = os.open(parts[-1], flags, dir_fd=parent)
    finally:
        os.close(parent)
    with open(fd, "rb") as stream:
        about = os.fstat(fd)
        return stream.read() if stat.S_ISREG(about.st_mode) and about.st_size <= room else None


def bring(folder: int, names: Iterable[str], room: int) -> tuple[dict[str, bytes], bool]:
    """The regular files of these names, together at most `room` bytes, when the job is over.

    Links, pipes and other oddities are left out. The flag tells that a file was left out
    because it, or all of them, had grown over `room`.
    """
    found: dict[str, bytes] = {}
    over = False
    for name in names:
        try:
            data = _read(folder, parts_of(name), room)
        except OSError:
            continue
        if data is None:
            over = over or _is_regular(folder, parts_of(name))
            continue
        found[name] = data
        room -= len(data)
    return found, over


def _is_regular(folder: int, parts: tuple[str, ...]) -> bool:
    parent = _descend(folder, parts[:-1], make=False)
    try:
        return stat.S_ISREG(os.lstat(parts[-1], dir_fd=parent).st_mode)
    finally:
        os.close(parent)

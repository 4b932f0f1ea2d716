"""Whether a folder holds exactly what a manifest says."""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vetting.model.hiding import hidden_paths
from vetting.model.tree import Entry, Manifest

_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Differences:
    """Paths that differ, each tuple sorted; falsy when there are none.

    `added` holds everything that is not a plain file of the manifest: files, links, devices,
    and folders that hold no file of it.
    """

    missing: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.added or self.changed)

    def __str__(self) -> str:
        """A short form for messages: how many, and the first of each."""
        groups = {"missing": self.missing, "added": self.added, "changed": self.changed}
        parts = (
            f"{len(paths)} {name} ({paths[0]!r:.120})" for name, paths in groups.items() if paths
        )
        return ", ".join(parts) or "none"


def compare(folder: Path, manifest: Manifest, *, is_ours: bool = True) -> Differences:
    """How a folder differs from a manifest: every byte is read again, no link is followed.

    In a folder of our own (`is_ours`) a file with a second name has changed, since somebody
    could write to it there. Names with an identity number in a vendor's folder are compared as
    `receive` writes them. Raises OSError where a folder cannot be read.
    """
    expected = {entry.path: entry for entry in manifest}
    folders = {path[:at] for path in expected for at in range(len(path)) if path[at] == "/"}
    found: set[str] = set()
    added: list[str] = []
    changed: list[str] = []
    walked = dict(_walk(folder))
    names = {} if is_ours else hidden_paths(walked)
    for path, is_folder in walked.items():
        name = names.get(path, path)
        if is_folder and name in folders:
            continue
        entry = expected.get(name)
        if is_folder or entry is None:
            added.append(name)
            continue
        found.add(name)
        content = _content(folder / path, is_ours=is_ours, most=entry.size)
        if content != (entry.size, entry.sha256):
            changed.append(name)
    missing = sorted(set(expected) - found)
    return Differences(tuple(missing), tuple(sorted(added)), tuple(sorted(changed)))


def listed(folder: Path) -> Manifest:
    """The manifest of the plain files in a folder of our own."""
    entries = []
    for path, is_folder in _walk(folder):
        content = None if is_folder else _content(folder / path, is_ours=True, most=sys.maxsize)
        if content:
            entries.append(Entry(path, *content))
    return Manifest.of(entries)


def _walk(root: Path, prefix: str = "") -> Iterator[tuple[str, bool]]:
    """Everything below a folder, and whether it is a folder itself."""
    pending = [prefix]
    while pending:
        prefix = pending.pop()
        with os.scandir(root / prefix) as listing:
            for item in listing:
                path = prefix + item.name
                is_folder = item.is_dir(follow_symlinks=False)
                if is_folder:
                    pending.append(path + "/")
                yield path, is_folder


def _content(file: Path, *, is_ours: bool, most: int) -> tuple[int, str] | None:
    """Size and SHA-256 of a plain file of at most so many bytes, or None for anything else.

    A file of holes has any size its owner likes, and may grow while it is read.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        descriptor = os.open(file, flags)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb", buffering=0) as opened:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or (is_ours and status.st_nlink != 1):
            return None
        digest, size = hashlib.sha256(), 0
        while size <= most and status.st_size <= most and (piece := opened.read(_PIECE)):
            digest.update(piece)
            size += len(piece)
        return (size, digest.hexdigest()) if max(size, status.st_size) <= most else None

"""Archives within the application: opened by the same reader, within what is left.

The files of `lib.zip` stand in the tree as `lib.zip!/…`, beside the archive itself. An archive
that the strict reader refuses, or for which nothing is left, stays closed and is listed; it
never changes what is made of the rest.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from sys import getsizeof

from vetting.intake.documents import is_document
from vetting.intake.gathering import Gathering
from vetting.intake.limits import Limits
from vetting.intake.phar import is_phar, read_phar
from vetting.intake.reading import read_archive
from vetting.intake.refused import Refused
from vetting.intake.sink import Folder
from vetting.model.tree import INSIDE

_PACKED_ENDINGS = (".gz", ".bz2", ".xz")


def open_nested(gathering: Gathering) -> None:
    """Open the archives that were gathered, and those within them, and join their files.

    What is opened depends on the files alone, and not on how they were packed or in which
    order; only running out of time is left to chance, and it too is listed.
    """
    limits = gathering.limits
    size = sum(entry.size for entry in gathering.entries)
    allowed = max(limits.total_ratio_floor, limits.total_ratio * size)
    gathering.forget_nodes()
    _Opener(gathering, min(allowed, limits.total_bytes - size)).open(gathering, "", 0)


class _Opener:
    """What all archives of one submission share: the gathering, and the bytes that are left."""

    def __init__(self, whole: Gathering, left: int) -> None:
        self._whole = whole
        self._left = left
        self._folders = len({folder for e in whole.entries for folder in _parents(e.path)})
        self._names = sum(getsizeof(entry.path) for entry in whole.entries)

    def open(self, gathering: Gathering, prefix: str, depth: int) -> None:
        """Open the archives of one gathering, whose paths begin with `prefix`."""
        for name in sorted(gathering.packed, key=str.encode):
            path = prefix + name
            kept = self._whole.sink.kept(path)
            if kept is not None and is_document(kept):
                continue
            self._whole.warn("nested", path)
            if kept is not None and not self._open_one(kept, path, depth):
                self._whole.warn("nested-unopened", path)

    def _open_one(self, archive: Path, path: str, depth: int) -> bool:
        folder = Path(f"{archive}{INSIDE.removesuffix('/')}")
        if depth >= self._whole.limits.nesting or len(os.fsencode(folder.name)) > 255:
            return False
        inner = self._gathering(path, folder, archive.stat().st_size)
        try:
            read_inside(archive, inner)
        except Refused:
            shutil.rmtree(folder, ignore_errors=True)
            return False
        finally:
            self._left -= inner.budget.spent
        self._join(inner, path + INSIDE)
        self.open(inner, path + INSIDE, depth + 1)
        return True

    def _gathering(self, path: str, folder: Path, packed: int) -> Gathering:
        limits = self._remaining(path + INSIDE)
        folder.mkdir(mode=0o755)
        budget = self._whole.budget.inner(max(self._left, 0), packed)
        return Gathering(limits, Folder(folder), packed, budget)

    def _remaining(self, prefix: str) -> Limits:
        limits = self._whole.limits
        return replace(
            limits,
            entries=limits.entries - len(self._whole.entries),
            nodes=limits.nodes - len(self._whole.entries) - self._folders,
            names_bytes=limits.names_bytes - self._names,
            depth=limits.depth - prefix.count("/"),
            path_bytes=limits.path_bytes - len(prefix.encode()),
        )

    def _join(self, inner: Gathering, prefix: str) -> None:
        self._folders += len({folder for e in inner.entries for folder in _parents(e.path)})
        for entry in inner.entries:
            joined = replace(entry, path=prefix + entry.path)
            self._names += getsizeof(joined.path)
            self._whole.entries.append(joined)
        for code, where in inner.warnings:
            self._whole.warn(code, prefix + where)


def _parents(path: str) -> Iterator[str]:
    return (path[:at] for at, character in enumerate(path) if character == "/")


def read_inside(archive: Path, into: Gathering) -> None:
    """Read one archive of the application; raises Refused. One without files is fine."""
    try:
        with archive.open("rb") as file:
            length = os.fstat(file.fileno()).st_size
            if is_phar(file):
                read_phar(file, length, into)
            else:
                read_archive(file, length, archive.name, into, alone=_name_alone(archive.name))
        into.finish()
    except Refused as refused:
        if refused.code != "empty":
            raise


def _name_alone(name: str) -> str:
    """What a compressed file is called when it is no tar."""
    pure = PurePosixPath(name)
    return pure.stem if pure.suffix.lower() in _PACKED_ENDINGS and pure.stem else "isi"

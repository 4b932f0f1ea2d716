"""The content store: archives and trees under their digests, whole or not at all."""

import ctypes
import errno
import fcntl
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from vetting.intake.limits import Limits
from vetting.intake.refused import Refused
from vetting.intake.verify import compare, listed
from vetting.model.errors import BadSetup
from vetting.model.text import Text
from vetting.model.tree import Manifest, Tree

STALE_SECONDS = 3600.0
_PIECE = 1 << 18


class Store:
    """A folder with `archives/`, `trees/` and, for work in progress, `tmp/`.

    An object appears by one rename, after its bytes are on disk; a reader sees all of it or
    nothing. Any number of processes may share a store.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._archives, self._trees, self._rooms = (
            root / name for name in ("archives", "trees", "tmp")
        )
        for folder in (self._archives, self._trees, self._rooms):
            folder.mkdir(parents=True, exist_ok=True, mode=0o755)

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A private folder for one piece of work, gone afterwards.

        It is locked while its process lives, so a killed one leaves only what `collect` takes.
        """
        path = self._rooms / secrets.token_hex(16)
        path.mkdir(mode=0o700)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)
            os.close(descriptor)

    def collect(self, older_than: float = STALE_SECONDS) -> int:
        """Remove rooms whose process is gone and that are older than so many seconds."""
        removed = 0
        for path in self._rooms.iterdir():
            try:
                if time.time() - path.stat().st_mtime >= older_than and _is_abandoned(path):
                    shutil.rmtree(path, ignore_errors=True)
                    removed += 1
            except FileNotFoundError:
                continue
        return removed

    def take_archive(self, copy: Path, digest: str) -> Path:
        """Keep the copy of an archive under its digest; the same bytes are kept once."""
        kept = self._archives / digest
        copy.chmod(0o444)
        _flush(copy)
        copy.replace(kept)
        _sync_folder(self._archives)
        return kept

    def take_tree(self, folder: Path, manifest: Manifest) -> Tree:
        """Keep a folder as the tree of a manifest, or reuse the one that is there.

        Raises BadSetup when the tree that is there is not the manifest's.
        """
        kept = self._trees / manifest.root
        if not kept.exists():
            _set_modes(folder)
            _flush(folder)
            try:
                folder.rename(kept)
                _sync_folder(self._trees)
            except OSError as error:
                if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                    raise
            else:
                return Tree(kept, manifest)
        if compare(kept, manifest):
            raise _damaged(kept)
        return Tree(kept, manifest)

    def manifest(self, root: str) -> Manifest | None:
        """The manifest of the tree kept under that digest, hashed anew; None when there is none."""
        kept = self._trees / root
        if not re.fullmatch("[0-9a-f]{64}", root) or not kept.is_dir():
            return None
        manifest = listed(kept)
        return manifest if manifest.root == root else None


def copy_in(source: BinaryIO, target: Path, limits: Limits) -> tuple[str, int]:
    """Copy an archive, and give SHA-256 and size of the copy; raises Refused when too large."""
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > limits.archive_bytes:
                raise Refused("limit-archive", detail=f"> {limits.archive_bytes}")
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest(), size


def _is_abandoned(room: Path) -> bool:
    descriptor = os.open(room, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _set_modes(folder: Path) -> None:
    """Files 0644 and folders 0755, whatever the umask: nothing in a tree can be started."""
    for parent, _, files in os.walk(folder):
        os.chmod(parent, 0o755)  # noqa: S103 - no secrets in a tree
        for name in files:
            os.chmod(os.path.join(parent, name), 0o644)


def _flush(path: Path) -> None:
    """Bring the file system that holds `path` to disk: one call for any number of files."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if path.is_file():
            os.fsync(descriptor)
        elif ctypes.CDLL(None, use_errno=True).syncfs(descriptor):
            raise OSError(ctypes.get_errno(), "syncfs", str(path))
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(kept: Path) -> BadSetup:
    message = Text("pohon berkas tersimpan telah berubah", "a stored tree has been altered")
    hint = Text(
        f"Selidiki siapa yang mengubah {kept}, lalu hapus folder itu dan ulangi.",
        f"Find out who changed {kept}, then delete that folder and try again.",
    )
    return BadSetup(message, hint=hint, where=str(kept))

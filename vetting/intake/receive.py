"""The door: a vendor's archive or folder in, a read-only tree in the store out."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from vetting.intake.folder import read_folder
from vetting.intake.inside import open_inside, unpack_inside
from vetting.intake.limits import DEFAULT, Limits
from vetting.intake.names import canonical
from vetting.intake.numbered import rename, renamed, unnumbered
from vetting.intake.refused import Refused, printable
from vetting.intake.sink import Folder
from vetting.intake.store import Store, copy_in
from vetting.intake.top import below, common_folder
from vetting.intake.unpack import FOLDER, Unpacked, unpack
from vetting.intake.verify import compare
from vetting.intake.worker import FULL_DISK
from vetting.model.errors import BadContent, BadSetup
from vetting.model.hiding import hidden
from vetting.model.text import Text
from vetting.model.tree import Manifest, Submission, Tree
from vetting.sandbox.job import Sandbox


def receive(
    path: Path,
    store: Path,
    *,
    limits: Limits = DEFAULT,
    sandbox: Sandbox | None = None,
    keeps_names: bool = False,
) -> Submission:
    """Take a submission into the store and give its tree.

    An archive is copied once; the copy is hashed, and the copy is read, inside the sandbox
    when one is given; so are the archives that lie in a folder. In the tree no file is called by
    an identity number (see `vetting.model.hiding`), unless it `keeps_names`. Raises Refused when
    the submission has not exactly one safe reading, BadContent when there is nothing at `path`,
    BadSetup when the store cannot take it.
    """
    keep = Store(store.resolve())
    keep.collect()
    with _disk_faults(keep.root), keep.room() as room:
        work = _Taking(keep, room, limits, sandbox, keeps_names)
        return (
            _receive_folder(path.resolve(), work) if path.is_dir() else _receive_archive(path, work)
        )


@dataclass(frozen=True, slots=True)
class _Taking:
    """What one receipt works with: the store, a room in it, limits, walls, whether names stay."""

    keep: Store
    room: Path
    limits: Limits
    sandbox: Sandbox | None
    keeps_names: bool


def _receive_folder(path: Path, work: _Taking) -> Submission:
    if work.keep.root.is_relative_to(path):
        message = Text("folder aplikasi memuat penyimpanan vet", "the folder holds vet's own store")
        hint = Text("Pilih folder aplikasi saja.", "Choose the application's folder only.")
        raise BadContent(message, hint=hint, where=str(path))
    target = work.room / "tree"
    target.mkdir()
    gathering = read_folder(str(path), Folder(target), work.limits)
    if work.sandbox is None or not gathering.packed:
        result = Unpacked.of(FOLDER, gathering)
    else:
        result = open_inside(gathering, target, work.sandbox)
    tree, warnings = _kept(result, target, work)
    return Submission(printable(path.name), result.kind, "", 0, tree, warnings)


def _receive_archive(path: Path, work: _Taking) -> Submission:
    copy, target, limits = work.room / "archive", work.room / "tree", work.limits
    target.mkdir()
    digest, size = "", 0
    try:
        digest, size = _copy(path, copy, limits)
        if work.sandbox is None:
            result = unpack(copy, path.name, Folder(target), limits)
        else:
            result = unpack_inside(copy, path.name, target, limits, work.sandbox)
        tree, warnings = _kept(result, target, work)
    except Refused as refused:
        refused.archive_sha256, refused.archive_bytes = digest, size
        raise
    work.keep.take_archive(copy, digest)
    return Submission(printable(path.name), result.kind, digest, size, tree, warnings)


def _copy(path: Path, copy: Path, limits: Limits) -> tuple[str, int]:
    """Copy what must be a plain file; a pipe or device is never waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        message = Text(f"berkas {path} tidak dapat dibuka", f"the file {path} cannot be opened")
        hint = Text("Periksa nama dan izin berkas.", "Check the file's name and permissions.")
        raise BadContent(message, hint=hint, where=str(path)) from error
    with os.fdopen(descriptor, "rb", buffering=0) as source:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Refused("not-archive", path.name)
        return copy_in(source, copy, limits)


def _kept(
    result: Unpacked, folder: Path, work: _Taking
) -> tuple[Tree, tuple[tuple[str, str], ...]]:
    """The tree in the store, from the folder on that holds all files, and the warnings."""
    manifest = _manifest(result, folder, work.limits)
    top = common_folder(manifest)
    manifest = below(manifest, top)
    told = [(code, path.removeprefix(f"{top}/") if top else path) for code, path in result.warnings]
    if top.count("/") or (top and result.kind == FOLDER):
        told.append(("root-folder", top))
    names = {} if work.keeps_names else unnumbered(manifest)
    manifest = renamed(manifest, names)
    rename(folder / top, names)
    warnings = tuple((code, names.get(path) or hidden(path)) for code, path in told)
    return work.keep.take_tree(folder / top, manifest), warnings


def _manifest(result: Unpacked, folder: Path, limits: Limits) -> Manifest:
    """The manifest, after every byte in the folder was read again against it."""
    for entry in result.entries:
        if canonical(entry.path, limits, _told_already) != entry.path:
            raise RuntimeError(f"the reader gave an odd path: {entry.path!r}")
    manifest = Manifest.of(result.entries)
    differences = compare(folder, manifest)
    if differences:
        raise RuntimeError(f"the unpacked folder is not what the reader says: {differences!s}")
    return manifest


def _told_already(code: str, path: str) -> None:
    """The reader has listed its warnings."""
    del code, path


@contextmanager
def _disk_faults(root: Path) -> Iterator[None]:
    """Say a full disk in words; every other fault of the machine stays what it is."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL_DISK:
            raise
        message = Text("ruang penyimpanan habis", "the disk is full")
        hint = Text(f"Kosongkan ruang pada disk {root}.", f"Free space on the disk of {root}.")
        raise BadSetup(message, hint=hint, where=str(root)) from error

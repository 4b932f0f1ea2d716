"""An archive unpacked to a folder of the user's, by the reader that examines it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from vetting.intake.limits import DEFAULT, Limits
from vetting.intake.numbered import renamed, unnumbered
from vetting.intake.receive import receive
from vetting.model.errors import BadContent
from vetting.model.text import Text
from vetting.model.tree import INSIDE, Manifest, Submission, Tree
from vetting.sandbox.job import Sandbox


def place(
    app: Path, folder: Path, *, limits: Limits = DEFAULT, sandbox: Sandbox | None = None
) -> Submission:
    """Unpack a submission so that `folder` holds exactly the files handed in, or is untouched.

    Files are 0644 and folders 0755, and called as they were handed in; the manifest is the one
    that `receive` gives, in which no name holds an identity number. The work is done beside
    `folder`, which appears by one rename. Archives within the application stay archives. Raises
    what `receive` raises, and BadContent when `folder` is not empty or cannot be made.
    """
    target = folder.absolute()
    _refuse_used(target)
    with _workplace(target) as work:
        submission = receive(app, work, limits=limits, sandbox=sandbox, keeps_names=True)
        tree = submission.tree
        examined = renamed(tree.manifest, unnumbered(tree.manifest))
        for opened in _opened(tree.manifest):
            shutil.rmtree(tree.root / opened)
        try:
            tree.root.rename(target)
        except OSError as error:
            raise _cannot(target, str(error.strerror)) from error
    return replace(submission, tree=Tree(target, examined))


def _refuse_used(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise _cannot(target, "not a folder")
    if target.is_dir() and any(target.iterdir()):
        message = Text("folder tujuan tidak kosong", "the folder is not empty")
        hint = Text("Pilih folder baru; vet tidak pernah menimpa berkas yang ada.",
                    "Choose a new folder; vet never writes over what is there.")  # fmt: skip
        raise BadContent(message, hint=hint, where=str(target))


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """A folder beside the target, hence on its file system, and gone afterwards."""
    try:
        work = Path(tempfile.mkdtemp(prefix=".vet-", dir=target.parent))
    except OSError as error:
        raise _cannot(target, str(error.strerror)) from error
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _opened(manifest: Manifest) -> list[str]:
    """The folders of the tree that stand for archives within the application."""
    containers = {manifest.container(entry.path) for entry in manifest} - {""}
    return sorted(name + INSIDE.removesuffix("/") for name in containers)


def _cannot(target: Path, why: str) -> BadContent:
    message = Text(f"folder tujuan tidak dapat dibuat: {why}", f"the folder cannot be made: {why}")
    hint = Text("Periksa nama dan izin folder tujuan.", "Check the folder's name and permissions.")
    return BadContent(message, hint=hint, where=str(target))

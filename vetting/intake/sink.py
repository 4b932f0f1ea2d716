"""Where the content of files goes: into a folder of our own, or nowhere."""

import os
from pathlib import Path
from typing import BinaryIO, Protocol


class Sink(Protocol):
    """Opens the file that an accepted path means."""

    def open(self, path: str) -> BinaryIO:
        """A new file for writing; the path is canonical and was never opened before."""
        ...

    def kept(self, path: str) -> Path | None:
        """Where what was written can be read again, or None where it cannot."""
        ...


class Nowhere:
    """Checks an archive without unpacking it."""

    def open(self, path: str) -> BinaryIO:  # noqa: ARG002 - the protocol's signature
        """A file that forgets what is written."""
        return open(os.devnull, "wb")

    def kept(self, path: str) -> None:
        """Nothing is kept."""


class Folder:
    """Unpacks below an existing empty folder that nobody else writes to.

    It never makes links, so no step of a path can lead outside; every file is made anew.
    """

    def __init__(self, root: Path) -> None:
        self._root = str(root)

    def open(self, path: str) -> BinaryIO:
        """Create the file, mode 0644, and its folders."""
        full = f"{self._root}/{path}"
        try:
            descriptor = _create(full)
        except FileNotFoundError:
            os.makedirs(os.path.dirname(full), mode=0o755, exist_ok=True)
            descriptor = _create(full)
        return os.fdopen(descriptor, "wb", buffering=0)

    def kept(self, path: str) -> Path:
        """The file itself."""
        return Path(self._root, path)


def _create(full: str) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.open(full, flags, 0o644)

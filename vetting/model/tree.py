"""The examined application: a read-only tree on disk and its manifest."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

INSIDE = "!/"
"""What stands between an archive of the tree and a file that was found in it."""


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One regular file: POSIX path below the root, size in bytes, SHA-256 in hex."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """Every file of the application, sorted by path; nothing else is ever examined."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Manifest":
        """A manifest in canonical order; raises ValueError when a path occurs twice."""
        ordered = tuple(sorted(entries, key=lambda entry: entry.path.encode()))
        if len({entry.path for entry in ordered}) != len(ordered):
            raise ValueError("a path occurs twice")
        return cls(ordered)

    @classmethod
    def read(cls, body: bytes) -> "Manifest":
        """The manifest whose `text` is `body`; raises ValueError when there is none."""
        rows = [json.loads(line) for line in body.decode().split("\n") if line]
        if any(list(map(type, row)) != [str, int, str] for row in rows if type(row) is list):
            raise ValueError("not rows of path, size and SHA-256")
        manifest = cls.of(Entry(*row) for row in rows if type(row) is list)
        if manifest.text != body:
            raise ValueError("not in canonical form")
        return manifest

    @cached_property
    def root(self) -> str:
        """SHA-256 of `text`: names the tree."""
        return hashlib.sha256(self.text).hexdigest()

    @property
    def text(self) -> bytes:
        """One canonical JSON row `[path, size, sha256]` a line, in the order of the paths."""
        rows = ([entry.path, entry.size, entry.sha256] for entry in self.entries)
        return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)

    @property
    def handed_in(self) -> "Manifest":
        """The files that the vendor handed in, without those that lay inside an archive of it."""
        return Manifest(tuple(entry for entry in self.entries if not self.container(entry.path)))

    def container(self, path: str) -> str:
        """The outermost archive of the tree that a file was found in, or "".

        The files of `lib.zip` stand in the tree as `lib.zip!/…`.
        """
        at = path.find(INSIDE)
        while at > 0:
            if path[:at] in self.sizes:
                return path[:at]
            at = path.find(INSIDE, at + 1)
        return ""

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Size in bytes by path."""
        return {entry.path: entry.size for entry in self.entries}

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 in hex by path."""
        return {entry.path: entry.sha256 for entry in self.entries}

    @property
    def size(self) -> int:
        """Bytes in all files together."""
        return sum(entry.size for entry in self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


@dataclass(frozen=True)
class Tree:
    """A manifest and the folder that holds exactly its files."""

    root: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Where a file of the manifest lies; raises KeyError for any other name."""
        if name not in self.manifest.sizes:
            raise KeyError(name)
        return self.root / name


@dataclass(frozen=True, slots=True)
class Submission:
    """What the vendor handed in, as intake read it.

    `archive_sha256` is empty for a folder. `warnings` are `(code, path)` pairs of odd but
    unambiguous things that intake saw.
    """

    name: str
    kind: str
    archive_sha256: str
    archive_bytes: int
    tree: Tree
    warnings: tuple[tuple[str, str], ...] = ()

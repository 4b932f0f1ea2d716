"""The examined application: a read-only tree on disk and its manifest."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


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

    @cached_property
    def root(self) -> str:
        """SHA-256 over the canonical JSON rows `[path, size, sha256]`: names the tree."""
        digest = hashlib.sha256()
        for entry in self.entries:
            row = json.dumps([entry.path, entry.size, entry.sha256], ensure_ascii=False)
            digest.update(row.encode() + b"\n")
        return digest.hexdigest()

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Size in bytes by path."""
        return {entry.path: entry.size for entry in self.entries}

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

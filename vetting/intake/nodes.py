"""The files, folders and links of one submission: no path may mean two things."""

from enum import IntEnum
from sys import getsizeof

from vetting.intake.limits import Limits
from vetting.intake.names import Warn, folded, visible
from vetting.intake.refused import Refused


class Node(IntEnum):
    """What lies at a path; a folder is implied until an entry of its own names it."""

    FILE = 1
    FOLDER = 2
    IMPLIED = 3
    LINK = 4


class Nodes:
    """Grows by one entry at a time, with the folders that the entry implies."""

    def __init__(self, limits: Limits, warn: Warn) -> None:
        self._limits = limits
        self._warn = warn
        self._nodes: dict[str, Node] = {}
        self._folded: dict[str, str] = {}
        self._crowds: dict[str, set[str]] = {}
        self._others: list[str] = []
        self._names = 0

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, path: str) -> bool:
        return path in self._nodes

    def add_file(self, path: str) -> None:
        """A regular file; raises Refused when the path is taken."""
        self._add_leaf(path, Node.FILE)

    def add_link(self, path: str) -> None:
        """A symbolic link; raises Refused when the path is taken."""
        self._add_leaf(path, Node.LINK)

    def add_folder(self, path: str) -> None:
        """A folder; named twice it is only odd."""
        self._imply(path)
        present = self._nodes.get(path)
        if present in (Node.FILE, Node.LINK):
            raise Refused("file-dir-conflict", path)
        if present is Node.FOLDER:
            self._warn("duplicate-dir", path)
        self._put(path, Node.FOLDER)

    def add_other_reading(self, path: str) -> None:
        """A path at which some readers would put a file of another one; no file may lie there."""
        self._names += getsizeof(path)
        self._others.append(path)

    def is_file(self, path: str) -> bool:
        """Whether a regular file lies there."""
        return self._nodes.get(path) is Node.FILE

    def is_link(self, path: str) -> bool:
        """Whether a link lies there."""
        return self._nodes.get(path) is Node.LINK

    def finish(self) -> None:
        """Refuse a place that two things would take.

        A name that some readers decode as another one's, or a folder where the files of an
        archive beside it would stand.
        """
        for path in self._others:
            if path in self._nodes:
                raise Refused("collision-unicode", path)
        for path in self._nodes:
            if path.endswith("!") and self._nodes.get(path[:-1]) is Node.FILE:
                raise Refused("place-taken", path)

    def _add_leaf(self, path: str, node: Node) -> None:
        self._imply(path)
        present = self._nodes.get(path)
        if present in (Node.FOLDER, Node.IMPLIED):
            raise Refused("file-dir-conflict", path)
        if present is not None:
            raise Refused("duplicate", path)
        self._put(path, node)

    def _imply(self, path: str) -> None:
        end = path.rfind("/")
        while end > 0:
            parent = path[:end]
            present = self._nodes.get(parent)
            if present in (Node.FOLDER, Node.IMPLIED):
                return
            if present is not None:
                raise Refused("file-dir-conflict", parent)
            self._put(parent, Node.IMPLIED)
            end = parent.rfind("/")

    def _put(self, path: str, node: Node) -> None:
        if path not in self._nodes:
            self._names += self._collide(path)
            if len(self._nodes) >= self._limits.nodes:
                raise Refused("limit-count", path, f"> {self._limits.nodes}")
            if self._names > self._limits.names_bytes:
                raise Refused("limit-names", path, f"> {self._limits.names_bytes}")
        self._nodes[path] = node

    def _collide(self, path: str) -> int:
        """Two paths that look alike are refused; two that differ by case only are told.

        Gives the bytes of memory that remembering the path takes.
        """
        key = folded(path)
        key = path if key == path else key
        cost = getsizeof(path) if key is path else getsizeof(path) + getsizeof(key)
        first = self._folded.setdefault(key, path)
        if first == path:
            return cost
        seen = self._crowds.setdefault(key, {visible(first)})
        if visible(path) in seen:
            raise Refused("collision-unicode", path)
        seen.add(visible(path))
        self._warn("collision-case", path)
        return cost + getsizeof(path)

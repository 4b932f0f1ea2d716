"""What a reader has understood of a submission so far: files, links, warnings, costs."""

import hashlib
from collections import Counter
from collections.abc import Iterable

from vetting.intake.budget import Budget
from vetting.intake.kinds import is_packed
from vetting.intake.limits import Limits
from vetting.intake.links import Links
from vetting.intake.names import canonical, vcs_part
from vetting.intake.nodes import Nodes
from vetting.intake.refused import Refused
from vetting.intake.sink import Nowhere, Sink
from vetting.model.tree import Entry

_HEAD, _TAIL = 512, 22


class Gathering:
    """The one place where readers hand in what they find; it refuses what cannot stand."""

    def __init__(
        self, limits: Limits, sink: Sink, packed: int, budget: Budget | None = None
    ) -> None:
        self.limits = limits
        self.sink = sink
        self.budget = budget or Budget(limits, packed)
        self.nodes = Nodes(limits, self.warn)
        self.links = Links(self.nodes, limits.depth, self.warn)
        self.entries: list[Entry] = []
        self.warnings: list[tuple[str, str]] = []
        self.packed: list[str] = []
        self.seen = 0
        self._told: Counter[str] = Counter()
        self._vcs: set[str] = set()
        self._first: dict[str, Entry] = {}

    def warn(self, code: str, path: str = "") -> None:
        """List something odd; beyond the cap a code is listed once more as shortened."""
        self._told[code] += 1
        if self._told[code] <= self.limits.warnings_per_code:
            self.warnings.append((code, path))
        elif self._told[code] == self.limits.warnings_per_code + 1:
            self.warnings.append(("warnings-shortened", code))

    def count(self) -> None:
        """Count one entry of the archive."""
        self.seen += 1
        if self.seen > self.limits.entries:
            raise Refused("limit-count", detail=f"> {self.limits.entries}")

    def path(self, name: str) -> str:
        """The canonical path of a name; see `names.canonical`."""
        return canonical(name, self.limits, self.warn)

    def store(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write and hash the content of a file whose path is taken already.

        Version-control data is read, so that it is checked like all else, but never written.
        """
        part = vcs_part(path)
        if part and part not in self._vcs:
            self._vcs.add(part)
            self.warn("vcs-metadata", part)
        digest, size, head, tail = hashlib.sha256(), 0, b"", b""
        with (Nowhere() if part else self.sink).open(path) as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                if len(head) < _HEAD:
                    head += chunk[:_HEAD]
                tail = (tail + chunk)[-_TAIL:]
        if part:
            return
        self.entries.append(Entry(path, size, digest.hexdigest()))
        if is_packed(head[:_HEAD], tail, path):
            self.packed.append(path)

    def repeat(self, path: str, chunks: Iterable[bytes]) -> None:
        """Take a file a second time; raises Refused unless it is the same to the byte.

        Whichever of the two a reader keeps, it keeps the same (decision 50).
        """
        digest, size = hashlib.sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
        for entry in self.entries[len(self._first) :]:
            self._first[entry.path] = entry
        if self._first.get(path) != Entry(path, size, digest.hexdigest()):
            raise Refused("duplicate", path)
        self.warn("duplicate-same", path)

    def finish(self) -> None:
        """Judge what can only be judged at the end."""
        self.links.finish()
        self.nodes.finish()
        if not self.entries:
            raise Refused("empty")

    def forget_nodes(self) -> None:
        """Free the memory of what was judged by `finish`; nothing more can be handed in."""
        self.nodes = Nodes(self.limits, self.warn)
        self.links = Links(self.nodes, self.limits.depth, self.warn)
        self._first = {}

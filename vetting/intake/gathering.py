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

_HEAD = 512


class Gathering:
    """The one place where readers hand in what they find; it refuses what cannot stand."""

    def __init__(self, limits: Limits, sink: Sink, packed: int) -> None:
        self.limits = limits
        self.budget = Budget(limits, packed)
        self.nodes = Nodes(limits, self.warn)
        self.links = Links(self.nodes, limits.depth, self.warn)
        self.entries: list[Entry] = []
        self.warnings: list[tuple[str, str]] = []
        self._sink = sink
        self._seen = 0
        self._told: Counter[str] = Counter()
        self._vcs: set[str] = set()

    def warn(self, code: str, path: str = "") -> None:
        """List something odd; beyond the cap a code is listed once more as shortened."""
        self._told[code] += 1
        if self._told[code] <= self.limits.warnings_per_code:
            self.warnings.append((code, path))
        elif self._told[code] == self.limits.warnings_per_code + 1:
            self.warnings.append(("warnings-shortened", code))

    def count(self) -> None:
        """Count one entry of the archive."""
        self._seen += 1
        if self._seen > self.limits.entries:
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
        digest, size, head = hashlib.sha256(), 0, b""
        with (Nowhere() if part else self._sink).open(path) as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                if len(head) < _HEAD:
                    head += chunk[:_HEAD]
        if part:
            return
        self.entries.append(Entry(path, size, digest.hexdigest()))
        if is_packed(head):
            self.warn("nested", path)

    def finish(self) -> None:
        """Judge what can only be judged at the end."""
        self.links.finish()
        if not self.entries:
            raise Refused("empty")

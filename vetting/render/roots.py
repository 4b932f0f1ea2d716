"""Findings that one change would remove, told from the findings alone.

What counts as one change: a line that several checks blame for the same weakness, a place that
several flows come from or pass through, one package with several faults, one library that was
copied in, the routes of one file that lack the same guard, one piece of markup on many pages.
Several sources that reach one sink are one finding already, for a sink is reported once.
"""

import hashlib
import heapq
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vetting.model.finding import Finding, Place
from vetting.render.catalogue import Catalogue

LEAST = 2
"""A change that removes fewer findings is no group."""
LEAST_MARKUP = 20
"""Shorter tags, such as `<html>`, stand in pages that share nothing."""

# Lacking authorisation, authentication or a limit of attempts: what one guard of a group adds.
_GUARDED = frozenset({862, 306, 307})
_LIBRARY = re.compile(
    r"(?:^|.*/)(?:vendor/[^/]+/[^/]+|(?:node_modules|bower_components)/(?:@[^/]+/)?[^/]+)/"
)
_PACKAGE_RULE = "known-vulnerability"


class Kind(StrEnum):
    """What the one change is; where two explain the same findings, the first is told."""

    PACKAGE = "package"
    LINE = "line"
    STEP = "step"
    SOURCE = "source"
    ROUTES = "routes"
    MARKUP = "markup"
    LIBRARY = "library"


@dataclass(frozen=True, slots=True)
class Root:
    """One change and the findings, at least `LEAST`, that it removes, the worst first.

    `place` is where to change; `name` is the package or folder, and "" for other kinds.
    `files` counts the files that the findings lie in.
    """

    kind: Kind
    place: Place
    name: str
    findings: tuple[Finding, ...]

    @property
    def files(self) -> int:
        """How many files its findings lie in."""
        return len({finding.place.path for finding in self.findings})

    @property
    def places(self) -> int:
        """How many places are to be changed at most: markup may be copied, not included."""
        return self.files if self.kind is Kind.MARKUP else 1

    @property
    def id(self) -> str:
        """The same for the same change in another run, wherever its line has moved to."""
        names = sorted(finding.fingerprint for finding in self.findings)
        return hashlib.sha256("\0".join((self.kind, *names)).encode()).hexdigest()[:16]


def told(root: Root, labels: Catalogue, shown: Callable[[str], str]) -> str:
    """The change in one sentence; `shown` makes names out of the archive safe for the sink."""
    place = shown(root.place.path) + (f":{root.place.line}" if root.place.line else "")
    return labels(
        f"root.{root.kind}", place=place, name=shown(root.name),
        findings=labels.count("findings", len(root.findings)),
        files=labels.count("files", root.files),
    )  # fmt: skip


_Key = tuple[Kind, str, str, int]
_RANK = {kind: number for number, kind in enumerate(Kind)}


def roots(findings: Sequence[Finding]) -> tuple[Root, ...]:
    """The changes that remove most first; each finding belongs to one of them at most.

    The findings come in the report's order, so equal reports have equal groups.
    """
    members: dict[_Key, list[int]] = {}
    for number, finding in enumerate(findings):
        for key in dict.fromkeys(_keys(finding)):
            members.setdefault(key, []).append(number)
    heap = [(-len(of), _RANK[key[0]], key) for key, of in members.items() if len(of) >= LEAST]
    heapq.heapify(heap)
    taken: set[int] = set()
    made = []
    while heap:
        size, rank, key = heapq.heappop(heap)
        left = [number for number in members[key] if number not in taken]
        if len(left) == -size:
            taken.update(left)
            made.append(_root(key, [findings[number] for number in left]))
        elif len(left) >= LEAST:
            heapq.heappush(heap, (-len(left), rank, key))
    return tuple(made)


def _root(key: _Key, findings: Sequence[Finding]) -> Root:
    kind, path, name, line = key
    place = findings[0].place if kind in (Kind.PACKAGE, Kind.MARKUP) else Place(path, line)
    named = name if kind is Kind.PACKAGE else path if kind is Kind.LIBRARY else ""
    return Root(kind, place, named, tuple(findings))


def _keys(finding: Finding) -> Iterator[_Key]:
    """Every change that would remove the finding."""
    place = finding.place
    if library := _LIBRARY.match(place.path):
        yield Kind.LIBRARY, library.group(), "", 0
    if finding.rule == _PACKAGE_RULE and finding.evidence:
        yield Kind.PACKAGE, finding.check, finding.evidence, 0
        return
    if place.line:
        yield from ((Kind.LINE, place.path, str(cwe), place.line) for cwe in finding.cwe)
    if _GUARDED & set(finding.cwe):
        yield Kind.ROUTES, place.path, finding.check, 0
    if finding.anchor.startswith("<") and len(finding.anchor) >= LEAST_MARKUP:
        yield Kind.MARKUP, finding.check, f"{finding.rule} {' '.join(finding.anchor.split())}", 0
    yield from _of_flow(finding)


def _of_flow(finding: Finding) -> Iterator[_Key]:
    """Where a flow begins and what it passes; its last step is the finding's own place."""
    steps = [(step.place.path, step.place.line) for step in finding.steps]
    here = (finding.place.path, finding.place.line)
    if len(steps) < 2 or steps[-1] != here or not finding.place.line:
        return
    for number, (path, line) in enumerate(steps[:-1]):
        if (path, line) != here:
            yield (Kind.SOURCE if number == 0 else Kind.STEP), path, "", line

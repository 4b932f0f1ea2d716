"""Packages that are fetched in the open, or from elsewhere than a registry, and who wants them so."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from vetting.engines.supply_chain.ancestry import Families
from vetting.engines.supply_chain.origins import commit_of, is_open
from vetting.engines.supply_chain.report import MOST_STEPS, also, brought, lift, listed
from vetting.model.bill import Component
from vetting.model.check import Check
from vetting.model.finding import Finding, Step
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same

_FORGE = re.compile(r"\.git(?:#|$)|/(?:tarball|archive)/|/(?:legacy\.)?(?:tar\.gz|zip)/")
_SOURCE_FIX = Text(
    "Pakai rilis dari registri resmi lewat https. Bila paket itu memang hanya ada di sana, jelaskan "
    "tertulis dan kunci pada satu commit penuh.",
    "Use a release from the official registry over https. Where the package really exists there "
    "only, explain so in writing and fix it to one whole commit.",
)


def open_ways(check: Check, packages: Iterable[Component], families: Families) -> Iterator[Finding]:
    """One finding for each package fetched in the open, or for all that a direct one brings in."""
    text = Text("{name} diunduh tanpa penyandian: {origin}",
                "{name} is fetched without encryption: {origin}")  # fmt: skip
    theirs = Text("{parents} membawa paket yang diunduh tanpa penyandian: {names}",
                  "{parents} brings in what is fetched without encryption: {names}")  # fmt: skip
    own, brought_in = _by_parents((c for c in packages if _is_open(c)), families)
    for group in own:
        c = group[0]
        yield check.finding(
            "plain-http",
            c.place,
            anchor=f"{c.name} {_bare(c)}",
            message=brought(text.format(name=c.name, origin=c.origin), families.above(group)),
            severity=max(map(_weight, group)),
            evidence=c.origin,
            fix=_own_fix(group, families),
            steps=also(group),
        )
    for parents, group in brought_in.items():
        severity = max(map(_weight, group))
        yield _their(check, "plain-http", parents, group, theirs, severity)


def _by_parents(
    components: Iterable[Component], families: Families
) -> tuple[list[list[Component]], dict[tuple[str, ...], list[Component]]]:
    """What the application answers for, by package; and the rest, by the direct packages above.

    A direct package answers for another only where that is wanted from the very address: any
    other one stands in the lock file alone.
    """
    own: list[list[Component]] = []
    theirs: dict[tuple[str, ...], list[Component]] = defaultdict(list)
    for group in by_package(components):
        parents = families.above(group)
        if parents and all(map(families.is_wanted_from_there, group)):
            theirs[parents] += group
        else:
            own.append(group)
    return own, theirs


def _their(
    check: Check,
    rule: str,
    parents: tuple[str, ...],
    group: list[Component],
    text: Text,
    severity: Severity,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    """One finding for all that the same direct packages bring in."""
    first, *others = group
    named = listed(parents)
    return check.finding(
        rule,
        first.place,
        anchor=f"by {' '.join(parents)}",
        message=text.format(parents=named, names=some(group)),
        severity=severity,
        confidence=confidence,
        evidence=first.origin,
        fix=lift(parents),
        steps=tuple(Step(c.place, same(f"{c.name}: {c.origin}")) for c in others[:MOST_STEPS]),
    )


def _own_fix(group: list[Component], families: Families) -> Text | None:
    """The check's own advice where the address may stand in the lock file alone."""
    is_odd = group[0].ecosystem == "npm" and families.above(group)
    return _SOURCE_FIX if is_from_repository(group[0]) and not is_odd else None


def _bare(c: Component) -> str:
    return c.origin.partition("#")[0]


def _is_open(c: Component) -> bool:
    return is_open(c.origin)


def _weight(c: Component) -> Severity:
    """High where nothing else protects the package: neither a hash nor git's own."""
    is_protected = bool(c.hashes) or not c.origin.startswith("http://")
    return Severity.MEDIUM if c.is_dev or is_protected else Severity.HIGH


def from_forges(
    check: Check, packages: Iterable[Component], families: Families
) -> Iterator[Finding]:
    """The same for what comes from a repository of code or a bare address."""
    text = Text("{name} diambil dari repositori kode atau alamat langsung, bukan dari registri: "
                "{origin}",
                "{name} comes from a code repository or a bare address, not from a registry: "
                "{origin}")  # fmt: skip
    theirs = Text("{parents} membawa paket dari repositori kode atau alamat langsung, bukan dari "
                  "registri: {names}",
                  "{parents} brings in what comes from a code repository or a bare address, not "
                  "from a registry: {names}")  # fmt: skip
    foreign = by_package(c for c in packages if is_from_repository(c) and not is_head(c))
    # What is open is told already, and of more weight.
    closed = (c for group in foreign if not any(map(_is_open, group)) for c in group)
    own, brought_in = _by_parents(closed, families)
    for group in own:
        c = group[0]
        yield check.finding(
            "from-repository",
            c.place,
            anchor=c.name,
            message=brought(text.format(name=c.name, origin=c.origin), families.above(group)),
            severity=Severity.LOW,
            evidence=c.origin,
            fix=_own_fix(group, families),
            steps=also(group),
        )
    for parents, group in brought_in.items():
        is_fixed = all(commit_of(c.origin) or c.hashes for c in group)
        confidence = Confidence.MEDIUM if is_fixed else Confidence.HIGH
        yield _their(check, "from-repository", parents, group, theirs, Severity.LOW, confidence)


def is_from_repository(c: Component) -> bool:
    """Whether the origin's check tells that it comes from a repository of code.

    Composer's archives all do.
    """
    return c.ecosystem != "Packagist" and bool(c.origin) and is_from_forge(c)


def is_head(c: Component) -> bool:
    """Whether a manifest asks for whatever is newest in a repository: the check of locks tells it."""
    is_asked = PurePosixPath(c.place.path).name == "pubspec.yaml"
    return is_asked and c.origin.startswith("git+") and not c.version


def is_from_forge(c: Component) -> bool:
    """Whether it comes from a repository of code: no release, but a known state of it."""
    return c.origin.startswith("git+") or bool(_FORGE.search(c.origin)) or not c.version


def by_package(components: Iterable[Component]) -> Iterable[list[Component]]:
    """Those of each package together, in the order in which they are first named."""
    found: dict[tuple[str, str], list[Component]] = defaultdict(list)
    for c in components:
        found[c.ecosystem, c.name].append(c)
    return found.values()


def some(group: Iterable[Component]) -> str:
    """The first few names, each once."""
    names = sorted({c.name for c in group})
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")

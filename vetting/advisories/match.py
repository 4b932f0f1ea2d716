"""Which advisories a package version falls under, merged, and the upgrade that clears them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from vetting.advisories.importers.signals import Signal
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.store import Store
from vetting.advisories.versions import BadVersion, key, package_name
from vetting.model.scale import Severity


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One fault under all its names: the advisories that share an id or alias.

    `severity` is the worst that a record states, None where none states any. `fixed` is the
    least version above the one asked about in which this fault is mended, "" when unknown.
    """

    advisories: tuple[Advisory, ...]
    fixed: str = ""
    signal: Signal = Signal()

    @property
    def ids(self) -> tuple[str, ...]:
        """All names, CVE numbers first."""
        found = {name for advisory in self.advisories for name in advisory.ids}
        return tuple(sorted(found, key=lambda name: (not name.startswith("CVE-"), name)))

    @property
    def name(self) -> str:
        """The name to print."""
        return self.ids[0]

    @property
    def vectors(self) -> tuple[str, ...]:
        """The CVSS vectors that the records state."""
        return tuple(dict.fromkeys(v for a in self.advisories for v in a.vectors))

    @property
    def severity(self) -> Severity | None:
        """The worst stated severity."""
        return max((a.severity for a in self.advisories if a.severity is not None), default=None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one package version.

    `upgrade` is the least version that clears every vulnerability, "" when none is known.
    """

    vulnerabilities: tuple[Vulnerability, ...]
    upgrade: str = ""


def look_up(store: Store, ecosystem: str, name: str, version: str) -> Answer:
    """What the store knows of the version.

    Raises BadVersion for a version without a place in the ecosystem's order: then nothing is
    known, which is not the same as no vulnerability.
    """
    key(ecosystem, version)
    known = store.known(ecosystem, package_name(ecosystem, name))
    hits = [item for item in known if holds(item.affected, version)]
    if not hits:
        return Answer(())
    found = tuple(
        replace(
            one,
            fixed=least_upgrade(
                [part for a in one.advisories for part in a.affected], ecosystem, version
            ),
            signal=store.signal(one.ids),
        )
        for one in merged([store.advisory(item) for item in hits])
    )
    return Answer(found, least_upgrade([item.affected for item in known], ecosystem, version))


def holds(affected: Affected, version: str) -> bool:
    """Whether the version lies in a span of the package or is listed by name."""
    ecosystem = affected.ecosystem
    if any(span.holds(ecosystem, version) for span in affected.spans):
        return True
    if version in affected.versions:
        return True
    at = key(ecosystem, version)
    return any(_equal(ecosystem, at, listed) for listed in affected.versions)


def _equal(ecosystem: str, at: object, listed: str) -> bool:
    try:
        return bool(at == key(ecosystem, listed))
    except BadVersion:
        return False


def merged(advisories: Iterable[Advisory]) -> tuple[Vulnerability, ...]:
    """Advisories joined wherever they share a name, also through a third; worst first."""
    groups: list[tuple[set[str], list[Advisory]]] = []
    for advisory in advisories:
        ids, members = set(advisory.ids), [advisory]
        apart = []
        for group in groups:
            if ids & group[0]:
                ids |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (ids, members)]
    found = (Vulnerability(tuple(members)) for _, members in groups)
    return tuple(sorted(found, key=lambda v: (-_rank(v.severity), v.name)))


def _rank(severity: Severity | None) -> int:
    return int(Severity.HIGH if severity is None else severity)


def least_upgrade(known: Sequence[Affected], ecosystem: str, version: str) -> str:
    """The least mended version above `version` that none of the known holds, or ""."""
    at = key(ecosystem, version)
    fixes = {span.fixed for part in known for span in part.spans if span.fixed}
    for fix in sorted(fixes, key=lambda fix: key(ecosystem, fix)):
        if key(ecosystem, fix) > at and not any(holds(part, fix) for part in known):
            return fix
    return ""

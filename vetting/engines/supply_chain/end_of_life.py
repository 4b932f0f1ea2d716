"""Products that their makers no longer support, judged on the day of the run."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from vetting import __version__
from vetting.engines.base import Bench
from vetting.engines.supply_chain.ancestry import Families
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.report import brought, lift
from vetting.engines.supply_chain.scopes import unread
from vetting.engines.supply_chain.support import Ended, Product, ended, products
from vetting.model.bill import Bill
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_MOST_STEPS = 8
_FOR_DEVELOPERS = re.compile(r"(?i)(?:^|[/._-])dev(?:el|elop|elopment)?(?=[/._-]|$)")
"""Paths of what developers run: whether anything of it is delivered is not known."""
_MOST_VERSIONS = 4
_SAID = {
    (True, False): Text("Dukungan {name} {cycle} berakhir {on}; yang dipakai: {version}",
                        "Support for {name} {cycle} ended on {on}; in use: {version}"),
    (True, True): Text("Dukungan {name} {cycle} berakhir {on}; dipakai saat membangun atau "
                       "mengembangkan: {version}",
                       "Support for {name} {cycle} ended on {on}; in use for building or "
                       "developing: {version}"),
    (False, False): Text("Dukungan {name} {cycle} berakhir {on}; yang diminta: {version}",
                         "Support for {name} {cycle} ended on {on}; asked for: {version}"),
}  # fmt: skip
_SAID[False, True] = _SAID[False, False]
_STANDS_FOR = Text(
    "{name} {cycle} = {release}, yang pembaruan keamanannya berakhir {on}; naikkan {name}",
    "{name} {cycle} = {release}, whose security updates ended on {on}; raise {name}",
)
_RAISE = Text(
    "Naikkan {name} sekurangnya ke {least}, lalu uji ulang aplikasi pada {release}.",
    "Raise {name} to {least} at least, and test the application again on {release}.",
)
_NO_LINE = Text(
    "Tidak ada jalur rilis {name} yang masih didukung: ganti dengan komponen yang masih dirawat, "
    "lalu uji ulang aplikasi.",
    "No release line of {name} is supported any more: replace it by a component that is still "
    "looked after, and test the application again.",
)
_ALSO = Text("jalur rilis yang sama juga disebut di sini",
             "the same line of releases is also named here")  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Use:
    """A product in use. `is_exact` tells a version from a constraint.

    `is_dev` is what only builds the application, or what it is only developed on. `package` is
    the ecosystem and name of a package; `parents` are the direct ones that bring it in.
    """

    product: Product
    version: str
    place: Place
    is_exact: bool
    is_dev: bool = False
    package: tuple[str, str] = ("", "")
    parents: tuple[str, ...] = ()


def outcome(check: Check, inventory: Bill, bench: Bench) -> Outcome:
    """A finding for each outlived product that a lock, manifest, image or banner names."""
    table = products(check)
    if not _finds_the_first(table):
        return Failed(Reason.CANARY_MISSED, TOOL, "the table's oldest line did not count as ended")
    uses = list(_uses(table, inventory, bench))
    findings = _findings(check, uses, bench)
    if inventory.broken and not findings:
        return unread(inventory)
    if not uses:
        return NotApplicable(
            Text("Tidak ada produk bertanggal dukungan yang disebut aplikasi.",
                 "The application names no product whose support is dated.")
        )  # fmt: skip
    scope = Scope(
        eligible=len(uses),
        examined=0 if inventory.broken else len(uses),
        unit="packages",
        skipped=inventory.skipped,
    )
    return Ran(findings, scope, Tool(TOOL, __version__, check.digest[:16]))


def _finds_the_first(table: tuple[Product, ...]) -> bool:
    product = table[0]
    oldest = min(product.cycles)
    version = ".".join(map(str, oldest))
    return ended(product, version, product.cycles[oldest] + timedelta(days=1)) is not None


def _uses(table: tuple[Product, ...], inventory: Bill, bench: Bench) -> Iterator[_Use]:
    """Locked packages and stated runtimes; a framework's own facts where it has no lock."""
    theirs = {c.place.path for c in inventory.locked if c.is_copy}
    families = Families(inventory.locked)
    for product in table:
        found = [
            _Use(product, c.version, c.place, True, package=(c.ecosystem, c.name),
                 parents=families.above([c]))
            for c in inventory.locked
            if (c.ecosystem, c.name) in product.packages and c.version
        ]  # fmt: skip
        if not found:
            found = [
                _Use(product, f.version, Place(f.evidence), _is_exact(f.version))
                for f in bench.facts.frameworks
                if f.name in product.frameworks and f.version and f.evidence not in theirs
            ]
        yield from found
        for c in inventory.runtimes:
            if c.name in product.runtimes:
                yield _Use(product, c.version, c.place, _is_exact(c.version), c.is_dev)


def _is_exact(version: str) -> bool:
    return version[:1].isdigit() and not set(version) & set("|<>*x ,")


_Line = tuple[str, Ended]


def _findings(check: Check, uses: list[_Use], bench: Bench) -> tuple[Finding, ...]:
    """One finding for each outlived line of releases, with all the places that name it.

    What only outlived packages bring in is a step of theirs: it goes when they are raised.
    """
    groups: dict[_Line, list[_Use]] = {}
    for use in uses:
        if past := ended(use.product, use.version, bench.as_of):
            groups.setdefault((use.product.id, past), []).append(use)
    heads = {use.package: line for line, group in groups.items() for use in group
             if use.package[1] and not use.parents}  # fmt: skip
    under: dict[_Line, list[_Line]] = {}
    for line, group in groups.items():
        if head := _head(group, heads):
            under.setdefault(head, []).append(line)
    made = {line: _finding(check, line[1], group, bench) for line, group in groups.items()}
    inner = {line for lines in under.values() for line in lines}
    return tuple(
        _with(finding, [made[one] for one in under.get(line, ())])
        for line, finding in made.items()
        if line not in inner
    )


def _head(group: list[_Use], heads: Mapping[tuple[str, str], _Line]) -> _Line | None:
    """The outlived line that brings in the whole group; None where anything else wants it too."""
    above = [(use.package[0], name) for use in group for name in use.parents]
    if all(use.parents for use in group) and all(one in heads for one in above):
        return heads[above[0]]
    return None


def _with(finding: Finding, inner: list[Finding]) -> Finding:
    """The finding with those on what its packages bring in, which may weigh more."""
    steps = tuple(Step(one.place, one.message) for one in inner)
    worst = max(one.severity for one in (finding, *inner))
    return replace(finding, steps=finding.steps + steps, severity=worst)


def _finding(check: Check, past: Ended, group: list[_Use], bench: Bench) -> Finding:
    """What is in use comes before what is only asked for, or only built with."""
    group = sorted(group, key=lambda use: (not use.is_exact, use.is_dev))
    use = group[0]
    versions = sorted(
        {one.version[:60].removeprefix("=") for one in group if one.is_exact == use.is_exact}
    )
    told = ", ".join(versions[:_MOST_VERSIONS]) + (", …" if len(versions) > _MOST_VERSIONS else "")
    said = _STANDS_FOR if past.release else _SAID[use.is_exact, use.is_dev]
    message = said.format(
        name=use.product.name, cycle=past.cycle, on=past.on, version=told, release=past.release
    )
    is_delivered = not all(_FOR_DEVELOPERS.search(one.place.path) for one in group)
    is_sure = use.is_exact and not past.release and is_delivered
    parents = _parents(group)
    return check.finding(
        use.product.id,
        Place(use.place.path, use.place.line, pointer=use.product.id),
        anchor=f"{use.product.id} {past.cycle}",
        message=brought(message, parents),
        severity=_less(use.product.severity) if use.is_dev else use.product.severity,
        confidence=Confidence.HIGH if is_sure else Confidence.MEDIUM,
        evidence=f"{use.product.name} {use.version[:60].removeprefix('=')}",
        fix=_fix(use.product, parents, bench),
        references=(use.product.source,),
        steps=tuple(Step(other.place, _ALSO) for other in group[1 : 1 + _MOST_STEPS]),
    )


def _parents(group: list[_Use]) -> tuple[str, ...]:
    """The direct packages that bring it in; none where any place asks for it by itself."""
    if not all(use.parents for use in group):
        return ()
    return tuple(sorted({name for use in group for name in use.parents}))


def _fix(product: Product, parents: tuple[str, ...], bench: Bench) -> Text | None:
    """What helps where no newer line does, or the newer line is another package's to choose."""
    if parents:
        return lift(parents)
    supported = [line for line, last in product.cycles.items() if last >= bench.as_of]
    if not supported:
        return _NO_LINE.format(name=product.name)
    if release := product.stands_for.get(min(supported)):
        least = ".".join(map(str, min(supported)))
        return _RAISE.format(name=product.name, least=least, release=release)
    return None


def _less(severity: Severity) -> Severity:
    return min(severity, Severity(max(severity - 1, Severity.LOW)))

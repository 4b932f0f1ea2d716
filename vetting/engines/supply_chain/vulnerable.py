"""Packages with known vulnerabilities, and whether silence may be taken for an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from vetting import __version__
from vetting.advisories.match import Answer, look_up
from vetting.advisories.store import Coverage, Store
from vetting.advisories.versions import BadVersion
from vetting.engines.base import Bench
from vetting.engines.supply_chain.ancestry import Ancestry
from vetting.engines.supply_chain.places import TOOL
from vetting.engines.supply_chain.report import findings
from vetting.model.bill import Bill, Component
from vetting.model.check import Check
from vetting.model.outcome import (
    Failed,
    NotApplicable,
    Outcome,
    Ran,
    Reason,
    Scope,
    Skip,
    Tool,
)
from vetting.model.text import Text

Release = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why finding nothing would prove nothing: about one file, or about all ("")."""

    reason: Reason
    detail: str
    path: str = ""


@dataclass(frozen=True)
class Looked:
    """The answer for each release that has a place in the version order; the rest has none."""

    answers: Mapping[Release, Answer]
    tool: Tool


def outcome(check: Check, inventory: Bill, store: Store | None, bench: Bench) -> Outcome:
    """Look up every locked package of the check's ecosystem.

    Findings always count. But when the data are incomplete or too old, or a lock file could
    not be read, finding nothing is no answer: then the check has failed, and beside findings
    the scope says that nothing was examined in full.
    """
    ecosystem = str(check.settings["ecosystem"])
    locked = [c for c in inventory.locked if c.ecosystem == ecosystem]
    unlocked = list(inventory.unlocked(ecosystem))
    broken = [b for b in inventory.broken if b.ecosystem == ecosystem]
    if not locked and not unlocked and not broken:
        return _NOTHING_THERE
    coverage = store.coverage(ecosystem) if store else None
    if store is None or coverage is None:
        return Failed(Reason.NO_DATA, check.engine, f"no advisories for {ecosystem}: vet db import")
    looked = _look(store, coverage, ecosystem, locked)
    if isinstance(looked, Failed):
        return looked
    doubts = [*_doubts(coverage, bench)]
    doubts += [Doubt(Reason.SOURCE_UNREADABLE, f"{b.path}: {b.why}", b.path) for b in broken]
    if not looked.answers and not doubts:
        count = len(locked) + len(unlocked)
        doubts = [Doubt(Reason.NOTHING_READ, f"{count} packages, none with a fixed release")]
    return _outcome(check, locked, unlocked, looked, doubts, inventory.bytes)


_NOTHING_THERE = NotApplicable(
    Text(
        "Aplikasi tidak menyebut paket pihak ketiga dari ekosistem ini.",
        "The application names no third-party package of this ecosystem.",
    )
)


def _doubts(coverage: Coverage, bench: Bench) -> Iterable[Doubt]:
    """Why silence of the data would prove nothing."""
    if not coverage.is_complete:
        what = f"only {coverage.records} {coverage.ecosystem} records"
        text = f"{what}: they can show a fault, not that there is none"
        yield Doubt(Reason.NO_DATA, text)
    elif coverage.data_date is None:
        yield Doubt(Reason.STALE_DATA, "the data state no date: vet db import --date")
    elif (age := (bench.as_of - coverage.data_date).days) > bench.max_data_age_days:
        limit = bench.max_data_age_days
        yield Doubt(
            Reason.STALE_DATA, f"data of {coverage.data_date} are {age} days old, limit {limit}"
        )


def _look(
    store: Store, coverage: Coverage, ecosystem: str, locked: Sequence[Component]
) -> Looked | Failed:
    """Ask the store about each release, with a known vulnerable one among them."""
    canary = (coverage.canary.name, coverage.canary.version)
    used = {(c.name, c.version) for c in locked if c.version}
    releases = sorted(used | {canary})
    try:
        looked = (
            _audit(store, releases) if ecosystem == "PyPI" else _ask(store, ecosystem, releases)
        )
    except RuntimeError as error:
        return Failed(Reason.TOOL_ERRORS, TOOL, str(error)[:200])
    found = looked.answers.get(canary, Answer(())).vulnerabilities
    if not any(coverage.canary.advisory in v.ids for v in found):
        return Failed(Reason.CANARY_MISSED, looked.tool.name, f"{'@'.join(canary)} was not found")
    data = f"{ecosystem} {coverage.data_date or 'starter'} {coverage.digest[:16]}"
    answers = {release: answer for release, answer in looked.answers.items() if release in used}
    return Looked(answers, replace(looked.tool, data=data))


def _audit(store: Store, releases: Sequence[Release]) -> Looked:
    from vetting.engines.supply_chain.pypi import audit

    answers, name, version = audit(store, releases)
    return Looked(answers, Tool(name, version))


def _ask(store: Store, ecosystem: str, releases: Iterable[Release]) -> Looked:
    answers = {}
    for name, version in releases:
        try:
            answers[name, version] = look_up(store, ecosystem, name, version)
        except BadVersion:
            continue  # a branch: it stays unexamined, and the scope says so
    return Looked(answers, Tool("osv-match", __version__))


def _outcome(
    check: Check,
    locked: Sequence[Component],
    unlocked: Sequence[Component],
    looked: Looked,
    doubts: Sequence[Doubt],
    sizes: Mapping[str, int],
) -> Outcome:
    uses: dict[Release, list[Component]] = {}
    for component in locked:
        uses.setdefault((component.name, component.version), []).append(component)
    near = Ancestry(locked).direct
    found = tuple(
        finding
        for release, answer in looked.answers.items()
        for finding in findings(check, uses[release], answer, looked.tool, near(release[0]))
    )
    if doubts and not found:
        return Failed(doubts[0].reason, looked.tool.name, doubts[0].detail)
    paths = {c.place.path for c in locked}
    scope = Scope(
        eligible=len(uses) + len({c.name for c in unlocked}),
        examined=0 if doubts else len(looked.answers),
        bytes=sum(sizes.get(path, 0) for path in paths),
        unit="packages",
        skipped=_skipped(locked, unlocked, looked, doubts),
    )
    return Ran(found, scope, looked.tool)


def _skipped(
    locked: Sequence[Component],
    unlocked: Sequence[Component],
    looked: Looked,
    doubts: Sequence[Doubt],
) -> tuple[Skip, ...]:
    """The files with a package that could not be judged, and those in doubt."""
    unknown = [c for c in locked if (c.name, c.version) not in looked.answers]
    skipped = {Skip(c.place.path, "package-without-release") for c in (*unknown, *unlocked)}
    for doubt in doubts:
        paths = [doubt.path] if doubt.path else {c.place.path for c in locked}
        skipped |= {Skip(path, doubt.reason.value) for path in paths}
    return tuple(sorted(skipped))

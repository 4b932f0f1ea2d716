"""A vendor's submissions in order: what was new, what went away, and how long it had stood. Pure."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from vetting.compare import fault_of
from vetting.model.history import (
    Application,
    Judged,
    Kind,
    Line,
    Named,
    NamedBy,
    Open,
    Seen,
    Vendor,
)
from vetting.model.outcome import NotApplicable, Ran
from vetting.model.report import Completeness, Report

_NOBODY = Named("", NamedBy.NOBODY)


def judged_of(
    report: Report, result: str, kind: Kind, *, vendor: str = "", application: str = ""
) -> Judged:
    """What the ledger keeps of a report; `vendor` and `application` are the reviewer's words."""
    said = report.declared
    blocking = {name for control in report.verdict.controls for name in control.blocking}
    looked = (c.id for c in report.checks if isinstance(c.outcome, Ran | NotApplicable))
    return Judged(
        kind=kind,
        result=result,
        tree=report.subject.tree,
        archive=report.subject.archive_sha256,
        application=_named(application, said.application if said else "", report.subject.name),
        vendor=_named(vendor, said.vendor if said else "", ""),
        version=said.version if said else "",
        overall=report.verdict.overall,
        completeness=report.completeness,
        as_of=report.basis.as_of,
        policy=report.basis.policy_id,
        tier=report.basis.tier,
        looked=tuple(looked),
        seen=tuple(
            Seen(f.fingerprint, _digest(fault_of(f)), f.check, f.fingerprint in blocking)
            for f in report.findings
        ),
    )


def _named(reviewer: str, manifest: str, file: str) -> Named:
    words = ((reviewer, NamedBy.REVIEWER), (manifest, NamedBy.MANIFEST), (file, NamedBy.FILE))
    return next((Named(word.strip(), by) for word, by in words if word.strip()), _NOBODY)


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]


def histories(
    rows: Sequence[Judged], states: Mapping[str, str] | None, today: date
) -> tuple[Vendor, ...]:
    """All vendors by name, from the judgements in the order in which they were made.

    Names are the same that differ in case and blanks alone. A decision or a second judgement
    belongs to the last submission of the same files. `states` are the lives by result digest, None
    where their log cannot be relied on.
    """
    kept: dict[str, dict[str, list[_Submission]]] = defaultdict(lambda: defaultdict(list))
    by_tree: dict[str, _Submission] = {}
    for row in rows:
        if row.kind is not Kind.SUBMITTED and row.tree in by_tree:
            by_tree[row.tree].later.append(row)
            continue
        one = by_tree[row.tree] = _Submission(row)
        kept[_key(row.vendor)][_key(row.application)].append(one)
    return tuple(
        Vendor(
            _last(one for made in apps.values() for one in made).vendor,
            tuple(_application(apps[name], states, today) for name in sorted(apps)),
        )
        for _, apps in sorted(kept.items())
    )


@dataclass
class _Submission:
    """A submission and what was judged of it later."""

    first: Judged
    later: list[Judged] = field(default_factory=list)

    @property
    def all(self) -> list[Judged]:
        return [self.first, *self.later]

    def state(self, states: Mapping[str, str] | None) -> str:
        if states is None:
            return "?"
        return next((states[j.result] for j in reversed(self.all) if j.result in states), "")


def _key(named: Named) -> str:
    return " ".join(named.name.casefold().split())


def _last(made: Iterable[_Submission]) -> Judged:
    return list(made)[-1].first


def _application(
    made: Sequence[_Submission], states: Mapping[str, str] | None, today: date
) -> Application:
    course = _Course()
    lines = tuple(
        replace(course.take(one.first), overall=one.all[-1].overall, state=one.state(states))
        for one in made
    )
    open_ = sorted(course.standing.values(), key=lambda one: (one[0], one[1].fingerprint))
    return Application(
        _last(made).application,
        lines,
        tuple(
            Open(seen.fingerprint, seen.check, seen.is_blocking, since, (today - since).days)
            for since, seen in open_
        ),
        tuple(course.mended),
    )


@dataclass
class _Course:
    """The findings that stand after each submission, and since when."""

    standing: dict[str, tuple[date, Seen]] = field(default_factory=dict)
    mended: list[int] = field(default_factory=list)

    def take(self, row: Judged) -> Line:
        """The next submission's line, and what stands after it."""
        line = Line(row, row.overall, "")
        if row.completeness is not Completeness.COMPLETE:
            return line
        now = {seen.fingerprint: seen for seen in row.seen}
        gone = {name: old for name, old in self.standing.items() if name not in now}
        after = {name: (self.standing[name][0], seen) for name, seen in now.items()
                 if name in self.standing}  # fmt: skip
        unchanged, moved = len(after), 0
        waiting: dict[str, list[str]] = defaultdict(list)
        for name, (_, seen) in gone.items():
            waiting[seen.fault].append(name)
        for name in sorted(now.keys() - after.keys()):
            since = row.as_of
            if waiting[now[name].fault]:
                since, _ = gone.pop(waiting[now[name].fault].pop(0))
                moved += 1
            after[name] = (since, now[name])
        unseen = {name: old for name, old in gone.items() if old[1].check not in row.looked}
        fixed = [row.as_of - old[0] for name, old in gone.items() if name not in unseen]
        self.mended += [stood.days for stood in fixed]
        self.standing = after | unseen
        return replace(line, new=len(now) - unchanged - moved, fixed=len(fixed), moved=moved,
                       unchanged=unchanged, unseen=len(unseen))  # fmt: skip

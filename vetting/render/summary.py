"""What every renderer shows first, picked and ordered in one place; nothing is judged here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from vetting.model.finding import Finding, order_key
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran
from vetting.model.policy import Stage
from vetting.model.record import Answered, Decision
from vetting.model.report import CheckResult, Completeness, OldReport, Report
from vetting.model.scale import Severity
from vetting.model.verdict import ControlResult, Status
from vetting.render.roots import Root, roots
from vetting.sandbox.job import Level

STATUS_ORDER = (
    Status.UNMET, Status.UNTESTED, Status.REVIEW, Status.MET, Status.NOT_APPLICABLE,
)  # fmt: skip
_SOUND = frozenset(level.value for level in Level if level.is_sound)


@dataclass(frozen=True, slots=True)
class Group:
    """All findings of one check, worst first; never empty. `blocking` counts those that fail."""

    check: CheckResult
    findings: tuple[Finding, ...]
    blocking: int

    @property
    def worst(self) -> Severity:
        """The heaviest severity among them."""
        return self.findings[0].severity


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: a change that removes several findings, or all else of one check.

    `findings` is never empty, the worst first; `check` is that of the first.
    """

    check: CheckResult
    findings: tuple[Finding, ...]
    blocking: int
    root: Root | None = None

    @property
    def worst(self) -> Severity:
        """The heaviest severity among them."""
        return self.findings[0].severity

    @property
    def places(self) -> int:
        """How many places are to be changed."""
        return self.root.places if self.root else len(self.findings)


@dataclass(frozen=True)
class Summary:
    """Ordered views of a report."""

    report: Report

    @cached_property
    def blocking(self) -> frozenset[str]:
        """Fingerprints of the findings that make some control unmet."""
        controls = self.report.verdict.controls
        return frozenset(name for control in controls for name in control.blocking)

    @cached_property
    def answers(self) -> Mapping[str, Answered]:
        """The vendor's answers by the fingerprint of the finding."""
        return {answer.fingerprint: answer for answer in self.report.verdict.answers}

    @cached_property
    def waivers(self) -> Mapping[str, tuple[Decision, ...]]:
        """The waivers, those too that do not count, by the fingerprints they name."""
        found: dict[str, list[Decision]] = {}
        for decision in self.report.verdict.decisions:
            for name in decision.about if decision.kind == "waiver" else ():
                found.setdefault(name, []).append(decision)
        return {name: tuple(rows) for name, rows in found.items()}

    @cached_property
    def decisions_by_id(self) -> Mapping[str, Decision]:
        """All decisions by their ids."""
        return {decision.id: decision for decision in self.report.verdict.decisions}

    @cached_property
    def firm_citations(self) -> int:
        """How many controls cite an article that was compared with the official text."""
        return sum(item.control.citation.is_firm for item in self.report.verdict.controls)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Findings by check: the checks that block first, then by severity and number."""
        groups = []
        for check in self.report.checks:
            if isinstance(check.outcome, Ran) and check.outcome.findings:
                found = tuple(sorted(check.outcome.findings, key=order_key))
                blocking = sum(finding.fingerprint in self.blocking for finding in found)
                groups.append(Group(check, found, blocking))
        key = lambda g: (-min(g.blocking, 1), -g.worst, -len(g.findings), g.check.id)  # noqa: E731
        return tuple(sorted(groups, key=key))

    @cached_property
    def group_of(self) -> Mapping[str, Group]:
        """Groups by check id."""
        return {group.check.id: group for group in self.groups}

    @cached_property
    def roots(self) -> tuple[Root, ...]:
        """The changes that remove several findings at once; those that block first."""
        key = lambda r: (not self._blocking(r.findings), -r.findings[0].severity, -len(r.findings))  # noqa: E731
        return tuple(sorted(roots(self.report.findings), key=key))

    @cached_property
    def root_of(self) -> Mapping[int, int]:
        """The place in `roots` of the change that removes a finding, by the finding's identity."""
        return {id(f): number for number, root in enumerate(self.roots) for f in root.findings}

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """What is to be done, in the order of `groups`; each finding is in one task."""
        check_of = {id(found): group.check for group in self.groups for found in group.findings}
        made = [
            Task(check_of[id(root.findings[0])], root.findings, self._blocking(root.findings), root)
            for root in self.roots
        ]
        for group in self.groups:
            left = tuple(f for f in group.findings if id(f) not in self.root_of)
            if left:
                made.append(Task(group.check, left, self._blocking(left)))
        key = lambda t: (-min(t.blocking, 1), -t.worst, -len(t.findings), t.check.id)  # noqa: E731
        return tuple(sorted(made, key=key))

    def _blocking(self, findings: Iterable[Finding]) -> int:
        return sum(finding.fingerprint in self.blocking for finding in findings)

    @cached_property
    def controls(self) -> tuple[ControlResult, ...]:
        """Controls by status, the unmet ones first, in the policy's order within."""
        rank = {status: place for place, status in enumerate(STATUS_ORDER)}
        return tuple(sorted(self.report.verdict.controls, key=lambda c: rank[c.status]))

    @cached_property
    def status_counts(self) -> Mapping[Status, int]:
        """How many controls have each status, in the order of `STATUS_ORDER`."""
        every = [control.status for control in self.report.verdict.controls]
        return {status: every.count(status) for status in STATUS_ORDER}

    @cached_property
    def failures(self) -> Mapping[str, Failed]:
        """The outcomes of the checks that should have run and could not, by check id."""
        return {
            check.id: check.outcome
            for check in self.report.checks
            if isinstance(check.outcome, Failed)
        }

    def failures_of(self, control: ControlResult) -> list[tuple[str, Failed]]:
        """Check id and failure of each check that this control waits for."""
        ids = control.control.checks
        return [(name, self.failures[name]) for name in ids if name in self.failures]

    def undecided(self) -> list[ControlResult]:
        """Controls that nobody could decide: untested ones, then those for a reviewer."""
        return [c for c in self.controls if c.status in (Status.UNTESTED, Status.REVIEW)]

    @property
    def is_provisional(self) -> bool:
        """Whether the walls were too weak to support a verdict; an unknown level is weak."""
        return self.report.basis.sandbox not in _SOUND

    @property
    def banners(self) -> tuple[str, ...]:
        """Keys of `banner.*` that must stand above everything else; usually none."""
        marks = []
        if self.report.completeness is Completeness.REFUSED:
            marks.append("refused")
        if self.report.completeness is Completeness.INTERRUPTED:
            marks.append("interrupted")
        if self.is_provisional and self.report.completeness is not Completeness.REFUSED:
            marks.append("provisional")
        return tuple(marks)


def declared(report: Report) -> str:
    """What `vet.yaml` says the application is, on one line; "" where nothing is said."""
    said = report.declared
    if said is None:
        return ""
    named = f"{said.application} {said.version}".strip()
    return " · ".join(word for word in (named, said.vendor, said.office) if word)


def older(report: Report) -> tuple[int, str] | None:
    """The number of an older schema and the fields that it could not state; None for today's."""
    if not isinstance(report, OldReport):
        return None
    return report.schema, ", ".join(report.unstated) or "-"


def is_noted_only(control: ControlResult) -> bool:
    """Whether the policy merely observes this control, so that it cannot fail a run."""
    return control.control.is_announced or control.control.stage is Stage.OBSERVE


def tools(checks: Iterable[CheckResult]) -> tuple[tuple[str, str, str], ...]:
    """Name, version and data of each tool that ran, once, sorted."""
    used = {check.outcome.tool for check in checks if isinstance(check.outcome, Ran)}
    return tuple(sorted((tool.name, tool.version, tool.data) for tool in used))


def state(outcome: Outcome) -> str:
    """The key of `outcome.*` in the locales."""
    if isinstance(outcome, Ran):
        return "ran"
    if isinstance(outcome, Failed):
        return "failed"
    return "not-applicable" if isinstance(outcome, NotApplicable) else "not-run"

"""Two reports side by side: what is new, fixed, still there or moved, and on what they rest."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vetting.model.finding import Finding
from vetting.model.outcome import NotApplicable, Ran
from vetting.model.report import Basis, Report

_BASIS = ("vet_version", "policy_id", "policy_digest", "content_digest", "tier", "as_of", "sandbox")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that stands otherwise in the two: its name, and how it stood and stands."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the findings, from `before` to `after`.

    Each finding of `after` is in exactly one of `new`, `unchanged` and `moved` (pairs of then
    and now), each of `before` in one of `fixed`, `unchanged` and `moved`. A finding has moved
    when the same fault of the same check lies in another file. `unseen` are findings of checks
    that the later run did not make: they are not fixed, they were not looked for. `blocking` are
    the fingerprints that count against a control of `after`.
    """

    overall: Change
    new: tuple[Finding, ...]
    fixed: tuple[Finding, ...]
    unseen: tuple[Finding, ...]
    unchanged: tuple[Finding, ...]
    moved: tuple[tuple[Finding, Finding], ...]
    controls: tuple[Change, ...]
    basis: tuple[Change, ...]
    blocking: tuple[str, ...]

    @property
    def new_blocking(self) -> tuple[Finding, ...]:
        """The new findings that count against a control."""
        counting = set(self.blocking)
        return tuple(finding for finding in self.new if finding.fingerprint in counting)

    @property
    def is_same_tree_and_result(self) -> bool:
        """Whether nothing at all is different."""
        moves = (self.new, self.fixed, self.unseen, self.moved, self.controls)
        return not any(moves) and self.overall.before == self.overall.after


def compare(before: Report, after: Report) -> Comparison:
    """What changed between two reports of one application."""
    old = {finding.fingerprint: finding for finding in before.findings}
    now = {finding.fingerprint: finding for finding in after.findings}
    gone = [finding for name, finding in old.items() if name not in now]
    come = [finding for name, finding in now.items() if name not in old]
    moved = _moved(gone, come)
    left = {then.fingerprint for then, _ in moved}
    arrived = {later.fingerprint for _, later in moved}
    gone = [finding for finding in gone if finding.fingerprint not in left]
    looked = {check.id for check in after.checks if isinstance(check.outcome, Ran | NotApplicable)}
    return Comparison(
        overall=Change("verdict", str(before.verdict.overall), str(after.verdict.overall)),
        new=tuple(finding for finding in come if finding.fingerprint not in arrived),
        fixed=tuple(finding for finding in gone if finding.check in looked),
        unseen=tuple(finding for finding in gone if finding.check not in looked),
        unchanged=tuple(finding for name, finding in now.items() if name in old),
        moved=tuple(moved),
        controls=_controls(before, after),
        basis=_basis(before.basis, after.basis),
        blocking=tuple(
            sorted({name for control in after.verdict.controls for name in control.blocking})
        ),
    )


def _moved(gone: Iterable[Finding], come: Iterable[Finding]) -> list[tuple[Finding, Finding]]:
    """Pairs of equal faults in different files, in the order of place."""
    waiting: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in sorted(gone, key=lambda one: one.place):
        waiting[fault_of(finding)].append(finding)
    pairs = []
    for finding in sorted(come, key=lambda one: one.place):
        same = waiting[fault_of(finding)]
        if same and finding.anchor:
            pairs.append((same.pop(0), finding))
    return pairs


def fault_of(finding: Finding) -> tuple[str, str, str]:
    """What is equal of the same fault in another file."""
    return (finding.check, finding.rule, " ".join(finding.anchor.split()))


def _controls(before: Report, after: Report) -> tuple[Change, ...]:
    """Controls whose status is another, or that only one of the two has."""
    old = {item.control.id: str(item.status) for item in before.verdict.controls}
    now = {item.control.id: str(item.status) for item in after.verdict.controls}
    return tuple(
        Change(name, old.get(name, ""), now.get(name, ""))
        for name in sorted(old.keys() | now.keys())
        if old.get(name) != now.get(name)
    )


def _basis(before: Basis, after: Basis) -> tuple[Change, ...]:
    """What the two runs were made with that could explain another result."""
    pairs = ((name, str(getattr(before, name)), str(getattr(after, name))) for name in _BASIS)
    return tuple(Change(*pair) for pair in pairs if pair[1] != pair[2])

"""(policy, facts, checks) → plan: what applies, and why the rest does not. Does no I/O."""

from collections.abc import Mapping
from dataclasses import dataclass

from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.outcome import NotApplicable
from vetting.model.policy import Policy
from vetting.model.text import Text


@dataclass(frozen=True, slots=True)
class Planned:
    """A check that will run, and how many files make it relevant (0: the whole tree)."""

    check: Check
    files: int


@dataclass(frozen=True)
class Plan:
    """Checks to run by engine, and the checks that do not apply with the reason."""

    engines: Mapping[str, tuple[Planned, ...]]
    not_applicable: Mapping[str, NotApplicable]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that will run, sorted by id."""
        planned = [item.check for items in self.engines.values() for item in items]
        return tuple(sorted(planned, key=lambda check: check.id))


def plan(policy: Policy, facts: Facts, checks: Mapping[str, Check]) -> Plan:
    """Every check that serves a control of the policy is either planned or explained."""
    engines: dict[str, list[Planned]] = {}
    absent: dict[str, NotApplicable] = {}
    for name in policy.checks:
        check = checks[name]
        applies = check.applies_to
        files = facts.files(languages=applies.languages, kinds=applies.kinds)
        if files or not (applies.languages or applies.kinds):
            engines.setdefault(check.engine, []).append(Planned(check, len(files)))
        else:
            absent[name] = _absent(check)
    return Plan({name: tuple(items) for name, items in sorted(engines.items())}, absent)


def _absent(check: Check) -> NotApplicable:
    wanted = ", ".join((*check.applies_to.languages, *check.applies_to.kinds))
    return NotApplicable(
        Text("Tidak ada berkas jenis: {wanted}.", "No file of the kinds: {wanted}.").format(
            wanted=wanted
        )
    )


def without(planned: Plan, done: Mapping[str, object]) -> Plan:
    """The plan less the checks that have an outcome already."""
    engines = {
        name: left
        for name, items in planned.engines.items()
        if (left := tuple(item for item in items if item.check.id not in done))
    }
    absent = {name: why for name, why in planned.not_applicable.items() if name not in done}
    return Plan(engines, absent)

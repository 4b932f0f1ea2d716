"""What semgrep is asked, process by process: which rules of which files, the heaviest first.

Semgrep has no way to spare a file one rule and not the next, and a rule that follows flows costs
much, also in a file where it cannot match. So files that hold the words of the same rules go
together. On OpenSID that asks a third of what one process a language would.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vetting.engines.base import Bench
from vetting.engines.semgrep.reading import Reading, read_through
from vetting.engines.semgrep.rules import Rule, rules_of
from vetting.engines.semgrep.targets import Plan, Target, asks, plan
from vetting.model.check import Check
from vetting.model.tree import Tree

# What a pass costs, in search rules times megabytes of code, about 0.05 s each: measured on
# slims9, a rule that follows flows takes some 40 times as long on the same file. A pass that
# costs more than a part is shared out, in at most four parts for each that may run at once: so
# no core waits long for the last one. A process of its own costs 0.3 s; files that are not worth
# it are asked together with others, for the rules of all of them.
FLOW_COST = 40
PART_COST = 250
PROCESS_COST = 6
MOST_PILES = 64
PARTS_A_JOB = 4
_MEGABYTE = 1e6

Rules = Mapping[str, Sequence[Rule]]
"""Rules by check."""


@dataclass(frozen=True)
class Pass:
    """One process: its rules and its files.

    `family` are the rules of which these were chosen. The others cannot match in these files, so
    what semgrep says is what it would say for all.
    """

    rules: Rules
    made: Plan
    family: Rules

    def cost(self, tree: Tree) -> float:
        """Search rules times megabytes."""
        weight = sum(map(_weight, _every(self.rules)))
        return _megabytes(self.made.targets, tree) * weight


def passes(checks: Sequence[Check], tree: Tree, bench: Bench) -> list[Pass]:
    """All there is to ask for these checks."""
    families = _families(checks)
    asked = [asks([c for c in checks if c.id in rules], rules, bench.facts) for rules in families]
    reading = read_through((ask for of in asked for one in of.values() for ask in one), tree)
    made: list[Pass] = []
    for rules, of in zip(families, asked, strict=True):
        whole = Pass(rules, plan(of, reading, tree, bench.facts), rules)
        for one in _by_rules(whole, reading, tree):
            made += _shared(one, tree, bench.jobs * PARTS_A_JOB)
    return sorted(made, key=lambda one: -one.cost(tree))


def _families(checks: Sequence[Check]) -> list[Rules]:
    """Rules that look everywhere, and those of the same languages that look where a word is."""
    families: dict[tuple[str, ...], dict[str, list[Rule]]] = {}
    for check in checks:
        for rule in rules_of(check):
            if rule.flow is not None:
                continue
            key = tuple(sorted(rule.languages)) if rule.only_with else ()
            families.setdefault(key, {}).setdefault(check.id, []).append(rule)
    return list(families.values())


def _by_rules(whole: Pass, reading: Reading, tree: Tree) -> Iterator[Pass]:
    """The pass as one without files, which tells what is skipped, and those that do the work."""
    everywhere = whole.made.passed_over | set(whole.made.needed)
    yield replace(whole, made=replace(whole.made, targets=(), passed_over=everywhere))
    alike: dict[frozenset[str], list[Target]] = {}
    for target in whole.made.targets:
        able = frozenset(
            rule.id
            for rule in _every(whole.family)
            if reading.may_match(target.path, rule.only_with)
        )
        alike.setdefault(able, []).append(target)
    weights = {rule.id: _weight(rule) for rule in _every(whole.family)}
    piles = [_Pile(able, targets, _megabytes(targets, tree)) for able, targets in alike.items()]
    for pile in _merged(sorted(piles, key=lambda one: -one.cost(weights)), weights):
        yield _chosen(whole, pile.names, pile.targets, everywhere)


@dataclass(frozen=True, slots=True)
class _Pile:
    """Files that are asked about together, the names of their rules, and their megabytes."""

    names: frozenset[str]
    targets: list[Target]
    size: float

    def cost(self, weights: Mapping[str, int], other: "_Pile | None" = None) -> float:
        """What it costs, alone or together with another."""
        names = self.names | other.names if other else self.names
        return (self.size + (other.size if other else 0)) * sum(weights[name] for name in names)


def _merged(piles: Sequence[_Pile], weights: Mapping[str, int]) -> list[_Pile]:
    """The piles, the dearest first, with those not worth a process put to where they add least."""
    kept: list[_Pile] = []
    for pile in piles:
        added = [one.cost(weights, pile) - one.cost(weights) for one in kept]
        if len(kept) < MOST_PILES and min(added, default=math.inf) > PROCESS_COST:
            kept.append(pile)
            continue
        at = added.index(min(added))
        one = kept[at]
        one.targets.extend(pile.targets)
        kept[at] = replace(one, names=one.names | pile.names, size=one.size + pile.size)
    return kept


def _chosen(
    whole: Pass, names: frozenset[str], targets: Sequence[Target], everywhere: frozenset[str]
) -> Pass:
    chosen = {check: [r for r in of if r.id in names] for check, of in whole.family.items()}
    rules = {check: of for check, of in chosen.items() if of}
    passed_over = everywhere - {target.path for target in targets}
    return Pass(rules, Plan(tuple(targets), {}, passed_over), whole.family)


def _shared(one: Pass, tree: Tree, most: int) -> list[Pass]:
    parts = min(math.ceil(one.cost(tree) / PART_COST), most)
    return [replace(one, made=share) for share in one.made.shared(tree, parts)] or [one]


def _every(rules: Rules) -> Iterator[Rule]:
    return (rule for of_check in rules.values() for rule in of_check)


def _weight(rule: Rule) -> int:
    return FLOW_COST if rule.follows else 1


def _megabytes(targets: Sequence[Target], tree: Tree) -> float:
    return sum(tree.manifest.sizes[target.path] for target in targets) / _MEGABYTE

"""Laying a policy over the one it extends: it may tighten, and nothing else."""

from collections.abc import Mapping
from dataclasses import fields, replace

from vetting.content import bad_content
from vetting.model.codec import to_plain
from vetting.model.policy import (
    DecisionRules,
    Floor,
    IntakeLimits,
    Mode,
    Party,
    Stage,
    Tier,
    WhenAbsent,
)
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.policy.source import Need, Rule, Source

# From the laxest to the strictest.
_STRICTER: Mapping[str, tuple[object, ...]] = {
    "mode": (Mode.AUTOMATED, Mode.PARTIAL, Mode.MANUAL),
    "stage": (Stage.OBSERVE, Stage.WARN, Stage.BLOCK),
}


def _loosens(over: Source, line: int, what: str) -> None:
    raise bad_content(over.path, line, f"'{what}' melonggarkan '{over.extends}'",
                      f"'{what}' loosens '{over.extends}'")  # fmt: skip


DEFAULT_LIMITS: Mapping[str, object] = {
    "data-max-age-days": 30,
    "blocking-confidence": Confidence.HIGH,
    "reviews-at": Severity.MEDIUM,
    "conditional-is-pass": False,
    "accessibility-engines": 2,
}
DEFAULT_INTAKE: Mapping[str, int] = to_plain(IntakeLimits())
DEFAULT_DECISIONS: Mapping[str, object] = {
    field.name.replace("_", "-"): getattr(DecisionRules(), field.name)
    for field in fields(DecisionRules)
}
DEFAULT_BLOCKS_AT: Mapping[Tier, Severity] = {
    Tier.RENDAH: Severity.CRITICAL,
    Tier.TINGGI: Severity.HIGH,
    Tier.STRATEGIS: Severity.HIGH,
}


def with_defaults(source: Source) -> Source:
    """The source with all that it leaves unsaid said, so that an overlay has a measure."""
    return replace(
        source,
        default_tier=source.default_tier or Tier.TINGGI,
        limits={**DEFAULT_LIMITS, **source.limits},
        intake={**DEFAULT_INTAKE, **source.intake},
        decisions={**DEFAULT_DECISIONS, **source.decisions},
        blocks_at={**DEFAULT_BLOCKS_AT, **source.blocks_at},
        documents={kind: _said(need) for kind, need in source.documents.items()},
        rules={name: _completed(source, rule) for name, rule in source.rules.items()},
    )


def _said(need: Need) -> Need:
    return replace(
        need,
        by=need.by or Party.VENDOR,
        tier=need.tier or Tier.RENDAH,
        months=need.months or 0,
        names_version=bool(need.names_version),
    )


def _completed(source: Source, rule: Rule) -> Rule:
    return replace(
        rule,
        mode=rule.mode or (Mode.AUTOMATED if rule.checks else Mode.MANUAL),
        stage=rule.stage or Stage.BLOCK,
        tier=rule.tier or Tier.RENDAH,
        blocks_at={**DEFAULT_BLOCKS_AT, **source.blocks_at, **rule.blocks_at},
    )


def lay_over(base: Source, over: Source) -> Source:
    """The two as one source, `base` having its defaults; raises BadContent at the first thing that would loosen."""
    return replace(
        over,
        extends=None,
        default_tier=_tier(base, over),
        limits=_limits(base, over),
        intake=_intake(base, over),
        decisions=_decisions(base, over),
        blocks_at=_thresholds(over, 1, base.blocks_at, over.blocks_at),
        floors=_floors(base, over),
        documents=_documents(base, over),
        rules=_rules(base, over),
        left_out=_left_out(base, over),
    )


def _tier(base: Source, over: Source) -> Tier | None:
    if over.default_tier and base.default_tier and over.default_tier.rank < base.default_tier.rank:
        _loosens(over, 1, "default-tier")
    return over.default_tier or base.default_tier


def _limits(base: Source, over: Source) -> dict[str, object]:
    for key, value in over.limits.items():
        before = base.limits.get(key)
        # A greater age, a greater severity or confidence, and "true" each let more through, and
        # so do fewer engines.
        less = key == "accessibility-engines"
        if before is not None and (value < before if less else value > before):
            _loosens(over, over.lines[key], key)
    return {**base.limits, **over.limits}


def _intake(base: Source, over: Source) -> dict[str, int]:
    for key, value in over.intake.items():
        if value > base.intake[key]:
            _loosens(over, over.lines[key], f"intake {key}")
    return {**base.intake, **over.intake}


def _decisions(base: Source, over: Source) -> dict[str, object]:
    """People may decide less than the base lets them, for a shorter time, seen by more eyes."""
    for key, value in over.decisions.items():
        before = base.decisions[key]
        if key == "unwaivable":
            looser = not set(before) <= set(value)
        elif key == "reasons":
            looser = not set(value) <= set(before)
        else:
            looser = value < before if key == "four-eyes" else value > before
        if looser:
            _loosens(over, over.lines[key], f"decisions {key}")
    return {**base.decisions, **over.decisions}


def _thresholds(
    over: Source, line: int, before: Mapping[Tier, Severity], after: Mapping[Tier, Severity]
) -> dict[Tier, Severity]:
    old, new = dict(before), dict(after)
    for tier, severity in new.items():
        if tier in old and severity > old[tier]:
            _loosens(over, line, f"blocks-at {tier}")
    return {**old, **new}


def _floors(base: Source, over: Source) -> dict[str, Floor]:
    for name, floor in over.floors.items():
        old = base.floors.get(name)
        if old is None:
            continue
        weaker = old.when_absent is WhenAbsent.INCONCLUSIVE and floor.when_absent != old.when_absent
        if floor.coverage < old.coverage or weaker:
            _loosens(over, 1, f"floors {name}")
    return {**base.floors, **{n: _blinded(f, base.floors.get(n)) for n, f in over.floors.items()}}


def _left_out(base: Source, over: Source) -> dict[str, Text]:
    """Reasons of both; what the base asks is never left out, and what is used no longer is."""
    for name in over.left_out:
        if name in base.rules:
            _loosens(over, 1, f"left-out {name}")
    both = {**base.left_out, **over.left_out}
    return {name: why for name, why in both.items() if name not in over.rules}


def _documents(base: Source, over: Source) -> dict[str, Need]:
    """More documents, of more tiers, younger, and naming the version: never the other way."""
    needs = dict(base.documents)
    for kind, need in over.documents.items():
        needs[kind] = _needed(over, needs[kind], need) if kind in needs else _said(need)
    return needs


def _needed(over: Source, old: Need, new: Need) -> Need:
    whole = Need(
        kind=new.kind,
        line=new.line,
        by=new.by or old.by,
        tier=new.tier or old.tier,
        months=old.months if new.months is None else new.months,
        names_version=old.names_version if new.names_version is None else new.names_version,
    )
    before, after = _said(old), _said(whole)
    is_older = before.months and not 0 < (after.months or 0) <= before.months
    if (
        is_older
        or (before.names_version and not after.names_version)
        or (before.tier and after.tier and after.tier.rank > before.tier.rank)
    ):
        _loosens(over, new.line, f"documents {new.kind}")
    return after


def _blinded(floor: Floor, old: Floor | None) -> Floor:
    """The floor with the blinding checks of both: an overlay adds some and drops none."""
    checks = {*floor.blinded_by, *(old.blinded_by if old else ())}
    return replace(floor, blinded_by=tuple(sorted(checks)))


def _rules(base: Source, over: Source) -> dict[str, Rule]:
    rules = dict(base.rules)
    for name, rule in over.rules.items():
        rules[name] = _rule(over, rules[name], rule) if name in rules else _completed(over, rule)
    return {name: _tightened(rule, over.blocks_at) for name, rule in rules.items()}


def _tightened(rule: Rule, bounds: Mapping[Tier, Severity]) -> Rule:
    """The overlay's general thresholds hold for every control that was laxer."""
    lowest = {tier: min(at, bounds.get(tier, at)) for tier, at in rule.blocks_at.items()}
    return replace(rule, blocks_at=lowest)


def _rule(over: Source, old: Rule, new: Rule) -> Rule:
    for what, order in _STRICTER.items():
        before, after = getattr(old, what), getattr(new, what)
        if before and after and order.index(after) < order.index(before):
            _loosens(over, new.line, f"{new.id} {what}")
    if new.tier and old.tier and new.tier.rank > old.tier.rank:
        _loosens(over, new.line, f"{new.id} tier")
    return Rule(
        id=new.id,
        line=new.line,
        mode=new.mode or old.mode,
        stage=new.stage or old.stage,
        tier=new.tier or old.tier,
        blocks_at=_thresholds(over, new.line, old.blocks_at, new.blocks_at),
        checks=tuple(sorted({*old.checks, *new.checks})),
        guidance=new.guidance or old.guidance,
    )

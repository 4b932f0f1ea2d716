"""One policy for one tier and one day, ready to judge by."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date

from vetting.content import Content, bad_content
from vetting.model.codec import to_plain
from vetting.model.policy import (
    Citation,
    Control,
    DecisionRules,
    DocumentRule,
    Floor,
    IntakeLimits,
    Mode,
    Party,
    Policy,
    Stage,
    Tier,
)
from vetting.model.text import Text
from vetting.policy.catalogue import Requirement, requirements
from vetting.policy.overlay import lay_over, with_defaults
from vetting.policy.source import Rule, Source, find, read

_MAX_DEPTH = 8


def resolve(content: Content, name: str, tier: Tier | None, as_of: date) -> Policy:
    """The policy called `name` (or at that path) for a tier; the policy's default if None.

    Controls of heavier tiers are left out, those out of force too; a control whose law comes
    into force after `as_of` is announced: observed, never enforced. Raises BadContent.
    """
    catalogue = requirements(content)
    source = _source(content, name, catalogue)
    chosen = tier or source.default_tier or Tier.TINGGI
    controls = tuple(
        _control(source, rule, catalogue[rule.id], chosen, as_of)
        for rule in sorted(source.rules.values(), key=lambda rule: rule.id)
        if (rule.tier or Tier.RENDAH).rank <= chosen.rank
        and not _is_over(catalogue[rule.id].citation, as_of)
    )
    if not controls:
        raise bad_content(source.path, 1, "tidak ada satu kendali pun", "there is not one control")
    policy = _policy(source, chosen, controls)
    return _sealed(policy)


def reasons_left_out(content: Content, name: str) -> Mapping[str, Text]:
    """Why the policy does not ask some requirements of the catalogue, by their ids."""
    return _source(content, name, requirements(content)).left_out


def undecided(content: Content, name: str) -> tuple[str, ...]:
    """Requirements of the catalogue that the policy neither asks nor gives a reason to leave out."""
    known = requirements(content)
    source = _source(content, name, known)
    return tuple(sorted(set(known) - set(source.rules) - set(source.left_out)))


def _source(content: Content, name: str, catalogue: Mapping[str, Requirement]) -> Source:
    known_checks, known_controls = frozenset(content.checks), frozenset(catalogue)
    chain: list[Source] = []
    following: str | None = name
    while following:
        if len(chain) == _MAX_DEPTH:
            raise bad_content(chain[-1].path, 1, "'extends' terlalu panjang atau berputar",
                              "'extends' is too long or runs in a circle")  # fmt: skip
        chain.append(read(find(content, following), known_checks, known_controls))
        following = chain[-1].extends
    source = with_defaults(chain.pop())
    while chain:
        source = lay_over(source, chain.pop())
    return source


def _is_over(citation: Citation, as_of: date) -> bool:
    return citation.effective_to is not None and citation.effective_to < as_of


def _control(
    source: Source, rule: Rule, requirement: Requirement, tier: Tier, as_of: date
) -> Control:
    mode = rule.mode or Mode.MANUAL
    if mode is not Mode.MANUAL and not rule.checks:
        raise bad_content(source.path, rule.line, f"'{rule.id}' tanpa cek harus 'manual'",
                          f"'{rule.id}' has no checks: it must be 'manual'")  # fmt: skip
    start = requirement.citation.effective_from
    announced = start is not None and start > as_of
    return Control(
        id=rule.id,
        title=requirement.title,
        citation=requirement.citation,
        mode=mode,
        stage=Stage.OBSERVE if announced else rule.stage or Stage.BLOCK,
        checks=rule.checks,
        blocks_at=rule.blocks_at[tier],
        guidance=rule.guidance,
        is_announced=announced,
    )


def _policy(source: Source, tier: Tier, controls: tuple[Control, ...]) -> Policy:
    floors: tuple[Floor, ...] = tuple(source.floors[name] for name in sorted(source.floors))
    limits = source.limits
    return Policy(
        id=source.id,
        version=source.version,
        title=source.title,
        tier=tier,
        controls=controls,
        floors=floors,
        max_data_age_days=limits["data-max-age-days"],
        blocking_confidence=limits["blocking-confidence"],
        reviews_at=limits["reviews-at"],
        conditional_is_pass=limits["conditional-is-pass"],
        accessibility_engines=limits["accessibility-engines"],
        digest="",
        documents=_documents(source, tier),
        intake=IntakeLimits(**{key.replace("-", "_"): n for key, n in source.intake.items()}),
        decisions=DecisionRules(
            **{key.replace("-", "_"): v for key, v in source.decisions.items()}
        ),
    )


def _documents(source: Source, tier: Tier) -> tuple[DocumentRule, ...]:
    return tuple(
        DocumentRule(kind, need.by or Party.VENDOR, need.months or 0, bool(need.names_version))
        for kind, need in sorted(source.documents.items())
        if (need.tier or Tier.RENDAH).rank <= tier.rank
    )


def _sealed(policy: Policy) -> Policy:
    """The policy with the digest of all that it says: what judges, not how it is written."""
    plain = json.dumps(to_plain(policy), sort_keys=True, ensure_ascii=False)
    values = {name: getattr(policy, name) for name in Policy.__slots__}
    values["digest"] = hashlib.sha256(plain.encode()).hexdigest()
    return Policy(**values)

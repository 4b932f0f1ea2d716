"""A check that serves no control at any tier is named; one that waits for a higher tier is not."""

from dataclasses import replace
from datetime import date

from vetting.content import load
from vetting.model.policy import Tier
from vetting.policy import resolve
from vetting.policy.lint import unused


def test_only_what_no_tier_uses_is_unused():
    content = load()
    tiers = [resolve(content, "baseline", tier, date(2026, 11, 24)) for tier in Tier]
    assert unused(tiers, content.checks) == ()
    assert "accessibility/contrast" in [one.where for one in unused(tiers[:1], content.checks)]
    bare = [replace(policy, controls=()) for policy in tiers]
    assert {one.where for one in unused(bare, content.checks)} == {
        name for name, check in content.checks.items() if check.maturity != "deprecated"
    }

"""A vendor must not be able to stop the scan with one crafted file."""

import time

import pytest

from vetting import content
from vetting.engines.files.matching import File, Matcher
from vetting.engines.files.rules import load
from vetting.engines.words import Words

RULES = [
    rule
    for check in content.load().checks.values()
    if check.engine == "files"
    for rule in load(check)
]
SIZE = 8_000


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.check.id}:{rule.id}")
def test_repetitions_take_no_more_than_linear_time(rule):
    words = [*rule.plain.get("needs", ()), str(rule.plain["canary"].get("text", "x"))[:40]]
    matcher = Matcher(rule.plain)
    for seed in ("\n", " ", "a ", "'", "(", *words[:3], words[-1]):
        file = File(
            rule.plain["canary"]["path"], (seed * SIZE)[:SIZE].encode(), Words(matcher.words)
        )
        began = time.process_time()
        matcher.hits(file)
        # Linear patterns need about 10 ms; quadratic ones needed 2 to 8 seconds.
        assert time.process_time() - began < 4, repr(seed)

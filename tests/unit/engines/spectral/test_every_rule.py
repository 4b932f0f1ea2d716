"""Every rule on contracts is broken by a bad document of its own check, and kept by a good one."""

from collections import defaultdict

from tests.content import harness
from vetting.engines.spectral import Spectral
from vetting.engines.spectral.rules import load
from vetting.model.outcome import Ran
from vetting.sandbox import open_sandbox


def test_every_rule_has_a_bad_and_a_good_document(tmp_path):
    cases = [case for case in harness.cases() if case.check.engine == "spectral"]
    tree = harness.laid_out(cases, tmp_path)
    checks = list({case.check.id: case.check for case in cases}.values())
    outcomes = Spectral().run(checks, tree, harness.bench_of(tree, open_sandbox(), tmp_path))
    broken, kept = defaultdict(set), defaultdict(set)
    for case in cases:
        outcome = outcomes[case.check.id]
        assert isinstance(outcome, Ran), outcome
        hit = {f.rule for f in outcome.findings if f.place.path.startswith(f"{case.name}/")}
        (broken if case.is_bad else kept)[case.check.id] |= hit
    rules = {check.id: {rule.id for rule in load(check).rules} for check in checks}
    unproved = {
        name: sorted(missing) for name, own in rules.items() if (missing := own - broken[name])
    }
    assert unproved == {}
    assert not any(kept[name] & own for name, own in rules.items())

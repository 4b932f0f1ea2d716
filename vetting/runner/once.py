"""One fault is told surely by one check: the general one gives way to the one that knows more."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from vetting.model.check import Check
from vetting.model.finding import Finding
from vetting.model.outcome import Outcome, Ran
from vetting.model.scale import Confidence
from vetting.model.text import Text

_TOLD = Text(
    "{text} Baris ini sudah dilaporkan oleh cek {check}.",
    "{text} The check {check} tells this line already.",
)


def told_once(outcomes: Mapping[str, Outcome], checks: Iterable[Check]) -> dict[str, Outcome]:
    """The outcomes, with findings on a line that a check which they yield to tells as surely.

    `yields` in `check.yaml` names, for a rule, the checks that know more of the same fault. Such a
    finding stays with medium confidence, so that the controls of its check are still reviewed.
    """
    given = dict(outcomes)
    for check in checks:
        outcome = given.get(check.id)
        if isinstance(outcome, Ran) and (yields := check.settings.get("yields")):
            told = {rule: _places(given, names) for rule, names in yields.items()}
            findings = (_weighed(one, told.get(one.rule, {})) for one in outcome.findings)
            given[check.id] = replace(outcome, findings=tuple(findings))
    return given


def _places(
    outcomes: Mapping[str, Outcome], checks: Iterable[str]
) -> dict[tuple[str, int], tuple[Confidence, str]]:
    """The lines that these checks tell, each with how surely and by which of them."""
    found: dict[tuple[str, int], tuple[Confidence, str]] = {}
    for name in checks:
        outcome = outcomes.get(name)
        for one in outcome.findings if isinstance(outcome, Ran) else ():
            at = (one.place.path, one.place.line)
            found[at] = max(found.get(at, (one.confidence, name)), (one.confidence, name))
    return found


def _weighed(finding: Finding, told: Mapping[tuple[str, int], tuple[Confidence, str]]) -> Finding:
    confidence, check = told.get((finding.place.path, finding.place.line), (Confidence.LOW, ""))
    if finding.confidence <= Confidence.MEDIUM or confidence < finding.confidence:
        return finding
    message = _TOLD.format(text=finding.message, check=check)
    return replace(finding, confidence=Confidence.MEDIUM, message=message)

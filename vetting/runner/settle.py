"""From what an engine handed back to what may be judged: nothing is taken on trust."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.finding import fingerprinted
from vetting.model.outcome import Failed, NotApplicable, NotRun, Outcome, Ran, Reason
from vetting.model.text import Text

_LANGUAGE_OF_FRAMEWORK = {
    "laravel": "php", "lumen": "php", "codeigniter": "php", "symfony": "php", "yii": "php",
    "express": "javascript", "nestjs": "typescript", "vue": "javascript", "react": "javascript",
    "angular": "typescript", "django": "python", "flask": "python", "fastapi": "python",
    "spring": "java", "flutter": "dart",
}  # fmt: skip


def settle(
    engine: str, checks: Sequence[Check], given: object, facts: Facts, known: frozenset[str]
) -> dict[str, Outcome]:
    """One sound outcome for each check.

    A check without an outcome, an outcome of another type, a scope that cannot be, a finding
    of another check or outside the tree: each becomes `Failed` with reason BUG.
    """
    outcomes: Mapping[str, object] = given if isinstance(given, Mapping) else {}
    return {check.id: _one(engine, check, outcomes.get(check.id), facts, known) for check in checks}


def _one(
    engine: str, check: Check, outcome: object, facts: Facts, known: frozenset[str]
) -> Outcome:
    if isinstance(outcome, Failed | NotApplicable | NotRun):
        return outcome
    if not isinstance(outcome, Ran):
        return Failed(Reason.BUG, engine, f"no outcome for {check.id}")
    fault = _fault(check, outcome, known)
    if fault:
        return Failed(Reason.BUG, engine, fault)
    findings = (
        replace(f, fix=f.fix or fix_text(check, f.place.path, facts)) for f in outcome.findings
    )
    return replace(outcome, findings=fingerprinted(findings))


def _fault(check: Check, outcome: Ran, known: frozenset[str]) -> str:
    scope = outcome.scope
    if not 0 <= scope.examined <= scope.eligible:
        return f"{check.id}: scope {scope.examined} of {scope.eligible}"
    for finding in outcome.findings:
        if finding.check != check.id:
            return f"{check.id}: a finding of {finding.check}"
        if finding.place.path and finding.place.path not in known:
            return f"{check.id}: a finding outside the tree"
    return ""


def fix_text(check: Check, path: str, facts: Facts) -> Text:
    """The check's fix for the kind, framework or language of that file, else its general one.

    The kind comes first: it is of the file, where a framework is of the whole application. What
    is written for JavaScript holds for TypeScript where nothing else is said.
    """
    languages = [name for name, paths in facts.languages.items() if path in paths]
    kinds = [name for name, paths in facts.kinds.items() if path in paths]
    frameworks = [
        f.name for f in facts.frameworks if _LANGUAGE_OF_FRAMEWORK.get(f.name) in languages
    ]
    if "typescript" in languages:
        languages.append("javascript")
    for name in (*kinds, *frameworks, *languages):
        if name in check.fix_for:
            return check.fix_for[name]
    return check.fix


def all_failed(checks: Sequence[Check], failure: Failed) -> dict[str, Outcome]:
    """The same failure for every check."""
    return {check.id: failure for check in checks}

"""OpenACR: a draft of the accessibility conformance report, for a reviewer to finish.

A YAML file in the terms of OpenACR's catalogue `2.5-edition-wcag-2.2-en` (VPAT 2.5, WCAG 2.2).
What the run saw is filled in; what no tool can decide is `not-evaluated`, never `supports`. Only
a person's decision on a control says `supports`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from vetting.content import Content
from vetting.model.finding import Finding
from vetting.model.outcome import Ran
from vetting.model.report import Report
from vetting.model.scale import Confidence
from vetting.model.text import Language
from vetting.model.verdict import ControlResult, Status
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.visible import one_line, visible

CATALOG = "2.5-edition-wcag-2.2-en"
FAMILY = "accessibility/"
_REFERENCE, _CONTROL = "WCAG22-", "WCAG22/"
# By chapter of the catalogue; 4.1.1 is in it, though WCAG 2.2 has given it up.
_CHAPTERS: Mapping[str, str] = {
    "success_criteria_level_a": "1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 "
    "2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 "
    "3.2.6 3.3.1 3.3.2 3.3.7 4.1.1 4.1.2",
    "success_criteria_level_aa": "1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 "
    "1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3",
}
_OBSOLETE = "4.1.1"
PLACES = 3
# Which engine looks at what the catalogue calls software; all others look at web pages.
_SOFTWARE = "layouts"
Plain = dict[str, Any]


def render(report: Report, language: Language, content: Content) -> bytes:
    """The draft as UTF-8 YAML; empty where no accessibility check belongs to the report."""
    if not any(check.id.startswith(FAMILY) for check in report.checks):
        return b""
    draft = _Draft(report, catalogue(content, language))
    text: str = yaml.safe_dump(draft.plain(), sort_keys=False, allow_unicode=True, width=100)
    return text.encode("utf-8", "backslashreplace")


@dataclass(frozen=True, slots=True)
class _Level:
    level: str
    notes: str


class _Draft:
    """The document of one report in one language."""

    def __init__(self, report: Report, labels: Catalogue) -> None:
        self._report, self._labels = report, labels
        self._controls = {result.control.id: result for result in report.verdict.controls}
        waived = {print_ for result in report.verdict.controls for print_ in result.waived}
        self._findings = [
            finding
            for finding in report.findings
            if finding.check.startswith(FAMILY) and finding.fingerprint not in waived
        ]
        ran = {check.engine for check in report.checks
               if check.id.startswith(FAMILY) and isinstance(check.outcome, Ran)}  # fmt: skip
        self._components = [name for name, is_there in
                            (("web", bool(ran - {_SOFTWARE})), ("software", _SOFTWARE in ran))
                            if is_there] or ["web"]  # fmt: skip

    def plain(self) -> Plain:
        """The document as plain data."""
        name = one_line(self._report.subject.name, 120)
        day = self._report.basis.as_of.isoformat()
        return {
            "title": self._labels("acr.title", name=name),
            "product": {"name": name, "version": "", "description": self._labels("acr.product")},
            "author": {"name": "", "company_name": "", "email": ""},
            "vendor": {"name": "", "company_name": "", "email": ""},
            "report_date": day,
            "last_modified_date": day,
            "version": 1,
            "notes": self._labels("acr.notes"),
            "evaluation_methods_used": self._methods(),
            "catalog": CATALOG,
            "chapters": {
                **{
                    chapter: self._chapter(numbers.split())
                    for chapter, numbers in _CHAPTERS.items()
                },
                "success_criteria_level_aaa": {"disabled": True},
            },
        }

    def _methods(self) -> str:
        tools = sorted({
            f"{check.outcome.tool.name} {check.outcome.tool.version} ({check.outcome.tool.data})"
            .replace(" ()", "")
            for check in self._report.checks
            if check.id.startswith(FAMILY) and isinstance(check.outcome, Ran)
        })  # fmt: skip
        basis = self._report.basis
        return self._labels("acr.methods", version=basis.vet_version, policy=basis.policy_id,
                            tools=visible("; ".join(tools)) or "-")  # fmt: skip

    def _chapter(self, numbers: Sequence[str]) -> Plain:
        return {"notes": "", "criteria": [self._criterion(number) for number in numbers]}

    def _criterion(self, number: str) -> Plain:
        components = []
        for name in self._components:
            level = self._level(number, name)
            components.append(
                {"name": name, "adherence": {"level": level.level, "notes": level.notes}}
            )
        return {"num": number, "components": components}

    def _level(self, number: str, component: str) -> _Level:
        """What may be said of a criterion now; a fault outweighs what a person stated before."""
        if number == _OBSOLETE:
            return _Level("not-applicable", self._labels("acr.obsolete"))
        found = [finding for finding in self._findings
                 if f"{_REFERENCE}{number}" in finding.references
                 and (finding.tool == _SOFTWARE) == (component == "software")]  # fmt: skip
        certain = [finding for finding in found if finding.confidence >= Confidence.HIGH]
        if certain:
            return _Level("partially-supports", self._told("acr.faults", certain, found))
        control = self._controls.get(f"{_CONTROL}{number}")
        if control and control.status is Status.NOT_APPLICABLE:
            return _Level("not-applicable", control.reason.in_language(self._labels.language))
        if found:
            return _Level("not-evaluated", self._told("acr.doubts", found, found))
        if control and control.status is Status.MET and control.decisions:
            return _Level("supports", self._labels("acr.person"))
        return _Level("not-evaluated", self._open(control))

    def _told(self, key: str, shown: Sequence[Finding], every: Sequence[Finding]) -> str:
        places = dict.fromkeys(_place(finding) for finding in shown)
        return self._labels(key, count=len(shown), all=len(every), places=_few(places))

    def _open(self, control: ControlResult | None) -> str:
        """Why it is open, with what the policy tells the reviewer to do."""
        if control is None:
            return self._labels("acr.unasked")
        guidance = control.control.guidance
        if guidance:
            return guidance.in_language(self._labels.language)
        key = "acr.silent" if control.status is Status.MET else "acr.untested"
        return self._labels(key)


def _place(finding: Finding) -> str:
    place = finding.place
    return one_line(f"{place.path}:{place.line}" if place.line else place.path, 120)


def _few(places: Iterable[str]) -> str:
    listed = list(places)
    more = ", …" if len(listed) > PLACES else ""
    return ", ".join(listed[:PLACES]) + more

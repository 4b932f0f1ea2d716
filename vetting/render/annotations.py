"""Findings as GitHub's workflow commands, which it shows beside the lines of a change.

GitHub shows ten of each level a step and drops the rest, so the weightiest come first and no
more are written. Text from the application cannot end a command or begin another.
"""

from collections.abc import Iterator

from vetting.content import Content
from vetting.model.finding import Finding
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.catalogue import catalogue
from vetting.render.visible import one_line

A_LEVEL = 10


def annotations(report: Report, language: Language, content: Content) -> str:
    """At most ten errors (what blocks) and ten warnings (the rest), one a line."""
    labels = catalogue(content, language)
    blocking = {name for control in report.verdict.controls for name in control.blocking}
    worst = report.findings
    errors = [one for one in worst if one.fingerprint in blocking][:A_LEVEL]
    warnings = [one for one in worst if one.fingerprint not in blocking][:A_LEVEL]
    titles = {check.id: labels.text(check.title) for check in report.checks}

    def lines(level: str, findings: list[Finding]) -> Iterator[str]:
        for finding in findings:
            place, title = finding.place, titles.get(finding.check, finding.check)
            where = f"file={_value(place.path)},line={max(place.line, 1)}," if place.path else ""
            words = one_line(labels.text(finding.message), 1000)
            yield f"::{level} {where}title={_value(title)}::{_body(words)} ({finding.check})\n"

    return "".join((*lines("error", errors), *lines("warning", warnings)))


def _body(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    shown = one_line(text, 300)
    return _body(shown).replace(":", "%3A").replace(",", "%2C")

"""The parts of the page that repeat thousands of times: findings, and evidence of controls.

They are put together here and not in the template because a template engine's overhead a
value would double the time of a large report. Every value still passes through `shown`.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from markupsafe import Markup

from vetting.model.finding import Excerpt, Finding, Place, Step
from vetting.model.outcome import Ran
from vetting.model.report import CheckResult
from vetting.model.text import Text
from vetting.model.verdict import ControlResult
from vetting.render.catalogue import Catalogue
from vetting.render.roots import Root, told
from vetting.render.summary import Group, Summary, state
from vetting.render.visible import clipped

LINE_WIDTH = 240
LINES_SHOWN = 15
TEXT_WIDTH = 1000
LINKED = 5
ROOTS_SHOWN = 100
ROOT_LINKED = 12


class Parts:
    """Renders pieces of one report in one language; `shown` makes a value safe markup."""

    def __init__(self, summary: Summary, labels: Catalogue, shown: Callable[[Any], Markup]) -> None:
        self._summary = summary
        self._labels = labels
        self._shown = shown

    @cached_property
    def _numbers(self) -> dict[str, int]:
        ids = (check.id for check in self._summary.report.checks)
        return {name: number for number, name in enumerate(ids, start=1)}

    @cached_property
    def _anchors(self) -> dict[int, str]:
        # A fingerprint names its finding for good; only a damaged report has it twice.
        taken: set[str] = set()
        anchors = {}
        for group in self._summary.groups:
            for finding in group.findings:
                name = finding.fingerprint
                if name and name.isascii() and name.isalnum() and name not in taken:
                    taken.add(name)
                    anchors[id(finding)] = f"t{name}"
        return anchors

    @cached_property
    def _links(self) -> dict[str, str]:
        found = (f for group in self._summary.groups for f in group.findings)
        return {f.fingerprint: self._anchors[id(f)] for f in found if id(f) in self._anchors}

    def anchor(self, check: str) -> str:
        """The page's name for a check."""
        return f"c{self._numbers[check]}"

    def reference(self, fingerprint: str) -> Markup:
        """A finding by its fingerprint, linked where the page has it."""
        name, shown = self._links.get(fingerprint), self._shown(clipped(fingerprint, 64))
        return Markup('<a href="#%s"><code>%s</code></a>') % (name, shown) if name else shown

    def findings(self, group: Group) -> Markup:
        """The list items of a group's findings; those that one change removes stand together."""
        return Markup("").join(self._finding(group.check, f) for f in self._together(group))

    def _together(self, group: Group) -> list[Finding]:
        first: dict[int, int] = {}
        for at, finding in enumerate(group.findings):
            first.setdefault(self._summary.root_of.get(id(finding), -1 - at), at)
        found = enumerate(group.findings)
        root_of = self._summary.root_of
        return [
            f for _, f in sorted(found, key=lambda it: first[root_of.get(id(it[1]), -1 - it[0])])
        ]

    def roots(self) -> list[Markup]:
        """The changes that remove several findings each, with links to these."""
        return [self._root(root) for root in self._summary.roots[:ROOTS_SHOWN]]

    def _root(self, root: Root) -> Markup:
        links = " ".join(self._link(finding) for finding in root.findings[:ROOT_LINKED])
        more = " …" if len(root.findings) > ROOT_LINKED else ""
        blocking = sum(f.fingerprint in self._summary.blocking for f in root.findings)
        mark = f" <b>{self._labels.count('blocking', blocking)}</b>" if blocking else ""
        said = told(root, self._labels, self._name)
        check = root.findings[0].check
        title = self._shown(self._labels.text(self._titles.get(check, Text(check, check))))
        return Markup(  # noqa: S704 - each piece is made of shown values
            f"{title}. {said}{mark} <span class=sub>{links}{more}</span>"
        )

    def _name(self, name: str) -> str:
        return f"<code>{self._shown(clipped(name, TEXT_WIDTH))}</code>"

    @cached_property
    def _titles(self) -> dict[str, Text]:
        return {check.id: check.title for check in self._summary.report.checks}

    def _link(self, finding: Finding) -> str:
        where = f"{finding.place.path}:{finding.place.line}" if finding.place.path else "–"
        shown, anchor = self._shown(clipped(where, 80)), self._anchors.get(id(finding))
        return f'<a href="#{anchor}">{shown}</a>' if anchor else str(shown)

    def _finding(self, check: CheckResult, finding: Finding) -> Markup:
        t, show = self._labels, self._shown
        pieces = [self._head(finding)]
        if finding.message != check.title:
            pieces.append(f"<p>{show(clipped(t.text(finding.message), TEXT_WIDTH))}</p>")
        if finding.excerpt and finding.excerpt.lines:
            pieces.append(self._code(finding.excerpt, finding.place))
        elif finding.evidence:
            pieces.append(f"<p><code>{show(clipped(finding.evidence, TEXT_WIDTH))}</code></p>")
        if finding.steps:
            items = "".join(self._step(step) for step in finding.steps)
            pieces.append(f"<ol class=w>{items}</ol>")
        if finding.fix and finding.fix != check.fix:
            fix = show(clipped(t.text(finding.fix), TEXT_WIDTH))
            pieces.append(f"<p>{t('fields.fix')}: {fix}</p>")
        pieces += self._said_by_people(finding)
        pieces.append(self._tail(check, finding))
        return Markup("".join(pieces))  # noqa: S704 - each piece is made of shown values

    def _said_by_people(self, finding: Finding) -> Iterator[str]:
        """What was decided about the finding, and what the vendor answers."""
        t, show, name = self._labels, self._shown, finding.fingerprint
        for decision in self._summary.waivers.get(name, ()):
            words = f"{t(f'waiver.{decision.reason}')}, {t(f'standing.{decision.standing}')}"
            said = show(clipped(decision.statement, TEXT_WIDTH))
            yield f"<p><b>{t('decision.waiver')}</b> ({words}): {said}</p>"
        answer = self._summary.answers.get(name)
        if answer:
            words = f"{t(f'answer.{answer.answer}')}, {t.date(answer.made_on)}"
            said = show(clipped(answer.explanation, TEXT_WIDTH))
            yield f"<p><b>{t('fields.answer')}</b> ({words}): {said}</p>"

    def _head(self, finding: Finding) -> str:
        t = self._labels
        anchor = self._anchors.get(id(finding))
        name = f" id={anchor}" if anchor else ""
        blocks = finding.fingerprint in self._summary.blocking
        mark = f"<em>{t('marks.blocking')}</em>" if blocks else ""
        return (
            f'<li class="f s{finding.severity.value}"{name}><p>'
            f"<b>{t(f'severity.{finding.severity}')}</b>{self._place(finding.place)}{mark}</p>\n"
        )

    def _place(self, place: Place) -> str:
        if not place.path:
            return str(self._shown(self._labels("whole-application")))
        line = f":{place.line}" if place.line else ""
        pointer = f" {self._shown(clipped(place.pointer, 200))}" if place.pointer else ""
        return f"<code>{self._shown(clipped(place.path, TEXT_WIDTH))}{line}</code>{pointer}"

    def _step(self, step: Step) -> str:
        note = clipped(self._labels.text(step.note), TEXT_WIDTH)
        return f"<li>{self._place(step.place)}: {self._shown(note)}"

    def _code(self, excerpt: Excerpt, place: Place) -> str:
        last = max(place.line, place.end_line)
        numbered = list(enumerate(excerpt.lines, start=excerpt.first_line))[:LINES_SHOWN]
        items = "".join(
            f"<li{' class=on' if place.line <= number <= last else ''}>{self._line(line)}"
            for number, line in numbered
        )
        return f"<ol class=c start={excerpt.first_line}>{items}</ol>"

    def _line(self, line: str) -> str:
        line = clipped(line, LINE_WIDTH)
        if "\t" not in line:
            return str(self._shown(line))
        return "\t".join(str(self._shown(part)) for part in line.split("\t"))

    def _tail(self, check: CheckResult, finding: Finding) -> str:
        t, show = self._labels, self._shown
        bits = [f"{t('fields.rule')} {show(clipped(finding.rule, 200))}"]
        if finding.cwe != check.cwe:
            bits += [f"CWE-{number}" for number in finding.cwe]
        bits.append(f"{t('fields.confidence')} {t(f'confidence.{finding.confidence}')}")
        bits += [str(show(clipped(reference, 200))) for reference in finding.references]
        root = self._summary.root_of.get(id(finding), ROOTS_SHOWN)
        if root < ROOTS_SHOWN:
            bits.append(f'<a href="#a{root + 1}">{t("root.mark", number=root + 1)}</a>')
        if finding.fingerprint:
            bits.append(f"<code>{show(finding.fingerprint)}</code>")
        return f"<p class=x>{' · '.join(bits)}</p>\n"

    def evidence(self, item: ControlResult) -> Markup:
        """What each check of a control brought, and links to what blocks it."""
        by_id = {check.id: check for check in self._summary.report.checks}
        rows = [self._brought(by_id[name]) for name in item.control.checks if name in by_id]
        rows += list(self._blocking(item))
        if not rows:
            return Markup("–")
        return Markup(f"<ul>{''.join(f'<li>{row}</li>' for row in rows)}</ul>")  # noqa: S704

    def _brought(self, check: CheckResult) -> str:
        t, outcome = self._labels, check.outcome
        name, title = self.anchor(check.id), self._shown(t.text(check.title))
        if isinstance(outcome, Ran) and outcome.findings:
            return f'<a href="#{name}">{t.count("findings", len(outcome.findings))}</a>: {title}'
        if isinstance(outcome, Ran):
            scope = outcome.scope
            share = self._shown(t.share(scope.examined, scope.eligible, scope.unit))
            return f'{title}: {t("marks.no-findings")}, <a href="#{name}c">{share}</a>'
        return f'{title}: <a href="#{name}c">{t(f"outcome.{state(outcome)}")}</a>'

    def _blocking(self, item: ControlResult) -> Iterator[str]:
        linked = [name for name in item.blocking if name in self._links]
        if not item.blocking:
            return
        links = " ".join(
            f'<a href="#{self._links[name]}"><code>{self._shown(name[:8])}</code></a>'
            for name in linked[:LINKED]
        )
        more = " …" if len(item.blocking) > LINKED else ""
        yield f"<b>{self._labels.count('blocking', len(item.blocking))}</b>: {links}{more}"

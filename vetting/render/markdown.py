"""`ringkasan.md`: one page for a merge request or a job summary, always under 1 MiB.

Code hosts drop a larger summary whole. Text from the archive is escaped both as Markdown and as
HTML, because renderers differ in which of the two they let through.
"""

import re
from collections.abc import Iterable, Iterator

from vetting.content import Content
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult, Status
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.roots import told
from vetting.render.summary import Summary, Task, declared, is_noted_only
from vetting.render.visible import named, one_line

MAX_BYTES = 1_000_000
FIXES = 10
LISTED = 50
_SPECIAL = re.compile(r"([\\`*_{}\[\]#|~^$])")
_LEADING = re.compile(r"(\d*)([.)+=-])")
# Entities in place of what would become a tag, a mention or a link by itself.
_ENTITIES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "@": "&#64;",
    "://": "&#58;//", "www.": "www&#46;",
}  # fmt: skip


def escaped(text: str, width: int = 300) -> str:
    """Text on one line that no Markdown or HTML renderer takes for markup."""
    shown = _SPECIAL.sub(r"\\\1", one_line(text, width))
    shown = _LEADING.sub(r"\1\\\2", shown, count=1) if _LEADING.match(shown) else shown
    for char, entity in _ENTITIES.items():
        shown = shown.replace(char, entity)
    return shown


def code(text: str, width: int = 200) -> str:
    """A name as a code span that it cannot close, with pipes kept out of tables."""
    shown = (
        named(text, width).replace("`", "'").replace("|", "¦").replace("<", "‹").replace(">", "›")
    )
    return f"`{shown or ' '}`"


def render(report: Report, language: Language, content: Content) -> bytes:
    """The page in UTF-8; what would exceed `MAX_BYTES` is cut off with a note."""
    labels = catalogue(content, language)
    page = _Page(Summary(report), labels)
    note = f"\n{labels('cut', file='laporan.html')}\n"
    room = MAX_BYTES - len(note.encode())
    kept: list[bytes] = []
    for line in page.lines():
        body = f"{line}\n".encode(errors="backslashreplace")
        room -= len(body)
        if room < 0:
            return b"".join(kept) + note.encode()
        kept.append(body)
    return b"".join(kept)


class _Page:
    """The lines of one report in one language."""

    def __init__(self, summary: Summary, labels: Catalogue) -> None:
        self.summary, self.t = summary, labels
        self.report = summary.report

    def lines(self) -> Iterator[str]:
        """The page from top to bottom."""
        report, t = self.report, self.t
        yield f"# {t('title')}"
        yield from self._banners()
        yield f"\n**{t('headings.verdict')}: {t(f'verdict.{report.verdict.overall}')}**\n"
        yield from self._facts()
        yield from self._list("headings.reasons", report.verdict.reasons[:3], "1.")
        yield from self._list("headings.next-steps", report.verdict.next_steps, "-")
        yield from self._families()
        yield from self._fixes()
        yield from self._open()
        yield from self._decisions()
        yield from self._answers()
        yield f"\n{t('disclaimer')}"

    def _banners(self) -> Iterator[str]:
        level = self.t.known("sandbox", self.report.basis.sandbox)
        for mark in self.summary.banners:
            why = escaped(self.t(f"banner.{mark}-why", level=level))
            yield f"\n> **{self.t(f'banner.{mark}')}**: {why}"

    def _facts(self) -> Iterator[str]:
        basis, subject, t = self.report.basis, self.report.subject, self.t
        policy = f"{t.text(basis.policy_title)} {basis.policy_version}"
        yield f"- {t('fields.application')}: {code(subject.name)}"
        if said := declared(self.report):
            yield f"- {t('fields.declared')}: {escaped(said)}"
        yield f"- {t('fields.policy')}: {escaped(policy)}"
        yield f"- {t('fields.tier')}: {t(f'tier.{basis.tier}')}"
        for fact in basis.raised:
            yield f"- {t('fields.raised')}: {escaped(t.text(fact))}"
        yield f"- {t('fields.as-of')}: {t.date(basis.as_of)}"
        if subject.archive_sha256:
            yield f"- {t('fields.archive-digest')}: {code(subject.archive_sha256)}"
        for one in self.report.acceptances:
            yield f"- {t('fields.accepted-by')}: {escaped(one.signer)}, {t.date(one.made_on)}"
        if self.report.is_draft:
            yield f"- {t('document.draft-why')}"

    def _list(self, key: str, texts: Iterable[object], bullet: str) -> Iterator[str]:
        rows = [escaped(self.t.text(text), 600) for text in texts]  # type: ignore[arg-type]
        if rows:
            yield f"\n## {self.t(key)}\n"
            yield from (f"{bullet} {row}" for row in rows)

    def _families(self) -> Iterator[str]:
        t, families = self.t, self.report.verdict.families
        if not families:
            return
        yield f"\n## {t('headings.families')}\n"
        yield "| | | |\n| --- | --- | --- |"
        for family in families:
            name = escaped(t.known("family", family.family))
            share = t.share(family.examined, family.eligible)
            yield f"| {name} | {t(f'evidence.{family.status}')} | {share} |"

    def _fixes(self) -> Iterator[str]:
        if not self.summary.groups:
            return
        yield f"\n## {self.t('headings.fixes')}\n"
        yield from (f"1. {self._fix(task)}" for task in self.summary.tasks[:FIXES])

    def _fix(self, task: Task) -> str:
        t, place = self.t, task.findings[0].place
        where = code(place.path) if place.path else t("whole-application")
        where += f":{place.line}" if place.line else ""
        title = f"**{escaped(t.text(task.check.title))}**"
        if task.root:
            title += f": {told(task.root, t, code)}."
        else:
            count = t.count("findings", len(task.findings))
            title = f"{t('top-fix', title=title, findings=count, place=where)}."
        return f"[{t(f'severity.{task.worst}')}] {title} {escaped(t.text(task.check.fix))}"

    def _open(self) -> Iterator[str]:
        decided = (Status.MET, Status.NOT_APPLICABLE)
        items = [item for item in self.summary.controls if item.status not in decided]
        if not items:
            return
        t = self.t
        yield f"\n## {t('headings.controls')}\n"
        firm, total = self.summary.firm_citations, len(self.report.verdict.controls)
        if firm < total:
            yield t("intro.citations", firm=t.number(firm), total=t.number(total)) + "\n"
        counts = self.summary.status_counts.items()
        yield ", ".join(f"{t(f'status.{status}')} {t.number(n)}" for status, n in counts if n)
        columns = (t("columns.control"), t("columns.status"), t("columns.article"))
        yield f"\n| {' | '.join(columns)} |\n| --- | --- | --- |"
        yield from map(self._row, items)

    def _decisions(self) -> Iterator[str]:
        decisions, t = self.report.verdict.decisions, self.t
        if not decisions:
            return
        yield f"\n## {t('headings.decisions')}\n"
        columns = (t("columns.decision"), t("columns.standing"), t("columns.people"))
        yield f"| {' | '.join(columns)} |\n| --- | --- | --- |"
        for each in decisions[:LISTED]:
            kind = t(f"decision.{each.kind}")
            kind += f": {t(f'waiver.{each.reason}')}" if each.reason else ""
            standing = f"{t(f'standing.{each.standing}')}. {escaped(t.text(each.why))}"
            people = " / ".join(escaped(name) for name in (each.signer, each.approver) if name)
            yield f"| {kind}: {escaped(each.statement)} | {standing} | {people} |"
        yield from self._left(len(decisions))

    def _answers(self) -> Iterator[str]:
        answers, t = self.report.verdict.answers, self.t
        if not answers:
            return
        yield f"\n## {t('headings.answers')}\n"
        findings = t.number(len(self.report.findings))
        yield f"{t('answered', answered=t.number(len(answers)), findings=findings)}\n"
        for each in answers[:LISTED]:
            said = f"{t(f'answer.{each.answer}')}: {escaped(each.explanation)}"
            yield f"- {code(each.fingerprint[:16])} {said}"
        yield from self._left(len(answers))

    def _left(self, number: int) -> Iterator[str]:
        if number > LISTED:
            left = self.t.number(number - LISTED)
            yield f"\n{self.t('and-more', count=left, file='laporan.html')}"

    def _row(self, item: ControlResult) -> str:
        t, law = self.t, item.control.citation
        status = t(f"status.{item.status}")
        if is_noted_only(item):
            mark = "announced" if item.control.is_announced else "observed"
            status += f" ({t(f'marks.{mark}')})"
        article = escaped(f"{law.source}, {law.article}")
        article += "" if law.is_firm else f" ({t('marks.to-verify')})"
        cells = (escaped(t.text(item.control.title)), status, article)
        return f"| {' | '.join(cells)} |"

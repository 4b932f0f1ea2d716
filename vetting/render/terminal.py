"""The report on a terminal: the verdict first, never wider than 80 columns.

Everything is printed as text and never as rich markup, and control sequences in names are shown
by their code points, so that an archive cannot draw on the reviewer's screen.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from vetting.content import Content, load
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult, Overall, Status
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.roots import told
from vetting.render.summary import Summary, Task
from vetting.render.visible import named, one_line

WIDTH = 80
FIXES = 10
UNDECIDED = 10
_COLOURS = {
    Overall.PASS: "green", Overall.CONDITIONAL: "yellow", Overall.INCONCLUSIVE: "yellow",
    Overall.FAIL: "red", Status.MET: "green", Status.UNMET: "red", Status.REVIEW: "yellow",
    Status.UNTESTED: "yellow", Status.NOT_APPLICABLE: "bright_black",
}  # fmt: skip


def show(report: Report, language: Language, content: Content) -> None:
    """Print the report on standard output."""
    print_report(report, Console(), language, content)


def print_report(
    report: Report,
    console: Console,
    language: Language,
    content: Content | None = None,
    *,
    paths: Mapping[str, Path] | None = None,
    every_control: bool = False,
) -> None:
    """Print verdict, reasons, families, controls, fixes and undecided controls, in that order.

    Controls that are met or do not apply are counted only, unless `every_control`. `paths`
    are printed last, by label.
    """
    console.width = min(console.width, WIDTH)
    screen = _Screen(Summary(report), catalogue(content or load(), language), every_control)
    for part in screen.parts():
        console.print(part, markup=False, highlight=False, emoji=False)
    for label, path in (paths or {}).items():
        console.print(_text(f"{label}: {path}"), overflow="fold")


def _text(text: str, style: str = "", width: int = 400) -> Text:
    return Text(one_line(text, width), style=style, overflow="fold")


class _Screen:
    """The parts of one report in one language."""

    def __init__(self, summary: Summary, labels: Catalogue, every_control: bool) -> None:
        self.summary, self.t, self.every_control = summary, labels, every_control
        self.report = summary.report

    def parts(self) -> Iterable[RenderableType]:
        """What is printed, from top to bottom."""
        for mark in self.summary.banners:
            yield self._banner(mark)
        yield self._verdict()
        verdict = self.report.verdict
        yield from self._list("headings.reasons", map(self.t.text, verdict.reasons[:3]), "1.")
        yield from self._list("headings.next-steps", map(self.t.text, verdict.next_steps), "→")
        if self.report.refusal:
            yield from self._refusal()
        if verdict.families:
            yield self._heading("headings.families")
            yield self._families()
        if verdict.controls:
            yield self._heading("headings.controls")
            yield self._tally()
            yield self._controls()
        yield from self._decisions()
        yield from self._fixes()
        yield from self._undecided()
        yield Text(f"\n{self.t('disclaimer')}", style="dim")

    def _heading(self, key: str) -> Text:
        return Text(f"\n{self.t(key)}", style="bold")

    def _banner(self, mark: str) -> Panel:
        level = self.t.known("sandbox", self.report.basis.sandbox)
        why = self.t(f"banner.{mark}-why", level=level)
        head = Text(self.t(f"banner.{mark}"), style="bold red")
        return Panel(head.append_text(_text(f": {why}", "default")), box=box.HEAVY, style="red")

    def _verdict(self) -> Panel:
        report, basis, t = self.report, self.report.basis, self.t
        colour = _COLOURS[report.verdict.overall]
        body = Text(t(f"verdict.{report.verdict.overall}"), style=f"bold {colour}")
        body.append("\n")
        body.append(named(report.subject.name, 200), style="bold").append("\n")
        tier = f"{t('fields.tier')}: {t(f'tier.{basis.tier}')}"
        policy = f"{t.text(basis.policy_title)} {basis.policy_version}"
        body.append_text(_text(f"{policy} · {tier} · {t.date(basis.as_of)}", "default"))
        for fact in basis.raised:
            body.append("\n").append_text(_text(f"{t('fields.raised')}: {t.text(fact)}", "default"))
        title = Text(t("title"))
        return Panel(body, title=title, title_align="left", style=colour, padding=(0, 2))

    def _list(self, key: str, lines: Iterable[str], bullet: str) -> Iterable[RenderableType]:
        rows = list(lines)
        if not rows:
            return
        yield self._heading(key)
        grid = Table.grid(padding=(0, 1))
        grid.add_column(justify="right", width=4)
        grid.add_column(overflow="fold")
        for number, line in enumerate(rows, start=1):
            grid.add_row(f"{number}." if bullet == "1." else bullet, _text(line, width=600))
        yield grid

    def _refusal(self) -> Iterable[RenderableType]:
        refusal = self.report.refusal
        if refusal is None:
            return
        yield self._heading("headings.refusal")
        yield Padding(_text(f"{self.t('fields.code')}: {refusal.code}"), (0, 0, 0, 2))
        if refusal.entry:
            entry = _text(f"{self.t('fields.entry')}: {named(refusal.entry)}")
            yield Padding(entry, (0, 0, 0, 2))

    def _families(self) -> Table:
        table = self._table()
        for family in self.report.verdict.families:
            failed = self.t.count("failed", family.failed)
            counts = self.t.count("checks", family.ran + family.failed)
            counts += f", {failed}" if family.failed else ""
            share = self.t.share(family.examined, family.eligible)
            table.add_row(
                _text(self.t.known("family", family.family)),
                self._evidence(family.status),
                _text(f"{counts}; {share}"),
            )
        return table

    def _table(self) -> Table:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 2), expand=True)
        table.add_column(ratio=5, overflow="fold")
        table.add_column(width=15, no_wrap=True)
        table.add_column(ratio=6, overflow="fold")
        return table

    def _pill(self, status: Status) -> Text:
        return Text(self.t(f"status.{status}"), style=_COLOURS[status])

    def _evidence(self, status: Status) -> Text:
        # Enough evidence is no praise of the application, so it is not green.
        colour = "default" if status is Status.MET else _COLOURS[status]
        return Text(self.t(f"evidence.{status}"), style=colour)

    def _tally(self) -> Padding:
        counts = self.summary.status_counts.items()
        words = [f"{self.t(f'status.{status}')} {self.t.number(n)}" for status, n in counts if n]
        return Padding(Text(" · ".join(words)), (0, 0, 0, 2))

    def _controls(self) -> Table:
        quiet = () if self.every_control else (Status.MET, Status.NOT_APPLICABLE)
        table = self._table()
        for item in self.summary.controls:
            if item.status not in quiet:
                table.add_row(
                    _text(self.t.text(item.control.title)),
                    self._pill(item.status),
                    _text(self._article(item), "dim"),
                )
        return table

    def _article(self, item: ControlResult) -> str:
        law = item.control.citation
        words = f"{law.source}, {law.article}"
        words += f" (K{law.k_number})" if law.k_number is not None else ""
        words += "" if law.is_firm else f" [{self.t('marks.to-verify')}]"
        return words + (f" [{self.t('marks.announced')}]" if item.control.is_announced else "")

    def _decisions(self) -> Iterable[RenderableType]:
        t, lines = self.t, []
        for item in self.report.verdict.decisions:
            reason = f" ({t(f'waiver.{item.reason}')})" if item.reason else ""
            about = item.about[0] if len(item.about) == 1 else t.count("findings", len(item.about))
            people = f"{item.signer} + {item.approver}" if item.approver else item.signer
            ends = t("until", date=t.date(item.until))
            head = f"{t(f'decision.{item.kind}')}{reason}: {about}; {people}, {ends}"
            lines.append(f"[{t(f'standing.{item.standing}')}] {head}. {t.text(item.why)}")
        yield from self._list("headings.decisions", lines, "•")

    def _fixes(self) -> Iterable[RenderableType]:
        lines = []
        for task in self.summary.tasks[:FIXES]:
            title, severity = self.t.text(task.check.title), self.t(f"severity.{task.worst}")
            lines.append(f"[{severity}] {title} ({self._work(task)})")
        yield from self._list("headings.fixes", lines, "1.")

    def _work(self, task: Task) -> str:
        count = self.t.count("findings", len(task.findings))
        if task.root:
            return told(task.root, self.t, lambda path: named(path, 200))
        place = task.findings[0].place
        where = named(place.path, 200) if place.path else self.t("whole-application")
        where += f":{place.line}" if place.line else ""
        return f"{count}; {where}"

    def _undecided(self) -> Iterable[RenderableType]:
        items = self.summary.undecided()
        lines = [f"{self.t.text(i.control.title)}: {self._cause(i)}" for i in items[:UNDECIDED]]
        if len(items) > UNDECIDED:
            left = self.t.number(len(items) - UNDECIDED)
            lines.append(self.t("and-more", count=left, file="laporan.html"))
        yield from self._list("headings.undecided", lines, "?")

    def _cause(self, item: ControlResult) -> str:
        failed = self.summary.failures_of(item)
        if not failed:
            return self.t.text(item.reason)
        reason = failed[0][1].reason
        return f"{self.t(f'failure.{reason}.cause')} {self.t(f'failure.{reason}.remedy')}"

"""`bukti.csv` and `bukti.xlsx`: one row a criterion, with its law, status and evidence."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from vetting.content import Content
from vetting.model.outcome import Ran
from vetting.model.report import CheckResult, Report
from vetting.model.text import Language
from vetting.model.verdict import ControlResult
from vetting.render.catalogue import Catalogue, catalogue
from vetting.render.roots import told
from vetting.render.ropa import safe_cell
from vetting.render.summary import Summary, state
from vetting.render.visible import one_line

COLUMNS = ("id", "control", "source", "article", "citation", "status", "reason", "blocking",
           "findings", "decisions", "evidence", "tools", "digests")  # fmt: skip
_WIDE = 60


def rows(report: Report, language: Language, content: Content) -> Iterator[list[str]]:
    """The head and a row for each control, in the order of the policy."""
    t, summary = catalogue(content, language), Summary(report)
    yield [t(f"evidence-table.{name}") for name in COLUMNS]
    checks = {check.id: check for check in report.checks}
    for item in report.verdict.controls:
        used = [checks[name] for name in item.control.checks if name in checks]
        yield [one_line(cell, 2000) for cell in _row(item, used, summary, t)]


def _row(
    item: ControlResult, used: list[CheckResult], summary: Summary, t: Catalogue
) -> Iterator[str]:
    law = item.control.citation
    yield item.control.id
    yield t.text(item.control.title)
    yield law.source
    yield law.article
    yield "" if law.is_firm else t("marks.to-verify")
    yield t(f"status.{item.status}")
    yield t.text(item.reason)
    yield str(len(item.blocking))
    yield str(len(item.findings))
    known = (summary.decisions_by_id.get(name) for name in item.decisions)
    yield "; ".join(f"{t(f'decision.{d.kind}')}: {d.signer}, {d.until}" for d in known if d)
    yield "; ".join(_looked(check, t) for check in used)
    yield "; ".join(sorted({f"{c.outcome.tool.name} {c.outcome.tool.version}"
                            for c in used if isinstance(c.outcome, Ran)}))  # fmt: skip
    yield "; ".join(f"{check.id}={check.digest[:16]}" for check in used)


def _looked(check: CheckResult, t: Catalogue) -> str:
    outcome = check.outcome
    if not isinstance(outcome, Ran):
        return f"{check.id}: {t(f'outcome.{state(outcome)}')}"
    share = t.share(outcome.scope.examined, outcome.scope.eligible, outcome.scope.unit)
    return f"{check.id}: {t.count('findings', len(outcome.findings))}, {share}"


def as_csv(report: Report, language: Language, content: Content) -> bytes:
    """UTF-8 with a byte order mark; no cell is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows(report, language, content))
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def as_xlsx(report: Report, language: Language, content: Content) -> bytes:
    """A workbook whose cells are all plain text, the same bytes each time."""
    import xlsxwriter  # type: ignore[import-untyped]

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    day = report.basis.as_of
    book.set_properties({"created": datetime(day.year, day.month, day.day)})
    sheet = book.add_worksheet(catalogue(content, language)("evidence-table.sheet"))
    head, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    for number, row in enumerate(rows(report, language, content)):
        for column, cell in enumerate(row):
            text = cell.encode("utf-8", "replace").decode()
            sheet.write_string(number, column, text, wrapped if number else head)
    sheet.set_column(0, len(COLUMNS) - 1, _WIDE // 3)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def todo(report: Report, language: Language, content: Content) -> bytes:
    """`tugas-penyedia.csv`: what the provider must change, the least work with most effect first.

    Effort is the number of places to change: one for a change that removes several findings.
    What holds the verdict back comes before the rest; of equal effort, what removes more.
    """
    t, summary = catalogue(content, language), Summary(report)
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    names = (
        "order",
        "holds",
        "severity",
        "places",
        "findings",
        "files",
        "task",
        "fix",
        "first",
        "check",
    )
    writer.writerow([t(f"todo.{name}") for name in names])
    tasks = sorted(
        summary.tasks,
        key=lambda k: (not k.blocking, k.places, -len(k.findings), -k.worst, k.check.id),
    )
    for number, task in enumerate(tasks, start=1):
        place = task.root.place if task.root else task.findings[0].place
        files = len({f.place.path for f in task.findings})
        where = f"{place.path}:{place.line}" if place.path else t("whole-application")
        title = t.text(task.check.title)
        cells = (
            str(number), t("todo.yes") if task.blocking else "", t(f"severity.{task.worst}"),
            str(task.places), str(len(task.findings)), str(files),
            f"{title}. {told(task.root, t, str)}" if task.root else title,
            t.text(task.findings[0].fix or task.check.fix), where, task.check.id,
        )  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in cells])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")

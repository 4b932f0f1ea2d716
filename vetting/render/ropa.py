"""`ropa.csv`: drafts that the vendor completes, such as the record of processing (art. 31)."""

import csv
import io
from collections.abc import Iterator

from vetting.content import Content
from vetting.model.annex import Table
from vetting.model.outcome import Ran
from vetting.model.report import Report
from vetting.model.text import Language
from vetting.render.visible import one_line

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report, language: Language, content: Content) -> bytes:
    """Every form of every annex, one after another, with a byte order mark for spreadsheets.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    del content
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    for table in forms(report):
        writer.writerow([column.in_language(language) for column in table.columns])
        for row in table.rows:
            writer.writerow([safe_cell(cell.in_language(language)) for cell in row])
    return ("\ufeff" + out.getvalue()).encode("utf-8", "replace")


def forms(report: Report) -> Iterator[Table]:
    """The tables of all annexes that are drafts to complete."""
    for check in report.checks:
        if isinstance(check.outcome, Ran) and check.outcome.annex:
            yield from (table for table in check.outcome.annex.tables if table.is_form)


def safe_cell(cell: str) -> str:
    """One line that no spreadsheet takes for a formula."""
    cell = one_line(cell)
    return "'" + cell if cell.startswith(_FORMULA) else cell

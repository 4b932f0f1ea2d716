"""`vet history`: vendors, their applications and submissions, as text, JSON and CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date

from vetting.model.codec import to_plain
from vetting.model.history import Application, Line, Named, NamedBy, Vendor
from vetting.model.report import Completeness
from vetting.model.text import Language, Text
from vetting.model.verdict import Overall
from vetting.render.canonical import canonical
from vetting.render.ropa import safe_cell
from vetting.render.visible import one_line

SCHEMA = "urn:vet:history/1"
COLUMNS = ("vendor", "vendor-by", "application", "application-by", "number", "date", "version",
           "verdict", "completeness", "new", "fixed", "unchanged", "moved", "unseen", "state",
           "result", "tree", "policy", "tier")  # fmt: skip
_WIDTHS = (2, 10, 8, 23, 5, 6, 5, 13)
_HEADS = (
    Text("no", "no"), Text("tanggal", "date"), Text("versi", "version"),
    Text("putusan", "verdict"), Text("baru", "new"), Text("hilang", "fixed"),
    Text("tetap", "same"), Text("status", "state"),
)  # fmt: skip
_BY = {
    NamedBy.REVIEWER: Text("menurut penguji", "by the reviewer"),
    NamedBy.MANIFEST: Text("pengakuan dalam vet.yaml", "self-declared in vet.yaml"),
    NamedBy.FILE: Text("menurut nama berkas", "by the file's name"),
    NamedBy.NOBODY: Text("tidak disebut", "not named"),
}
_VERDICTS = {
    Overall.PASS: Text("lulus", "pass"),
    Overall.CONDITIONAL: Text("lulus bersyarat", "conditional pass"),
    Overall.INCONCLUSIVE: Text("belum dapat disimpulkan", "inconclusive"),
    Overall.FAIL: Text("tidak lulus", "fail"),
}
_BROKEN = {
    Completeness.REFUSED: Text("ditolak di penerimaan", "refused at intake"),
    Completeness.INTERRUPTED: Text("terhenti", "interrupted"),
}
_COUNTED = (4, 5, 6)


def as_text(vendors: Sequence[Vendor], language: Language) -> str:
    """At most 80 columns; whose word each name is stands beside it."""
    if not vendors:
        return Text("Tidak ada pengujian.", "Nothing was vetted.").in_language(language) + "\n"
    return "\n".join(line for vendor in vendors for line in _vendor(vendor, language)) + "\n"


def _vendor(vendor: Vendor, language: Language) -> Iterator[str]:
    yield _titled(Text("Penyedia", "Vendor"), vendor.name, language)
    for application in vendor.applications:
        yield from _application(application, language)
    yield ""


def _titled(title: Text, named: Named, language: Language) -> str:
    by = f" ({_BY[named.by].in_language(language)})"
    head = f"{title.in_language(language)}: "
    return head + one_line(named.name or "-", 80 - len(head) - len(by)) + by


def _application(application: Application, language: Language) -> Iterator[str]:
    yield ""
    yield _titled(Text("Aplikasi", "Application"), application.name, language)
    yield _cells([head.in_language(language) for head in _HEADS])
    for number, line in enumerate(application.lines, start=1):
        yield _cells([str(number), *_of(line, language)])
    yield from _standing(application, language)


def _of(line: Line, language: Language) -> list[str]:
    row = line.judged
    counts = [str(line.new), str(line.fixed), str(line.unchanged + line.moved)]
    if row.completeness is not Completeness.COMPLETE:
        counts = ["-"] * 3
    return [row.as_of.isoformat(), one_line(row.version or "-", 8),
            _verdict(line).in_language(language), *counts, line.state or "-"]  # fmt: skip


def _verdict(line: Line) -> Text:
    return _BROKEN.get(line.judged.completeness) or _VERDICTS[line.overall]


def _cells(cells: Sequence[str]) -> str:
    shown = (
        cell.rjust(width) if at in _COUNTED else cell.ljust(width)
        for at, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    return " ".join(shown).rstrip()


def _standing(application: Application, language: Language) -> Iterator[str]:
    found, gone = application.open, application.mended
    if found:
        blocking, oldest = sum(one.is_blocking for one in found), max(one.days for one in found)
        yield Text(
            f"Masih terbuka: {len(found)} temuan ({blocking} menahan), terlama {oldest} hari.",
            f"Still open: {len(found)} findings ({blocking} blocking), oldest {oldest} days.",
        ).in_language(language)
    if gone:
        yield Text(
            f"Sudah hilang: {len(gone)} temuan; separuhnya dalam {_median(gone)} hari atau kurang.",
            f"Gone: {len(gone)} findings; half of them within {_median(gone)} days.",
        ).in_language(language)
    if unseen := application.lines[-1].unseen:
        yield Text(f"Tidak diperiksa lagi, jadi masih terbuka: {unseen} temuan.",
                   f"Not looked for again, and so still open: {unseen} findings.").in_language(language)  # fmt: skip


def _median(days: Sequence[int]) -> int:
    """The lower median: at least half of them are no greater."""
    return sorted(days)[(len(days) - 1) // 2]


def as_json(vendors: Sequence[Vendor], today: date) -> bytes:
    """All of it, canonical; days are counted to `today`."""
    plain = {"schema": SCHEMA, "as-of": today.isoformat(), "vendors": to_plain(tuple(vendors))}
    for vendor in plain["vendors"]:
        for application in vendor["applications"]:
            for line in application["lines"]:
                for bulky in ("seen", "looked"):
                    del line["judged"][bulky]
    return canonical(plain) + b"\n"


def as_csv(vendors: Sequence[Vendor]) -> str:
    """One row a submission; cells that a spreadsheet would run are disarmed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for vendor in vendors:
        for application in vendor.applications:
            for number, line in enumerate(application.lines, start=1):
                cells = _record(vendor, application, number, line)
                writer.writerow([safe_cell(one_line(cell, 400)) for cell in cells])
    return out.getvalue()


def _record(vendor: Vendor, application: Application, number: int, line: Line) -> list[str]:
    row = line.judged
    counts = (line.new, line.fixed, line.unchanged, line.moved, line.unseen)
    return [
        vendor.name.name, str(vendor.name.by), application.name.name, str(application.name.by),
        str(number), row.as_of.isoformat(), row.version, str(line.overall), str(row.completeness),
        *map(str, counts), line.state, row.result, row.tree, row.policy, str(row.tier),
    ]  # fmt: skip

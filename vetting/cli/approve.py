"""`vet approve LAPORAN`: stand for a judged report, so that its documents are no drafts any more."""

import argparse
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import records_of, report_of
from vetting.cli.signing import add_key, day_of, signed
from vetting.model.errors import BadContent
from vetting.model.record import Acceptance, Records
from vetting.model.report import Completeness, Report
from vetting.model.text import Text
from vetting.sandbox.job import Level


def add_parser(commands: Any) -> None:
    """Options of `vet approve`."""
    parser = commands.add_parser(
        "approve", help=pick("setujui laporan yang sudah diputuskan", "approve a decided report"),
        description=pick("Setujui laporan: sesudah `vet decide` berikutnya, dokumennya bukan konsep"
                         " lagi.",
                         "Approve a report: after the next `vet decide` its documents are no drafts"
                         " any more."),
    )  # fmt: skip
    parser.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    add_key(parser)


def run(args: argparse.Namespace) -> int:
    """Sign and add the record; 0, 2 for a report that nobody may approve, 6 for a bad key."""
    from vetting.render.laporan import document

    report = report_of(args.report)
    _refuse(report, records_of(args) if args.records.is_file() else Records())
    result = str(document(report)["result-digest"])
    row = signed(args, Acceptance(result, day_of(args)))
    print(pick(f"Disetujui oleh {row.signer}: {result[:16]}",
               f"Approved by {row.signer}: {result[:16]}"))  # fmt: skip
    print(f"  vet decide {args.report} --records {args.records} --out …\nID={row.id}")
    return 0


def _refuse(report: Report, records: Records) -> None:
    """Raise BadContent for what cannot be stood for, and for what was decided on since."""
    if report.completeness is not Completeness.COMPLETE:
        raise _bad("laporan ini tidak lengkap", "this report is not complete")
    if not Level(report.basis.sandbox).is_sound:
        raise _bad("laporan ini sementara: dinding pengamannya terlalu lemah",
                   "this report is provisional: its sandbox was too weak")  # fmt: skip
    if report.basis.records != records.head:
        raise _bad("laporan ini belum memuat semua keputusan pada berkas catatan",
                   "this report does not hold all decisions of the file of records")  # fmt: skip


def _bad(id: str, en: str) -> BadContent:
    hint = Text("Jalankan `vet decide` dengan catatan yang sama, lalu setujui hasilnya.",
                "Run `vet decide` with the same records, then approve what it writes.")  # fmt: skip
    return BadContent(Text(id, en), hint=hint)

"""`vet attest LAPORAN`: say, and sign, that a manual control is met, and on what evidence."""

import argparse
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import report_of
from vetting.cli.signing import add_key, day_of, signed
from vetting.model.errors import BadContent
from vetting.model.policy import Mode
from vetting.model.record import Attestation, Evidence
from vetting.model.report import Report
from vetting.model.text import Text


def add_parser(commands: Any) -> None:
    """Options of `vet attest`."""
    parser = commands.add_parser(
        "attest", help=pick("nyatakan kendali manual terpenuhi", "attest a manual control"),
        description=pick("Nyatakan bahwa satu kendali yang dinilai petugas terpenuhi.",
                         "Attest that a control which a person decides is met."),
    )  # fmt: skip
    parser.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    parser.add_argument("--control", action="append", required=True, metavar="ID",
                        help=pick("kendali, atau family/NAMA untuk bidang tanpa bahan; boleh berulang",
                                  "a control, or family/NAME where there is nothing to look at;"
                                  " may be repeated"))  # fmt: skip
    parser.add_argument("--evidence", type=Path, action="append", required=True, metavar="BERKAS",
                        help=pick("dokumen bukti; sidiknya dicatat", "a document; its digest is kept"))  # fmt: skip
    parser.add_argument("--statement", required=True, metavar="KALIMAT")
    parser.add_argument("--until", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    parser.add_argument("--any-version", action="store_true",
                        help=pick("berlaku pula untuk versi berikutnya",
                                  "holds for later versions too"))  # fmt: skip
    add_key(parser)


def run(args: argparse.Namespace) -> int:
    """Sign and add the record; 0, 2 for a control that nobody may attest, 6 for a bad key."""
    report = report_of(args.report)
    for name in args.control:
        _refuse_others(report, name)
    seen = tuple(evidence(path) for path in args.evidence)
    for name in args.control:
        record = Attestation(
            control=name,
            tree="" if args.any_version else report.subject.tree,
            statement=args.statement.strip(),
            evidence=seen,
            made_on=day_of(args),
            until=args.until,
        )
        row = signed(args, record)
        print(pick(f"Dicatat: {name} oleh {row.signer}, sampai {args.until}",
                   f"Recorded: {name} by {row.signer}, until {args.until}"))  # fmt: skip
        print(f"ID={row.id}")
    return 0


def evidence(path: Path) -> Evidence:
    """Name, digest and size of a document."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise BadContent(
            Text(f"bukti tidak terbaca: {error.strerror}", f"cannot be read: {error.strerror}"),
            hint=Text("Beri jalur ke dokumennya.", "Give the path of the document."),
            where=str(path),
        ) from error
    return Evidence(path.name, hashlib.sha256(body).hexdigest(), len(body))


def _refuse_others(report: Report, name: str) -> None:
    """An automated control is decided by its checks, and an unknown one by nobody."""
    modes = {row.control.id: row.control.mode for row in report.verdict.controls}
    modes |= {f"family/{row.family}": Mode.MANUAL for row in report.verdict.families}
    if modes.get(name) in (Mode.MANUAL, Mode.PARTIAL):
        return
    raise BadContent(
        Text(f"'{name}' bukan kendali yang dinilai petugas dalam laporan ini",
             f"'{name}' is no control of this report that a person decides"),
        hint=Text("Lihat kendali 'perlu tinjauan' dalam laporan.",
                  "See the report's controls that need review."),
    )  # fmt: skip

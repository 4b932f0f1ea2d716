"""`vet waive request|approve|withdraw`: let exact findings stand, with a second person's yes."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import records_of, report_of
from vetting.cli.signing import add_key, day_of, signed
from vetting.model.errors import BadContent
from vetting.model.record import Approval, Attestation, Signed, Waiver, WaiverReason, Withdrawal
from vetting.model.text import Text


def add_parser(commands: Any) -> None:
    """Options of `vet waive`."""
    parser = commands.add_parser("waive", help=pick("kecualikan temuan", "waive findings"))
    kinds = parser.add_subparsers(dest="what", metavar="APA", required=True)
    ask = kinds.add_parser("request", help=pick("ajukan pengecualian", "ask for a waiver"))
    ask.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    ask.add_argument("--finding", action="append", required=True, metavar="SIDIK",
                     help=pick("sidik temuan, lengkap", "the whole fingerprint of a finding"))  # fmt: skip
    ask.add_argument("--reason", required=True, choices=[reason.value for reason in WaiverReason])
    ask.add_argument("--explanation", required=True, metavar="KALIMAT")
    ask.add_argument("--until", type=date.fromisoformat, required=True, metavar="YYYY-MM-DD")
    ask.add_argument("--any-version", action="store_true",
                     help=pick("berlaku pula untuk versi berikutnya", "holds for later versions too"))  # fmt: skip
    add_key(ask)
    yes = kinds.add_parser("approve", help=pick("setujui catatan orang lain",
                                                "approve another person's record"))  # fmt: skip
    yes.add_argument("id", metavar="ID")
    add_key(yes)
    no = kinds.add_parser("withdraw", help=pick("cabut catatan", "withdraw a record"))
    no.add_argument("id", metavar="ID")
    no.add_argument("--why", required=True, metavar="KALIMAT")
    add_key(no)


def run(args: argparse.Namespace) -> int:
    """Sign and add the record; 0, 2 for what may not be recorded, 6 for a bad key or file."""
    return {"request": _request, "approve": _approve, "withdraw": _withdraw}[args.what](args)


def _request(args: argparse.Namespace) -> int:
    report = report_of(args.report)
    known = {finding.fingerprint for finding in report.findings}
    for name in args.finding:
        if name not in known:
            raise _bad(
                f"laporan tidak memuat temuan '{name}'", f"no finding '{name}' in the report"
            )
    record = Waiver(
        fingerprints=tuple(sorted(set(args.finding))),
        tree="" if args.any_version else report.subject.tree,
        reason=WaiverReason(args.reason),
        explanation=args.explanation.strip(),
        made_on=day_of(args),
        until=args.until,
    )
    row = signed(args, record)
    print(pick(f"Diajukan oleh {row.signer}; menunggu persetujuan orang lain:",
               f"Asked for by {row.signer}; waits for another person's approval:"))  # fmt: skip
    print(f"  vet waive approve {row.id[:16]} --records {args.records} --key …\nID={row.id}")
    return 0


def _approve(args: argparse.Namespace) -> int:
    from vetting.attest.trust import read_trust
    from vetting.cli.options import trust_of

    target = _target(args)
    if not isinstance(target.record, Waiver | Attestation):
        raise _bad("hanya pengecualian dan pernyataan yang disetujui",
                   "only waivers and attestations are approved")  # fmt: skip
    own = {name for name, s in read_trust(trust_of(args)).items() if s.name == target.signer}
    row = _other(args, target, own)
    print(pick(f"Disetujui oleh {row.signer}: {target.id[:16]}",
               f"Approved by {row.signer}: {target.id[:16]}"))  # fmt: skip
    return 0


def _other(args: argparse.Namespace, target: Signed, own: set[str]) -> Signed:
    from vetting.cli.signing import key_in

    if key_in(args) in own | {target.key}:
        raise _bad("pembuat catatan tidak dapat menyetujuinya sendiri",
                   "who made a record cannot approve it")  # fmt: skip
    return signed(args, Approval(target.id, day_of(args)))


def _withdraw(args: argparse.Namespace) -> int:
    target = _target(args)
    row = signed(args, Withdrawal(target.id, args.why.strip(), day_of(args)))
    print(pick(f"Dicabut oleh {row.signer}: {target.id[:16]}",
               f"Withdrawn by {row.signer}: {target.id[:16]}"))  # fmt: skip
    return 0


def _target(args: argparse.Namespace) -> Signed:
    known = records_of(args)
    rows = (*known.rows, *known.acceptances)
    found = [row for row in rows if row.id.startswith(args.id.lower())]
    if len(found) != 1 or len(args.id) < 8:
        raise _bad(
            f"{len(found)} catatan berawal '{args.id}'", f"{len(found)} records begin '{args.id}'"
        )
    return found[0]


def _bad(id: str, en: str) -> BadContent:
    hint = Text("Salin sidik atau ID dari laporan, paling sedikit 8 angka.",
                "Copy the fingerprint or id from the report, at least 8 digits.")  # fmt: skip
    return BadContent(Text(id, en), hint=hint)

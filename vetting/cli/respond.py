"""`vet respond export|import`: the vendor's answers to the findings, out and back, signed."""

import argparse
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import add_language, report_of
from vetting.cli.signing import add_key, day_of, signed
from vetting.model.errors import BadContent
from vetting.model.record import Answer, Response
from vetting.model.text import Text


def add_parser(commands: Any) -> None:
    """Options of `vet respond`."""
    parser = commands.add_parser("respond", help=pick("jawaban penyedia", "the vendor's answers"))
    kinds = parser.add_subparsers(dest="what", metavar="APA", required=True)
    out = kinds.add_parser("export", help=pick("tulis lembar jawaban", "write an answer sheet"))
    out.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    out.add_argument("--out", type=Path, required=True, metavar="LEMBAR.csv|.yaml")
    add_language(out)
    back = kinds.add_parser(
        "import", help=pick("catat lembar yang dijawab", "record an answered sheet")
    )
    back.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    back.add_argument("sheet", type=Path, metavar="LEMBAR")
    back.add_argument("--vendor", required=True, metavar="NAMA",
                      help=pick("siapa yang menjawab", "who answered"))  # fmt: skip
    add_key(back)


def run(args: argparse.Namespace) -> int:
    """Write a sheet, or read, sign and record one; 0, 2 for a bad sheet, 6 for a bad key."""
    return _export(args) if args.what == "export" else _import(args)


def _export(args: argparse.Namespace) -> int:
    from vetting.attest.sheet import as_csv, as_yaml, rows_of

    rows = rows_of(report_of(args.report).findings, language())
    if args.out.exists():
        raise _bad(args.out, "berkas sudah ada", "the file exists already")
    write = as_yaml if args.out.suffix.lower() in (".yaml", ".yml") else as_csv
    args.out.write_bytes(write(rows))
    print(pick(f"{len(rows)} temuan; isi kolom answer dan explanation.",
               f"{len(rows)} findings; fill the columns answer and explanation."))  # fmt: skip
    print(f"  answer: {', '.join(Answer)}")
    return 0


def _import(args: argparse.Namespace) -> int:
    from vetting.attest.sheet import replies
    from vetting.cli.attest import evidence

    report, sheet = report_of(args.report), evidence(args.sheet)
    found = replies(_rows(args.sheet), (f.fingerprint for f in report.findings), args.sheet.name)
    if not found:
        raise _bad(args.sheet, "belum ada satu jawaban pun", "there is not one answer")
    record = Response(args.vendor.strip(), report.subject.tree, sheet, found, day_of(args))
    row = signed(args, record)
    for answer in Answer:
        number = sum(reply.answer is answer for reply in found)
        if number:
            print(f"  {answer}: {number}")
    left = len(report.findings) - len(found)
    print(pick(f"Dicatat oleh {row.signer}; {left} temuan belum dijawab.",
               f"Recorded by {row.signer}; {left} findings are not answered."))  # fmt: skip
    print(f"ID={row.id}")
    return 0


def _rows(sheet: Path) -> Any:
    """What the sandbox read from the sheet."""
    from vetting.model.outcome import Failed
    from vetting.sandbox import open_sandbox
    from vetting.sandbox.job import Limits
    from vetting.sandbox.worker import parsed, worker_job

    path = sheet.resolve()
    job = worker_job("vetting.attest.sheet_worker", {"path": str(path)}, read_only=[path],
                     limits=Limits(wall_seconds=60))  # fmt: skip
    said = parsed("sheet", open_sandbox().run(job))
    if isinstance(said, Failed):
        raise _bad(sheet, f"tidak terbaca ({said.reason})", f"cannot be read ({said.reason})")
    return said["rows"] if isinstance(said, dict) else None


def _bad(path: Path, id: str, en: str) -> BadContent:
    hint = Text("Pakai lembar dari `vet respond export`.", "Use a sheet of `vet respond export`.")
    return BadContent(Text(id, en), hint=hint, where=path.name)

"""`vet report FILE`: the other formats again, from the canonical report alone."""

import argparse
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import add_content, add_language, content_of, report_of


def add_parser(commands: Any) -> None:
    """Options of `vet report`."""
    parser = commands.add_parser(
        "report", help=pick("tulis ulang laporan", "write a report in another format")
    )
    parser.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR")
    parser.add_argument("--format", default="", metavar="A,B=FILE")
    alone = parser.add_mutually_exclusive_group()
    alone.add_argument("--verdict", action="store_true",
                       help=pick("cetak putusan saja", "print the verdict alone"))  # fmt: skip
    alone.add_argument("--annotate", action="store_true",
                       help=pick("cetak anotasi GitHub saja", "print GitHub annotations alone"))  # fmt: skip
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Read the canonical report and write the chosen formats; 2 when it is not one."""
    from vetting.render import MANIFEST, choose_formats, write_bundle
    from vetting.render.annotations import annotations

    report = report_of(args.report)
    if args.verdict:
        print(report.verdict.overall if report.verdict.controls else "")
        return 0
    if args.annotate:
        print(annotations(report, language(), content_of(args)), end="")
        return 0
    listed = args.report.parent / MANIFEST
    extra = {MANIFEST: listed.read_bytes()} if listed.is_file() else {}
    formats = choose_formats(args.format)
    write_bundle(report, args.out, formats, language(), content_of(args), extra)
    return 0

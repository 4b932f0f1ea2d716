"""`vet report FILE`: the other formats again, from the canonical report alone."""

import argparse
from pathlib import Path
from typing import Any

from vetting.cli.diff import report_in
from vetting.cli.language import language, pick
from vetting.cli.options import add_content, add_language, content_of


def add_parser(commands: Any) -> None:
    """Options of `vet report`."""
    parser = commands.add_parser(
        "report", help=pick("tulis ulang laporan", "write a report in another format")
    )
    parser.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    parser.add_argument("--out", type=Path, default=Path(), metavar="DIR")
    parser.add_argument("--format", default="", metavar="A,B=FILE")
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Read the canonical report and write the chosen formats; 2 when it is not one."""
    from vetting.render import MANIFEST, choose_formats, write_bundle

    report = report_in(args.report)
    listed = args.report.parent / MANIFEST
    extra = {MANIFEST: listed.read_bytes()} if listed.is_file() else {}
    formats = choose_formats(args.format)
    write_bundle(report, args.out, formats, language(), content_of(args), extra)
    return 0

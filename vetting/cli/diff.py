"""`vet diff BEFORE AFTER`: what changed between two reports of one application."""

import argparse
import sys
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import add_content, add_language, content_of, report_of
from vetting.compare import Comparison
from vetting.model.report import Completeness, Report
from vetting.model.verdict import Overall


def add_parser(commands: Any) -> None:
    """Options of `vet diff`."""
    parser = commands.add_parser("diff", help=pick("bandingkan dua laporan", "compare two reports"))
    parser.add_argument("before", type=Path, metavar="LAMA.vet.json")
    parser.add_argument("after", type=Path, metavar="BARU.vet.json")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Print the comparison; returns the exit code of `exit_code`."""
    from vetting.compare import compare
    from vetting.render.difference import as_json, as_text

    after = report_of(args.after)
    compared = compare(report_of(args.before), after)
    if args.format == "json":
        sys.stdout.buffer.write(as_json(compared) + b"\n")
    else:
        print(as_text(compared, language(), content_of(args)), end="")
    return exit_code(compared, after)


def exit_code(compared: Comparison, after: Report) -> int:
    """1 for a new finding that counts, 3 when the later run cannot tell, else 0."""
    if compared.new_blocking:
        return 1
    untold = after.completeness is not Completeness.COMPLETE or compared.unseen
    return 3 if untold or after.verdict.overall is Overall.INCONCLUSIVE else 0

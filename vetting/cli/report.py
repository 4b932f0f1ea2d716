"""`vet report FILE`: the other formats again, from the canonical report alone."""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import add_content, add_language, content_of, report_of
from vetting.model.errors import BadContent, BadSetup
from vetting.model.outcome import Failed, Ran
from vetting.model.report import Report
from vetting.model.text import Text


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
    alone.add_argument("--pictures", type=Path, metavar="APP",
                       help=pick("tulis salinan kerja dengan gambar unsur, dari kiriman yang sama",
                                 "write a working copy with pictures of elements, "
                                 "from the same submission"))  # fmt: skip
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
    if args.pictures:
        return _picture(report, args)
    listed = args.report.parent / MANIFEST
    extra = {MANIFEST: listed.read_bytes()} if listed.is_file() else {}
    formats = choose_formats(args.format)
    write_bundle(report, args.out, formats, language(), content_of(args), extra)
    return 0


def _picture(report: Report, args: argparse.Namespace) -> int:
    """Picture the accessibility findings anew; 2 when the submission is another one."""
    from vetting.engines.browser.pictures import chosen, pictures
    from vetting.identify import identify
    from vetting.intake import Limits, receive
    from vetting.render.pictured import FILE, pictured
    from vetting.sandbox import open_sandbox

    content, sandbox = content_of(args), open_sandbox()
    own = [check for check in report.checks if check.id.startswith("accessibility/")]
    found = chosen(f for c in own if isinstance(c.outcome, Ran) for f in c.outcome.findings)
    with TemporaryDirectory(prefix="vet-") as store:
        limits = Limits.of(report.basis.intake)
        tree = receive(args.pictures, Path(store), limits=limits, sandbox=sandbox).tree
        if tree.manifest.root != report.subject.tree:
            raise _another(args.pictures)
        facts = identify(tree, sandbox)
        taken = facts if isinstance(facts, Failed) else pictures(found, tree, facts, sandbox)
    if isinstance(taken, Failed):
        raise BadSetup(Text("Gambar tidak dapat dibuat", "The pictures could not be made"),
                       hint=Text(taken.detail, taken.detail))  # fmt: skip
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / FILE).write_bytes(pictured(report, found, taken, language(), content))
    print(pick(f"{len(taken)} gambar dari {len(found)} temuan: {FILE}",
               f"{len(taken)} pictures of {len(found)} findings: {FILE}"))  # fmt: skip
    return 0


def _another(app: Path) -> BadContent:
    return BadContent(
        Text("bukan kiriman yang dinilai laporan ini", "not the submission that the report judged"),
        hint=Text("Beri arsip yang sama.", "Give the same archive."),
        where=app.name,
    )

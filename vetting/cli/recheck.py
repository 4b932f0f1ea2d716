"""`vet recheck REPORT`: an old report judged again with newer advisories, without the source."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import (
    add_content,
    add_language,
    add_records,
    content_of,
    date_of,
    keep_judged,
    listed_beside,
    records_of,
    report_of,
)
from vetting.cli.table import print_table
from vetting.compare import Comparison
from vetting.model.policy import Tier
from vetting.model.report import Report
from vetting.render.visible import visible

_MOST_SHOWN = 40


def add_parser(commands: Any) -> None:
    """Options of `vet recheck`."""
    from datetime import date

    parser = commands.add_parser(
        "recheck",
        help=pick("nilai ulang laporan lama", "judge an old report again"),
        description=pick(
            "Nilai ulang laporan lama dengan data kerentanan baru, tanpa kode sumber.",
            "Judge an old report again with new advisories, without the source code.",
        ),
    )
    parser.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    parser.add_argument("--db", type=Path, metavar="BERKAS",
                        help=pick("data baru: hasil `vet db export`, zip atau folder OSV "
                                  "(bawaan: data di mesin ini)",
                                  "the new data: of `vet db export`, or an OSV zip or folder "
                                  "(default: this machine's)"))  # fmt: skip
    parser.add_argument("--out", type=Path, default=None, metavar="DIR",
                        help=pick("tulis laporan baru ke folder ini",
                                  "write the new report to this folder"))  # fmt: skip
    parser.add_argument("--format", default="", metavar="A,B=FILE")
    parser.add_argument("--policy", default=None, metavar="P",
                        help=pick("kebijakan (bawaan: yang dipakai laporan)",
                                  "the policy (default: the report's own)"))  # fmt: skip
    parser.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                        help=pick("tanggal penilaian (bawaan: hari ini, UTC)",
                                  "date of judgement (default: today, UTC)"))  # fmt: skip
    add_records(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Judge again, print what changed; ends with the exit code of the new verdict."""
    from vetting.cli.submit import exit_code
    from vetting.compare import compare
    from vetting.policy import resolve
    from vetting.render import choose_formats, write_bundle
    from vetting.runner.recheck import recheck

    content = content_of(args)
    old = report_of(args.report)
    name = args.policy or old.basis.policy_id
    policy = resolve(content, name, Tier(old.basis.tier), date_of(args))
    with _data(args.db) as data:
        new = recheck(old, content, policy, data, date_of(args), records_of(args))
    _print(old, new, compare(old, new))
    if args.out:
        keep_judged(new, "recheck")
        listed = listed_beside(args.report, new.subject.tree)
        write_bundle(new, args.out, choose_formats(args.format), language(), content, listed)
    print(f"VERDICT={new.verdict.overall} REPORT={args.out or '-'}")
    return exit_code(new, conditional_is_pass=policy.conditional_is_pass)


@contextmanager
def _data(given: Path | None) -> Iterator[Path]:
    """The advisory store to use: the machine's, an exported one, or one made of a dump."""
    from vetting.advisories import build
    from vetting.advisories.importers.batch import read
    from vetting.advisories.store import FILE_NAME
    from vetting.tooling import home

    if given is None:
        yield home() / FILE_NAME
    elif build.is_store(given):
        yield given
    else:
        from datetime import UTC, datetime

        with tempfile.TemporaryDirectory() as folder:
            build.add(Path(folder) / FILE_NAME, read(given), datetime.now(UTC).date())
            yield Path(folder) / FILE_NAME


def _print(old: Report, new: Report, changes: Comparison) -> None:
    speaks = language()
    print(pick("Penilaian ulang", "Judged again") + f": {visible(old.subject.name)[:60]}")
    print(f"  {old.basis.as_of} -> {new.basis.as_of}")
    if old.basis.policy_digest != new.basis.policy_digest:
        print("  " + pick("kebijakan berubah sejak laporan lama",
                          "the policy changed since the old report"))  # fmt: skip
    if old.verdict.decisions and not new.verdict.decisions:
        print("  " + pick("keputusan di laporan lama tidak ikut: beri --records",
                          "decisions of the old report do not count: give --records"))  # fmt: skip
    rows = {
        pick("Temuan baru", "New findings"): changes.new,
        pick("Temuan yang hilang", "Findings that are gone"): changes.fixed,
        pick("Tidak dapat dinilai lagi", "Could not be judged again"): changes.unseen,
    }
    for title, findings in rows.items():
        shown = [(str(f.severity), f.message.in_language(speaks)) for f in findings[:_MOST_SHOWN]]
        print_table(title, shown)
        if len(findings) > len(shown):
            print(f"  +{len(findings) - len(shown)}")
    print_table(pick("Kendali yang berubah", "Controls that changed"),
                [(c.name, f"{c.before or '-'} -> {c.after or '-'}") for c in changes.controls])  # fmt: skip
    if not (any(rows.values()) or changes.controls):
        print("\n" + pick("Tidak ada yang berubah.", "Nothing changed."))
    overall = changes.overall
    print("\n" + pick("Putusan", "Verdict") + f": {overall.before} -> {overall.after}")

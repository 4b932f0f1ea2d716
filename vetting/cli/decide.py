"""`vet decide LAPORAN --records F`: judge a report again with what people decided since."""

import argparse
from dataclasses import replace
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
from vetting.model.policy import Policy
from vetting.model.record import Records
from vetting.model.report import Report


def add_parser(commands: Any) -> None:
    """Options of `vet decide`."""
    from datetime import date

    parser = commands.add_parser(
        "decide", help=pick("putuskan dengan catatan petugas", "decide with people's records"),
        description=pick("Nilai ulang satu laporan bersama pernyataan dan pengecualian, tanpa "
                         "memeriksa aplikasinya lagi.",
                         "Judge a report again with attestations and waivers, without examining "
                         "the application again."),
    )  # fmt: skip
    parser.add_argument("report", type=Path, metavar="LAPORAN.vet.json")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
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
    """Judge, write the bundle, print the verdict; ends with the verdict's exit code."""
    from vetting.cli.submit import exit_code
    from vetting.model.policy import Tier
    from vetting.policy import resolve
    from vetting.render import choose_formats, write_bundle
    from vetting.render.terminal import show
    from vetting.runner.recheck import decide

    content, old = content_of(args), report_of(args.report)
    name = args.policy or old.basis.policy_id
    policy = resolve(content, name, Tier(old.basis.tier), date_of(args))
    records = records_of(args)
    new = _accepted(decide(old, policy, records, date_of(args)), policy, records)
    listed = listed_beside(args.report, new.subject.tree)
    keep_judged(new, "decide")
    write_bundle(new, args.out, choose_formats(args.format), language(), content, listed)
    show(new, language(), content)
    print(f"VERDICT={new.verdict.overall} REPORT={args.out}")
    return exit_code(new, conditional_is_pass=policy.conditional_is_pass)


def _accepted(report: Report, policy: Policy, records: Records) -> Report:
    """The report with those who stand for exactly this judgement."""
    from vetting.decisions import acceptances
    from vetting.render.laporan import document

    if not records.acceptances:
        return report
    given = replace(records, as_of=report.basis.as_of)
    result = str(document(report)["result-digest"])
    return replace(report, acceptances=acceptances(policy, given, result))

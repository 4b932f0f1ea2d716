"""Options that several commands share, and what they mean."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from vetting.cli.language import pick
from vetting.content import Content, load
from vetting.model.policy import Policy, Tier
from vetting.model.record import Records
from vetting.model.report import Report


def add_language(parser: argparse.ArgumentParser) -> None:
    """`--lang`."""
    parser.add_argument("--lang", choices=("id", "en"), default=None,
                        help=pick("bahasa keluaran", "language of the output"))  # fmt: skip


def add_content(parser: argparse.ArgumentParser) -> None:
    """`--content DIR`, any number of times."""
    parser.add_argument("--content", action="append", type=Path, default=[], metavar="DIR",
                        help=pick("folder cek dan kebijakan tambahan",
                                  "a further folder of checks and policies"))  # fmt: skip


def add_policy(parser: argparse.ArgumentParser) -> None:
    """`--policy`, `--tier` and `--date`."""
    parser.add_argument("--policy", default="baseline", metavar="P",
                        help=pick("nama atau berkas kebijakan (bawaan: baseline)",
                                  "name or file of the policy (default: baseline)"))  # fmt: skip
    parser.add_argument("--tier", choices=[tier.value for tier in Tier], default=None,
                        help=pick("kategori sistem elektronik (bawaan: dari kebijakan)",
                                  "category of the system (default: the policy's)"))  # fmt: skip
    parser.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                        help=pick("tanggal penilaian (bawaan: hari ini, UTC)",
                                  "date of judgement (default: today, UTC)"))  # fmt: skip


def add_records(parser: argparse.ArgumentParser) -> None:
    """`--records` and `--trust`."""
    parser.add_argument("--records", type=Path, default=None, metavar="keputusan.jsonl",
                        help=pick("catatan pernyataan dan pengecualian yang ditandatangani",
                                  "signed records of attestations and waivers"))  # fmt: skip
    parser.add_argument("--trust", type=Path, default=None, metavar="DIR",
                        help=pick("folder kunci publik yang dipercaya kantor",
                                  "folder of the public keys that the office trusts"))  # fmt: skip


def trust_of(args: argparse.Namespace) -> Path:
    """The folder of trusted keys."""
    from vetting.tooling import home

    given: Path | None = args.trust
    return given or home() / "trust"


def records_of(args: argparse.Namespace) -> Records:
    """The records that the options name, verified; none where none are named. Raises BadProof."""
    if args.records is None:
        return Records()
    from vetting.attest.log import read_log
    from vetting.attest.trust import read_trust

    rows, _ = read_log(args.records, read_trust(trust_of(args)))
    return Records.of(rows)


def report_of(path: Path) -> Report:
    """The report in a file; raises BadContent when it is none of ours."""
    from vetting.model.errors import BadContent
    from vetting.model.text import Text
    from vetting.render import NewerReport, read_report

    try:
        report = read_report(path.read_bytes())
        tell_of_age(report)
        return report  # noqa: TRY300
    except NewerReport as error:
        raise BadContent(
            Text(f"ditulis vet yang lebih baru: {error}", f"written by a newer vet: {error}"),
            hint=Text("Perbarui vet, lalu ulangi.", "Update vet, then repeat."),
            where=path.name,
        ) from error
    except (OSError, ValueError) as error:
        raise BadContent(
            Text(f"bukan laporan vet: {error}", f"not a report of vet: {error}"),
            hint=Text("Beri berkas laporan.vet.json.", "Give a file laporan.vet.json."),
            where=path.name,
        ) from error


def tell_of_age(report: Report) -> None:
    """Say on standard error that a report is of an older schema, and what it could not state."""
    import sys
    from textwrap import fill

    from vetting.model.report import OldReport

    if not isinstance(report, OldReport):
        return
    fields = ", ".join(report.unstated) or "-"
    said = pick(f"Laporan ini memakai skema {report.schema}. Belum dikenal waktu itu, jadi tidak"
                f" diketahui: {fields}.",
                f"This report is of schema {report.schema}. Not known then, and so unknown:"
                f" {fields}.")  # fmt: skip
    print(fill(said, 80), file=sys.stderr)


def keep_judged(report: Report, kind: str, *, vendor: str = "", application: str = "") -> None:
    """Note a judgement in the office's ledger, for `vet history`; raises BadSetup.

    `kind` is one of `vetting.model.history.Kind`; the names are the reviewer's word.
    """
    from vetting.history import judged_of
    from vetting.ledger.store import Ledger
    from vetting.model.history import Kind
    from vetting.render.laporan import document
    from vetting.tooling import home

    result = str(document(report)["result-digest"])
    row = judged_of(report, result, Kind(kind), vendor=vendor, application=application)
    Ledger.in_folder(home()).judged(row)


def listed_beside(report: Path, tree: str) -> dict[str, bytes]:
    """The list of examined files that lies beside a report, by name, if it is that of the tree."""
    from hashlib import sha256

    from vetting.render import MANIFEST

    path = report.with_name(MANIFEST)
    if not path.is_file():
        return {}
    body = path.read_bytes()
    return {path.name: body} if sha256(body).hexdigest() == tree else {}


def content_of(args: argparse.Namespace) -> Content:
    """The content that the options name."""
    return load(args.content)


def date_of(args: argparse.Namespace) -> date:
    """The date of judgement."""
    given: date | None = args.date
    return given or datetime.now(UTC).date()


def policy_of(args: argparse.Namespace, content: Content) -> Policy:
    """The policy that the options name, resolved."""
    from vetting.policy import resolve

    tier = Tier(args.tier) if args.tier else None
    return resolve(content, args.policy, tier, date_of(args))


def heavier_of(args: argparse.Namespace, content: Content, policy: Policy) -> tuple[Policy, ...]:
    """The same policy at every heavier tier, from the lightest."""
    from vetting.policy import resolve

    tiers = [tier for tier in Tier if tier.rank > policy.tier.rank]
    return tuple(resolve(content, args.policy, tier, date_of(args)) for tier in tiers)

"""Options that several commands share, and what they mean."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from vetting.cli.language import pick
from vetting.content import Content, load
from vetting.model.policy import Policy, Tier


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


def heavier_of(args: argparse.Namespace, content: Content, policy: Policy) -> Policy | None:
    """The same policy at the middle tier, where a lighter one was asked for."""
    from vetting.policy import resolve

    if policy.tier.rank >= Tier.TINGGI.rank:
        return None
    return resolve(content, args.policy, Tier.TINGGI, date_of(args))

"""`vet checks`: every check there is, and whether the policy uses it."""

import argparse
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import add_content, add_language, add_policy, content_of, policy_of
from vetting.cli.table import print_table


def add_parser(commands: Any) -> None:
    """Options of `vet checks`."""
    parser = commands.add_parser("checks", help=pick("daftar semua cek", "list all checks"))
    parser.add_argument("--family", default=None, metavar="F",
                        help=pick("hanya keluarga ini", "this family only"))  # fmt: skip
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """List the checks by family; `*` marks those that serve no control of the policy."""
    content = content_of(args)
    used = set(policy_of(args, content).checks)
    families: dict[str, list[tuple[str, str, str]]] = {}
    for check in content.checks.values():
        if args.family in (None, check.family):
            mark = "" if check.id in used else "*"
            row = (check.id + mark, str(check.severity), check.title.in_language(language()))
            families.setdefault(check.family, []).append(row)
    for family, rows in families.items():
        print_table(family, rows)
    print(pick("\n* tidak dipakai kebijakan ini", "\n* not used by this policy"))
    return 0

"""`vet plan APP`: which checks would run, and why the others would not."""

import argparse
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import (
    add_content,
    add_language,
    add_policy,
    content_of,
    date_of,
    policy_of,
)
from vetting.cli.table import print_table


def add_parser(commands: Any) -> None:
    """Options of `vet plan`."""
    parser = commands.add_parser(
        "plan", help=pick("tunjukkan cek yang akan berjalan", "show which checks would run")
    )
    parser.add_argument("app", type=Path, metavar="APP")
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Take the application in, identify it, print the plan; 4 when the archive is refused."""
    from vetting.identify import identify
    from vetting.intake import Limits, receive
    from vetting.model.errors import BadSetup
    from vetting.model.outcome import Failed
    from vetting.model.text import Text
    from vetting.plan import plan
    from vetting.sandbox import open_sandbox
    from vetting.tooling import home

    content = content_of(args)
    policy = policy_of(args, content)
    sandbox = open_sandbox()
    submission = receive(
        args.app, home() / "store", limits=Limits.of(policy.intake), sandbox=sandbox
    )
    facts = identify(submission.tree, sandbox)
    if isinstance(facts, Failed):
        raise BadSetup(Text("isi aplikasi tidak dapat dikenali", "the application cannot be read"),
                       hint=Text(facts.detail or "-", facts.detail or "-"))  # fmt: skip
    planned = plan(policy, facts, content.checks)
    print_table(pick("Bahasa dan kerangka kerja", "Languages and frameworks"), _facts(facts))
    rows = [
        (item.check.id, name, str(item.files or "*"))
        for name, items in planned.engines.items()
        for item in items
    ]
    print_table(pick("Akan berjalan (cek, mesin, berkas)", "Will run (check, engine, files)"), rows)
    absent = [
        (name, outcome.why.in_language(language()))
        for name, outcome in sorted(planned.not_applicable.items())
    ]
    print_table(pick("Tidak berlaku", "Does not apply"), absent)
    print(f"{policy.id} {policy.version} tier={policy.tier} date={date_of(args)}")
    return 0


def _facts(facts: Any) -> list[tuple[str, str]]:
    rows = [(name, str(len(paths))) for name, paths in facts.languages.items()]
    rows += [(f.name, f"{f.version} ({f.evidence})".strip()) for f in facts.frameworks]
    return rows

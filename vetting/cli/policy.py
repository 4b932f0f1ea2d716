"""`vet policy lint|show|diff|test|coverage`: whether a policy is sound, and what it asks."""

import argparse
import textwrap
from typing import Any

from vetting.cli.language import language, pick, texts
from vetting.cli.options import add_content, add_language, add_policy, content_of, policy_of
from vetting.cli.table import WIDTH, print_table
from vetting.model.codec import to_plain
from vetting.model.policy import Control, Policy, Tier


def add_parser(commands: Any) -> None:
    """Options of `vet policy`."""
    parser = commands.add_parser(
        "policy", help=pick("periksa atau tampilkan kebijakan", "lint or show a policy")
    )
    parser.add_argument("action", choices=tuple(_ACTIONS))
    parser.add_argument("names", nargs="*", metavar="A B | BERKAS",
                        help=pick("dua kebijakan (diff) atau berkas uji (test)",
                                  "two policies (diff) or files of cases (test)"))  # fmt: skip
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Lint and test: 0 when sound, 2 when not. Diff: 1 when they differ. The others print."""
    from vetting.model.errors import BadContent

    wanted = {"diff": (2, 2), "test": (1, 99)}.get(args.action, (0, 0))
    if not wanted[0] <= len(args.names) <= wanted[1]:
        raise BadContent(
            texts("jumlah nama tidak sesuai", "a wrong number of names"),
            hint=texts("vet policy diff A B; vet policy test BERKAS; lainnya tanpa nama",
                       "vet policy diff A B; vet policy test FILE; the others take no name"),
        )  # fmt: skip
    return _ACTIONS[args.action](args)


def _diff(args: argparse.Namespace) -> int:
    from vetting.cli.options import date_of
    from vetting.policy import resolve
    from vetting.policy.compare import differences

    content, tier = content_of(args), Tier(args.tier) if args.tier else None
    old, new = (resolve(content, name, tier, date_of(args)) for name in args.names)
    found = differences(old, new)
    rows = [(d.where, f"{d.before or '–'} -> {d.after or '–'}") for d in found]
    print(f"{old.id} {old.version} ({old.tier}) -> {new.id} {new.version} ({new.tier})")
    print_table(pick("Berbeda", "Different"), rows)
    if not rows:
        print(pick("Keduanya meminta hal yang sama.", "Both ask the same."))
    return 1 if rows else 0


def _test(args: argparse.Namespace) -> int:
    from pathlib import Path

    from vetting.policy.trial import try_out

    content, failed = content_of(args), 0
    for name in args.names:
        number, misses = try_out(content, Path(name))
        failed += len(misses)
        for miss in misses:
            print(f"{miss.case}: {miss.what}: {miss.expected} -> {miss.got}")
        print(pick(f"{name}: {number - len(misses)} dari {number} sesuai",
                   f"{name}: {number - len(misses)} of {number} as expected"))  # fmt: skip
    return 2 if failed else 0


def _coverage(args: argparse.Namespace) -> int:
    from vetting.policy.coverage import page

    print(page(content_of(args)), end="")
    return 0


def _lint(args: argparse.Namespace) -> int:
    from vetting.cli.options import date_of
    from vetting.policy import resolve
    from vetting.policy.lint import Fault, lint, may_fail, unused, without_way
    from vetting.policy.resolve import reasons_left_out, undecided

    content = content_of(args)
    tiers = [Tier(args.tier)] if args.tier else list(Tier)
    policies = [resolve(content, args.policy, tier, date_of(args)) for tier in tiers]
    faults: set[Fault] = set(unused(policies, content.checks))
    reasons = reasons_left_out(content, args.policy)
    faults.update(without_way(undecided(content, args.policy), is_error=bool(reasons)))
    for policy in policies:
        faults.update(lint(policy, content.checks))
    errors = [f for f in faults if f.is_error]
    for fault in sorted(faults, key=lambda fault: (not fault.is_error, fault.where)):
        word = pick("galat", "error") if fault.is_error else pick("peringatan", "warning")
        line = f"{word}: {fault.where}: {fault.message.in_language(language())}"
        print(textwrap.fill(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False))
    weak = {c.id: c for p in policies for c in p.controls if not c.citation.is_firm}
    heavy = sum(map(may_fail, weak.values()))
    if weak:
        print(pick(f"{len(weak)} kendali berdasar kutipan yang perlu verifikasi; {heavy} di antaranya dapat"
                   "\nmenggagalkan. Laporan menandainya; jangan dikutip sebagai hukum.",
                   f"{len(weak)} controls rest on citations to be verified; {heavy} of them can fail an"
                   "\napplication. Reports mark them; they must not be cited as law."))  # fmt: skip
    print(pick(f"{len(errors)} galat, {len(faults) - len(errors)} peringatan",
               f"{len(errors)} errors, {len(faults) - len(errors)} warnings"))  # fmt: skip
    return 2 if errors else 0


def _show(args: argparse.Namespace) -> int:
    policy = policy_of(args, content_of(args))
    speaks = language()
    print(f"{policy.title.in_language(speaks)}\n{policy.id} {policy.version} tier={policy.tier}")
    print(f"sha256 {policy.digest}")
    print_table(pick("Batas", "Limits"), _limits(policy))
    rows = [(c.id, _how(c), c.title.in_language(speaks)) for c in policy.controls]
    print_table(pick("Kendali", "Controls"), rows)
    return 0


def _limits(policy: Policy) -> list[tuple[str, str]]:
    rows = [
        ("data-max-age-days", str(policy.max_data_age_days)),
        ("blocking-confidence", str(policy.blocking_confidence)),
        ("reviews-at", str(policy.reviews_at)),
        ("conditional-is-pass", str(policy.conditional_is_pass).lower()),
        ("accessibility-engines", str(policy.accessibility_engines)),
    ]
    rows += [(f"intake {key}", str(value)) for key, value in to_plain(policy.intake).items()]
    rows += [(f"floor {f.family}", f"{f.coverage:.0%} {f.when_absent}") for f in policy.floors]
    rows += [(f"document {d.kind}", f"{d.by} {d.months or '∞'}") for d in policy.documents]
    return rows


def _how(control: Control) -> str:
    if control.is_announced:
        return pick("akan wajib", "announced")
    return f"{control.mode}/{control.stage}>={control.blocks_at}"


_ACTIONS = {"lint": _lint, "show": _show, "diff": _diff, "test": _test, "coverage": _coverage}

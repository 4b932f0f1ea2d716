"""`vet explain ID`: a check with its examples, or a control with its source. Offline."""

import argparse
import difflib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import (
    add_content,
    add_language,
    add_policy,
    content_of,
    heavier_of,
    policy_of,
)
from vetting.cli.table import print_paragraph, print_table
from vetting.content import Content
from vetting.engines.browser.remedy import examples
from vetting.identify.names import kinds_of, languages_of
from vetting.model.check import Check
from vetting.model.errors import BadContent
from vetting.model.policy import Citation, Control, Policy, Tier
from vetting.model.text import Text
from vetting.policy.catalogue import Requirement, requirements
from vetting.policy.resolve import reasons_left_out

_EXAMPLE_LINES = 24
_LISTS = ("-sinks", "-forms")


def add_parser(commands: Any) -> None:
    """Options of `vet explain`."""
    parser = commands.add_parser(
        "explain", help=pick("jelaskan satu cek atau kendali", "explain a check or a control")
    )
    parser.add_argument("id", metavar="ID")
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Explain the check or control of that id; raises BadContent with the nearest known one."""
    content = content_of(args)
    policy = policy_of(args, content)
    asked = _asked(args, content, policy)
    known = requirements(content)
    if args.id in content.checks:
        _check(content.checks[args.id], policy)
    elif args.id in asked:
        control, tier = asked[args.id]
        _control(control, tier)
    elif args.id in known:
        _left_out(known[args.id], reasons_left_out(content, args.policy).get(args.id))
    else:
        raise _unknown(args.id, content, [*asked, *known])
    return 0


def _asked(
    args: argparse.Namespace, content: Content, policy: Policy
) -> dict[str, tuple[Control, Tier]]:
    """Every control of the policy by its id, with the lightest tier from this one on that asks it."""
    found: dict[str, tuple[Control, Tier]] = {}
    for each in (policy, *heavier_of(args, content, policy)):
        for control in each.controls:
            found.setdefault(control.id, (control, each.tier))
    return found


def _unknown(name: str, content: Content, controls: Iterable[str]) -> BadContent:
    near = difflib.get_close_matches(name, [*content.checks, *controls], n=3)
    guess = ", ".join(near) or "-"
    return BadContent(
        Text(f"'{name}' bukan cek dan bukan kendali", f"'{name}' is no check and no control"),
        hint=Text(f"Mungkin: {guess}. Daftar: `vet checks`.",
                  f"Perhaps: {guess}. List: `vet checks`."),
    )  # fmt: skip


def _check(check: Check, policy: Policy) -> None:
    speaks = language()
    print(f"{check.id} ({check.severity})")
    print_paragraph(pick("Apa", "What"), check.title.in_language(speaks))
    print_paragraph(pick("Mengapa", "Why"), check.why.in_language(speaks))
    print_paragraph(pick("Perbaikan", "Fix"), check.fix.in_language(speaks))
    for name, fix in check.fix_for.items():
        print_paragraph(f"{pick('Perbaikan', 'Fix')}: {name}", fix.in_language(speaks))
    if check.engine == "browser":
        for name, code in examples(check):
            print_paragraph(f"{pick('Contoh', 'Example')}: {name}", code.in_language(speaks))
    for kind, title in (("bad", pick("Contoh buruk", "Bad example")),
                        ("good", pick("Contoh baik", "Good example"))):  # fmt: skip
        for path in fixtures_of(check, kind):
            print_paragraph(f"{title}: {path.name}", _head(path))
    serves = [(c.id, c.title.in_language(speaks)) for c in policy.controls if check.id in c.checks]
    print_table(pick("Kendali yang dilayani", "Controls it serves"), serves)
    named = [f"CWE-{number}" for number in check.cwe] + list(check.standards)
    print(f"\n{', '.join(named)} · {check.engine} · {check.digest[:12]}")


def fixtures_of(check: Check, kind: str) -> list[Path]:
    """A fixture for each language or kind of file that the check is about, else the first one.

    `kind` is "bad" or "good". Lists of forms come after cases that read like an application.
    """
    cases = sorted((check.folder / "fixtures").glob(f"*.{kind}"),
                   key=lambda case: (case.stem.endswith(_LISTS), case.name))  # fmt: skip
    files = [path for case in cases for path in sorted(case.rglob("*")) if path.is_file()]
    files = [path for path in files if path.name != "expected.yaml"]
    wanted = (*check.applies_to.languages, *check.applies_to.kinds)
    found = [next((path for path in files if name in _kinds(path)), None) for name in wanted]
    return [path for path in dict.fromkeys(found) if path] or files[:1]


def _kinds(path: Path) -> set[str]:
    return languages_of(path.name) | kinds_of(path.name)


def _head(path: Path) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()[:_EXAMPLE_LINES]
    return "\n".join(f"    {line}" for line in lines)


def _control(control: Control, tier: Tier) -> None:
    speaks = language()
    print(control.id)
    print_paragraph(pick("Apa", "What"), control.title.in_language(speaks))
    _source(control.citation)
    print_paragraph(
        pick("Cara diputuskan", "How it is decided"),
        f"{control.mode} · {control.stage} · {pick('menghalangi mulai', 'blocks from')} "
        f"{control.blocks_at} · {pick('diminta mulai kategori', 'asked from tier')} {tier}",
    )
    if control.guidance:
        print_paragraph(pick("Panduan", "Guidance"), control.guidance.in_language(speaks))
    print_table(pick("Cek", "Checks"), [(check,) for check in control.checks])


def _left_out(requirement: Requirement, reason: Text | None) -> None:
    """A requirement that the policy knows and does not ask."""
    print(requirement.id)
    print_paragraph(pick("Apa", "What"), requirement.title.in_language(language()))
    _source(requirement.citation)
    why = reason.in_language(language()) if reason else pick("tanpa alasan", "no reason given")
    print_paragraph(pick("Tidak dinilai kebijakan ini", "Not asked by this policy"), why)


def _source(cited: Citation) -> None:
    """The article, and how sure anybody may be of it."""
    k = f" (K{cited.k_number})" if cited.k_number else ""
    doubt = "" if cited.is_firm else pick(" — perlu verifikasi", " — needs verification")
    print_paragraph(pick("Sumber", "Source"), f"{cited.source}, {cited.article}{k}{doubt}")
    print_paragraph(pick("Keyakinan", "Confidence"), f"{cited.confidence} / {cited.source_tier}")
    if cited.note:
        print_paragraph(pick("Catatan", "Note"), cited.note)

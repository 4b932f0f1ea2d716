"""`vet unpack APP DIR`: what is deployed is what was examined."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import add_content, add_language, add_policy, content_of, policy_of


def add_parser(commands: Any) -> None:
    """Options of `vet unpack`."""
    parser = commands.add_parser(
        "unpack", help=pick("buka arsip dengan pembaca yang memeriksanya",
                            "unpack by the reader that examines"),
        description=pick("Buka arsip ke folder baru dengan pembaca yang sama seperti saat diuji:"
                         " yang dipasang adalah yang diperiksa. Arsip yang punya dua arti ditolak.",
                         "Unpack an archive into a new folder by the reader that examines it:"
                         " what is deployed is what was examined."),
    )  # fmt: skip
    parser.add_argument("app", type=Path, metavar="APP")
    parser.add_argument("folder", type=Path, metavar="DIR",
                        help=pick("folder baru atau kosong", "a new or empty folder"))  # fmt: skip
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Unpack and print the tree's digest; 4 when the archive is refused."""
    from vetting.intake import Limits, place
    from vetting.sandbox import open_sandbox

    limits = Limits.of(policy_of(args, content_of(args)).intake)
    submission = place(args.app, args.folder, limits=limits, sandbox=open_sandbox())
    files = submission.tree.manifest.handed_in
    print(pick(f"{len(files)} berkas, {files.size} bita",
               f"{len(files)} files, {files.size} bytes"))  # fmt: skip
    _tell(submission.warnings)
    print(f"TREE={submission.tree.manifest.root}")
    return 0


def _tell(warnings: Sequence[tuple[str, str]]) -> None:
    """What is not in the folder, or odd, on stderr: each kind once, with its first place."""
    from vetting.intake import warning_text
    from vetting.intake.refused import printable

    first: dict[str, str] = {}
    for code, path in warnings:
        first.setdefault(code, path)
    for code, path in sorted(first.items()):
        text, times = warning_text(code), sum(code == other for other, _ in warnings)
        place = f" ({printable(path, 60)}{f', +{times - 1}' if times > 1 else ''})" if path else ""
        line = f"{code}: {pick(text.id, text.en)}{place}"
        print(fill(line, 80, subsequent_indent="  ", break_on_hyphens=False), file=sys.stderr)

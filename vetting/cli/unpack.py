"""`vet unpack APP DIR`: what is deployed is what was examined."""

import argparse
from pathlib import Path
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
    print(f"TREE={submission.tree.manifest.root}")
    return 0

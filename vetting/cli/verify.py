"""`vet verify REPORT [--against DIR]`: whether this is still what was examined."""

import argparse
from pathlib import Path
from typing import Any

from vetting.cli.language import pick, texts
from vetting.cli.options import add_content, add_language, add_policy, content_of, policy_of
from vetting.cli.proof import add_proof, run_document, run_proof
from vetting.model.errors import BadContent

FAILED = 6


def add_parser(commands: Any) -> None:
    """Options of `vet verify`."""
    parser = commands.add_parser(
        "verify", help=pick("bandingkan folder atau laporan dengan yang diuji",
                            "compare a folder or report with what was vetted"),
        description=pick("Tanpa --against: periksa keutuhan laporan. Dengan --against: sebut setiap"
                         " berkas folder yang hilang, berubah atau bertambah dibanding yang diuji."
                         " Kode keluar 6 bila berbeda.",
                         "Without --against: whether the report is intact. With it: name every"
                         " file of the folder that is missing, changed or added compared with what"
                         " was vetted. Exit code 6 where they differ."),
    )  # fmt: skip
    parser.add_argument("source", type=Path, nargs="?", default=Path("laporan.vet.json"),
                        metavar="LAPORAN|APP",
                        help=pick("laporan.vet.json, foldernya, daftar-berkas.jsonl, atau arsip",
                                  "laporan.vet.json, its folder, daftar-berkas.jsonl, or the"
                                  " archive"))  # fmt: skip
    parser.add_argument("--against", type=Path, default=None, metavar="DIR",
                        help=pick("folder yang dibandingkan", "the folder to compare"))  # fmt: skip
    add_proof(parser)
    add_policy(parser)
    add_content(parser)
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Compare and name every difference; 6 when there is one."""
    from vetting.cli import evidence

    if args.pdf_trust is not None and args.source.suffix.lower() == ".pdf":
        return run_document(args)
    sealed = 0 if args.trust is None else run_proof(args)
    if args.trust is not None and (args.against is None or sealed == FAILED):
        return sealed
    source = evidence.resolved(args.source)
    is_archive = evidence.is_archive(source)
    faults = [] if is_archive else evidence.faults(source)
    if faults or args.against is None:
        return _intact(faults, source, is_archive=is_archive)
    manifest = _of_archive(args, source) if is_archive else evidence.manifest_of(source)
    return _compare(args.against, manifest) or sealed


def _of_archive(args: argparse.Namespace, source: Path) -> Any:
    from tempfile import TemporaryDirectory

    from vetting.intake import Limits, receive
    from vetting.sandbox import open_sandbox

    limits = Limits.of(policy_of(args, content_of(args)).intake)
    with TemporaryDirectory(prefix="vet-") as store:
        return receive(source, Path(store), limits=limits, sandbox=open_sandbox()).tree.manifest


def _intact(faults: list[str], source: Path, *, is_archive: bool) -> int:
    if is_archive:
        message = texts("arsip hanya dapat dibandingkan dengan folder",
                        "an archive can only be compared with a folder")  # fmt: skip
        raise BadContent(message, hint=texts("Beri --against DIR.", "Give --against DIR."))
    for fault in faults:
        _print_path(fault)
    print(f"VERIFY={'changed' if faults else 'intact'} REPORT={source}")
    return FAILED if faults else 0


def _compare(folder: Path, manifest: Any) -> int:
    from vetting.cli import evidence
    from vetting.intake import compare

    files = manifest.handed_in
    found = evidence.readable(folder, lambda: compare(folder, files, is_ours=False))
    _print_group(pick("Hilang", "Missing"), found.missing)
    _print_group(pick("Berubah", "Changed"), found.changed)
    _print_group(pick("Tambahan", "Added"), evidence.summed(folder, found.added))
    same = len(files) - len(found.missing) - len(found.changed)
    print(pick(f"{same} dari {len(files)} berkas sama.",
               f"{same} of {len(files)} files are the same."))  # fmt: skip
    print(f"VERIFY={'different' if found else 'identical'} TREE={manifest.root}")
    return FAILED if found else 0


def _print_group(title: str, paths: Any) -> None:
    if paths:
        print(f"{title} ({len(paths)})")
    for path in paths:
        _print_path(path)


def _print_path(path: str) -> None:
    """A path whole, folded at 80 columns: it may be long, and it may be hostile."""
    from vetting.render.visible import visible

    shown = visible(path)
    for at in range(0, max(len(shown), 1), 76):
        print(("  " if at == 0 else "    ") + shown[at : at + 76])

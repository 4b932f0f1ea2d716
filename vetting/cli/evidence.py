"""What `vet verify` compares with: an intact report, and the list of files that it names."""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from vetting.cli.options import report_of, tell_of_age
from vetting.model.errors import BadContent
from vetting.model.report import Report
from vetting.model.text import Text
from vetting.model.tree import Manifest
from vetting.render import MANIFEST, SUMS, BadReport, NewerReport, read_report

REPORT = "laporan.vet.json"
SEALS = frozenset({"pengesahan.dsse.json", "vsa.dsse.json"})
"""What `vet sign` adds to a bundle."""
_LIST_BYTES = 256 << 20
T = TypeVar("T")


def resolved(source: Path) -> Path:
    """The file that is meant: of a bundle its canonical report; raises BadContent if none."""
    path = source / REPORT if (source / REPORT).is_file() else source
    if not path.exists():
        raise BadContent(
            Text(f"'{source}' tidak ada", f"'{source}' does not exist"),
            hint=Text("Beri laporan.vet.json, foldernya, atau arsip aplikasi.",
                      "Give laporan.vet.json, its folder, or the application's archive."),
        )  # fmt: skip
    return path


def is_archive(source: Path) -> bool:
    """Whether the source is an application and not a report or a list of files."""
    return source.suffix not in (".json", ".jsonl")


def faults(source: Path) -> list[str]:
    """What is wrong with a report or its bundle: names of files that were changed or are gone."""
    if source.suffix == ".jsonl":
        return []
    try:
        report = read_report(source.read_bytes())
        tell_of_age(report)
    except NewerReport:
        report = report_of(source)
    except (OSError, BadReport) as error:
        return [f"{source.name}: {error}"]
    found = list(_changed(source))
    listed = source.parent / MANIFEST
    if listed.is_file() and _sha256(listed) != report.subject.tree:
        found.append(MANIFEST)
    return sorted(set(found))


def _changed(source: Path) -> Sequence[str]:
    """The files of a report's bundle that are not as `SHA256SUMS` says, or that it does not list.

    A report without sums beside it stands alone, unless its folder holds the seals of a bundle.
    """
    folder = source.parent
    found = {path.name for path in folder.iterdir()}
    if SUMS not in found:
        return [SUMS] if found & SEALS else ()
    try:
        rows = [
            row.partition("  ") for row in (folder / SUMS).read_bytes().decode().split("\n")[:-1]
        ]
    except (OSError, ValueError):
        return [SUMS]
    listed = {name: digest for digest, _, name in rows}
    wrong = [name for name, digest in listed.items() if _sha256(folder / Path(name).name) != digest]
    return [*wrong, *(found - listed.keys() - SEALS - {SUMS})]


def _sha256(path: Path) -> str:
    """Of a file's bytes; "" for a link, a pipe, and whatever else is no file of its own."""
    if path.is_symlink() or not path.is_file():
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def manifest_of(source: Path) -> Manifest:
    """The list of files beside a report, else that of the stored tree; raises BadContent."""
    if source.suffix == ".jsonl":
        return _read(source)
    report = read_report(source.read_bytes())
    listed = source.parent / MANIFEST
    manifest = _read(listed) if listed.is_file() else _stored(report)
    if manifest is None or manifest.root != report.subject.tree:
        raise BadContent(
            Text("daftar berkas laporan ini tidak ada", "the report's list of files is not here"),
            hint=Text(f"Taruh {MANIFEST} di sebelah laporan, atau beri arsip aslinya.",
                      f"Put {MANIFEST} beside the report, or give the archive itself."),
            where=str(source),
        )  # fmt: skip
    return manifest


def _read(listed: Path) -> Manifest:
    try:
        with listed.open("rb") as file:  # a longer one is cut, and so no list any more
            return Manifest.read(file.read(_LIST_BYTES))
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BadContent(
            Text(f"bukan daftar berkas vet: {error}", f"not vet's list of files: {error}"),
            hint=Text(f"Beri {MANIFEST} sebagaimana ditulis vet.", f"Give {MANIFEST} as vet wrote it."),
            where=str(listed),
        ) from error  # fmt: skip


def _stored(report: Report) -> Manifest | None:
    """The list of the tree that this machine's store still holds, read anew from its bytes."""
    from vetting.intake import Store
    from vetting.tooling import home

    store = home() / "store"
    return Store(store).manifest(report.subject.tree) if store.is_dir() else None


def readable(folder: Path, work: Callable[[], T]) -> T:
    """What `work` gives; raises BadContent where it could not read the folder."""
    try:
        os.listdir(folder)
        return work()
    except OSError as error:
        message = Text(f"tidak dapat dibaca: {error.strerror}", f"cannot be read: {error.strerror}")
        hint = Text("Beri folder yang dapat dibaca seluruhnya.", "Give a folder that is readable.")
        raise BadContent(message, hint=hint, where=str(error.filename or folder)) from error


def summed(folder: Path, added: Sequence[str]) -> list[str]:
    """Added paths, each added folder as one line with the number of files below it.

    Links are marked: nothing of what they point to was compared.
    """
    folders = [path for path in added if _is_folder(folder / path)]
    tops = {path for path in folders if not any(path.startswith(f"{top}/") for top in folders)}
    counts = dict.fromkeys(tops, 0)
    lines = []
    for path in added:
        top = next((path[:at] for at in _slashes(path) if path[:at] in tops), None)
        if top is not None:
            counts[top] += not _is_folder(folder / path)
        elif path not in tops:
            lines.append(f"{path} (→)" if (folder / path).is_symlink() else path)
    return sorted([*lines, *(f"{top}/ ({count})" for top, count in counts.items())])


def _slashes(path: str) -> list[int]:
    return [at for at, character in enumerate(path) if character == "/"]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()

"""The record files of a dump: a zip, a folder, or one file."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from vetting.model.errors import BadSetup
from vetting.model.text import Text

ENDINGS = (".json", ".yaml", ".yml")
MOST_BYTES = 32 * 1024 * 1024
"""The largest record file that is read; the largest in osv.dev is below 4 MiB."""
# A method or a lock that `zipfile` does not know is a NotImplementedError or RuntimeError.
_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


def record_files(source: Path) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each record file, in name order.

    Raises BadSetup when the source is absent, broken, or holds a file beyond MOST_BYTES.
    """
    try:
        if source.is_dir():
            yield from _folder(source)
        elif zipfile.is_zipfile(source):
            yield from _zip(source)
        else:
            yield source.name, _bounded(source)
    except _BROKEN as error:
        raise unreadable(source, f"{type(error).__name__}: {error}"[:160]) from error


def _folder(source: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(source.rglob("*")):
        if path.suffix in ENDINGS and path.is_file():
            yield path.relative_to(source).as_posix(), _bounded(path)


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > MOST_BYTES:
        raise unreadable(path, f"larger than {MOST_BYTES} bytes")
    return path.read_bytes()


def _zip(source: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(source) as archive:
        for info in sorted(archive.infolist(), key=lambda info: info.filename):
            if not info.filename.endswith(ENDINGS):
                continue
            if info.file_size > MOST_BYTES:
                raise unreadable(source, f"{info.filename} is larger than {MOST_BYTES} bytes")
            yield info.filename, archive.read(info)


def unreadable(source: Path, detail: str) -> BadSetup:
    """The error of a dump that cannot be used."""
    return BadSetup(
        Text(f"data kerentanan '{source.name}' tidak terbaca: {detail}",
             f"the advisory data '{source.name}' cannot be read: {detail}"),
        hint=Text("Data lama tetap berlaku. Ulangi `vet db update`, atau unduh ulang berkasnya "
                  "dan jalankan `vet db import`.",
                  "The old data stand. Repeat `vet db update`, or download the file again and "
                  "run `vet db import`."),
    )  # fmt: skip

"""The folder of a report, written so that half a bundle can never pass for a whole one.

Order: the old canonical report and sums are removed, then the other old files; every new file
is written beside its place and renamed; the canonical report comes last of them, the sums after
it. When anything fails, the files of this bundle are taken away again.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from vetting.content import Content
from vetting.model.errors import BadSetup
from vetting.model.report import Report
from vetting.model.text import LANGUAGES, Language, Text
from vetting.render.formats import FORMATS, MANIFEST, SUMS

_JSON = "json"


def write_bundle(
    report: Report,
    folder: Path,
    formats: Mapping[str, str],
    language: Language,
    content: Content,
    extra: Mapping[str, bytes] | None = None,
) -> tuple[Path, ...]:
    """Write the formats (name to file name, see `choose_formats`) and `SHA256SUMS`.

    `extra` holds further files by name. Every format is rendered before the first file of an
    older bundle is touched. Raises BadSetup when the folder cannot be written; then no file
    of the new bundle is left, and none of the old one that could be taken for it.
    """
    files = dict(extra or {})
    for name, file in formats.items():
        if name != _JSON:
            files |= FORMATS[name].files(report, language, content, file)
    json_file = formats.get(_JSON, FORMATS[_JSON].file)
    files[json_file] = FORMATS[_JSON].render(report, language, content)
    files[SUMS] = _sums(files)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _invalidate(folder, files)
        _write_all(folder, files)
    except OSError as error:
        raise _cannot_write(folder, error) from error
    return tuple(folder / name for name in files)


def _sums(files: Mapping[str, bytes]) -> bytes:
    rows = (f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items()))
    return "".join(rows).encode()


def _own_names() -> list[str]:
    names = [FORMATS[_JSON].file, SUMS, MANIFEST]
    names += [each.file for each in FORMATS.values() if each.name != _JSON]
    paired = [each.file for each in FORMATS.values() if each.is_paired]
    names += [sibling(file, language) for file in paired for language in LANGUAGES]
    return names


def sibling(file: str, language: Language) -> str:
    """The name of the same file in that language: `laporan.html`, `laporan.en.html`."""
    path = Path(file)
    return f"{path.stem}.{language}{path.suffix}"


def _invalidate(folder: Path, files: Iterable[str]) -> None:
    for name in dict.fromkeys([*_own_names(), *files]):
        path = folder / name
        if path.is_symlink() or path.is_file():
            path.unlink()
    _sync(folder)


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    written: list[Path] = []
    try:
        for name, body in files.items():
            written.append(folder / name)
            _write(folder / name, body)
        _sync(folder)
    except BaseException:
        for path in reversed(written):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        raise


def _write(path: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _cannot_write(folder: Path, error: OSError) -> BadSetup:
    cause = error.strerror or str(error)
    return BadSetup(
        Text(f"laporan tidak dapat ditulis: {cause}", f"the report cannot be written: {cause}"),
        hint=Text("Sediakan ruang dan izin tulis, atau pilih folder lain dengan --out.",
                  "Provide space and permission, or choose another folder with --out."),
        where=str(folder),
    )  # fmt: skip

"""What other readers make of an archive: paths and digests of the plain files they write."""

import io
import os
import posixpath
import shutil
import stat
import subprocess
import tarfile
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vetting.intake.kinds import Kind
from vetting.intake.names import vcs_part
from vetting.intake.unpack import Unpacked
from vetting.model.tree import Manifest

_TARS = (Kind.TAR, Kind.TAR_GZ, Kind.TAR_XZ, Kind.TAR_BZ2)
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Reader:
    """A program of the machine, the kinds it reads, and how it is asked to unpack."""

    name: str
    kinds: tuple[Kind, ...]
    command: Callable[[Path, Path], list[str]]

    @property
    def program(self) -> str | None:
        return shutil.which(self.name, path=_ENVIRONMENT["PATH"])

    def read(self, archive: Path, folder: Path) -> Mapping[str, str]:
        """The files that the program writes below a new folder, by path."""
        folder.mkdir()
        try:
            words = [str(self.program), *self.command(archive, folder)]
            subprocess.run(words, cwd=folder, env=_ENVIRONMENT, stdin=subprocess.DEVNULL,
                           capture_output=True, timeout=60, check=False)  # fmt: skip
            return _files(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _files(folder: Path) -> dict[str, str]:
    found = {}
    for parent, folders, names in os.walk(folder):
        for name in folders:
            path = Path(parent, name)
            if not path.is_symlink():
                path.chmod(0o755)
        for name in names:
            path = Path(parent, name)
            if path.is_file() and not path.is_symlink():
                path.chmod(0o644)
                data = path.read_bytes()
                found[path.relative_to(folder).as_posix()] = sha256(data).hexdigest()
    return found


READERS = (
    Reader("bsdtar", (Kind.ZIP, *_TARS),
           lambda a, f: ["-x", "-m", "--no-same-owner", "--no-same-permissions",
                         "-f", str(a), "-C", str(f)]),
    Reader("7z", (Kind.ZIP, Kind.TAR), lambda a, f: ["x", "-y", "-bd", "-snl-", f"-o{f}", str(a)]),
    Reader("unzip", (Kind.ZIP,), lambda a, f: ["-qq", "-o", str(a), "-d", str(f)]),
    Reader("tar", _TARS,
           lambda a, f: ["-x", "-m", "--no-same-owner", "--no-same-permissions",
                         "-f", str(a), "-C", str(f)]),
)  # fmt: skip


def by_python(kind: str, data: bytes) -> dict[str, str]:
    """What the standard library reads."""
    return _by_zipfile(data) if kind == Kind.ZIP else _by_tarfile(data)


def _as_utf8(info: zipfile.ZipInfo) -> str:
    """Python reads an unmarked name as code page 437 even where it is valid UTF-8."""
    try:
        return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _by_zipfile(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            _as_utf8(info): sha256(archive.read(info)).hexdigest()
            for info in archive.infolist()
            if not info.is_dir()
            and not (info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16))
        }


def _by_tarfile(data: bytes) -> dict[str, str]:
    found = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for info in archive:
            content = archive.extractfile(info) if info.isreg() else None
            if content:
                found[posixpath.normpath(info.name)] = sha256(content.read()).hexdigest()
    return found


def differing(result: Unpacked, theirs: Mapping[str, str]) -> list[str]:
    """The paths that another reader takes otherwise, where no warning tells that it may."""
    ours, theirs = seen_by_us(result), without_vcs(theirs)
    codes = {code for code, _ in result.warnings}
    if "name-not-nfc" in codes:  # bsdtar composes such names, as macOS does
        ours, theirs = _composed(ours), _composed(theirs)
    if "name-legacy-encoding" in codes:  # names differ; what lies under them may not
        same = Counter(ours.values()) == Counter(theirs.values())
        return [] if same else sorted({*ours, *theirs})
    return [path for path in {*ours, *theirs} if ours.get(path) != theirs.get(path)]


def _composed(files: Mapping[str, str]) -> dict[str, str]:
    return {unicodedata.normalize("NFC", path): digest for path, digest in files.items()}


def seen_by_us(result: Unpacked) -> dict[str, str]:
    """The files handed in, by path."""
    return {entry.path: entry.sha256 for entry in Manifest.of(result.entries).handed_in}


def without_vcs(files: Mapping[str, str]) -> dict[str, str]:
    """All files but those of version control, which we leave out."""
    return {path: digest for path, digest in files.items() if not vcs_part(path)}

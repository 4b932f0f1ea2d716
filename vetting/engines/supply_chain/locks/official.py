"""Scripts of official releases, known by the hash of their text.

The table beside this module holds facts alone: a package of the npm registry, a version, and the
hashes of its minified and of its other scripts. `scripts/official-libraries` computes it from
unpacked packages.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("official.tsv")
_MAP = re.compile(r"\n?//[#@] ?sourceMappingURL=\S*\s*$")

Release = tuple[str, str]


def digest(text: str) -> str:
    """SHA-256 of the script's text as it survives checkouts and copying.

    Without byte order mark, carriage returns, blank end, and the line that names a source map.
    """
    plain = _MAP.sub("", text.removeprefix("\ufeff").replace("\r", "")).rstrip()
    return hashlib.sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Scripts:
    """The hashes of a release's scripts; a package may publish no minified ones."""

    minified: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        """Both."""
        return self.minified | self.plain


def is_minified(name: str) -> bool:
    """Whether a script's name says that it is minified."""
    return ".min." in name or ".prod" in name


@cache
def releases() -> Mapping[Release, Scripts]:
    """The scripts of each release."""
    rows = (line.split("\t") for line in _FILE.read_text("utf-8").splitlines() if line[:1] != "#")
    return {
        (name, version): Scripts(frozenset(minified.split()), frozenset(plain.split()))
        for name, version, minified, plain in rows
    }


@cache
def _by_digest() -> Mapping[str, tuple[Release, ...]]:
    found: dict[str, tuple[Release, ...]] = {}
    for release, scripts in releases().items():
        for one in scripts.all:
            found[one] = (*found.get(one, ()), release)
    return found


def of(one: str) -> Release | None:
    """The release that a script with this hash is of; None where none or several are."""
    found = _by_digest().get(one, ())
    return found[0] if len(found) == 1 else None

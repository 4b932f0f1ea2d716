"""Semantic Versioning 2.0.0 as npm reads it: `v` and `=` before it are ignored."""

import re
from typing import Any

from vetting.advisories.versions.errors import BadVersion

_VERSION = re.compile(r"^[\s=]*[vV]?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?\s*$")
_RELEASE = ((2, 0, ""),)


def key(version: str) -> Any:
    """Precedence by section 11 of the standard; build metadata plays no part.

    Missing second and third numbers count as zero, further ones are ignored.
    """
    match = _VERSION.match(version)
    if not match:
        raise BadVersion(f"{version!r} is not a semantic version")
    numbers = [int(part) for part in match[1].split(".")[:3]]
    numbers += [0] * (3 - len(numbers))
    return (*numbers, suffix(match[2]))


def suffix(text: str | None) -> tuple[tuple[int, int, str], ...]:
    """What stands after the hyphen; None for a release, which is above all of them.

    Numbers sort below words.
    """
    if text is None:
        return _RELEASE
    parts = []
    for part in text.split("."):
        parts.append((0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part))
    return tuple(parts)

"""NuGet's order: semantic versions of up to four numbers, without regard to case."""

import re
from typing import Any

from vetting.advisories.versions import semver
from vetting.advisories.versions.errors import BadVersion

_VERSION = re.compile(r"^\s*[vV]?(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z.-]+))?(?:\+.*)?\s*$")


def key(version: str) -> Any:
    """A value that sorts as the version does; raises BadVersion for ranges and variables."""
    match = _VERSION.match(version)
    if not match:
        raise BadVersion(f"{version!r} is not a NuGet version")
    numbers = [int(part) for part in match[1].split(".")]
    numbers += [0] * (4 - len(numbers))
    return (*numbers, semver.suffix(match[2].lower() if match[2] else None))

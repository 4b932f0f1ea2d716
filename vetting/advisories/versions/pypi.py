"""PEP 440 through `packaging`; older spellings sort below all of it, as setuptools did."""

import re
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from vetting.advisories.versions.errors import BadVersion

_LEGACY_PARTS = re.compile(r"(\d+ | [a-z]+ | \.| -)", re.VERBOSE)
_LEGACY_NAMES = {"pre": "c", "preview": "c", "-": "final-", "rc": "c", "dev": "@"}


def key(version: str) -> Any:
    """A value that sorts as the version does; raises BadVersion for an empty text."""
    if not version.strip():
        raise BadVersion("an empty version")
    try:
        return (1, Version(version))
    except InvalidVersion:
        return (0, _legacy(version))


def package_name(name: str) -> str:
    """The normalised name of PEP 503."""
    return str(canonicalize_name(name))


def _legacy(version: str) -> tuple[str, ...]:
    parts: list[str] = []
    for part in _named_parts(version.lower()):
        if part.startswith("*"):
            if part < "*final":  # a dash before a pre-release tag means nothing
                while parts and parts[-1] == "*final-":
                    parts.pop()
            while parts and parts[-1] == "00000000":
                parts.pop()
        parts.append(part)
    return tuple(parts)


def _named_parts(version: str) -> list[str]:
    named = []
    for part in _LEGACY_PARTS.split(version):
        name = _LEGACY_NAMES.get(part, part)
        if not name or name == ".":
            continue
        named.append(name.zfill(8) if name[:1].isdigit() else "*" + name)
    return [*named, "*final"]

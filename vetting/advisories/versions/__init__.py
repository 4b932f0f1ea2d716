"""The order of versions, by ecosystem, as each ecosystem's own tools define it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from vetting.advisories.versions import composer, pypi, semver
from vetting.advisories.versions.errors import BadVersion

ECOSYSTEMS = ("Packagist", "PyPI", "npm")

MOST_CHARACTERS = 128
"""Longer versions have no place: vendors write them, and they cost time to compare."""

_KEYS: dict[str, Callable[[str], Any]] = {
    "Packagist": composer.key,
    "PyPI": pypi.key,
    "npm": semver.key,
}

__all__ = ["ECOSYSTEMS", "BadVersion", "key", "package_name"]


@lru_cache(maxsize=65536)
def key(ecosystem: str, version: str) -> Any:
    """A value that sorts as the version does; raises BadVersion where it has no place."""
    if len(version) > MOST_CHARACTERS:
        raise BadVersion(f"a version of {len(version)} characters")
    if ecosystem not in _KEYS:
        raise BadVersion(f"no order is known for {ecosystem}")
    return _KEYS[ecosystem](version)


def package_name(ecosystem: str, name: str) -> str:
    """The one spelling of a package's name that the ecosystem takes as equal to all others."""
    if ecosystem == "PyPI":
        return pypi.package_name(name)
    return name.lower() if ecosystem == "Packagist" else name

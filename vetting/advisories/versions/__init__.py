"""The order of versions, by ecosystem, as each ecosystem's own tools define it."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from vetting.advisories.versions import composer, maven, nuget, pub, pypi, rubygems, semver
from vetting.advisories.versions.errors import BadVersion

ECOSYSTEMS = ("Go", "Maven", "NuGet", "Packagist", "Pub", "PyPI", "RubyGems", "crates", "npm")
"""The names of the OSV schema, but that of Rust's registry without its ending."""

MOST_CHARACTERS = 128
"""Longer versions have no place: vendors write them, and they cost time to compare."""

_KEYS: dict[str, Callable[[str], Any]] = {
    "Packagist": composer.key,
    "PyPI": pypi.key,
    "npm": semver.key,
    "Go": semver.key,
    "crates": semver.key,
    "Maven": maven.key,
    "NuGet": nuget.key,
    "Pub": pub.key,
    "RubyGems": rubygems.key,
}
_CASELESS = ("Packagist", "NuGet")

__all__ = ["ECOSYSTEMS", "BadVersion", "ecosystem_name", "key", "package_name"]


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
    return name.lower() if ecosystem in _CASELESS else name


def ecosystem_name(stated: str) -> str:
    """Our name of an ecosystem that an OSV record names, without the release after a colon."""
    return stated.split(":")[0].removesuffix(".io")

"""Dart's order: semantic versions in which the build part counts too."""

from typing import Any

from vetting.advisories.versions import semver


def key(version: str) -> Any:
    """Precedence by pub_semver: a build stands above the same version without one."""
    front, sign, build = version.strip().partition("+")
    parts = tuple(
        (0, int(part), "") if part.isascii() and part.isdigit() else (1, 0, part)
        for part in build.split(".")
    )
    return (semver.key(front), parts if sign else ())

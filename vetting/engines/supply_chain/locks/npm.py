"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3."""

import re
from collections.abc import Iterator
from typing import Any

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    load_json,
    mapping,
    optional,
    quoted,
    words,
)

_RELEASE = re.compile(r"^[\s=v]*\d+\.\d+\.\d+")
_ALIAS = re.compile(r"^npm:(@?[^@]+)@(.+)$")


def lock(text: str) -> Contents:
    """The packages of the lock file; `packages` (versions 2, 3) wins over `dependencies`."""
    body = load_json(text)
    if "lockfileVersion" not in body:
        raise ValueError("no lockfileVersion")
    lines = Lines(text)
    if "packages" in body:
        packages = mapping(body["packages"])
        names = {place.rpartition("node_modules/")[2] for place in packages}
        return Contents(tuple(_flat(packages, lines)), provided=tuple(sorted(names - {""})))
    nested = optional(body, "dependencies")
    return Contents(tuple(_nested(nested, lines)), provided=tuple(sorted(nested)))


def _flat(packages: dict[str, Any], lines: Lines) -> Iterator[Package]:
    for place, value in packages.items():
        item = mapping(value)
        line = lines.of(quoted(place) + r"\s*:\s*\{")
        if "node_modules/" not in place or item.get("link"):
            continue  # the application itself and its workspaces
        name = words(item.get("name") or place.rpartition("node_modules/")[2])
        yield Package(name, _release(item), line, item.get("dev") is True)


def _nested(dependencies: dict[str, Any], lines: Lines) -> Iterator[Package]:
    for name, value in dependencies.items():
        item = mapping(value)
        line = lines.of(quoted(name) + r"\s*:\s*\{")
        alias = _ALIAS.match(words(item.get("version", "")))
        if alias:
            yield Package(alias[1], alias[2], line, item.get("dev") is True)
        else:
            yield Package(name, _release(item), line, item.get("dev") is True)
        yield from _nested(optional(item, "dependencies"), lines)


def _release(item: dict[str, Any]) -> str:
    """The version, or "" for a git commit, a file or a link."""
    version = words(item.get("version", ""))
    return version if _RELEASE.match(version) else ""

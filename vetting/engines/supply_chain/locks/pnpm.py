"""pnpm-lock.yaml, versions 5 to 9."""

import re
from collections.abc import Iterator
from typing import Any

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Package,
    load_yamls,
    mapping,
    needs_of,
    optional,
    sri_hash,
)

# /name/1.2.3_peer (5), /name@1.2.3(peer) (6), name@1.2.3 (9); the name may have a scope.
# A registry of one's own stands before the name.
_KEY = re.compile(
    r"^(?:/|[\w-]+(?:\.[\w-]+)+(?::\d+)?/)?(@[^/@]+/[^/@]+|[^/@:]+)[/@](\d+\.\d+\.\d+[^(_]*)(?:[(_].*)?$"
)
_NAMED = re.compile(r"^(@[^/@]+/[^/@]+|[^/@:]+)@(?:https?:|git|file:)")


def lock(text: str) -> Contents:
    """The packages of the lock file; `dev` is stated up to version 8 only."""
    found: list[Package] = []
    named: set[str] = set()
    bodies = load_yamls(text)
    if not bodies:
        raise ValueError("nothing in it")
    for body in bodies:
        if "lockfileVersion" not in body:
            raise ValueError("no lockfileVersion")
        found += _packages(body)
        named |= _wanted(body)  # under their aliases, and links to other folders too
    named |= {package.name for package in found if package.origin == _FOLDER}
    foreign = tuple(package for package in found if package.origin != _FOLDER)
    return Contents(foreign, provided=tuple(sorted(named)))


_FOLDER = "directory"


def _packages(body: dict[str, Any]) -> Iterator[Package]:
    packages, wanted = optional(body, "packages"), _wanted(body)
    for spec, value in packages.items():
        line = packages.lines[spec]  # type: ignore[attr-defined]
        item = {} if value is None or value == "" else mapping(value)
        yield _package(_KEY.match(spec), spec, item, line, wanted)


def _package(
    match: re.Match[str] | None, spec: str, item: dict[str, Any], line: int, wanted: frozenset[str]
) -> Package:
    """A spec that is no name and version is a git commit, an archive or a folder."""
    resolution = optional(item, "resolution")
    named = _NAMED.match(spec)
    stated = item.get("name") or (named[1] if named else spec.lstrip("/")[:120])
    name = match[1] if match else str(stated)
    return Package(
        name,
        match[2] if match else "",
        line,
        item.get("dev") == "true",
        name in wanted if wanted else None,
        hashes=sri_hash(resolution.get("integrity")),
        origin=_origin(resolution),
        has_script=item.get("requiresBuild") == "true",
        needs=needs_of(optional(item, "dependencies")),
    )


def _origin(resolution: dict[str, Any]) -> str:
    if resolution.get("repo"):
        return f"git+{resolution['repo']}#{resolution.get('commit') or ''}"
    if resolution.get("type") == _FOLDER:
        return _FOLDER  # the application's own code
    value = resolution.get("tarball") or ""
    return value if isinstance(value, str) else ""


def _wanted(body: dict[str, Any]) -> frozenset[str]:
    """The names that the application and its workspaces ask for themselves."""
    holders = [body, *map(mapping, optional(body, "importers").values())]
    sections = ("dependencies", "devDependencies", "optionalDependencies")
    return frozenset(name for item in holders for part in sections for name in optional(item, part))

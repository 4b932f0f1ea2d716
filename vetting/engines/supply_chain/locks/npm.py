"""package-lock.json and npm-shrinkwrap.json, versions 1 to 3."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    load_json,
    mapping,
    needs_of,
    optional,
    quoted,
    sri_hash,
    words,
)

_REGISTERED = re.compile(
    r"https?://[^/\s]+/(?:@[^/\s]+/)?([^/\s]+)/-/\1-(\d+\.\d+\.\d+[\w.+-]*)\.tgz$"
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
        names |= {name.rpartition("/")[2] for name in names if not name.startswith("@")}
        return Contents(
            tuple(_flat(packages, _wanted(packages), lines)),
            provided=tuple(sorted(names - {""})),
            licence=_licence(optional(packages, "")),
        )
    nested = optional(body, "dependencies")
    return Contents(tuple(_nested(nested, lines)), provided=tuple(sorted(nested)))


def _wanted(packages: dict[str, Any]) -> frozenset[str]:
    """The names that the application and its workspaces ask for themselves."""
    own = [mapping(item) for place, item in packages.items() if "node_modules/" not in place]
    sections = ("dependencies", "devDependencies", "optionalDependencies")
    return frozenset(name for item in own for part in sections for name in optional(item, part))


def _flat(packages: dict[str, Any], wanted: frozenset[str], lines: Lines) -> Iterator[Package]:
    for place, value in packages.items():
        item = mapping(value)
        line = lines.of(quoted(place) + r"\s*:\s*\{")
        if "node_modules/" not in place or item.get("link"):
            continue  # the application itself and its workspaces
        key = place.rpartition("node_modules/")[2]
        name = words(item.get("name") or key)
        is_direct = key in wanted and place.count("node_modules/") == 1
        yield _package(name, item, line, is_direct if wanted else None)


def _package(name: str, item: dict[str, Any], line: int, is_direct: bool | None) -> Package:
    return Package(
        name,
        _release(item),
        line,
        item.get("dev") is True or item.get("devOptional") is True,
        is_direct,
        _licence(item),
        sri_hash(item.get("integrity")),
        _origin(item),
        item.get("hasInstallScript") is True,
        _needs(item),
    )


def _needs(item: dict[str, Any]) -> tuple[str, ...]:
    """Version 1 lists them under `requires`, where `dependencies` are nested packages.

    It states no `requires` for a package that brings all it needs along.
    """
    requires = item.get("requires")
    if isinstance(requires, dict):
        return needs_of(requires)
    wanted = optional(item, "dependencies")
    return needs_of({name: one for name, one in wanted.items() if isinstance(one, str)})


def _licence(item: dict[str, Any]) -> str:
    """The field of package.json, also in its older shapes."""
    value = item.get("license") or item.get("licenses") or ""
    if isinstance(value, list):
        return " OR ".join(filter(None, (_licence({"license": part}) for part in value)))
    if isinstance(value, dict):
        value = value.get("type", "")
    return value if isinstance(value, str) else ""


def _origin(item: dict[str, Any]) -> str:
    value = item.get("resolved") or ""
    version = item.get("version", "")
    if not value and isinstance(version, str) and ":" in version and not version.startswith("npm:"):
        return version  # version 1 writes the address of a commit or archive here
    return value if isinstance(value, str) else ""


def _nested(dependencies: dict[str, Any], lines: Lines) -> Iterator[Package]:
    for name, value in dependencies.items():
        item = mapping(value)
        line = lines.of(quoted(name) + r"\s*:\s*\{")
        alias = _ALIAS.match(words(item.get("version", "")))
        if alias:
            yield replace(_package(alias[1], item, line, None), version=alias[2])
        else:
            yield _package(name, item, line, None)
        yield from _nested(optional(item, "dependencies"), lines)


def _release(item: dict[str, Any]) -> str:
    """The version, or "" for a git commit, a file or a link.

    The first lock files of npm 5 write the registry's address of the archive for the version.
    """
    version = words(item.get("version", ""))
    if archive := _REGISTERED.match(version):
        return archive[2]
    return version if _RELEASE.match(version) else ""


def installed(text: str) -> Contents:
    """The package.json of one package that lies in node_modules: the package itself."""
    body = load_json(text)
    name = words(body.get("name") or "")
    scripts = optional(body, "scripts")
    if not name:
        return Contents()
    item = Package(
        name,
        _release(body),
        Lines(text).of(r'"name"\s*:'),
        licence=_licence(body),
        has_script=any(hook in scripts for hook in HOOKS),
    )
    return Contents((item,))


HOOKS = ("preinstall", "install", "postinstall", "prepare")
"""The scripts of package.json that `npm install` runs."""

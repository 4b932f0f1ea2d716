"""composer.lock, and the installed.json that Composer leaves beside shipped packages."""

from collections.abc import Iterator
from typing import Any

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    hex_hash,
    items,
    list_of,
    load_json,
    optional,
    quoted,
    words,
)


def lock(text: str) -> Contents:
    """The packages of a composer.lock; those of `packages-dev` are for development."""
    body = load_json(text)
    lines = Lines(text)
    found: list[Package] = []
    provided: set[str] = set()
    if not isinstance(body.get("packages"), list):
        raise ValueError("no list of packages")
    for section, value in body.items():  # in file order, as the lines are
        if section in ("packages", "packages-dev") and value is not None:
            for item in items(value):
                found += _package(item, lines, section == "packages-dev")
                provided |= {item["name"], *optional(item, "replace"), *optional(item, "provide")}
    return Contents(tuple(found), provided=tuple(sorted(provided)))


def installed(text: str) -> Contents:
    """The packages of vendor/composer/installed.json, of Composer 1 or 2."""
    if text.lstrip("\ufeff \t\r\n").startswith("["):
        body = load_json('{"packages":' + text.removeprefix("\ufeff") + "}")
    else:
        body = load_json(text)
    dev = {words(name).lower() for name in body.get("dev-package-names") or ()}
    lines = Lines(text)
    found: list[Package] = []
    for item in items(body["packages"]):
        found += _package(item, lines, words(item["name"]).lower() in dev)
    return Contents(tuple(found))


def _package(item: dict[str, Any], lines: Lines, is_dev: bool) -> Iterator[Package]:
    name, version = words(item["name"]), words(item["version"])
    line = lines.of(r'"name"\s*:\s*' + quoted(name))
    # A package that lies in a folder is the application's own code, not a release.
    dist = optional(item, "dist")
    if dist.get("type") == "path":
        return
    yield Package(
        name,
        version,
        line,
        is_dev,
        licence=_licence(item),
        hashes=hex_hash(dist.get("shasum")),
        origin=_origin(dist, optional(item, "source")),
        has_script=item.get("type") == "composer-plugin",
        needs=tuple(need for need in optional(item, "require") if "/" in need),
    )


def _licence(item: dict[str, Any]) -> str:
    """Several licences are a choice, by Composer's rules."""
    value = item.get("license")
    names = [value] if isinstance(value, str) else list_of(item, "license")
    return " OR ".join(words(name) for name in names if name)


def _origin(dist: dict[str, Any], source: dict[str, Any]) -> str:
    """Where the archive comes from, or the repository where there is no archive."""
    address = words(dist.get("url") or "")
    return address or (f"git+{source['url']}" if source.get("url") else "")

"""pubspec.lock and pubspec.yaml, of Dart and Flutter."""

from collections.abc import Iterator
from typing import Any

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Package,
    hex_hash,
    load_yaml,
    mapping,
    optional,
    words,
)

_SDKS = ("dart", "flutter")


def lock(text: str) -> Contents:
    """The packages of a pubspec.lock; packages from git name no release."""
    body = load_yaml(text)
    if "packages" not in body and "sdks" not in body:
        raise ValueError("neither packages nor sdks")
    packages = optional(body, "packages")
    lines = getattr(packages, "lines", {})
    found = [
        _package(name, mapping(item), lines[name])
        for name, item in packages.items()
        if mapping(item).get("source") not in ("path", "sdk")
    ]
    return Contents(tuple(found), provided=tuple(sorted(packages)), runtimes=_sdks(body, "sdks"))


def _package(name: str, item: dict[str, Any], line: int) -> Package:
    use = words(item.get("dependency", "transitive"))
    where = item.get("description")
    origin = words(where.get("url", "")) if isinstance(where, dict) else ""
    digest = where.get("sha256") if isinstance(where, dict) else ""
    is_release = item.get("source") == "hosted"
    return Package(
        name,
        words(item["version"]) if is_release else "",
        line,
        use == "direct dev",
        use.startswith("direct"),
        hashes=hex_hash(digest),
        origin=origin if is_release else f"git+{origin}",
    )


def manifest(text: str) -> Contents:
    """What pubspec.yaml wants; parts of the SDK and the application's own folders are none."""
    body = load_yaml(text)
    found = [
        *_wanted(optional(body, "dependencies"), is_dev=False),
        *_wanted(optional(body, "dev_dependencies"), is_dev=True),
    ]
    return Contents(declared=tuple(found), runtimes=_sdks(body, "environment"))


def _wanted(section: dict[str, Any], is_dev: bool) -> Iterator[Package]:
    for name, value in section.items():
        version, origin = value, ""
        if isinstance(value, dict):
            if "sdk" in value or "path" in value:
                continue
            version, origin = (
                _from_git(value["git"]) if "git" in value else (value.get("version"), "")
            )
        line = section.lines[name]  # type: ignore[attr-defined]
        yield Package(name, words(version or ""), line, is_dev, True, origin=origin)


def _from_git(where: Any) -> tuple[str, str]:
    """The state that is asked for of a repository, "" for the newest of its branch; the address."""
    item = where if isinstance(where, dict) else {"url": where}
    ref = words(item.get("ref") or "")
    return ref, f"git+{words(item['url'])}#{ref}"


def _sdks(body: dict[str, Any], key: str) -> tuple[Package, ...]:
    section = optional(body, key)
    return tuple(
        Package("flutter" if name == "flutter" else "dart", words(value), section.lines[name])  # type: ignore[attr-defined]
        for name, value in section.items()
        if name in (*_SDKS, "sdk") and value
    )

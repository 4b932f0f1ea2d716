"""Cargo.lock and Cargo.toml."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    hex_hash,
    items,
    list_of,
    mapping,
    optional,
    words,
)


def lock(text: str) -> Contents:
    """The crates of a Cargo.lock; those without a source are the application's own."""
    body = tomllib.loads(text)
    if text.strip() and not {"package", "version", "root"} & set(body):
        raise ValueError("no packages")
    lines = Lines(text)
    found, own = [], []
    for item in items(body.get("package", [])):
        name = words(item["name"])
        line = lines.of(rf'(?m)^name\s*=\s*"{re.escape(name)}"')
        source = words(item.get("source", ""))
        if not source:
            own.append(name)
            continue
        needs = tuple(words(need).split(" ")[0] for need in list_of(item, "dependencies"))
        version = "" if source.startswith("git+") else words(item["version"])
        found.append(
            Package(
                name,
                version,
                line,
                hashes=hex_hash(item.get("checksum")),
                origin=source.removeprefix("registry+"),
                needs=needs,
            )
        )
    return Contents(tuple(found), provided=tuple(own))


def manifest(text: str) -> Contents:
    """The crates that Cargo.toml wants; folders of the application are none."""
    body = tomllib.loads(text)
    lines = Lines(text)
    tables = [(body, "dependencies", False), (body, "dev-dependencies", True),
              (body, "build-dependencies", False),
              (optional(body, "workspace"), "dependencies", False)]  # fmt: skip
    tables += [
        (mapping(target), "dependencies", False) for target in optional(body, "target").values()
    ]
    found = [
        package for holder, key, is_dev in tables
        for package in _wanted(optional(holder, key), is_dev, lines)
    ]  # fmt: skip
    return Contents(declared=tuple(found), licence=_licence(body))


def _licence(body: dict[str, Any]) -> str:
    value = optional(body, "package").get("license", "")
    return value if isinstance(value, str) else ""


def _wanted(table: dict[str, Any], is_dev: bool, lines: Lines) -> Iterator[Package]:
    for name, value in table.items():
        item = {"version": value} if isinstance(value, str) else mapping(value)
        line = lines.of(rf'(?m)^\s*"?{re.escape(name)}"?\s*=')
        if "path" not in item and not item.get("workspace"):
            real = words(item.get("package", name))
            yield Package(real, words(item.get("version", "")), line, is_dev, True)

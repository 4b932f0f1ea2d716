"""NuGet: packages.lock.json, packages.config, project files and central versions."""

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    hex_hash,
    load_json,
    mapping,
    optional,
    quoted,
    words,
)
from vetting.engines.supply_chain.locks.xml import child, every, load_xml

_VARIABLE = re.compile(r"\$\(([\w.]+)\)")
_EXACT = re.compile(r"^\[?\s*(\d[0-9A-Za-z.+-]*)\s*\]?$")
_TARGET = re.compile(r"^(netcoreapp|net|netstandard)(\d+\.\d+|\d{2,3})")


def lock(text: str) -> Contents:
    """The packages of a packages.lock.json, of every target framework; projects are own code."""
    body = load_json(text)
    if "dependencies" not in body:
        raise ValueError("no dependencies")
    lines = Lines(text)
    found: dict[tuple[str, str], Package] = {}
    for target in optional(body, "dependencies").values():
        for name, value in mapping(target).items():
            line = lines.of(quoted(name) + r"\s*:\s*\{")
            item = mapping(value)
            if item.get("type") != "Project":
                package = _locked(name, item, line)
                found.setdefault((name, package.version), package)
    return Contents(tuple(found.values()))


def _locked(name: str, item: Mapping[str, Any], line: int) -> Package:
    digest = item.get("contentHash")
    return Package(
        name,
        words(item["resolved"]),
        line,
        is_direct=item.get("type") == "Direct",
        hashes=_content_hash(digest),
        needs=tuple(optional(item, "dependencies")),
    )


def _content_hash(value: Any) -> tuple[str, ...]:
    try:
        return hex_hash(base64.b64decode(value, validate=True).hex()) if value else ()
    except (ValueError, TypeError):
        return ()


def config(text: str) -> Contents:
    """The packages of a packages.config, which are exact releases."""
    root = load_xml(text)
    if root.tag != "packages":
        raise ValueError("no packages.config")
    lines = Lines(text)
    found = []
    for node in every(root, "package"):
        name, version = node.get("id", ""), node.get("version", "")
        if name and version:
            line = lines.of(rf"[\"']{re.escape(name)}[\"']")
            is_dev = node.get("developmentDependency", "").lower() == "true"
            found.append(Package(name, version, line, is_dev, True))
    return Contents(tuple(found))


def project(text: str) -> Contents:
    """The package references of a project or of Directory.Packages.props.

    A literal version is what NuGet installs when there is such a release, so it counts as
    fixed; a range, a star or a missing version is declared only.
    """
    root = load_xml(text)
    if root.tag != "Project":
        raise ValueError(f"<{root.tag[:40]}> where <Project> is due")
    known = {node.tag: (node.text or "").strip() for node in root.findall("PropertyGroup/*")}
    lines = Lines(text)
    found = list(_references(root, known, lines))
    fixed = [package for package in found if _EXACT.match(package.version)]
    rest = [package for package in found if package not in fixed]
    return Contents(tuple(fixed), tuple(rest), runtimes=tuple(_runtimes(known, text)))


def _references(root: Element, known: Mapping[str, str], lines: Lines) -> Iterator[Package]:
    for node in every(root, "PackageReference", "PackageVersion", "GlobalPackageReference"):
        name = (node.get("Include") or node.get("Update") or "").strip()
        if not name or _VARIABLE.search(name):
            continue
        stated = node.get("Version") or child(node, "Version") or node.get("VersionOverride") or ""
        filled = _VARIABLE.sub(lambda match: known.get(match[1]) or match[0], stated.strip())
        exact = _EXACT.match(filled)
        line = lines.of(rf"[\"']\s*{re.escape(name)}\s*[\"']")
        yield Package(name, exact[1] if exact else filled, line, is_direct=True)


def _runtimes(known: Mapping[str, str], text: str) -> Iterator[Package]:
    stated = known.get("TargetFramework") or known.get("TargetFrameworks", "")
    for target in filter(None, stated.split(";")):
        match = _TARGET.match(target.strip())
        if match and match[1] != "netstandard":
            name = "dotnet" if "." in match[2] else "dotnet-framework"
            version = match[2] if "." in match[2] else ".".join(match[2])
            yield Package(name, version, Lines(text).of("<TargetFrameworks?>"))

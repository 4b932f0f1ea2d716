"""Gradle: lock files, version catalogues, and what build scripts state literally."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from vetting.engines.supply_chain.locks.maven import BOOT
from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    mapping,
    optional,
    words,
)

_LOCKED = re.compile(r"^([^:#=\s]+:[^:=\s]+):([^:=\s]+)=(.*)$")
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.S)
_CONFIGURATION = r"\b([a-z]\w*(?:Implementation|Api|CompileOnly|RuntimeOnly|Classpath)|implementation|api|compile|compileOnly|runtime|runtimeOnly|kapt|ksp|annotationProcessor|classpath|testCompile|provided|developmentOnly)"
_SHORT = re.compile(
    _CONFIGURATION
    + r"""[\s(]+(?:platform\(|enforcedPlatform\()?\s*["']([^"':\s]+:[^"':\s]+)(?::([^"'@\s]*))?[^"'\n]*["']"""
)
_NAMED = re.compile(
    _CONFIGURATION
    + r"""[\s(]+group\s*[:=]\s*["']([^"']+)["']\s*,\s*name\s*[:=]\s*["']([^"']+)["'](?:\s*,\s*version\s*[:=]\s*["']([^"']+)["'])?"""
)
_VALUE = re.compile(
    r"""(?m)(?:^|[\s.{;])(?:def|val|var|String)?\s*(?:ext\.|project\.ext\.)?([A-Za-z_]\w*)\s*=\s*["']([^"'$\n]{1,80})["']"""
)
_EXTRA = re.compile(
    r"""\b(?:set|val)\s*\(?\s*["']([A-Za-z_]\w*)["']\s*,\s*["']([^"'$\n]{1,80})["']"""
)
_PLUGIN = re.compile(r"""\bid[\s(]+["']([\w.-]+)["']\s*\)?\s*version[\s(]+["']([\w.-]+)["']""")
_ANDROID = re.compile(r"\b(targetSdk|targetSdkVersion)\b[\s=(]+(\d{1,3})\b")
_JAVA = re.compile(
    r"\b(?:sourceCompatibility|jvmTarget)\b\s*=?\s*(?:JavaVersion\.VERSION_|[\"'])?(?:1[._])?(\d{1,2})\b"
)
_WRAPPER = re.compile(r"(?m)^distributionUrl=.*gradle-(\d[\d.]*?)-(?:bin|all)\.zip")


def lockfile(text: str) -> Contents:
    """The packages of a gradle.lockfile; those of test configurations only are for development."""
    found, faults = [], []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(("#", "empty=")):
            continue
        match = _LOCKED.match(line)
        if not match:
            faults.append(f"line {number} locks nothing")
            continue
        uses = [name for name in match[3].split(",") if name]
        is_dev = bool(uses) and all("test" in name.lower() for name in uses)
        found.append(Package(match[1], match[2], number, is_dev))
    return Contents(tuple(found), faults=tuple(faults))


def catalogue(text: str) -> Contents:
    """The libraries of a version catalogue."""
    body = tomllib.loads(text)
    versions = optional(body, "versions")
    lines = Lines(text)
    found = []
    for alias, value in optional(body, "libraries").items():
        name, version = _library(value, versions)
        line = lines.of(rf"(?m)^\s*[\"']?{re.escape(alias)}[\"']?\s*=")
        found.append(Package(name, version, line, is_direct=True))
    plugins = [mapping(v) for v in optional(body, "plugins").values() if isinstance(v, dict)]
    boot = [_version(v.get("version"), versions) for v in plugins if v.get("id") == BOOT]
    return _sorted(found, tuple(Package("spring-boot", v, 0) for v in boot if v))


def _library(value: Any, versions: Mapping[str, Any]) -> tuple[str, str]:
    if isinstance(value, str):
        group, artifact, version = (*value.split(":"), "", "")[:3]
        return f"{group}:{artifact}", version
    item = mapping(value)
    name = item.get("module") or f"{words(item['group'])}:{words(item['name'])}"
    return words(name), _version(item.get("version"), versions)


def _version(value: Any, versions: Mapping[str, Any]) -> str:
    if isinstance(value, dict):
        if "ref" in value:
            return _version(versions.get(words(value["ref"])), versions)
        kinds = ("strictly", "require", "prefer")
        value = next((value[kind] for kind in kinds if kind in value), "")
    return words(value) if value is not None else ""


def script(text: str) -> Contents:
    """The dependencies that build.gradle or build.gradle.kts writes out; nothing is run.

    Variables of the same file are filled in. What is computed has no version here.
    """
    bare = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    known = dict(_EXTRA.findall(bare)) | dict(_VALUE.findall(bare))
    found = [*_written(bare, known)]
    runtimes = [*_runtimes(bare)]
    boot = next((runtime.version for runtime in runtimes if runtime.name == "spring-boot"), "")
    managed = [
        Package(p.name, boot, p.line, p.is_dev, True)
        if not p.version and p.name.startswith(f"{BOOT}:") else p
        for p in found
    ]  # fmt: skip
    return _sorted(managed, tuple(runtimes))


def _written(text: str, known: Mapping[str, str]) -> Iterator[Package]:
    for pattern in (_SHORT, _NAMED):
        for match in pattern.finditer(text):
            use, *rest = match.groups()
            name, version = (
                (rest[0], rest[1]) if pattern is _SHORT else (f"{rest[0]}:{rest[1]}", rest[2])
            )
            line = text.count("\n", 0, match.start()) + 1
            is_dev = use.lower().startswith(("test", "androidtest"))
            yield Package(_fill(name, known), _fill(version or "", known), line, is_dev, True)


def _fill(text: str, known: Mapping[str, str]) -> str:
    return re.sub(
        r"\$\{?(?:rootProject\.|project\.)?(?:ext\.)?([A-Za-z_]\w*)\}?",
        lambda match: known.get(match[1]) or match[0],
        text,
    )


def _runtimes(text: str) -> Iterator[Package]:
    for pattern, product in ((_ANDROID, "android"), (_JAVA, "java")):
        if match := pattern.search(text):
            line = text.count("\n", 0, match.start()) + 1
            yield Package(product, match[match.lastindex or 1], line)
    for match in _PLUGIN.finditer(text):
        if match[1] == BOOT:
            yield Package("spring-boot", match[2], text.count("\n", 0, match.start()) + 1)


def wrapper(text: str) -> Contents:
    """The version of Gradle that gradle-wrapper.properties fetches."""
    match = _WRAPPER.search(text)
    if not match:
        return Contents()
    line = text.count("\n", 0, match.start()) + 1
    return Contents(runtimes=(Package("gradle", match[1], line),))


def _sorted(found: list[Package], runtimes: tuple[Package, ...]) -> Contents:
    """Exact versions are packages, the rest is declared."""
    exact = [package for package in found if re.fullmatch(r"[0-9A-Za-z][\w.-]*", package.version)]
    rest = [package for package in found if package not in exact]
    return Contents(tuple(exact), tuple(rest), runtimes=runtimes)

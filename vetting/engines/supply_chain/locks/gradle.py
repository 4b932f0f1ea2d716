"""Gradle: lock files, version catalogues, and what build scripts state literally."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from vetting.engines.supply_chain.locks.maven import BOOT
from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Model,
    Package,
    mapping,
    optional,
    words,
)

_LOCKED = re.compile(r"^([^:#=\s]+:[^:=\s]+):([^:=\s]+)=(.*)$")
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\w])//[^\n]*", re.S)
_CONFIGURATION = r"\b([a-z]\w*(?:Implementation|Api|CompileOnly|RuntimeOnly|Classpath)|implementation|api|compile|compileOnly|runtime|runtimeOnly|kapt|ksp|annotationProcessor|classpath|testCompile|provided|developmentOnly)"
# What the build script itself runs on: plugins, which are no part of what they build.
_PLUGINS = "classpath"
_SHORT = re.compile(
    _CONFIGURATION
    + r"""[\s(]+(?:platform\(|enforcedPlatform\()?\s*["']([^"':\s]+:[^"':\s]+)(?::((?:\$\{[^}\n]*\}|[^"'@\s$]|\$(?!\{))*))?[^"'\n]*["']"""
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
_TABLE = re.compile(r"""\b([A-Za-z_]\w*)\s*=\s*\[([^\[\]]{1,20000})\]""")
_ENTRY = re.compile(r"""["']?\b([A-Za-z_]\w*)["']?\s*:\s*["']([^"'$\n]{1,80})["']""")
_SETTING = re.compile(r"(?m)^[ \t]*([A-Za-z_]\w*)[ \t]*[=:][ \t]*(\S{1,80})[ \t]*$")
_USED = re.compile(
    r"""\$\{?((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)(?:\[["']([A-Za-z_]\w*)["']\])?\}?"""
)
# What stands before a variable's own name and is no name of a table of versions.
_HOLDERS = re.compile(r"(?i)(?:(?:root|parent)?project|parent|ext|extra|\w*versions?)\.")
_PLUGIN = re.compile(r"""\bid[\s(]+["']([\w.-]+)["']\s*\)?\s*version[\s(]+["']([\w.-]+)["']""")
_ANDROID = re.compile(r"\b(targetSdk|targetSdkVersion)\b[\s=(]+(\d{1,3})\b")
_JAVA = re.compile(
    r"\b(?:sourceCompatibility|jvmTarget)\b\s*=?\s*(?:JavaVersion\.VERSION_|[\"'])?(?:1[._])?(\d{1,2})\b"
)
_WRAPPER = re.compile(r"(?m)^distributionUrl=.*gradle-(\d[\d.]*?)-(?:bin|all)\.zip")


def lockfile(text: str) -> Contents:
    """The packages of a gradle.lockfile; those of tests and plugins only are for development."""
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
        is_dev = bool(uses) and all(name == _PLUGINS or "test" in name.lower() for name in uses)
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

    Variables of the same file are filled in; those of other files of the build are known to
    `variables`. What is computed has no version here.
    """
    bare = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text)
    known = _known(bare)
    found = [*_written(bare, known)]
    runtimes = [*_runtimes(bare)]
    boot = next((runtime.version for runtime in runtimes if runtime.name == "spring-boot"), "")
    managed = [
        Package(p.name, boot, p.line, p.is_dev, True)
        if not p.version and p.name.startswith(f"{BOOT}:") else p
        for p in found
    ]  # fmt: skip
    return _sorted(managed, tuple(runtimes), known)


def settings(text: str) -> Contents:
    """The variables of a gradle.properties."""
    return Contents(model=Model(properties=tuple(dict(_SETTING.findall(text)).items())))


def _known(text: str) -> dict[str, str]:
    """What variables stand for; the entry of a table of versions goes by `table.entry`."""
    tables = {
        f"{table}.{name}": value
        for table, entries in _TABLE.findall(text)
        for name, value in _ENTRY.findall(entries)
    }
    return tables | dict(_EXTRA.findall(text)) | dict(_VALUE.findall(text))


def _written(text: str, known: Mapping[str, str]) -> Iterator[Package]:
    for pattern in (_SHORT, _NAMED):
        for match in pattern.finditer(text):
            use, *rest = match.groups()
            name, version = (
                (rest[0], rest[1]) if pattern is _SHORT else (f"{rest[0]}:{rest[1]}", rest[2])
            )
            line = text.count("\n", 0, match.start()) + 1
            is_dev = use == _PLUGINS or use.lower().startswith(("test", "androidtest"))
            yield Package(fill(name, known), fill(version or "", known), line, is_dev, True)


def fill(text: str, known: Mapping[str, str]) -> str:
    """The text with its variables filled in as far as they are known."""
    return _USED.sub(lambda match: _value(match, known), text)


def _value(match: re.Match[str], known: Mapping[str, str]) -> str:
    """What a variable stands for, by the names it may be known by; itself where by none."""
    name = match[3] or match[2]
    holders = match[1] + f"{match[2]}." * bool(match[3])
    names = [f"{holders.rstrip('.').rpartition('.')[2]}.{name}"]
    if not _HOLDERS.sub("", holders):
        names.append(name)
    return next((known[one] for one in names if known.get(one)), match[0])


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


def is_exact(version: str) -> bool:
    """Whether it is one release: written out, no range and no moving name."""
    return bool(re.fullmatch(r"[0-9A-Za-z][\w.-]*", version)) and not version.startswith("latest.")


def _sorted(
    found: list[Package], runtimes: tuple[Package, ...], known: Mapping[str, str] | None = None
) -> Contents:
    """Exact versions are packages, the rest is declared."""
    exact = [package for package in found if is_exact(package.version)]
    rest = [package for package in found if package not in exact]
    model = Model(properties=tuple((known or {}).items()))
    return Contents(tuple(exact), tuple(rest), runtimes=runtimes, model=model)

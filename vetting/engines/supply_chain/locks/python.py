"""requirements.txt, Pipfile.lock, poetry.lock and uv.lock; nothing in them is executed."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    hex_hash,
    items,
    list_of,
    load_json,
    mapping,
    optional,
    quoted,
    words,
)

_COMMENT = re.compile(r"(^|\s)#.*$")
_HASHES = re.compile(r"\s(?:--(?:hash|config-settings?|global-option|install-option)|-C)[=\s].*$")
_HASH = re.compile(r"--hash[=\s](\w+:[0-9a-f]+)")
_PIN = re.compile(r"^===?([^*,]+)$")
_OWN_CODE = re.compile(r"^(?:-e|--editable)?[=\s]*(?:\.{1,2}(?:/\S*|\[.*)?|file:\S+)\s*$")
_INCLUDED = re.compile(r"^(?:-r|--requirement)[=\s]*(\S+)$")
_LOCAL_SOURCES = ("editable", "virtual", "directory")
_URL_NAME = re.compile(r"(?:#egg=|/)([A-Za-z0-9._-]+?)(?:\.git)?(?:[@#&?].*)?$")


def requirements(text: str) -> Contents:
    """`name==version` lines are packages; every other requirement is declared only.

    A constraint, a repository or a URL names no released version, so it is declared. Included
    files (`-r`) are read on their own, where they lie in the application.
    """
    packages: list[Package] = []
    declared: list[Package] = []
    faults: list[str] = []
    includes: list[str] = []
    for number, line, hashes in _logical_lines(text):
        if included := _INCLUDED.match(line):
            includes.append(included[1])
        if line.startswith("-") and not line.startswith(("-e", "--editable")):
            continue
        if _OWN_CODE.match(line):
            continue  # a folder of the application, not a release of anything
        try:
            found = replace(_requirement(line, number), hashes=hashes)
        except ValueError as error:
            faults.append(str(error))
            continue
        (packages if found.version and found.version[0].isdigit() else declared).append(found)
    return Contents(
        tuple(packages), tuple(declared), faults=tuple(faults), includes=tuple(includes)
    )


def _logical_lines(text: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    whole, start = "", 0
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        start = start or number
        whole += raw.removesuffix("\\")
        if raw.endswith("\\"):
            continue
        yield from _split(start, whole)
        whole, start = "", 0
    yield from _split(start, whole)


def _split(number: int, whole: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The requirement of a logical line and the hashes after it."""
    text = _COMMENT.sub("", whole)
    line = _HASHES.sub("", text).strip()
    if line:
        yield number, line, tuple(h for word in _HASH.findall(text) for h in hex_hash(word))


def _requirement(line: str, number: int) -> Package:
    try:
        wanted = Requirement(line if "://" in line else line.partition("#")[0].strip())
    except InvalidRequirement:
        match = _URL_NAME.search(line) if "/" in line or "#egg=" in line else None
        if not match:
            raise ValueError(f"line {number} is no requirement") from None
        return Package(match[1], "", number, is_direct=True, origin=line)
    version = pin(str(wanted.specifier))
    return Package(wanted.name, version, number, is_direct=True, origin=wanted.url or "")


def pin(specifier: str) -> str:
    """The one version that a specifier leaves, else the specifier itself or ""."""
    match = _PIN.match(specifier.replace(" ", ""))
    return match[1] if match else specifier


def pipenv(text: str) -> Contents:
    """The packages of a Pipfile.lock."""
    body = load_json(text)
    mapping(body["_meta"])
    lines = Lines(text)
    found = []
    for section, value in body.items():
        if section == "_meta":
            continue
        for name, item in mapping(value).items():
            line = lines.of(quoted(name) + r"\s*:\s*\{")
            found.append(_pipenv_package(name, mapping(item), line, section == "develop"))
    return Contents(tuple(found))


def _pipenv_package(name: str, item: dict[str, Any], line: int, is_dev: bool) -> Package:
    version = pin(words(item.get("version", "")))
    return Package(
        name,
        version if version[:1].isdigit() else "",
        line,
        is_dev,
        hashes=tuple(h for word in list_of(item, "hashes") for h in hex_hash(word)),
        origin=next((f"git+{item[k]}" if k == "git" else str(item[k])
                     for k in ("git", "file", "path") if item.get(k)), ""),
    )  # fmt: skip


def toml_lock(text: str) -> Contents:
    """The packages of a poetry.lock or uv.lock."""
    body = tomllib.loads(text)
    if "package" not in body and not {"metadata", "version"} & set(body):
        raise ValueError("neither poetry's nor uv's format")
    lines = Lines(text)
    found = []
    for item in items(body.get("package", [])):
        name = words(item["name"])
        line = lines.of(rf'(?m)^name\s*=\s*"{re.escape(name)}"')
        source = optional(item, "source")
        if set(source) & set(_LOCAL_SOURCES) or source.get("type") in _LOCAL_SOURCES:
            continue  # the application's own code
        found.append(_toml_package(item, source, line))
    return Contents(tuple(found))


def _toml_package(item: dict[str, Any], source: dict[str, Any], line: int) -> Package:
    needs = item.get("dependencies") or ()
    names = needs if isinstance(needs, dict) else [words(mapping(n)["name"]) for n in needs]
    return Package(
        words(item["name"]),
        _toml_version(item, source),
        line,
        _is_dev(item),
        hashes=_toml_hashes(item),
        origin=_toml_origin(source),
        needs=tuple(names),
    )


def _toml_hashes(item: dict[str, Any]) -> tuple[str, ...]:
    """Of every file of the release: poetry's `files`, uv's `sdist` and `wheels`."""
    files = [*list_of(item, "files"), *list_of(item, "wheels"), item.get("sdist")]
    return tuple(h for file in files if isinstance(file, dict) for h in hex_hash(file.get("hash")))


def _toml_origin(source: dict[str, Any]) -> str:
    kind = source.get("type", "")
    if kind:
        return f"git+{source.get('url', '')}" if kind == "git" else str(source.get("url", ""))
    key = next((key for key in ("git", "url", "registry") if source.get(key)), "")
    return f"git+{source[key]}" if key == "git" else str(source.get(key, ""))


def _toml_version(item: dict[str, Any], source: dict[str, Any]) -> str:
    is_foreign = "git" in source or source.get("type") in ("git", "file", "url")
    return "" if is_foreign else words(item.get("version", ""))


def _is_dev(item: dict[str, Any]) -> bool:
    groups = item.get("groups") or [item.get("category", "main")]
    return "main" not in groups

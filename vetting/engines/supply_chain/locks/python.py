"""requirements.txt, Pipfile.lock, poetry.lock and uv.lock; nothing in them is executed."""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from vetting.engines.supply_chain.locks.parts import (
    Contents,
    Lines,
    Package,
    items,
    load_json,
    mapping,
    optional,
    quoted,
    words,
)

_COMMENT = re.compile(r"(^|\s)#.*$")
_HASHES = re.compile(r"\s--(?:hash|config-settings?|global-option|install-option)[=\s].*$")
_PIN = re.compile(r"^===?([^*,]+)$")
_OWN_CODE = re.compile(r"^(?:-e|--editable)?[=\s]*(?:\.{1,2}(?:/\S*|\[.*)?|file:\S+)\s*$")
_LOCAL_SOURCES = ("editable", "virtual", "directory")
_URL_NAME = re.compile(r"(?:#egg=|/)([A-Za-z0-9._-]+?)(?:\.git)?(?:[@#&?].*)?$")


def requirements(text: str) -> Contents:
    """`name==version` lines are packages; every other requirement is declared only.

    A constraint, a repository or a URL names no released version, so it is declared. Included files (`-r`) are read on their own when the application has them.
    """
    packages: list[Package] = []
    declared: list[Package] = []
    for number, line in _logical_lines(text):
        if line.startswith("-") and not line.startswith(("-e", "--editable")):
            continue
        if _OWN_CODE.match(line):
            continue  # a folder of the application, not a release of anything
        found = _requirement(line, number)
        (packages if found.version and found.version[0].isdigit() else declared).append(found)
    return Contents(tuple(packages), tuple(declared))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    whole, start = "", 0
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        start = start or number
        whole += raw.removesuffix("\\")
        if raw.endswith("\\"):
            continue
        line = _HASHES.sub("", _COMMENT.sub("", whole)).strip()
        if line:
            yield start, line
        whole, start = "", 0
    if whole.strip():
        yield start, whole.strip()


def _requirement(line: str, number: int) -> Package:
    try:
        wanted = Requirement(line)
    except InvalidRequirement:
        match = _URL_NAME.search(line)
        if not match:
            raise ValueError(f"line {number} is no requirement") from None
        return Package(match[1], "", number)
    return Package(wanted.name, pin(str(wanted.specifier)), number)


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
            version = pin(words(mapping(item).get("version", "")))
            release = version if version[:1].isdigit() else ""
            found.append(Package(name, release, line, section == "develop"))
    return Contents(tuple(found))


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
        found.append(Package(name, _toml_version(item, source), line, _is_dev(item)))
    return Contents(tuple(found))


def _toml_version(item: dict[str, Any], source: dict[str, Any]) -> str:
    is_foreign = "git" in source or source.get("type") in ("git", "file", "url")
    return "" if is_foreign else words(item.get("version", ""))


def _is_dev(item: dict[str, Any]) -> bool:
    groups = item.get("groups") or [item.get("category", "main")]
    return "main" not in groups

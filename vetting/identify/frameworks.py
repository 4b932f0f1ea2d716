"""Frameworks, from manifests and tell-tale files. Pure; runs inside the sandbox."""

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

_COMPOSER = {
    "laravel/framework": "laravel",
    "laravel/lumen-framework": "lumen",
    "codeigniter4/framework": "codeigniter",
    "codeigniter4/codeigniter4": "codeigniter",
    "codeigniter/framework": "codeigniter",
    "symfony/framework-bundle": "symfony",
    "yiisoft/yii2": "yii",
}
_NPM = {
    "express": "express",
    "@nestjs/core": "nestjs",
    "vue": "vue",
    "nuxt": "vue",
    "react": "react",
    "next": "react",
    "@angular/core": "angular",
}
_PYTHON = {"django": "django", "flask": "flask", "fastapi": "fastapi"}
_CI3 = re.compile(
    rb"(?:define\(\s*['\"]CI_VERSION['\"]\s*,|\bconst\s+CI_VERSION\s*=)\s*['\"]([0-9.]+)"
)
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]+)\s*(?:\[[^]]*\])?\s*((?:[=<>!~].*)?)$")

Found = tuple[str, str]


def is_manifest(path: str) -> bool:
    """Whether a file of that name can show a framework."""
    return _reader(path) is not None


def frameworks_in(path: str, body: bytes) -> list[Found]:
    """`(framework, stated version)` pairs that one file shows; empty when it shows none.

    A manifest that cannot be read shows none: the check of that manifest says so.
    """
    reader = _reader(path)
    if reader is None:
        return []
    try:
        return sorted(set(reader(body)))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return []


def _reader(path: str) -> "Callable[[bytes], Iterator[Found]] | None":
    name = PurePosixPath(path).name.lower()
    if name.startswith("requirements") and name.endswith(".txt"):
        return _requirements
    return _READERS.get(name)


def _wanted(packages: Mapping[str, Any], table: Mapping[str, str]) -> Iterator[Found]:
    for package, version in packages.items():
        if package.lower() in table:
            yield table[package.lower()], version if isinstance(version, str) else ""


def _composer(body: bytes) -> Iterator[Found]:
    yield from _wanted(json.loads(body).get("require", {}), _COMPOSER)


def _npm(body: bytes) -> Iterator[Found]:
    manifest = json.loads(body)
    yield from _wanted(manifest.get("dependencies", {}), _NPM)
    yield from _wanted(manifest.get("devDependencies", {}), _NPM)


def _requirements(body: bytes) -> Iterator[Found]:
    for line in body.decode("utf-8", "replace").splitlines():
        match = _REQUIREMENT.match(line.split("#")[0])
        if match:
            yield from _wanted({match[1]: match[2].strip()}, _PYTHON)


def _pyproject(body: bytes) -> Iterator[Found]:
    manifest = tomllib.loads(body.decode("utf-8", "replace"))
    lines = manifest.get("project", {}).get("dependencies", [])
    yield from _requirements("\n".join(lines).encode())
    yield from _wanted(manifest.get("tool", {}).get("poetry", {}).get("dependencies", {}), _PYTHON)


def _codeigniter3(body: bytes) -> Iterator[Found]:
    match = _CI3.search(body)
    if match:
        yield "codeigniter", match[1].decode()


def _flutter(body: bytes) -> Iterator[Found]:
    if re.search(rb"^\s*sdk:\s*flutter", body, re.MULTILINE):
        yield "flutter", ""


def _spring(body: bytes) -> Iterator[Found]:
    if b"org.springframework" in body:
        yield "spring", ""


_READERS: Mapping[str, Callable[[bytes], Iterator[Found]]] = {
    "composer.json": _composer,
    "package.json": _npm,
    "pyproject.toml": _pyproject,
    "codeigniter.php": _codeigniter3,
    "pubspec.yaml": _flutter,
    "pom.xml": _spring,
    "build.gradle": _spring,
    "build.gradle.kts": _spring,
}

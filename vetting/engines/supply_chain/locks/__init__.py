"""Readers of lock files and manifests, one module an ecosystem's tool. Run in the sandbox."""

from collections.abc import Callable
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks import (
    bundler,
    cargo,
    composer,
    golang,
    gradle,
    installed,
    libraries,
    manifests,
    maven,
    npm,
    nuget,
    pnpm,
    pub,
    python,
    runtimes,
    yarn,
)
from vetting.engines.supply_chain.locks.parts import Contents

_READERS: dict[str, Callable[[str], Contents]] = {
    "lock-composer": composer.lock,
    "installed-composer": composer.installed,
    "lock-npm": npm.lock,
    "installed-npm": npm.installed,
    "lock-yarn": yarn.lock,
    "lock-pnpm": pnpm.lock,
    "requirements": python.requirements,
    "lock-poetry": python.toml_lock,
    "lock-uv": python.toml_lock,
    "lock-pipenv": python.pipenv,
    "installed-python": installed.metadata,
    "lock-gradle": gradle.lockfile,
    "lock-pub": pub.lock,
    "lock-go": golang.checksums,
    "lock-bundler": bundler.lock,
    "lock-cargo": cargo.lock,
    "manifest-composer": manifests.composer,
    "manifest-npm": manifests.npm,
    "manifest-maven": maven.pom,
    "manifest-pub": pub.manifest,
    "manifest-go": golang.mod,
    "manifest-bundler": bundler.manifest,
    "manifest-cargo": cargo.manifest,
    "manifest-nuget": nuget.project,
}
_BY_PATH: dict[str, Callable[[str, str], Contents]] = {
    "manifest-python": manifests.python,
    "dockerfile": runtimes.dockerfile,
    "runtime-file": runtimes.version_file,
    "library": libraries.library,
    "manifest-gradle": lambda path, text: _gradle(path)(text),
    "lock-nuget": lambda path, text: _nuget(path)(text),
}


def _gradle(path: str) -> Callable[[str], Contents]:
    name = PurePosixPath(path.lower()).name
    if name.endswith(".toml"):
        return gradle.catalogue
    if name == "gradle.properties":
        return gradle.settings
    return gradle.wrapper if name.endswith(".properties") else gradle.script


def _nuget(path: str) -> Callable[[str], Contents]:
    return nuget.config if path.lower().endswith(".config") else nuget.lock


def read(path: str, kind: str, text: str) -> Contents:
    """What a file of that kind says; raises one of `parts.BROKEN` or SyntaxError when it does
    not have the format's shape.
    """
    reader = _BY_PATH.get(kind)
    return reader(path, text) if reader else _READERS[kind](text)

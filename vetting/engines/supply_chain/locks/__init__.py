"""Readers of lock files and manifests, one module an ecosystem's tool. Run in the sandbox."""

from collections.abc import Callable

from vetting.engines.supply_chain.locks import (
    composer,
    manifests,
    npm,
    pnpm,
    python,
    runtimes,
    yarn,
)
from vetting.engines.supply_chain.locks.parts import Contents

_READERS: dict[str, Callable[[str], Contents]] = {
    "lock-composer": composer.lock,
    "installed-composer": composer.installed,
    "lock-npm": npm.lock,
    "lock-yarn": yarn.lock,
    "lock-pnpm": pnpm.lock,
    "requirements": python.requirements,
    "lock-poetry": python.toml_lock,
    "lock-uv": python.toml_lock,
    "lock-pipenv": python.pipenv,
    "manifest-composer": manifests.composer,
    "manifest-npm": manifests.npm,
    "dockerfile": runtimes.dockerfile,
    "script-banner": runtimes.banner,
}


def read(path: str, kind: str, text: str) -> Contents:
    """What a file of that kind says; raises one of `parts.BROKEN` or SyntaxError when it does
    not have the format's shape.
    """
    if kind == "manifest-python":
        return manifests.python(path, text)
    if kind == "runtime-file":
        return runtimes.version_file(path, text)
    return _READERS[kind](text)

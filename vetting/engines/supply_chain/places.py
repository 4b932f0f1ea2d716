"""Which files of the tree say what the application is built of."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.runtimes import is_version_file, may_have_banner
from vetting.model.facts import Facts
from vetting.model.outcome import Skip
from vetting.model.tree import Manifest

TOOL = "supply-chain"
INSTALLED = "vendor/composer/installed.json"

ECOSYSTEM_OF = {
    "lock-composer": "Packagist", "installed-composer": "Packagist",
    "manifest-composer": "Packagist",
    "lock-npm": "npm", "lock-yarn": "npm", "lock-pnpm": "npm", "manifest-npm": "npm",
    "requirements": "PyPI", "lock-poetry": "PyPI", "lock-uv": "PyPI", "lock-pipenv": "PyPI",
    "manifest-python": "PyPI",
    "dockerfile": "", "runtime-file": "", "script-banner": "",
}  # fmt: skip
_KINDS = tuple(
    kind for kind in ECOSYSTEM_OF if kind.startswith(("lock-", "manifest-", "requ", "docker"))
)
# Folders where a package manager puts whole packages, with the manifests they were built by.
_PACKAGE_FOLDERS = {"vendor": "Packagist", "node_modules": "npm", "bower_components": "npm",
                    "site-packages": "PyPI"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """One file to read. `folder` is the folder whose needs it states."""

    path: str
    kind: str

    @property
    def ecosystem(self) -> str:
        """The ecosystem that the kind of file belongs to, "" for none."""
        return ECOSYSTEM_OF[self.kind]

    @property
    def folder(self) -> str:
        """The file's own folder; for installed.json the one that `vendor` lies in."""
        parents = PurePosixPath(self.path).parents
        return str(parents[2] if self.kind == "installed-composer" else parents[0])


@dataclass(frozen=True, slots=True)
class Chosen:
    """The files to read, and those passed over with the reason."""

    files: tuple[Choice, ...]
    skipped: tuple[Skip, ...]


def choose(manifest: Manifest, facts: Facts) -> Chosen:
    """The files that describe the application, by path.

    Manifests of installed packages describe those packages, not the application, so they are
    passed over; but only where the folder that holds `vendor` or `node_modules` has a lock
    file or manifest of that ecosystem itself. Nobody hides an application in `vendor/`.
    """
    found = sorted(set(_candidates(manifest, facts)), key=lambda c: (c.path, c.kind))
    owners = {(c.ecosystem, c.folder) for c in found}
    files, skipped = [], []
    for choice in found:
        if _is_inside_package(choice, owners):
            skipped.append(Skip(choice.path, "inside-package"))
        else:
            files.append(choice)
    return Chosen(tuple(files), tuple(skipped))


def _candidates(manifest: Manifest, facts: Facts) -> Iterator[Choice]:
    for kind in _KINDS:
        for path in facts.kinds.get(kind, ()):
            yield Choice(path, kind)
    for entry in manifest:
        name = PurePosixPath(entry.path).name
        if entry.path == INSTALLED or entry.path.endswith("/" + INSTALLED):
            yield Choice(entry.path, "installed-composer")
        elif is_version_file(name):
            yield Choice(entry.path, "runtime-file")
        elif may_have_banner(name):
            yield Choice(entry.path, "script-banner")


def _is_inside_package(choice: Choice, owners: set[tuple[str, str]]) -> bool:
    if choice.kind == "installed-composer" and choice.path.count("vendor/") == 1:
        return False
    path = PurePosixPath(choice.path)
    for folder in path.parents:
        ecosystem = _PACKAGE_FOLDERS.get(folder.name.lower())
        if ecosystem and (ecosystem, str(folder.parent)) in owners:
            return True
    return False

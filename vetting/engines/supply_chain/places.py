"""Which files of the tree say what the application is built of."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.installed import is_copy, is_jar
from vetting.engines.supply_chain.locks.libraries import is_library
from vetting.engines.supply_chain.locks.runtimes import is_version_file
from vetting.model.facts import Facts
from vetting.model.outcome import Skip
from vetting.model.tree import Manifest

TOOL = "supply-chain"
INSTALLED = "vendor/composer/installed.json"
HIDDEN_LOCK = "node_modules/.package-lock.json"

ECOSYSTEM_OF = {
    "lock-composer": "Packagist", "manifest-composer": "Packagist",
    "lock-npm": "npm", "lock-yarn": "npm", "lock-pnpm": "npm", "manifest-npm": "npm",
    "requirements": "PyPI", "lock-poetry": "PyPI", "lock-uv": "PyPI", "lock-pipenv": "PyPI",
    "manifest-python": "PyPI",
    "manifest-maven": "Maven", "lock-gradle": "Maven", "manifest-gradle": "Maven",
    "lock-pub": "Pub", "manifest-pub": "Pub",
    "manifest-go": "Go", "lock-go": "Go",
    "lock-nuget": "NuGet", "manifest-nuget": "NuGet",
    "lock-bundler": "RubyGems", "manifest-bundler": "RubyGems",
    "lock-cargo": "crates", "manifest-cargo": "crates",
    "installed-composer": "Packagist", "installed-npm": "npm", "installed-python": "PyPI",
    "jar": "Maven", "copy": "",
    "dockerfile": "", "runtime-file": "", "library": "",
}  # fmt: skip
_BY_NAME = tuple(
    kind for kind in ECOSYSTEM_OF if kind.startswith(("lock-", "manifest-", "requ", "docker"))
)
LOCKS = frozenset(kind for kind in ECOSYSTEM_OF if kind.startswith("lock-"))
# Folders where a package manager puts whole packages, with the manifests they were built by.
_PACKAGE_FOLDERS = {
    "vendor": ("Packagist", "Go", "RubyGems"),
    "node_modules": ("npm",),
    "bower_components": ("npm",),
    "site-packages": ("PyPI",),
}
_OF_BOWER = ("bower.json", ".bower.json")
_QUIET = ("library", "installed-npm", "installed-python", "jar")


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
        """The file's own folder; for what a package manager laid down, the one above it."""
        parents = PurePosixPath(self.path).parents
        if self.kind == "installed-composer":
            return str(parents[2])
        return str(parents[1] if self.path.endswith(HIDDEN_LOCK) else parents[0])


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
    Packages that lie installed are read where no lock file names them. Of what Bower laid down only
    the package's own manifest is read: it installs nothing that stands in lock files there.
    """
    found = sorted(set(_candidates(manifest, facts)), key=lambda c: (c.path, c.kind))
    owners = {(c.ecosystem, c.folder) for c in found if not c.kind.startswith("installed-")}
    locked = {(c.ecosystem, c.folder) for c in found if c.kind in LOCKS}
    laid = {str(p.parent) for e in manifest if (p := PurePosixPath(e.path)).name in _OF_BOWER
            and p.parent.parent.name == "bower_components"}  # fmt: skip
    files, skipped = [], []
    for choice in found:
        is_inside = _is_inside_package(choice, locked if choice.kind in _QUIET else owners)
        if not (is_inside or _is_inside_laid(choice, laid)):
            files.append(choice)
        elif choice.kind not in _QUIET:
            skipped.append(Skip(choice.path, "inside-package"))
    return Chosen(tuple(files), tuple(skipped))


def _candidates(manifest: Manifest, facts: Facts) -> Iterator[Choice]:
    for kind in _BY_NAME:
        for path in facts.kinds.get(kind, ()):
            yield Choice(path, kind)
    for entry in manifest:
        kind = _kind(entry.path)
        if kind:
            yield Choice(entry.path, kind)


def _kind(path: str) -> str:
    """What a file is by its name and the folders around it, "" for nothing of ours."""
    pure = PurePosixPath(path)
    name, folders = pure.name, pure.parts[:-1]
    if path == INSTALLED or path.endswith("/" + INSTALLED):
        return "installed-composer"
    if path.endswith(HIDDEN_LOCK):
        return "lock-npm"
    if name == "package.json" and _is_installed(folders):
        return "installed-npm"
    if folders and folders[-1].endswith((".dist-info", ".egg-info")):
        return "installed-python" if name in ("METADATA", "PKG-INFO") else ""
    if is_version_file(name):
        return "runtime-file"
    if name == "gradle.properties" or (name.endswith(".kt") and "buildSrc" in folders):
        return "manifest-gradle"
    if is_jar(name):
        return "jar"
    if is_copy(name):
        return "copy"
    return "library" if is_library(path) else ""


def _is_installed(folders: tuple[str, ...]) -> bool:
    """Whether a folder is that of one package right below node_modules."""
    if len(folders) > 2 and folders[-2].startswith("@"):
        folders = folders[:-1]
    return len(folders) > 1 and folders[-2] == "node_modules"


def _is_inside_laid(choice: Choice, laid: set[str]) -> bool:
    if choice.kind in _QUIET:
        return False
    is_its_own = choice.kind in ("manifest-npm", "manifest-composer") and choice.folder in laid
    return not is_its_own and any(str(one) in laid for one in PurePosixPath(choice.path).parents)


def _is_inside_package(choice: Choice, owners: set[tuple[str, str]]) -> bool:
    if choice.kind == "installed-composer" and choice.path.count("vendor/") == 1:
        return False
    path = PurePosixPath(choice.path)
    if path.name == ".package-lock.json":
        path = path.parent
    for folder in path.parents:
        for ecosystem in _PACKAGE_FOLDERS.get(folder.name.lower(), ()):
            if (ecosystem, str(folder.parent)) in owners:
                return True
    return False

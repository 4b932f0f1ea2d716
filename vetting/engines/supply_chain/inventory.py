"""The packages of the application: asked of the sandboxed worker, and put in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

from vetting.advisories.versions import package_name
from vetting.engines.base import Bench, parsed, worker_job
from vetting.engines.supply_chain.places import TOOL, Chosen, choose
from vetting.model.finding import Place
from vetting.model.outcome import Failed, Reason, Skip
from vetting.model.tree import Tree

CANARIES = Path(__file__).parent / "canary"
_WORKER = "vetting.engines.supply_chain.worker"
_CANARY_FILES = (
    ("composer.lock", "lock-composer"), ("installed.json", "installed-composer"),
    ("package-lock.json", "lock-npm"), ("yarn.lock", "lock-yarn"),
    ("pnpm-lock.yaml", "lock-pnpm"), ("requirements.txt", "requirements"),
    ("poetry.lock", "lock-poetry"), ("uv.lock", "lock-uv"), ("Pipfile.lock", "lock-pipenv"),
    ("composer.json", "manifest-composer"), ("package.json", "manifest-npm"),
    ("manifest.toml", "manifest-python"), ("Dockerfile", "dockerfile"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """A package the application uses, and the line that says so.

    `version` is a constraint when the component is only declared, and "" when the file names
    no release at all. `name` is in the ecosystem's normal spelling.
    """

    ecosystem: str
    name: str
    version: str
    place: Place
    is_dev: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A lock file or manifest that cannot be read, and why."""

    ecosystem: str
    path: str
    why: str


@dataclass(frozen=True)
class Inventory:
    """All that lock files and manifests say.

    `locked` and `declared` are components by the file that names them; `names` are the names
    that the lock files of a folder satisfy, by `(ecosystem, folder)`. `runtimes` are products
    with stated versions (ecosystem ""). `skipped` are files of packages inside the packages.
    """

    locked: tuple[Component, ...]
    declared: tuple[Component, ...]
    runtimes: tuple[Component, ...]
    names: Mapping[tuple[str, str], frozenset[str]]
    broken: tuple[Broken, ...]
    skipped: tuple[Skip, ...]
    bytes: Mapping[str, int] = field(default_factory=dict)

    def unlocked(self, ecosystem: str) -> Iterator[Component]:
        """Declared components that no lock file beside or above their file names."""
        for component in self.declared:
            if component.ecosystem == ecosystem and not self._is_locked(component):
                yield component

    def _is_locked(self, component: Component) -> bool:
        folders = PurePosixPath(component.place.path).parents
        return any(
            component.name in self.names.get((component.ecosystem, str(folder)), ())
            for folder in folders
        )


def take(tree: Tree, bench: Bench) -> Inventory | Failed:
    """Read every lock file and manifest of the tree; Failed when the canaries were missed."""
    chosen = choose(tree.manifest, bench.facts)
    payload = [
        {"root": str(tree.root), "files": [[c.path, c.kind] for c in chosen.files]},
        {"root": str(CANARIES), "files": _CANARY_FILES},
    ]
    job = worker_job(
        _WORKER, payload, read_only=(tree.root, CANARIES), limits=bench.limits
    )  # fmt: skip
    answer = parsed(TOOL, bench.sandbox.run(job))
    if isinstance(answer, Failed):
        return answer
    try:
        files, canaries = answer
        if not _found_all(canaries):
            return Failed(Reason.CANARY_MISSED, TOOL, "a sample lock file was misread")
        return _inventory(chosen, files)
    except (ValueError, TypeError, KeyError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, TOOL, f"{type(error).__name__}: {error}"[:200])


def _found_all(canaries: list[dict[str, Any]]) -> bool:
    if [(c["path"], c["kind"]) for c in canaries] != list(_CANARY_FILES):
        return False
    return all(_is_found(canary) for canary in canaries)


def _is_found(canary: dict[str, Any]) -> bool:
    lists = (canary.get(key, ()) for key in ("packages", "declared", "runtimes"))
    found = [(name.replace("/", "-"), version.removeprefix("v"))
             for items in lists for name, version, *_ in items]  # fmt: skip
    return found == [("vet-canary", "1.2.3")]


def _inventory(chosen: Chosen, files: list[dict[str, Any]]) -> Inventory:
    if [file["path"] for file in files] != [c.path for c in chosen.files]:
        raise ValueError("not the files that were asked for")
    names: dict[tuple[str, str], set[str]] = {}
    locked: list[Component] = []
    declared: list[Component] = []
    runtimes: list[Component] = []
    broken: list[Broken] = []
    for choice, file in zip(chosen.files, files, strict=True):
        ecosystem, path = choice.ecosystem, choice.path
        if "error" in file:
            broken.append(Broken(ecosystem, path, str(file["error"])))
            continue
        packages = list(_components(ecosystem, path, file["packages"]))
        locked += packages
        declared += _components(ecosystem, path, file["declared"])
        runtimes += _components("", path, file["runtimes"])
        satisfied = names.setdefault((ecosystem, choice.folder), set())
        satisfied |= {package.name for package in packages}
        satisfied |= {package_name(ecosystem, name) for name in file["provided"]}
    return Inventory(
        locked=tuple(_undemoted(locked, declared)),
        declared=tuple(declared),
        runtimes=tuple(runtimes),
        names={key: frozenset(value) for key, value in names.items()},
        broken=tuple(broken),
        skipped=chosen.skipped,
        bytes={file["path"]: int(file.get("bytes", 0)) for file in files},
    )


def _undemoted(locked: list[Component], declared: list[Component]) -> Iterator[Component]:
    """What a manifest wants for production is no development package, whatever the lock says."""
    wanted = {(c.ecosystem, c.name) for c in declared if not c.is_dev}
    for c in locked:
        yield replace(c, is_dev=False) if (c.ecosystem, c.name) in wanted else c


def _components(ecosystem: str, path: str, rows: Iterable[Any]) -> Iterator[Component]:
    for name, version, line, is_dev in rows:
        if not isinstance(name, str) or not isinstance(version, str):
            raise TypeError(f"{name!r} {version!r}")
        normal = package_name(ecosystem, name)
        place = Place(path, int(line), pointer=normal)
        yield Component(ecosystem, normal, version.strip(), place, bool(is_dev))

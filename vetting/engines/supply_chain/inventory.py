"""The packages of the application: asked of the sandboxed worker, and put in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any

from vetting.advisories.versions import package_name
from vetting.engines.base import Bench
from vetting.engines.supply_chain.copied import sort_out, untold
from vetting.engines.supply_chain.locks import gradle
from vetting.engines.supply_chain.locks.maven import is_exact
from vetting.engines.supply_chain.locks.parts import Model, Package, Pairs
from vetting.engines.supply_chain.origins import without_credentials
from vetting.engines.supply_chain.places import LOCKS, TOOL, Choice, Chosen, choose
from vetting.engines.supply_chain.reactor import Reactor
from vetting.engines.supply_chain.scripts import Scripts
from vetting.model.bill import Bill, Broken, Component
from vetting.model.finding import Place
from vetting.model.outcome import Failed, Reason
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

CANARIES = Path(__file__).parent / "canary"
_WORKER = "vetting.engines.supply_chain.worker"
_CANARY_FILES = (
    ("composer.lock", "lock-composer"), ("installed.json", "installed-composer"),
    ("package-lock.json", "lock-npm"), ("yarn.lock", "lock-yarn"),
    ("pnpm-lock.yaml", "lock-pnpm"), ("requirements.txt", "requirements"),
    ("poetry.lock", "lock-poetry"), ("uv.lock", "lock-uv"), ("Pipfile.lock", "lock-pipenv"),
    ("pom.xml", "manifest-maven"), ("gradle.lockfile", "lock-gradle"),
    ("build.gradle", "manifest-gradle"), ("libs.versions.toml", "manifest-gradle"),
    ("pubspec.lock", "lock-pub"), ("pubspec.yaml", "manifest-pub"),
    ("go.mod", "manifest-go"), ("go.sum", "lock-go"),
    ("packages.lock.json", "lock-nuget"), ("packages.config", "lock-nuget"),
    ("canary.csproj", "manifest-nuget"), ("Gemfile.lock", "lock-bundler"),
    ("Gemfile", "manifest-bundler"), ("Cargo.lock", "lock-cargo"),
    ("Cargo.toml", "manifest-cargo"), ("METADATA", "installed-python"),
    ("composer.json", "manifest-composer"), ("package.json", "manifest-npm"),
    ("manifest.toml", "manifest-python"), ("Dockerfile", "dockerfile"),
)  # fmt: skip
_CANARY_NAMES = ("vet-canary", "vet:vet-canary")
_MEMO = "supply-chain inventory"
# From this version on go.mod names every module, and go.sum only repeats more than is used.
_GO_LISTS_ALL = (1, 17)


def take(tree: Tree, bench: Bench) -> Bill | Failed:
    """Read every lock file and manifest of the tree; Failed when the canaries were missed.

    The answer is kept for the rest of the run.
    """
    known: Bill | Failed | None = bench.memo.get(_MEMO)
    if known is None:
        known = bench.memo[_MEMO] = _taken(tree, bench)
    return known


def bill_of(tree: Tree, bench: Bench) -> Bill | None:
    """The bill of materials for the report; None when it cannot be made, whatever the reason."""
    try:
        bill = take(tree, bench)
    except Exception:  # the report is worth more than its annex, and lacks it visibly
        return None
    return bill if isinstance(bill, Bill) else None


def _taken(tree: Tree, bench: Bench) -> Bill | Failed:
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
        return _bill(chosen, files, tree)
    except (ValueError, TypeError, KeyError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, TOOL, f"{type(error).__name__}: {error}"[:200])


def _found_all(canaries: list[dict[str, Any]]) -> bool:
    if [(c["path"], c["kind"]) for c in canaries] != list(_CANARY_FILES):
        return False
    return all(_is_found(canary) for canary in canaries)


def _is_found(canary: dict[str, Any]) -> bool:
    lists = (canary.get(key, ()) for key in ("packages", "declared"))
    found = [(name.replace("/", "-"), version.removeprefix("v"))
             for items in lists for name, version, *_ in items]  # fmt: skip
    return len(found) == 1 and found[0][0] in _CANARY_NAMES and found[0][1] == "1.2.3"


def _bill(chosen: Chosen, files: list[dict[str, Any]], tree: Tree) -> Bill:
    if [file["path"] for file in files] != [c.path for c in chosen.files]:
        raise ValueError("not the files that were asked for")
    read = [(c, f) for c, f in zip(chosen.files, files, strict=True) if "error" not in f]
    read = [(c, f) for c, f in read if not _is_repeated(c, read)]
    digests = {entry.path: entry.sha256 for entry in tree.manifest}
    told = sort_out(read, digests)
    everything, read = read, told.own
    models = _models(read, "manifest-maven")
    scripts = Scripts(_models(read, "manifest-gradle"))
    locked = [p for c, f in read for p in _components(c, f["packages"], digests)]
    declared = [p for c, f in read for p in _components(c, f["declared"], digests)]
    locked = [*_settled(locked, models)]
    asked = [scripts.filled(c) for c in _settled(declared, models)]
    locked += [c for c in asked if _is_settled(c, models, scripts)]
    declared = [c for c in asked if not _is_settled(c, models, scripts)]
    names = _names(read, locked)
    locked += untold(told.libraries, locked, names)
    wants = (p for c, f in told.theirs for p in _components(c, f["declared"], digests))
    known = {(c.ecosystem, c.name) for c in (*locked, *told.libraries)}
    needs = [
        replace(c, is_direct=False)
        for c in wants
        if not c.is_dev and (c.ecosystem, c.name) not in known
    ]
    return Bill(
        locked=tuple(_undemoted(locked, declared)),
        loose=tuple(c for c in (*declared, *needs) if not _is_locked(c, names)),
        runtimes=tuple(p for c, f in read for p in _runtimes(c, f["runtimes"])),
        broken=(
            *(
                Broken(c.ecosystem, c.path, str(why))
                for c, f in zip(chosen.files, files, strict=True)
                if (why := f.get("error") or f["fault"])
            ),
            *_absent(read),
        ),
        locks=tuple(sorted({(c.ecosystem, c.folder) for c, _ in read if c.kind in LOCKS})),
        skipped=chosen.skipped,
        bytes={c.path: int(f["bytes"]) for c, f in everything if any(f[k] for k in _TELLING)},
        licences={c.path: str(f["licence"]) for c, f in read if f["licence"]},
    )


def _absent(read: list[tuple[Choice, dict[str, Any]]]) -> Iterator[Broken]:
    """Files that name a part of themselves which is not among those that were read."""
    known = {choice.path for choice, _ in read}
    for choice, file in read:
        folder = choice.path.rpartition("/")[0]
        for name in map(str, file["includes"]):
            if normpath(f"{folder}/{name}" if folder else name) not in known:
                yield Broken(choice.ecosystem, choice.path, f"{name[:100]} is not read: absent?")


def _is_settled(c: Component, models: Mapping[str, Model], scripts: Scripts) -> bool:
    """Whether other files of the build have given an exact version to what one asks for."""
    if c.place.path in models:
        return is_exact(c.version)
    return c.place.path in scripts and gradle.is_exact(c.version)


def _models(read: list[tuple[Choice, dict[str, Any]]], kind: str) -> dict[str, Model]:
    """Those of one kind of file, by path; raises TypeError or ValueError for any other shape."""
    plain = {choice.path: file["model"] for choice, file in read if choice.kind == kind}
    return {path: _model(model) for path, model in plain.items()}


def _model(plain: Mapping[str, Any]) -> Model:
    return Model(
        name=str(plain["name"]),
        version=str(plain["version"]),
        parent=str(plain["parent"]),
        parent_version=str(plain["parent_version"]),
        properties=_pairs(plain["properties"]),
        managed=_pairs(plain["managed"]),
        imports=_pairs(plain["imports"]),
    )


def _pairs(rows: Any) -> Pairs:
    return tuple((str(name), str(text)) for name, text in rows)


def _settled(components: Iterable[Component], models: Mapping[str, Model]) -> Iterator[Component]:
    """What a pom.xml asks for, at the version that its parents and imports in the tree state.

    Modules of the build itself are no packages.
    """
    reactor = Reactor(models)
    for c in components:
        if c.place.path not in models:
            yield c
        elif not reactor.is_own(c.name):
            yield replace(c, version=reactor.version(c.place.path, c.name, c.version))


_TELLING = ("packages", "declared", "runtimes", "provided")


def _is_repeated(choice: Choice, read: list[tuple[Choice, dict[str, Any]]]) -> bool:
    """Whether a go.sum only repeats what the go.mod beside it lists in full."""
    if choice.kind != "lock-go":
        return False
    for other, file in read:
        if other.kind == "manifest-go" and other.folder == choice.folder:
            versions = [str(row[1]).lstrip("=").split(".")[:2] for row in file["runtimes"]]
            return any(tuple(map(int, v)) >= _GO_LISTS_ALL for v in versions)
    return False


def _names(
    read: list[tuple[Choice, dict[str, Any]]], locked: Iterable[Component]
) -> dict[tuple[str, str], set[str]]:
    """The names that the files of a folder satisfy, by ecosystem and folder."""
    folders = {choice.path: choice.folder for choice, _ in read}
    names: dict[tuple[str, str], set[str]] = {}
    for component in locked:
        key = (component.ecosystem, folders[component.place.path])
        names.setdefault(key, set()).add(component.name)
    for choice, file in read:
        key = (choice.ecosystem, choice.folder)
        names.setdefault(key, set()).update(
            package_name(choice.ecosystem, name) for name in file["provided"]
        )
    return names


def _is_locked(component: Component, names: dict[tuple[str, str], set[str]]) -> bool:
    folders = PurePosixPath(component.place.path).parents
    return any(
        component.name in names.get((component.ecosystem, str(folder)), ()) for folder in folders
    )


def _undemoted(locked: list[Component], declared: list[Component]) -> Iterator[Component]:
    """What a manifest wants for production is no development package, whatever the lock says.

    Where a lock file does not tell which packages are direct, the manifests do.
    """
    wanted = {(c.ecosystem, c.name) for c in declared if not c.is_dev}
    asked = {(c.ecosystem, c.name) for c in declared}
    ecosystems = {c.ecosystem for c in declared}
    for c in locked:
        key = (c.ecosystem, c.name)
        is_direct = c.is_direct
        if is_direct is None and c.ecosystem in ecosystems:
            is_direct = key in asked
        yield replace(c, is_dev=c.is_dev and key not in wanted, is_direct=is_direct)


def _components(
    choice: Choice, rows: Iterable[Any], digests: dict[str, str]
) -> Iterator[Component]:
    for package in _packages(rows):
        ecosystem = package.ecosystem or choice.ecosystem
        name = package_name(ecosystem, package.name)
        hashes = package.hashes
        is_copy = choice.kind in ("jar", "library")
        if is_copy:
            hashes = (f"sha256:{digests[choice.path]}", *package.hashes)
        yield Component(
            ecosystem=ecosystem,
            name=name,
            version=package.version.strip(),
            place=Place(choice.path, package.line, pointer=name),
            is_dev=package.is_dev,
            is_direct=True if is_copy else package.is_direct,
            licence=package.licence.strip(),
            hashes=hashes,
            origin=without_credentials(package.origin),
            has_script=package.has_script,
            needs=tuple(sorted({_need(ecosystem, need) for need in package.needs})),
        )


def _need(ecosystem: str, need: str) -> str:
    name, _, address = need.partition(" ")
    return f"{package_name(ecosystem, name)} {without_credentials(address)}".rstrip()


def _runtimes(choice: Choice, rows: Iterable[Any]) -> Iterator[Component]:
    for package in _packages(rows):
        place = Place(choice.path, package.line, pointer=package.name)
        yield Component("", package.name, package.version.strip(), place, package.is_dev)


_TYPES = (str, str, int, bool, bool | None, str, list, str, bool, list, str)


def _packages(rows: Iterable[Any]) -> Iterator[Package]:
    """The packages that the worker wrote down; raises TypeError for any other shape."""
    for row in rows:
        if len(row) != len(_TYPES) or not all(map(isinstance, row, _TYPES)):
            raise TypeError(f"{row!r:.120}")
        fields: list[Any] = [tuple(map(str, v)) if isinstance(v, list) else v for v in row]
        yield Package(*fields)

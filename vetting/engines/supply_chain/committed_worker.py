"""Inside the sandbox: what lies in `vendor` and `node_modules` against the lock files beside them.

Asked `{"root": folder, "lots": [Lot as a list, …]}` twice, of the application and of the canaries,
it answers for each lot with the packages compared, its differences as rows of `Difference`, and the
files that could not be read. Nothing of a package is run.
"""

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from vetting.engines.supply_chain.locks import read
from vetting.engines.supply_chain.locks.parts import (
    BROKEN,
    Lines,
    items,
    load_json,
    optional,
    quoted,
    words,
)
from vetting.sandbox.serving import serve

NODE_LOCKS = {
    "package-lock.json": "lock-npm",
    "npm-shrinkwrap.json": "lock-npm",
    "yarn.lock": "lock-yarn",
    "pnpm-lock.yaml": "lock-pnpm",
}
_MOST_BYTES = 24 << 20
_MODULES = "node_modules/"
_UNREADABLE = (*BROKEN, OSError, SyntaxError, MemoryError)


class Lot(NamedTuple):
    """The packages of one folder: `locks` say what should lie there, `files` what does.

    Of `files`, one `installed.json` states many packages; a `composer.json` or `package.json` is
    that of one.
    """

    locks: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One package that is not what the lock file says; `rule` is how."""

    rule: str
    name: str
    locked: str
    found: str
    path: str
    line: int = 0


class _Release(NamedTuple):
    version: str
    references: Mapping[str, str]
    is_dev: bool = False
    line: int = 0


@dataclass(slots=True)
class _Comparison:
    root: Path
    compared: int = 0
    rows: list[Difference] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def text(self, path: str) -> str:
        file = self.root / path
        if file.stat().st_size > _MOST_BYTES:
            raise ValueError(f"larger than {_MOST_BYTES} bytes")
        return file.read_text(encoding="utf-8")


def compare(root: Path, lot: Lot) -> _Comparison:
    """All differences of one lot."""
    done = _Comparison(root)
    try:
        if PurePosixPath(lot.locks[0]).name == "composer.lock":
            _composer(lot, done)
        else:
            _node(lot, done)
    except _UNREADABLE:
        done.unreadable += lot.locks
    return done


def _composer(lot: Lot, done: _Comparison) -> None:
    locked = dict(_releases(done.text(lot.locks[0])))
    installed: dict[str, _Release] = {}
    for path in (p for p in lot.files if p.endswith("installed.json")):
        installed = dict(_releases(done.text(path)))
        done.rows += _changed(locked, installed, path)
    for path in (p for p in lot.files if p.endswith("composer.json")):
        name = "/".join(PurePosixPath(path).parts[-3:-1]).lower()
        if name not in locked and name not in installed:
            done.compared += 1
            done.rows.append(Difference("unlisted", name, "", "", path))
    done.compared += len(locked.keys() | installed.keys())


def _releases(text: str) -> Iterator[tuple[str, _Release]]:
    """The packages of a composer.lock or of an installed.json of Composer 1 or 2."""
    text = text.removeprefix("\ufeff")
    body = load_json(f'{{"packages":{text}}}' if text.lstrip().startswith("[") else text)
    lines = Lines(text)
    for section in ("packages", "packages-dev"):
        for item in items(body.get(section) or []):
            name = words(item["name"])
            line = lines.of(r'"name"\s*:\s*' + quoted(name))
            references = {
                kind: words(part["reference"]).lower()
                for kind in ("dist", "source")
                if (part := optional(item, kind)).get("reference") and part.get("type") != "path"
            }
            is_dev = section == "packages-dev"
            yield name.lower(), _Release(words(item["version"]), references, is_dev, line)


def _changed(
    locked: Mapping[str, _Release], installed: Mapping[str, _Release], path: str
) -> Iterator[Difference]:
    for name, found in installed.items():
        due = locked.get(name)
        if due is None:
            yield Difference("unlisted", name, "", found.version, path, found.line)
        elif _plain(due.version) != _plain(found.version):
            yield Difference("version", name, due.version, found.version, path, found.line)
        elif other := _other_reference(due, found):
            yield Difference("reference", name, *other, path, found.line)
    for name, due in locked.items():
        if name not in installed and not due.is_dev:
            yield Difference("missing", name, due.version, "", path)


def _other_reference(due: _Release, found: _Release) -> tuple[str, str] | None:
    for kind, reference in due.references.items():
        if found.references.get(kind, reference) != reference:
            return reference, found.references[kind]
    return None


def _plain(version: str) -> str:
    return version.strip().lower().removeprefix("v").partition("+")[0]


def _node(lot: Lot, done: _Comparison) -> None:
    locked: dict[str, set[str]] = {}
    for path in lot.locks:
        contents = read(path, NODE_LOCKS[PurePosixPath(path).name], done.text(path))
        for package in contents.packages:
            locked.setdefault(package.name, set()).add(_plain(package.version))
        for name in contents.provided:
            locked.setdefault(name, set())
    for path in lot.files:
        try:
            _node_package(path, locked, done)
        except _UNREADABLE:
            done.unreadable.append(path)


def _node_package(path: str, locked: Mapping[str, set[str]], done: _Comparison) -> None:
    text = done.text(path)
    body = load_json(text)
    name, version = words(body.get("name") or ""), words(body.get("version") or "")
    at = path.rpartition(_MODULES)[2].removesuffix("/package.json")
    known = locked.get(name) or locked.get(at)
    done.compared += 1
    if known:
        # A package without a release comes from a repository: whatever lies there may be right.
        if "" not in known and _plain(version) not in known:
            line = Lines(text).of(r'"version"\s*:')
            due = ", ".join(sorted(known))
            done.rows.append(Difference("version", name or at, due, version, path, line))
    elif name not in locked and at not in locked and path.count(_MODULES) == 1:
        # What lies deeper may have come inside another package; not every lock file lists that.
        done.rows.append(Difference("unlisted", name or at, "", version, path))


def answer(groups: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """One answer for each lot of each group."""
    return [
        [
            {
                "compared": done.compared,
                "rows": [astuple(row) for row in done.rows],
                "unreadable": done.unreadable,
            }
            for lot in group["lots"]
            for done in [compare(Path(group["root"]), Lot(*map(tuple, lot)))]
        ]
        for group in groups
    ]


if __name__ == "__main__":
    serve(answer)

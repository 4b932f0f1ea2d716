"""Libraries that lie in the application with their makers' manifest, beside no package manager.

What such a manifest asks for are mostly the library's own tools and what its makers ran it on:
nobody installs that here. The library itself is a part of the application.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from vetting.advisories.versions import package_name
from vetting.engines.supply_chain.nearness import core
from vetting.engines.supply_chain.places import LOCKS, Choice
from vetting.model.bill import Component
from vetting.model.finding import Place

Read = tuple[Choice, dict[str, Any]]
_ASKING = ("manifest-composer", "manifest-npm")


@dataclass(frozen=True, slots=True)
class Sorted:
    """The files that speak for the application, its copied libraries, and the manifests in those."""

    own: list[Read]
    libraries: tuple[Component, ...]
    theirs: list[Read]


def sort_out(read: list[Read], paths: Iterable[str]) -> Sorted:
    """Tell the manifests of copied libraries from the application's own.

    A folder with a lock file of its own is a part that is installed by itself, never a copy.
    """
    locked = {(c.ecosystem, c.folder) for c, _ in read if c.kind in LOCKS}
    asking = [
        (c, f) for c, f in read if c.kind in _ASKING and (c.ecosystem, c.folder) not in locked
    ]
    above = {c.folder: f["model"] for c, f in read if c.kind == "manifest-composer"}
    scripts = _scripts(paths)
    libraries = {
        c.folder: (c, f)
        for c, f in asking
        if (
            _is_of_composer(c, f, above)
            if c.ecosystem == "Packagist"
            else _is_of_npm(c, f, scripts)
        )
    }
    gone = {c.path for c, _ in libraries.values()}
    inside = {
        c.path
        for c, _ in asking
        if c.path not in gone
        and any(str(one) in libraries for one in PurePosixPath(c.path).parents)
    }
    return Sorted(
        [(c, f) for c, f in read if c.path not in gone | inside],
        tuple(_library(c, f) for c, f in libraries.values()),
        [(c, f) for c, f in read if c.path in gone | inside],
    )


def _is_of_composer(choice: Choice, file: dict[str, Any], above: dict[str, dict[str, Any]]) -> bool:
    """Whether a composer.json below the top is that of a package of other makers.

    They publish it under a licence and their own name, which is none of a manifest above it. Where
    none lies above, it must say what sort of package it is.
    """
    model = file["model"]
    maker, sign, _ = str(model["name"]).partition("/")
    if choice.folder == "." or not (sign and file["licence"]) or model["sort"] == "project":
        return False
    folders = [str(one) for one in PurePosixPath(choice.folder).parents if str(one) in above]
    makers = {str(above[one]["name"]).partition("/")[0] for one in folders} - {""}
    if any(_is_part(choice.folder, one, above[one]["parts"]) for one in folders):
        return False
    return maker not in makers if makers else bool(model["sort"])


def _is_part(folder: str, top: str, parts: Iterable[str]) -> bool:
    path = str(PurePosixPath(folder).relative_to(top))
    return any(fnmatchcase(path, str(part)) for part in parts)


def _is_of_npm(choice: Choice, file: dict[str, Any], scripts: set[tuple[str, str]]) -> bool:
    """Whether a package.json below the top is that of a package that was laid down.

    Bower laid it down, or it lies with a version beside the minified build of what it names.
    """
    model = file["model"]
    name = core(str(model["name"]).rpartition("/")[2])
    if choice.folder == "." or model["sort"] or not model["name"]:
        return False
    if PurePosixPath(choice.folder).parent.name == "bower_components":
        return True
    return bool(name and model["version"]) and (choice.folder, name) in scripts


def _scripts(paths: Iterable[str]) -> set[tuple[str, str]]:
    """Each minified script's name without build and version, and the folders it lies in."""
    found = set()
    for path in paths:
        if path.lower().endswith(".min.js"):
            pure = PurePosixPath(path)
            found |= {(str(one), core(pure.stem)) for one in pure.parents}
    return found


def _library(choice: Choice, file: dict[str, Any]) -> Component:
    name = package_name(choice.ecosystem, str(file["model"]["name"]))
    return Component(
        ecosystem=choice.ecosystem,
        name=name,
        version=str(file["model"]["version"]),
        place=Place(choice.path, 1, pointer=name),
        is_direct=True,
        licence=str(file["licence"]),
    )


def untold(
    libraries: Collection[Component],
    locked: Iterable[Component],
    names: Mapping[tuple[str, str], set[str]],
) -> Iterator[Component]:
    """Those with a version, or that neither a lock file above nor their own code gives one."""
    wanted = {(c.ecosystem, c.name) for c in libraries}
    known = {
        (c.ecosystem, c.name, str(folder))
        for c in locked
        if (c.ecosystem, c.name) in wanted
        for folder in PurePosixPath(c.place.path).parents
    }
    for c in libraries:
        folder, *above = map(str, PurePosixPath(c.place.path).parents)
        is_locked = any(c.name in names.get((c.ecosystem, f), ()) for f in (folder, *above))
        if c.version or not (is_locked or (c.ecosystem, c.name, folder) in known):
            yield c

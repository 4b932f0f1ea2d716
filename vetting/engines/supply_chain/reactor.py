"""The pom.xml files of one build together: parents and bills of materials that lie in the tree.

What lies outside is never fetched, so a version that only it states stays unknown here.
"""

from collections import ChainMap
from collections.abc import Mapping
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.maven import BOOT, filled, settled
from vetting.engines.supply_chain.locks.parts import Model

MOST_GENERATIONS = 16
"""Parents above parents, and imports within imports; real builds have four."""

PATIENCE = 2_000_000
"""Files looked into for all versions of a tree, some seconds at worst; beyond it versions stay
unknown. A build of 1,000 modules with 100 open versions each takes a third of it."""

_COST_OF_FINDING = 10

_MOST_TWINS = 20


class Reactor:
    """Answers for the models of a tree, by the path of their pom.xml."""

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._models = models
        self._properties = {path: dict(model.properties) for path, model in models.items()}
        self._managed = {path: dict(model.managed) for path, model in models.items()}
        self._patience = PATIENCE
        self._lines: dict[str, list[str]] = {}
        self._boms: dict[str, list[str]] = {}
        self._paths: dict[str, list[str]] = {}
        for path, model in models.items():
            self._paths.setdefault(model.name, []).append(path)

    def is_own(self, name: str) -> bool:
        """Whether `group:artifact` is built by the tree itself."""
        return name in self._paths

    def version(self, path: str, name: str, stated: str) -> str:
        """The version that the pom.xml at `path` gets for a dependency, open where unknown."""
        known = self._known(self._line(path))
        wanted = () if stated else (name, BOOT) if name.startswith(f"{BOOT}:") else (name,)
        return settled(name, stated, known, {n: self._managing(path, n) for n in wanted})

    def _known(self, line: list[str]) -> Mapping[str, str]:
        """The properties of a file and its parents; the nearer outweighs the farther."""
        return ChainMap(*(self._properties[path] for path in line))

    def _managing(self, path: str, name: str, depth: int = 0) -> str:
        """The managed version: of the file, its parents, then of what they import."""
        line = self._line(path)
        self._patience -= len(line)
        table = next((t for t in (self._managed[p] for p in line) if name in t), None)
        if table is not None:
            return filled(table[name], self._known(line))
        for bom in self._imported(path) if depth < MOST_GENERATIONS else ():
            if self._patience <= 0:
                break
            if version := self._managing(bom, name, depth + 1):
                return version
        return ""

    def _imported(self, path: str) -> list[str]:
        """The bills of materials in the tree that a file and its parents import."""
        if path not in self._boms:
            line = self._line(path)
            known = self._known(line)
            found = (
                self._find(importer, name, filled(version, known))
                for importer in line
                for name, version in self._models[importer].imports
            )
            self._boms[path] = [bom for bom in found if bom and bom not in line]
        return self._boms[path]

    def _line(self, path: str) -> list[str]:
        """The file and its parents in the tree, as far up as they are found."""
        if path not in self._lines:
            line = [path]
            while len(line) < MOST_GENERATIONS:
                model = self._models[line[-1]]
                above = self._find(line[-1], model.parent, model.parent_version)
                if not above or above in line:
                    break
                line.append(above)
            self._lines[path] = line
        return self._lines[path]

    def _find(self, path: str, name: str, version: str) -> str:
        """The one file with these coordinates, the nearest above where several have them; or ""."""
        twins = self._paths.get(name, ())
        self._patience -= _COST_OF_FINDING
        if not twins or self._patience <= 0:
            return ""
        above = [str(folder / "pom.xml") for folder in PurePosixPath(path).parents]
        near = [p for p in above if p in self._models and self._models[p].name == name]
        far = twins if len(twins) <= _MOST_TWINS else ()
        fitting = [p for p in (*near, *far) if p != path and _agree(self._models[p], version)]
        is_plain = len(set(fitting)) == 1 or (near and fitting and fitting[0] in near)
        return fitting[0] if is_plain else ""


def _agree(model: Model, version: str) -> bool:
    """Whether two versions may be the same; one that is computed may be any."""
    one = model.version
    return one == version or not one or not version or "${" in one + version

"""The files of a Gradle build together: variables that one sets and another uses."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from vetting.engines.supply_chain.locks.gradle import fill
from vetting.engines.supply_chain.locks.parts import Model
from vetting.model.bill import Component


class Scripts:
    """Answers for the Gradle files of a tree, by path.

    A variable means what the nearest folder above sets it to; else what all other files of the
    build agree on. Where they do not agree it stays open.
    """

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._paths = frozenset(models)
        self._folders: dict[str, dict[str, str]] = {}
        for path, model in models.items():
            _add(self._folders.setdefault(str(PurePosixPath(path).parent), {}), model)
        self._builds: dict[str, dict[str, str]] = {}
        for path, model in models.items():
            _add(self._builds.setdefault(self._top(path), {}), model)

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    def filled(self, component: Component) -> Component:
        """The component with the variables of its version filled in as far as they are known."""
        path, version = component.place.path, component.version
        if path not in self._paths or "$" not in version:
            return component
        above = (self._folders.get(str(one), {}) for one in PurePosixPath(path).parents)
        known = ChainMap(*above, self._builds[self._top(path)])
        return replace(component, version=fill(version, known))

    def _top(self, path: str) -> str:
        """The outermost folder above a file that has a file of Gradle's."""
        above = map(str, reversed(PurePosixPath(path).parents))
        return next(one for one in above if one in self._folders)


def _add(known: dict[str, str], model: Model) -> None:
    """A variable that is set twice to different values is known by none: it is ""."""
    for name, value in model.properties:
        if known.setdefault(name, value) != value:
            known[name] = ""

"""All sources of an application, each read by the reader of its language and framework."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from vetting.engines.routes import django, express, flaskapi, golang, java, nest, php, pymodules
from vetting.engines.routes.graph import Found, merged
from vetting.engines.routes.syntax import parse

_GRAMMARS = {
    ".php": "php", ".js": "javascript", ".cjs": "javascript", ".mjs": "javascript",
    ".jsx": "javascript", ".ts": "typescript", ".mts": "typescript", ".cts": "typescript",
    ".tsx": "tsx", ".java": "java", ".go": "go",
}  # fmt: skip
SUFFIXES = (*_GRAMMARS, ".py")
"""The endings of sources that are read."""
_FAULTS = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass
class _Family:
    """Sources that are understood together: which are of interest, and what they declare."""

    concerns: Callable[[str], bool]
    routes: Callable[[Mapping[str, Any]], list[Found]]
    grammars: tuple[str, ...]
    trees: dict[str, Any] = field(default_factory=dict)


@dataclass
class Sources:
    """Give it every source, then ask for all routes. `skipped` has what could not be read."""

    settings: Mapping[str, str] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    modules: dict[str, pymodules.Module] = field(default_factory=dict)

    def __post_init__(self) -> None:
        script = ("javascript", "typescript", "tsx")
        self._families = (
            _Family(express.concerns, express.routes, script),
            _Family(nest.concerns, nest.routes, script),
            _Family(php.concerns, php.routes, ("php",)),
            _Family(golang.concerns, golang.routes, ("go",)),
            _Family(java.concerns, lambda trees: java.routes(trees, self.settings), ("java",)),
        )

    def add(self, name: str, text: str) -> None:
        """Read one source; one that cannot be parsed is skipped with its reason."""
        try:
            self._add(name, text)
        except _FAULTS:
            self.skipped[name] = "unparsable"

    def _add(self, name: str, text: str) -> None:
        if name.endswith(".py"):
            # Any module may hold a view or a prefix; only a project with routes pays for it.
            self.modules[name] = pymodules.read(name, text)
            return
        grammar = _GRAMMARS.get(PurePosixPath(name).suffix.lower())
        wanted = [f for f in self._families if grammar in f.grammars and f.concerns(text)]
        if grammar is None or not wanted:
            return
        tree = parse(grammar, text)
        for family in wanted:
            family.trees[name] = tree

    def routes(self) -> list[Found]:
        """The routes of all sources, sorted."""
        found: list[Found] = []
        for family in self._families:
            if family.trees:
                found += self._safely(partial(family.routes, family.trees), family.trees)
        found += self._python()
        return merged(found)

    def _python(self) -> list[Found]:
        project = pymodules.Project(self.modules)
        found: list[Found] = []
        for reader in (flaskapi.routes, django.routes):
            found += self._safely(partial(reader, project), self.modules)
        return found

    def _safely(self, work: Callable[[], list[Found]], names: Iterable[str]) -> list[Found]:
        """What a reader finds; where it fails on all sources together, all are skipped."""
        try:
            return work()
        except _FAULTS:
            for name in names:
                self.skipped[name] = "unparsable"
            return []

"""Inside the sandbox: parse the files, answer the questions, print the answers as JSON."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from vetting.engines.semgrep.second import ir, java, python
from vetting.engines.semgrep.second.questions import Question, refuted
from vetting.sandbox.serving import serve

MAX_BYTES = 1_000_000
"""A larger file is not looked at again: its findings stay."""


class Project:
    """The classes of an application by name, read when first asked for."""

    def __init__(self, root: Path, paths: list[str]) -> None:
        self._root = root
        self._by_stem: dict[str, list[str]] = {}
        self._modules: dict[str, str] = {}
        for path in paths:
            if path.endswith(".py"):
                self._modules[path] = python.module_of(path)
            else:
                self._by_stem.setdefault(Path(path).stem, []).append(path)
        self.unit = cache(self._unit)

    def _unit(self, path: str) -> ir.Unit | None:
        file = self._root / path
        if file.stat().st_size > MAX_BYTES:
            return None
        body = file.read_bytes()
        return python.read(body, path) if path in self._modules else java.read(body)

    def named(self, name: str, near: ir.Unit) -> ir.Class | None:
        """The class of that name: in the file that asks, else in the one file named after it.

        A Python module is the class `Module its.name`, a class of it `its.name:Class`.
        """
        if name.startswith("Module ") or ":" in name:
            return self._of_module(name.removeprefix("Module "), near)
        own = [one for one in near.classes if one.name == name]
        if own:
            return own[0] if len(own) == 1 else None
        paths = self._by_stem.get(name, ())
        unit = self.unit(paths[0]) if len(paths) == 1 else None
        found = [one for one in unit.classes if one.name == name] if unit else []
        return found[0] if len(found) == 1 else None

    def _of_module(self, name: str, near: ir.Unit) -> ir.Class | None:
        module, _, inside = name.partition(":")
        unit: ir.Unit | None = near
        if near.classes[0].name != module:
            paths = [
                path
                for path, known in self._modules.items()
                if known == module or known.endswith(f".{module}")
            ]
            unit = self.unit(paths[0]) if len(paths) == 1 else None
        if unit is None:
            return None
        if not inside:
            return unit.classes[0]
        found = [one for one in unit.classes[1:] if one.name.endswith(f":{inside}")]
        return found[0] if len(found) == 1 else None


def answer(order: Mapping[str, Any]) -> list[list[bool]]:
    """For each file of the order, the answers to its questions."""
    project = Project(Path(order["root"]), order["paths"])
    answers = []
    for path, rows in order["files"]:
        questions = [
            Question(tuple(source), tuple(sink), cleaners) for source, sink, cleaners in rows
        ]
        answers.append(_of_file(project, path, questions))
    return answers


def _of_file(project: Project, path: str, questions: list[Question]) -> list[bool]:
    try:
        unit = project.unit(path)
        if unit is None:
            return [False] * len(questions)
        return refuted(unit, lambda name: project.named(name, unit), questions)
    except RecursionError:
        return [False] * len(questions)


if __name__ == "__main__":
    serve(answer)

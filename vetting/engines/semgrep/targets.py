"""Which files semgrep is given, as what, and where a path it prints belongs."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vetting.engines.semgrep.reading import Ask, Reading
from vetting.engines.semgrep.rules import HERE, Rule
from vetting.engines.semgrep.slices import unsliced
from vetting.engines.semgrep.vue import script_of
from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.outcome import Skip
from vetting.model.tree import Tree

CANARIES = {
    "php": "canary.php", "javascript": "canary.js", "typescript": "canary.ts",
    "python": "canary.py", "java": "canary.java", "kotlin": "canary.kt", "go": "canary.go",
    "dart": "canary.dart", "regex": "canary.txt",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One file to be read as `analyzer`.

    `printed` is the path that semgrep will print, `path` the file of the tree it stands for,
    `body` what to lay there first, if it is not the tree's own file.
    """

    printed: str
    path: str
    analyzer: str
    body: bytes | None = None

    @property
    def item(self) -> list[Any]:
        """The row of semgrep's target file."""
        return _item(self.printed, self.analyzer)


@dataclass(frozen=True)
class Plan:
    """The files of one process of semgrep.

    `passed_over` are files that it need not be given: those that lack the words without which
    no rule of this run can match (looked at, by us), and those that another process has.
    """

    targets: Sequence[Target] = ()
    skipped: Mapping[str, Skip] = field(default_factory=dict)
    passed_over: frozenset[str] = frozenset()

    @cached_property
    def canaries(self) -> Mapping[str, str]:
        """The name of the known-bad file laid beside the application, by analyzer."""
        return {target.analyzer: CANARIES[target.analyzer] for target in self.targets}

    @cached_property
    def items(self) -> list[Any]:
        """The rows of semgrep's target file."""
        canaries = [_item(name, analyzer) for analyzer, name in self.canaries.items()]
        return canaries + [target.item for target in self.targets]

    @cached_property
    def inputs(self) -> Mapping[str, bytes]:
        """The files to lay into semgrep's working directory."""
        made = {target.printed: target.body for target in self.targets if target.body is not None}
        known_bad = {
            name: (HERE / "canary" / f"{analyzer}.canary").read_bytes()
            for analyzer, name in self.canaries.items()
        }
        return made | known_bad

    @cached_property
    def origin(self) -> Mapping[str, str]:
        """The path in the tree by the path that semgrep prints."""
        return {target.printed: target.path for target in self.targets}

    @cached_property
    def needed(self) -> Mapping[str, set[str]]:
        """The printed paths that prove a file examined, by its path in the tree."""
        needed: dict[str, set[str]] = {}
        for target in self.targets:
            needed.setdefault(target.path, set()).add(target.printed)
        return needed

    def shared(self, tree: Tree, parts: int) -> "list[Plan]":
        """The same work for so many processes: each gets every so many-th file by size.

        None is without files, so there may be fewer.
        """
        by_size = sorted(
            self.targets, key=lambda one: (-tree.manifest.sizes[one.path], one.printed)
        )
        piles = [by_size[number::parts] for number in range(parts)]
        everywhere = self.passed_over | set(self.needed)
        return [
            Plan(pile, self.skipped, everywhere - {target.path for target in pile})
            for pile in piles
            if pile
        ]


def _item(path: str, analyzer: str) -> list[Any]:
    where = {"fpath": path, "ppath": path if path.startswith("/") else f"/{path}"}
    return ["CodeTarget", {"path": where, "analyzer": analyzer, "products": ["sast"]}]


def eligible(check: Check, facts: Facts) -> list[str]:
    """The sorted paths that a check must look at."""
    return facts.files(languages=check.applies_to.languages, kinds=check.applies_to.kinds)


def asks(
    checks: Sequence[Check], rules: Mapping[str, Sequence[Rule]], facts: Facts
) -> Mapping[str, set[Ask]]:
    """What these rules ask for, by the analyzer that is to read it."""
    asked: dict[str, set[Ask]] = {}
    for check in checks:
        for rule in rules[check.id]:
            if rule.is_textual:
                files = facts.files(kinds=rule.kinds or check.applies_to.kinds)
                asked.setdefault("regex", set()).add(Ask(frozenset(files), rule.only_with))
                continue
            for name in set(rule.languages) & set(check.applies_to.languages):
                files = facts.files(languages=(name,))
                asked.setdefault(name, set()).add(Ask(frozenset(files), rule.only_with))
    return {name: of for name, of in asked.items() if any(ask.files for ask in of)}


def plan(asked: Mapping[str, set[Ask]], reading: Reading, tree: Tree, facts: Facts) -> Plan:
    """Every file that some rule asks for, once for each analyzer.

    A file that lacks the words of all of them is passed over.
    """
    targets: dict[str, Target] = {}
    skipped: dict[str, Skip] = {}
    passed_over: set[str] = set()
    vue = {path: number for number, path in enumerate(facts.files(kinds=("vue",)))}
    python = {path: number for number, path in enumerate(facts.files(languages=("python",)))}
    for analyzer, of in sorted(asked.items()):
        is_flow = all(ask.words for ask in of)
        for path in sorted(set().union(*(ask.files for ask in of))):
            if path in reading.too_large:
                skipped[path] = Skip(path, "too-large")
            elif analyzer != "regex" and path in reading.built:
                skipped[path] = Skip(path, "built")
            elif not any(reading.answers(path, ask) for ask in of):
                passed_over.add(path)
            elif is_flow and path in reading.bulky:
                skipped[path] = Skip(path, "too-large")
            else:
                is_script = path in vue and analyzer != "regex"
                target = (
                    _script(path, vue[path], tree) if is_script else _whole(path, analyzer, tree)
                )
                if analyzer == "python":
                    target = _without_slices(target, python[path], tree)
                targets[f"{target.analyzer} {target.printed}"] = target
    return Plan(tuple(targets.values()), skipped, frozenset(passed_over))


def _whole(path: str, analyzer: str, tree: Tree) -> Target:
    return Target(str(tree.path(path)), path, analyzer)


def _without_slices(target: Target, number: int, tree: Tree) -> Target:
    body = tree.path(target.path).read_bytes()
    changed = unsliced(body)
    return target if changed == body else Target(f"py/{number}.py", target.path, "python", changed)


def _script(path: str, number: int, tree: Tree) -> Target:
    # semgrep reads no .vue: it gets the script part, on the same lines, read as TypeScript,
    # the superset. The rules of both languages look at it, as each of ours names both.
    return Target(f"vue/{number}.ts", path, "typescript", script_of(tree.path(path).read_bytes()))


def unread(made: Plan, scanned: Collection[str]) -> dict[str, Skip]:
    """Files given to semgrep that its own list of scanned files does not hold."""
    proof = set(scanned)
    return {
        path: Skip(path, "not-read") for path, needed in made.needed.items() if not needed <= proof
    }

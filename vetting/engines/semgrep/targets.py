"""Which files semgrep is given, as what, and where a path it prints belongs."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting.engines.semgrep.rules import HERE, Rule
from vetting.engines.semgrep.vue import script_of
from vetting.model.check import Check
from vetting.model.facts import Facts
from vetting.model.outcome import Skip
from vetting.model.tree import Tree

# Beyond this semgrep's parser needs minutes or gigabytes: real source files end far below.
MAX_BYTES = 4_000_000
# Built or generated files: a bundle of 0.7 MB on few lines took 40 s a pass, as long as the
# other 460 files of that application together. Its sources are what is to be examined.
MIN_BUILT_BYTES = 50_000
BUILT_LINE_BYTES = 300
CANARIES = {
    "php": "canary.php", "javascript": "canary.js", "typescript": "canary.ts",
    "python": "canary.py", "java": "canary.java", "kotlin": "canary.kt", "go": "canary.go",
    "dart": "canary.dart", "regex": "canary.txt",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The files of one run.

    `items` are the rows of semgrep's target file, `inputs` the files to lay into its working
    directory, `origin` maps the paths it will print to those of the tree, `needed` maps a
    path of the tree to the printed paths that prove it examined. `passed_over` are files that
    lack the words without which no rule of this run can match: looked at, by us.
    """

    items: list[Any] = field(default_factory=list)
    inputs: dict[str, bytes] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    needed: dict[str, set[str]] = field(default_factory=dict)
    skipped: dict[str, Skip] = field(default_factory=dict)
    canaries: dict[str, str] = field(default_factory=dict)
    passed_over: set[str] = field(default_factory=set)

    def add(self, printed: str, path: str, analyzer: str) -> None:
        """Have `printed`, which stands for `path` of the tree, read as `analyzer`."""
        self.items.append(_target(printed, analyzer))
        self.origin[printed] = path
        self.needed.setdefault(path, set()).add(printed)

    def add_canary(self, analyzer: str) -> None:
        """Lay the known-bad file of an analyzer beside the application, once."""
        if analyzer not in self.canaries:
            name = CANARIES[analyzer]
            self.inputs[name] = (HERE / "canary" / f"{analyzer}.canary").read_bytes()
            self.canaries[analyzer] = name
            self.items.append(_target(name, analyzer))


def _target(path: str, analyzer: str) -> list[Any]:
    where = {"fpath": path, "ppath": path if path.startswith("/") else f"/{path}"}
    return ["CodeTarget", {"path": where, "analyzer": analyzer, "products": ["sast"]}]


def eligible(check: Check, facts: Facts) -> list[str]:
    """The sorted paths that a check must look at."""
    return facts.files(languages=check.applies_to.languages, kinds=check.applies_to.kinds)


def _by_analyzer(
    checks: Sequence[Check], rules: Mapping[str, Sequence[Rule]], facts: Facts
) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for check in checks:
        for rule in rules[check.id]:
            if rule.is_textual:
                kinds = rule.kinds or check.applies_to.kinds
                wanted.setdefault("regex", set()).update(facts.files(kinds=kinds))
                continue
            for name in set(rule.languages) & set(check.applies_to.languages):
                wanted.setdefault(name, set()).update(facts.files(languages=(name,)))
    return {name: files for name, files in wanted.items() if files}


def plan(
    checks: Sequence[Check],
    rules: Mapping[str, Sequence[Rule]],
    tree: Tree,
    facts: Facts,
    only_with: Sequence[str] = (),
    part: tuple[int, int] = (0, 1),
) -> Plan:
    """Every relevant file once for each analyzer that some rule needs, and the canaries.

    A file that lacks one of `only_with` (expressions on its bytes) is passed over. `part` is
    (number, of how many): every so many-th file is this plan's, the others another's.
    """
    made = Plan()
    words = [re.compile(expression.encode()) for expression in only_with]
    vue = set(facts.files(kinds=("vue",)))
    for analyzer, files in sorted(_by_analyzer(checks, rules, facts).items()):
        made.add_canary(analyzer)
        for number, path in enumerate(sorted(files)):
            if number % part[1] != part[0]:
                made.passed_over.add(path)
            elif tree.manifest.sizes[path] > MAX_BYTES:
                made.skipped[path] = Skip(path, "too-large")
            elif analyzer != "regex" and _is_built(tree, path):
                made.skipped[path] = Skip(path, "built")
            elif words and not _holds(tree.path(path), words):
                made.passed_over.add(path)
            elif path in vue and analyzer != "regex":
                _add_script(made, path, tree.path(path).read_bytes())
            else:
                made.add(str(tree.path(path)), path, analyzer)
    return made


def _is_built(tree: Tree, path: str) -> bool:
    """Large and of very long lines: made by a tool, not written."""
    size = tree.manifest.sizes[path]
    if size < MIN_BUILT_BYTES:
        return False
    return size / (tree.path(path).read_bytes().count(b"\n") + 1) > BUILT_LINE_BYTES


def _holds(file: Path, words: Sequence[re.Pattern[bytes]]) -> bool:
    body = file.read_bytes()
    return all(expression.search(body) for expression in words)


def _add_script(made: Plan, path: str, body: bytes) -> None:
    # semgrep reads no .vue: it gets the script part, on the same lines, read as TypeScript,
    # the superset. The rules of both languages look at it, as each of ours names both.
    printed = f"vue/{len(made.inputs)}.ts"
    made.inputs[printed] = script_of(body)
    made.add(printed, path, "typescript")
    made.add_canary("typescript")


def unread(made: Plan, scanned: Collection[str]) -> dict[str, Skip]:
    """Files given to semgrep that its own list of scanned files does not hold."""
    proof = set(scanned)
    return {
        path: Skip(path, "not-read") for path, needed in made.needed.items() if not needed <= proof
    }

"""Builds what an engine needs from folders of fixtures, and reads the marks in them."""

import hashlib
import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from vetting import content
from vetting.advisories import build
from vetting.advisories.importers.batch import Batch, starter
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import Span
from vetting.advisories.store import FILE_NAME
from vetting.advisories.versions import ECOSYSTEMS
from vetting.engines.base import Bench, Engine
from vetting.engines.contract.facts import contracts_of
from vetting.engines.secrets.findings import SAME
from vetting.engines.semgrep.findings import ALSO
from vetting.identify.names import kinds_of
from vetting.model.check import Check
from vetting.model.contract import Baseline
from vetting.model.facts import Facts
from vetting.model.finding import Finding
from vetting.model.outcome import Outcome, Ran
from vetting.model.policy import DocumentRule, Party
from vetting.model.scale import Confidence
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox.job import Limits, Sandbox

AS_OF = date(2026, 1, 1)
DOCUMENTS = (
    DocumentRule("manual", Party.VENDOR, names_version=True),
    DocumentRule("request-letter", Party.OWNER, months=6),
)

# One line for each engine whose checks are proved here. "batch": the engine looks at each
# file by itself, so all cases of all checks go through one run, each under its own folder.
# "each": the engine looks at the application as a whole, so each case is a run of its own.
ENGINES = {
    "semgrep": ("vetting.engines.semgrep:SemgrepEngine", "batch"),
    "bandit": ("vetting.engines.bandit:BanditEngine", "batch"),
    "files": ("vetting.engines.files:Files", "batch"),
    "archives": ("vetting.engines.archives:Archives", "batch"),
    "spectral": ("vetting.engines.spectral:Spectral", "batch"),
    "routes": ("vetting.engines.routes:Routes", "each"),
    "contract": ("vetting.engines.contract.engine:Contracts", "each"),
    "browser": ("vetting.engines.browser:Browser", "batch"),
    "layouts": ("vetting.engines.layouts:Layouts", "batch"),
    "personal-data": ("vetting.engines.personal_data:PersonalData", "batch"),
    "data-map": ("vetting.engines.data_map:DataMap", "each"),
    "outside": ("vetting.engines.outside:Outside", "batch"),
    "duties": ("vetting.engines.duties:Duties", "each"),
    "package": ("vetting.engines.package:Package", "each"),
    "secrets": ("vetting.engines.secrets:Secrets", "batch"),
    "committed": ("vetting.engines.supply_chain.committed:Committed", "each"),
    "supply-chain": ("vetting.engines.supply_chain:SupplyChain", "each"),
}
_LANGUAGES = {
    ".php": "php", ".phtml": "php", ".inc": "php", ".module": "php", ".js": "javascript",
    ".mjs": "javascript", ".jsx": "javascript", ".vue": "javascript", ".ts": "typescript",
    ".tsx": "typescript", ".py": "python", ".java": "java", ".kt": "kotlin", ".dart": "dart",
    ".go": "go",
}  # fmt: skip
_KINDS = {
    ".html": ("html",), ".vue": ("vue",), ".jsx": ("jsx",), ".tsx": ("jsx",), ".ejs": ("ejs",),
    ".twig": ("twig",), ".hbs": ("handlebars",), ".jinja": ("jinja",), ".phtml": ("php-template",), ".pug": ("pug",),
    ".tpl": ("smarty",), ".jsp": ("jsp",), ".erb": ("erb",), ".cshtml": ("razor",), ".svelte": ("svelte",),
    ".gohtml": ("gotemplate",), ".ftl": ("freemarker",), ".vm": ("velocity",),
    ".json": ("json",), ".css": ("css",),
    ".yaml": ("yaml",), ".yml": ("yaml",), ".env": ("env",), ".sql": ("sql",), ".xml": ("xml",),
    ".csv": ("csv",), ".log": ("log",), ".xlsx": ("xlsx",), ".gz": ("archive",),
    ".jpg": ("image",), ".png": ("image",), ".pdf": ("document",), ".docx": ("document",),
    ".keystore": ("binary",), ".bin": ("binary",),
}  # fmt: skip

# Files of this kind are told of as not examined, and of nothing else.
COUNTED_ONLY = {"template-unread"}


@dataclass(frozen=True)
class Case:
    """One fixture folder; `is_bad` says whether its check must find something."""

    check: Check
    folder: Path

    @property
    def name(self) -> str:
        return f"{self.check.id}/{self.folder.name}"

    @property
    def is_bad(self) -> bool:
        return self.folder.suffix == ".bad"

    @property
    def before(self) -> Path:
        """What was handed in before this; only checks that compare have it."""
        return self.folder / "sebelum"

    def files(self) -> list[Path]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        apart = {self.folder / "expected.yaml", *self.before.rglob("*")}
        return sorted(path for path in files if path not in apart)

    def languages(self) -> set[str]:
        """Languages and kinds that have a file in the case."""
        facts = facts_of(path.name for path in self.files())
        return set(facts.languages) | set(facts.kinds)

    def sure(self) -> Mapping[tuple[str, int], Confidence]:
        """How surely a place is to be told, where its mark says so behind a comma."""
        mark = re.compile(rf"\bvet: {re.escape(self.check.id)}, (high|medium|low)\b")
        return {
            (file.relative_to(self.folder).as_posix(), number + 1): Confidence(
                Confidence.parse(found[1])
            )
            for file in self.files()
            for number, line in enumerate(file.read_bytes().split(b"\n"), 1)
            if (found := mark.search(line.decode("utf-8", "replace")))
        }

    def wanted(self) -> set[tuple[str, int, str]]:
        """Places to be found: (path, line, rule); 0 and "" where it does not matter."""
        places = set()
        mark = re.compile(rf"\bvet: {re.escape(self.check.id)}(?![\w/-])")
        for file in self.files():
            path = file.relative_to(self.folder).as_posix()
            for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
                if mark.search(line.decode("utf-8", "replace")):
                    places.add((path, number + 1, ""))
        expected = self.folder / "expected.yaml"
        if expected.is_file():
            for row in yaml.safe_load(expected.read_text(encoding="utf-8")):
                places.add((row["path"], row.get("line", 0), row.get("rule", "")))
        return places


@cache
def checks() -> tuple[Check, ...]:
    """Every shipped check that an engine of ENGINES serves."""
    shipped = content.load().checks.values()
    return tuple(check for check in shipped if check.engine in ENGINES)


@cache
def cases() -> tuple[Case, ...]:
    """Every fixture folder of those checks."""
    return tuple(
        Case(check, folder)
        for check in checks()
        for folder in sorted((check.folder / "fixtures").glob("*"))
    )


def facts_of(paths: Iterable[str]) -> Facts:
    """Facts by file name alone: enough for fixtures, which are named as they are meant."""
    languages: dict[str, list[str]] = {}
    kinds: dict[str, list[str]] = {}
    for path in sorted(paths):
        suffix = Path(path).suffix or Path(path).name
        if suffix in _LANGUAGES:
            languages.setdefault(_LANGUAGES[suffix], []).append(path)
        for kind in ("text", *_KINDS.get(suffix, ())):
            kinds.setdefault(kind, []).append(path)
        for kind in kinds_of(path):
            if kind.startswith(("lock-", "manifest-", "requirements", "dockerfile", "jar")):
                kinds.setdefault(kind, []).append(path)
        if path.endswith(".blade.php"):
            kinds.setdefault("blade", []).append(path)
        if path.endswith((".component.ts", ".component.html")):
            kinds.setdefault("angular", []).append(path)
        if Path(path).name.startswith("openapi."):
            kinds.setdefault("openapi", []).append(path)
    return Facts(
        {name: tuple(found) for name, found in languages.items()},
        {name: tuple(found) for name, found in kinds.items()},
    )


def tree_of(root: Path) -> Tree:
    """The folder as a tree."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return Tree(root, Manifest.of(_entry(root, path) for path in files))


def _entry(root: Path, path: Path) -> Entry:
    body = path.read_bytes()
    return Entry(path.relative_to(root).as_posix(), len(body), hashlib.sha256(body).hexdigest())


def bench_of(tree: Tree, sandbox: Sandbox, data: Path) -> Bench:
    """A bench for the tree."""
    return Bench(
        sandbox=sandbox,
        facts=facts_of(entry.path for entry in tree.manifest),
        content=content.load(),
        data=data,
        as_of=AS_OF,
        limits=Limits(wall_seconds=900),
        documents=DOCUMENTS,
        jobs=2,
    )


def baseline_of(case: Case, sandbox: Sandbox, data: Path) -> Baseline | None:
    """The contracts handed in before, where the case has some."""
    if not case.before.is_dir():
        return None
    tree = tree_of(case.before)
    return Baseline("0" * 64, contracts_of(tree, bench_of(tree, sandbox, data)))


def lay_advisories(data: Path) -> None:
    """A store for the cases: the true facts of the starter data, made up to a whole dump.

    The filling is about packages that nobody uses: without it, silence would be no answer.
    """
    filling = tuple(
        Advisory(f"VET-{number}", (), (Affected(ecosystem, f"vet-filling-{number}", (Span(),)),))
        for ecosystem in ECOSYSTEMS
        for number in range(build.LEAST_RECORDS)
    )
    whole = Batch("samples", True, (*starter().advisories, *filling), ())
    build.add(data / FILE_NAME, whole, AS_OF, AS_OF)


def engine(name: str) -> Engine:
    """The engine of that name."""
    module, cls = ENGINES[name][0].split(":")
    made: Engine = getattr(importlib.import_module(module), cls)()
    return made


def laid_out(chosen: Iterable[Case], root: Path) -> Tree:
    """The cases side by side below `root`, each in a folder of its own name."""
    for case in chosen:
        for file in case.files():
            target = root / case.name / file.relative_to(case.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return tree_of(root)


def found_in(case: Case, outcomes: Mapping[str, Outcome], prefix: str) -> list[Finding]:
    """The findings of the case's check below `prefix`; fails unless the check ran.

    What the `files` engine tells once for an application counts in each file that it names, and one
    that stands for several lines on each of them.
    """
    outcome: Any = outcomes[case.check.id]
    assert isinstance(outcome, Ran), f"{case.check.id}: {outcome}"
    alone = ENGINES[case.check.engine][1] == "each"
    told = [
        one
        for f in outcome.findings
        for one in (
            f,
            *(
                replace(f, place=step.place)
                for step in f.steps
                if case.check.engine == "files" or step.note in (ALSO, SAME)
            ),
        )
    ]
    return [f for f in told if f.place.path.startswith(prefix) or (alone and not f.place.path)]

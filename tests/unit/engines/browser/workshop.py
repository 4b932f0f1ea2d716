"""What the tests of this engine share: trees from text, checks, and a real sandbox."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from vetting import content
from vetting.engines.base import Bench
from vetting.model.facts import Facts
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Done, Job, Level, Limits

CONTENT = content.load()
CHECKS = tuple(check for check in CONTENT.checks.values() if check.engine == "browser")
SUFFIXES = {".blade.php": "blade", ".phtml": "php-template", ".twig": "twig", ".jinja": "jinja",
            ".ejs": "ejs", ".hbs": "handlebars", ".html": "html", ".css": "css", ".vue": "vue", ".jsx": "jsx", ".tsx": "jsx",
            ".component.ts": "angular", ".pug": "pug", ".tpl": "smarty", ".jsp": "jsp", ".haml": "template-unread"}  # fmt: skip


def tree_of(root: Path, files: Mapping[str, str]) -> Tree:
    entries = []
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        entries.append(Entry(path, target.stat().st_size, digest))
    return Tree(root, Manifest.of(entries))


def facts_of(tree: Tree) -> Facts:
    kinds: dict[str, list[str]] = {}
    for entry in tree.manifest:
        kind = next((k for end, k in SUFFIXES.items() if entry.path.endswith(end)), None)
        if kind:
            kinds.setdefault(kind, []).append(entry.path)
    return Facts({}, {kind: tuple(paths) for kind, paths in kinds.items()})


def bench_of(tree: Tree, sandbox, seconds: float = 240) -> Bench:
    return Bench(
        sandbox, facts_of(tree), CONTENT, tree.root, date(2026, 1, 1), Limits(wall_seconds=seconds)
    )


class Box:
    """The real sandbox, with some of what the worker is asked replaced."""

    level = Level.NAMESPACES

    def __init__(self, **changes) -> None:
        self._changes = changes
        self.done: list[Done] = []

    def run(self, job: Job) -> Done:
        if job.stdin:
            job = replace(job, stdin=json.dumps(json.loads(job.stdin) | self._changes).encode())
        self.done.append(open_sandbox().run(job))
        return self.done[-1]


class Fake:
    """A sandbox that runs nothing: `--version` answers, the worker's output is given."""

    level = Level.NAMESPACES

    def __init__(self, stdout: bytes, returncode: int = 0, cap=None) -> None:
        self._stdout, self._returncode, self._cap = stdout, returncode, cap

    def run(self, job: Job) -> Done:
        if not job.stdin:
            return Done(0, b"Chromium 150.0.1 built on x", b"", None, 0.1, 1, self.level)
        return Done(self._returncode, self._stdout, b"boom", self._cap, 1.0, 1, self.level)

"""`make bench-sast`: the security rules on labelled suites, per category, beside the anchors.

Each suite is fetched outside the repository and named by an environment variable; one that is
not there is left out and said so. TPR, FPR and Youden are means over the categories, as the
makers of the suites count. docs/writing-checks.md tells where the suites come from.
"""

import csv
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, rmtree

from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.registry import engine
from vetting.identify import identify
from vetting.intake import receive
from vetting.model.outcome import Failed, Ran
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Limits

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Label:
    """What a suite says of one of its cases."""

    category: str
    is_vulnerable: bool


@dataclass(frozen=True)
class Suite:
    """A labelled suite as data.

    `variable` names its folder, `source` the part of it that is examined, `labels` reads what is
    expected by case, `case_of` maps a path of a finding to its case, `checks` says which checks
    answer for a category (a finding of another check is not counted there). `most` bounds the
    cases taken of a category and label, the same ones each time; 0 takes them all.
    """

    name: str
    variable: str
    source: str
    labels: Callable[[Path], Mapping[str, Label]]
    case_of: Callable[[str], str]
    checks: Mapping[str, Collection[str]]
    anchor: str
    aim: float
    most: int = 0


def owasp_labels(folder: Path) -> Mapping[str, Label]:
    """The expected results of an OWASP Benchmark: case, category, true or false, CWE."""
    table = next(iter(sorted(folder.glob("expectedresults-*.csv"))))
    with table.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row and not row[0].startswith("#")]
    return {row[0]: Label(row[1], row[2].strip() == "true") for row in rows}


def stivalet_labels(folder: Path) -> Mapping[str, Label]:
    """The PHP suite says it in its folders: group/CWE_n/safe or unsafe/case.php."""
    files = (path.relative_to(folder) for path in folder.glob("*/CWE_*/*safe/*.php"))
    return {file.as_posix(): Label(file.parts[1], file.parts[2] == "unsafe") for file in files}


def by_path(path: str) -> str:
    """The case of a file whose place in the suite is its name."""
    return path


def by_stem(path: str) -> str:
    """The case of a file that is named after it."""
    return Path(path).stem


OWASP_CHECKS = {
    "cmdi": ("security/command-injection",),
    "codeinj": ("security/code-injection",),
    "crypto": ("security/weak-crypto",),
    "deserialization": ("security/unsafe-deserialization",),
    "hash": ("security/weak-crypto", "security/weak-password-hash"),
    "ldapi": ("security/ldap-injection",),
    "pathtraver": ("security/path-traversal",),
    "redirect": ("security/open-redirect",),
    "securecookie": ("security/insecure-cookie",),
    "sqli": ("security/sql-injection",),
    "trustbound": ("security/trust-boundary",),
    "weakrand": ("security/weak-randomness",),
    "xpathi": ("security/xpath-injection",),
    "xss": ("security/xss",),
    "xxe": ("security/xxe",),
}

STIVALET_CHECKS = {
    "CWE_78": ("security/command-injection",),
    "CWE_79": ("security/xss",),
    "CWE_89": ("security/sql-injection",),
    "CWE_90": ("security/ldap-injection",),
    "CWE_91": ("security/xpath-injection",),
    "CWE_95": ("security/code-injection",),
    "CWE_98": ("security/path-traversal",),
    "CWE_209": ("security/verbose-errors",),
    "CWE_311": ("security/weak-password-hash",),
    "CWE_327": ("security/weak-crypto", "security/weak-password-hash"),
    "CWE_601": ("security/open-redirect",),
    "CWE_862_Fopen": ("security/path-traversal",),
    "CWE_862_SQL": ("security/object-reference",),
    "CWE_862_XPath": ("security/object-reference",),
}

SUITES = [
    Suite(
        "OWASP BenchmarkJava", "VET_BENCH_JAVA", "src/main", owasp_labels, by_stem,
        OWASP_CHECKS, "semgrep + public rules 0.44", 0.75,
    ),
    Suite(
        "OWASP BenchmarkPython", "VET_BENCH_PYTHON", "", owasp_labels, by_stem,
        OWASP_CHECKS, "ruff S 0.21, semgrep + public rules 0.12, bandit 0.07", 0.85,
    ),
    Suite(
        "PHP vulnerability test suite", "VET_BENCH_PHP", "", stivalet_labels, by_path,
        STIVALET_CHECKS, "semgrep + public rules 0.02", 0.65, most=96,
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Score:
    """Right and wrong answers of one category."""

    found: int
    vulnerable: int
    accused: int
    harmless: int

    @property
    def tpr(self) -> float:
        return self.found / self.vulnerable if self.vulnerable else 0.0

    @property
    def fpr(self) -> float:
        return self.accused / self.harmless if self.harmless else 0.0

    @property
    def youden(self) -> float:
        return self.tpr - self.fpr


def _sample(labels: Mapping[str, Label], most: int) -> Mapping[str, Label]:
    """At most `most` cases of each label, in the order of their names' digests."""
    taken: Counter[Label] = Counter()
    chosen = {}
    for case in sorted(labels, key=lambda name: sha256(name.encode()).digest()):
        taken[labels[case]] += 1
        if not most or taken[labels[case]] <= most:
            chosen[case] = labels[case]
    return chosen


@contextmanager
def _chosen(source: Path, cases: Collection[str]) -> Iterator[Path]:
    """The folder itself, or one with copies of the chosen cases only."""
    if not cases:
        yield source
        return
    with tempfile.TemporaryDirectory(prefix="vet-bench-") as folder:
        for case in cases:
            copy = Path(folder, case)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copyfile(source / case, copy)
        yield Path(folder)


def scores(suite: Suite, folder: Path) -> tuple[Mapping[str, Score], float]:
    """The score of each category, and the seconds the engines took."""
    labels = _sample(suite.labels(folder), suite.most)
    with _chosen(folder / suite.source, labels if suite.most else ()) as source:
        found, seconds = _findings(source, {c for ids in suite.checks.values() for c in ids})
    hits: dict[str, set[str]] = defaultdict(set)
    for check, path in found:
        hits[suite.case_of(path)].add(check)
    tally: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for case, label in labels.items():
        answer = bool(hits[case] & set(suite.checks.get(label.category, ())))
        tally[label.category][label.is_vulnerable, answer] += 1
    if wanted := os.environ.get("VET_BENCH_WRONG"):
        _list_wrong(wanted, labels, hits, suite)
    return {
        name: Score(t[True, True], t[True, True] + t[True, False],
                    t[False, True], t[False, True] + t[False, False])
        for name, t in sorted(tally.items())
    }, seconds  # fmt: skip


def _list_wrong(
    wanted: str, labels: Mapping[str, Label], hits: Mapping[str, set[str]], suite: Suite
) -> None:
    """Print the cases of a category that were answered wrongly."""
    for case, label in sorted(labels.items()):
        answer = bool(hits[case] & set(suite.checks.get(label.category, ())))
        if label.category == wanted and answer != label.is_vulnerable:
            print("missed" if label.is_vulnerable else "accused", case)


def _findings(source: Path, wanted: Collection[str]) -> tuple[list[tuple[str, str]], float]:
    """(check, path) of all findings of the wanted checks on a folder."""
    content, sandbox = load(), open_sandbox()
    checks = [check for name, check in content.checks.items() if name in wanted]
    scratch = Path(tempfile.mkdtemp(prefix="vet-bench-"))
    try:
        tree = receive(source, scratch / "store", sandbox=sandbox).tree
        facts = identify(tree, sandbox)
        assert not isinstance(facts, Failed), facts
        bench = Bench(sandbox, facts, content, scratch, TODAY, Limits(wall_seconds=3600), jobs=2)
        start = time.perf_counter()
        found = []
        for name in sorted({check.engine for check in checks}):
            chosen = [check for check in checks if check.engine == name]
            for check, outcome in engine(name).run(chosen, tree, bench).items():
                if isinstance(outcome, Failed):
                    print(f"{check} did not run: {outcome}", file=sys.stderr)
                if isinstance(outcome, Ran):
                    found += [(check, finding.place.path) for finding in outcome.findings]
        return found, time.perf_counter() - start
    finally:
        rmtree(scratch, ignore_errors=True)


def table(suite: Suite, folder: Path) -> Iterator[str]:
    """The lines to print of one suite."""
    by_category, seconds = scores(suite, folder)
    yield f"{suite.name} ({seconds:.0f} s)"
    yield f"  {'category':20} {'TPR':>7} {'FPR':>7} {'Youden':>7}"
    for name, score in by_category.items():
        yield f"  {name:20} {score.tpr:7.1%} {score.fpr:7.1%} {score.youden:7.2f}"
    number = len(by_category) or 1
    means = [sum(getattr(s, part) for s in by_category.values()) / number
             for part in ("tpr", "fpr", "youden")]  # fmt: skip
    yield f"  {'mean of categories':20} {means[0]:7.1%} {means[1]:7.1%} {means[2]:7.2f}"
    yield f"  aim >= {suite.aim:.2f}; others: {suite.anchor}"


def main() -> None:
    """Measure every suite that is there, or those whose variables are given as arguments."""
    for suite in SUITES:
        given = os.environ.get(suite.variable)
        if sys.argv[1:] and suite.variable not in sys.argv[1:]:
            continue
        if not given:
            print(f"{suite.name}: not measured, {suite.variable} names no folder")
            continue
        for line in table(suite, Path(given)):
            print(line)


if __name__ == "__main__":
    main()

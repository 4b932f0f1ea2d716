"""`make bench-secrets`: the secrets checks on a sample of Samsung/CredData.

    VET_BENCH_CREDDATA=<folder> make bench-secrets

The folder is one in which CredData's own `download_data.py` made `data/` (values obfuscated by
its own code) and holds the `meta/` of the repositories of the sample. docs/benchmarks.md tells
how the sample of our figures was chosen. CredSweeper as shipped is measured beside ours; a report
that `credsweeper --path data --save-json FILE` wrote is taken from VET_BENCH_CREDSWEEPER.

Counted is by labelled line, as CredData does for tools that tell lines only: labels of one file
and one span of lines are one item, true if any of them is `T`, else false (`F` and `X`). Findings
on lines without a label are not in the precision; their number is printed.
"""

import csv
import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from tests.bench.sast import TODAY
from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.secrets import Secrets
from vetting.identify import identify
from vetting.intake import receive
from vetting.model.finding import Finding
from vetting.model.outcome import Failed, Ran
from vetting.model.scale import Confidence
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Limits

AIM = "P >= 0.95, R >= 0.85"
IDS = frozenset({
    "UUID", "Nonce", "Salt", "Firebase Domain", "AWS S3 Bucket", "Tencent WeChat API App ID",
})  # fmt: skip
Line = tuple[str, int]


@dataclass(frozen=True)
class Label:
    """What CredData says of lines `first` to `last` of a file."""

    path: str
    first: int
    last: int
    is_true: bool
    is_id: bool

    @property
    def repository(self) -> str:
        return self.path.partition("/")[0]

    @property
    def lines(self) -> Iterator[Line]:
        return ((self.path, line) for line in range(self.first, self.last + 1))


@dataclass(frozen=True)
class Score:
    """How many true labels were found, and how many false ones accused."""

    true: int
    found: int
    false: int
    accused: int

    @property
    def recall(self) -> float:
        return self.found / self.true if self.true else 0.0

    @property
    def precision(self) -> float:
        told = self.found + self.accused
        return self.found / told if told else 0.0


def labels(meta: Path) -> tuple[Label, ...]:
    """The labels of all repositories in `meta`, one for a file and span of lines."""
    rows: dict[tuple[str, int, int], list[Mapping[str, str]]] = {}
    for file in sorted(meta.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                path = row["FilePath"].removeprefix("data/")
                rows.setdefault((path, int(row["LineStart"]), int(row["LineEnd"])), []).append(row)
    return tuple(_label(key, group) for key, group in rows.items())


def _label(key: tuple[str, int, int], rows: Collection[Mapping[str, str]]) -> Label:
    true = [row for row in rows if row["GroundTruth"] == "T"]
    kinds = {kind for row in true for kind in row["Category"].split(":")}
    return Label(*key, bool(true), bool(kinds) and kinds <= IDS)


def is_held(repository: str) -> bool:
    """Whether a repository belongs to the half that rules are not developed on."""
    return sha256(repository.encode()).digest()[0] % 2 == 1


def score(among: Iterable[Label], told: Collection[Line]) -> Score:
    """The score of a tool that told of these lines."""
    among = list(among)
    true = [label for label in among if label.is_true]
    covered = {line for label in true for line in label.lines}
    false = [label for label in among if not label.is_true]
    return Score(
        len(true),
        sum(any(line in told for line in label.lines) for label in true),
        len(false),
        sum(any(line in told and line not in covered for line in label.lines) for label in false),
    )


def ours(data: Path) -> dict[Confidence, set[Line]]:
    """The lines that the checks tell of, at each confidence and above."""
    content, sandbox = load(), open_sandbox()
    checks = [check for check in content.checks.values() if check.engine == Secrets.name]
    scratch = Path(tempfile.mkdtemp(prefix="vet-bench-"))
    try:
        tree = receive(data, scratch / "store", sandbox=sandbox).tree
        facts = identify(tree, sandbox)
        assert not isinstance(facts, Failed), facts
        bench = Bench(sandbox, facts, content, scratch, TODAY, Limits(wall_seconds=7200), jobs=2)
        outcomes = Secrets().run(checks, tree, bench)
    finally:
        rmtree(scratch, ignore_errors=True)
    findings: list[Finding] = []
    for name, outcome in outcomes.items():
        assert isinstance(outcome, Ran), (name, outcome)
        findings += outcome.findings
    return {
        least: {place for f in findings if f.confidence >= least for place in _lines(f)}
        for least in Confidence
    }


def _lines(finding: Finding) -> Iterator[Line]:
    """Every line a finding tells of: where it stands, and the further ones of its kind."""
    yield finding.place.path, finding.place.line
    for step in finding.steps:
        yield step.place.path, step.place.line


def reported(report: Path) -> set[Line]:
    """The lines of a report that CredSweeper's own command wrote with `--save-json`."""
    found = json.loads(report.read_text(encoding="utf-8"))
    parts = (part for one in found for part in one["line_data_list"])
    return {(part["path"].rpartition("data/")[2], part["line_num"]) for part in parts}


def credsweeper(data: Path) -> set[Line]:
    """The lines CredSweeper tells of as it is shipped: its rules, its model, its thresholds."""
    os.environ["GIT_PYTHON_REFRESH"] = "quiet"
    from credsweeper.app import CredSweeper
    from credsweeper.file_handler.files_provider import FilesProvider

    tool = CredSweeper(log_level="ERROR")
    tool.run(FilesProvider([str(data)]))
    return {
        (Path(str(part.path)).relative_to(data).as_posix(), int(part.line_num))
        for found in tool.credential_manager.get_credentials()
        for part in found.line_data_list
    }


def table(sample: Collection[Label], told: Mapping[str, Collection[Line]]) -> Iterator[str]:
    """The lines to print: each tool on each half, with and without labels of mere ids."""
    halves: Mapping[str, Callable[[Label], bool]] = {
        "developed on": lambda label: not is_held(label.repository),
        "held out": lambda label: is_held(label.repository),
        "both halves": lambda label: True,
    }
    for half, belongs in halves.items():
        among = [label for label in sample if belongs(label)]
        repositories = len({label.repository for label in among})
        yield f"{half}: {repositories} repositories, aim {AIM}"
        yield f"  {'':26} {'precision':>18} {'recall':>18} {'without ids':>18}"
        for tool, lines in told.items():
            whole = score(among, lines)
            rest = score((label for label in among if not label.is_id), lines)
            yield (
                f"  {tool:26} {_share(whole.precision, whole.found, whole.found + whole.accused)}"
                f" {_share(whole.recall, whole.found, whole.true)}"
                f" {_share(rest.recall, rest.found, rest.true)}"
            )
    labelled = {line for label in sample for line in label.lines}
    for tool, lines in told.items():
        yield f"on lines without a label, {tool}: {len(set(lines) - labelled)}"


def _share(value: float, part: int, whole: int) -> str:
    return f"{value:.3f} {part}/{whole}".rjust(18)


def main() -> None:
    """Measure the sample that is named."""
    given = os.environ.get("VET_BENCH_CREDDATA")
    if not given:
        print("not measured: VET_BENCH_CREDDATA names no folder")
        return
    data = Path(given, "data").resolve()
    found = ours(data)
    told: dict[str, Collection[Line]] = {
        "vet, any confidence": found[Confidence.LOW],
        "vet, medium and above": found[Confidence.MEDIUM],
        "vet, blocking confidence": found[Confidence.HIGH],
    }
    report = os.environ.get("VET_BENCH_CREDSWEEPER")
    shipped = reported(Path(report)) if report else credsweeper(data)
    told = {"CredSweeper as shipped": shipped, **told}
    for line in table(labels(Path(given, "meta")), told):
        print(line)


if __name__ == "__main__":
    main()

"""`make bench-sca`: speed of the advisory store, accuracy on other tools' fixtures.

    VET_BENCH_SCALIBR=DIR VET_BENCH_TRIVY=DIR make bench-sca

The two folders are checkouts of osv-scalibr and trivy; without them only speed is measured.
With VET_BENCH_VERBOSE=1 every difference is printed.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.bench import sca_speed
from tests.bench.sca_truth import SCALIBR, TRIVY, Truth, scalibr, trivy
from vetting.advisories.versions import BadVersion, key
from vetting.advisories.versions.composer import version_compare
from vetting.engines.supply_chain.worker import read

TODAY = date(2026, 11, 24)
_ORDERS = {
    "maven": "Maven", "nuget": "NuGet", "packagist": "Packagist", "pub": "Pub", "pypi": "PyPI",
    "rubygems": "RubyGems", "semver": "npm",
}  # fmt: skip


def versions(checkout: Path) -> Iterator[tuple[str, str, str]]:
    """The pairs of osv-scalibr's semantic fixtures that we order as it does."""
    for name, ecosystem in _ORDERS.items():
        right = total = 0
        for file in sorted((checkout / "semantic/testdata").glob(f"{name}-versions*.txt")):
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.strip() and not line.startswith(("#", "//")):
                    total += 1
                    right += _agrees(ecosystem, *line.split())
        yield f"version order, {ecosystem}", f"{right} of {total}", "100 %"


def _agrees(ecosystem: str, left: str, sign: str, right: str) -> bool:
    if ecosystem == "Packagist":  # the fixtures are PHP's own function, below Composer's rules
        order = version_compare(left, right)
    else:
        try:
            one, other = key(ecosystem, left), key(ecosystem, right)
        except BadVersion:
            return False
        order = (one > other) - (one < other)
    return {"<": -1, "=": 0, ">": 1}[sign] == order


def accuracy(truths: Iterator[Truth]) -> Iterator[tuple[str, str, str]]:
    """Packages found and invented, by tool and format."""
    found: Counter[tuple[str, str]] = Counter()
    wanted: Counter[tuple[str, str]] = Counter()
    invented: Counter[tuple[str, str]] = Counter()
    files: Counter[tuple[str, str]] = Counter()
    nameless: Counter[tuple[str, str]] = Counter()
    for truth in truths:
        if truth.file.is_file():
            at = (truth.tool, truth.format)
            missing, extra, by_name = _compare(truth)
            files[at] += 1
            wanted[at] += len(truth.packages)
            found[at] += len(truth.packages) - len(missing)
            invented[at] += len(extra)
            nameless[at] += by_name
            if os.environ.get("VET_BENCH_VERBOSE") and (missing or extra):
                print(truth.tool, truth.file.parts[-3:], "lacks", sorted(missing)[:6],
                      "invents", sorted(extra)[:6], "broken" if truth.is_broken else "")  # fmt: skip
    for at in wanted:
        share = f"{found[at] / wanted[at]:.1%}" if wanted[at] else "-"
        figure = f"{found[at]} of {wanted[at]} ({share}), {invented[at]} invented"
        figure += f", {nameless[at]} by name" if nameless[at] else ""
        yield f"{at[0]} {at[1]}, {files[at]} files", figure, ">= 99 %, 0"


def _compare(truth: Truth) -> tuple[set[tuple[str, str]], set[tuple[str, str]], int]:
    """What we lack, what we name that the tool does not, and how many agree by name only.

    By name only: where we say that the file fixes no release (a range, a commit), or that it
    is the application's own code, and the tool states some version.
    """
    table = SCALIBR if truth.tool == "scalibr" else TRIVY
    name, kind = table[truth.format]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(truth.file.read_bytes())
        answer = read(Path(folder), name, kind)
        sums = truth.file.with_suffix(".sum")
        if kind == "manifest-go" and "1.16" in truth.file.name and sums.is_file():
            (Path(folder) / "go.sum").write_bytes(sums.read_bytes())
            answer["packages"] += read(Path(folder), "go.sum", "lock-go")["packages"]
    if "error" in answer:
        return (set() if truth.is_broken else set(truth.packages)), set(), 0
    no_dev = truth.tool == "trivy"  # which leaves development packages out of these lists
    rows = answer["packages"]
    ours = {(_plain(row[0]), row[1].removeprefix("v")) for row in rows}
    ours |= {("stdlib", row[1]) for row in answer["runtimes"] if row[0] == "go"}
    loose = {_plain(row[0]) for row in answer["declared"]}
    loose |= {name for name, version in ours if not version}
    loose |= {_plain(name) for name in answer["provided"]}
    theirs = {(_plain(name), version.removeprefix("v")) for name, version in truth.packages}
    missing = {pair for pair in theirs - ours if pair[0] not in loose}
    dev = {_plain(row[0]) for row in rows if row[3] and no_dev}
    extra = {p for p in ours - theirs if p[1] and p[0] not in ("stdlib", *dev)}
    return missing, extra, len(theirs - ours) - len(missing)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def main() -> None:
    """Measure everything and print one table."""
    rows = list(sca_speed.rows(TODAY))
    if given := os.environ.get("VET_BENCH_SCALIBR"):
        rows += [*versions(Path(given)), *accuracy(scalibr(Path(given)))]
    if given := os.environ.get("VET_BENCH_TRIVY"):
        rows += accuracy(trivy(Path(given)))
    for what, figure, aim in rows:
        print(f"{what[:46]:46} {figure:>48}  {aim}")


if __name__ == "__main__":
    main()

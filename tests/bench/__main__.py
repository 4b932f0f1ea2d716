"""`make bench`: slow measurements, each beside the figure to beat.

    VET_BENCH_APPS=a.zip:b.zip make bench

Without VET_BENCH_APPS the bundled example is measured, which is small. Figures are ratios made
in one run on one machine; single times say little elsewhere.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.registry import engine
from vetting.identify import identify
from vetting.intake import receive
from vetting.model.outcome import Failed
from vetting.plan import plan
from vetting.policy import resolve
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Job, Limits

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Row:
    """One measured figure and the one to beat."""

    what: str
    figure: str
    aim: str


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def home() -> Iterator[Path]:
    """A fresh home with starter advisories."""
    folder = Path(tempfile.mkdtemp(prefix="vet-bench-"))
    environment = os.environ | {"VET_HOME": str(folder)}
    command = [*VET, "db", "import", "--starter"]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


VET = [sys.executable, "-I", str(Path(sys.prefix) / "bin" / "vet")]


def submit(app: Path) -> tuple[float, float, int, int]:
    """Cold and repeated `vet submit`: wall seconds, and peak memory of its largest process."""
    with home() as folder:
        environment = os.environ | {"VET_HOME": str(folder)}
        command = [*VET, "submit", str(app), "--quiet", "--out", str(folder / "out"),
                   "--date", TODAY.isoformat()]  # fmt: skip

        def run() -> int:
            return subprocess.run(
                command, env=environment, capture_output=True, check=False
            ).returncode

        codes: list[int] = []
        cold = timed(lambda: codes.append(run()))
        warm = timed(lambda: codes.append(run()))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return cold, warm, peak, codes[0]


def engines_alone(app: Path) -> dict[str, tuple[float, int]]:
    """Each engine of the baseline alone on the unpacked application: seconds, peak MiB."""
    content, sandbox = load(), _Watching(open_sandbox())
    policy = resolve(content, "baseline", None, TODAY)
    with home() as folder:
        tree = receive(app, folder / "store", sandbox=sandbox).tree
        facts = identify(tree, sandbox)
        assert not isinstance(facts, Failed), facts
        bench = Bench(sandbox, facts, content, folder, TODAY, Limits(wall_seconds=900), jobs=2)
        alone = {}
        for name, items in plan(policy, facts, content.checks).engines.items():
            checks = [item.check for item in items]
            adapter = engine(name)
            sandbox.peak = 0
            adapter.fingerprint(bench)
            seconds = timed(lambda a=adapter, c=checks: a.run(c, tree, bench))
            alone[name] = (seconds, sandbox.peak)
    return alone


class _Watching:
    """A sandbox that remembers the largest job."""

    def __init__(self, inner: object) -> None:
        self._inner, self.peak = inner, 0

    @property
    def level(self) -> object:
        return self._inner.level  # type: ignore[attr-defined]

    def run(self, job: Job) -> object:
        done = self._inner.run(job)  # type: ignore[attr-defined]
        self.peak = max(self.peak, done.peak_mib)
        return done


def whole_against_slowest(app: Path) -> list[Row]:
    """The whole run against its slowest tool and against all of them one after another."""
    alone = engines_alone(app)
    cold, warm, _, code = submit(app)
    slowest = max(alone, key=lambda name: alone[name][0])
    together = sum(seconds for seconds, _ in alone.values())
    peak = max(peak for _, peak in alone.values())
    rows = [
        Row(f"{app.name}: whole / slowest tool ({slowest})",
            f"{cold / alone[slowest][0]:.2f}x ({cold:.1f} s / {alone[slowest][0]:.1f} s)", "<= 1.3x"),
        Row(f"{app.name}: whole / all tools in turn", f"{cold / together:.2f}x", "< 1x"),
        Row(f"{app.name}: same again / cold", f"{warm / cold:.2f}x ({warm:.1f} s)", "-"),
        Row(f"{app.name}: largest job", f"{peak} MiB", "< 2048 MiB"),
        Row(f"{app.name}: exit code", str(code), "-"),
    ]  # fmt: skip
    rows += [Row(f"  {name} alone", f"{s:.1f} s, {p} MiB", "-") for name, (s, p) in alone.items()]
    return rows


def sandbox_start() -> list[Row]:
    """A trivial job behind walls against the same process without."""
    sandbox = open_sandbox()
    job = Job(("/bin/true",))
    sandbox.run(job)
    walled = statistics.median(timed(lambda: sandbox.run(job)) for _ in range(30))
    plain = statistics.median(
        timed(lambda: subprocess.run(["/bin/true"], check=True)) for _ in range(30)
    )
    return [Row(f"sandbox start over a plain process ({sandbox.level})",
                f"{(walled - plain) * 1000:.0f} ms", "<= 40 ms")]  # fmt: skip


def report_of_ten_thousand() -> list[Row]:
    """Rendering a report of 10,000 findings."""
    from tests.unit.render.builder import report
    from vetting.render import FORMATS

    content, big = load(), report(10_000)
    page = FORMATS["html"].render(big, "id", content)
    seconds = min(timed(lambda: FORMATS["html"].render(big, "id", content)) for _ in range(3))
    return [Row("HTML report, 10,000 findings", f"{seconds:.1f} s, {len(page) / 1e6:.1f} MB",
                "<= 1 s, <= 8 MB")]  # fmt: skip


def start_up() -> list[Row]:
    """`vet --help`, CPU time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(10):
        subprocess.run([*VET, "--help"], capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 10
    return [Row("vet --help, CPU", f"{cpu * 1000:.0f} ms", "< 100 ms")]


def main() -> None:
    """Measure everything and print one table."""
    given = os.environ.get("VET_BENCH_APPS", str(ROOT / "examples/layanan-surat-warga/faulty"))
    rows = [*start_up(), *sandbox_start(), *report_of_ten_thousand()]
    for app in filter(None, given.split(":")):
        rows += whole_against_slowest(Path(app))
    for row in rows:
        print(f"{row.what[:52]:52} {row.figure:>24}  {row.aim}")


if __name__ == "__main__":
    main()

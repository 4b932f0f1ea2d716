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
from vetting.sandbox import census, open_sandbox
from vetting.sandbox.job import Job, Limits
from vetting.sandbox.opening import survey

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
MEMORY_EVERY = 0.5


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


VET = [str(Path(sys.prefix) / "bin" / "vet")]


def submit(app: Path) -> tuple[float, float, int, int]:
    """Cold and repeated `vet submit`: wall seconds each, exit code, and peak memory in MiB.

    The memory is that of the run and all its tools together, shared pages counted once.
    """
    with home() as folder:
        environment = os.environ | {"VET_HOME": str(folder)}
        command = [*VET, "submit", str(app), "--quiet", "--out", str(folder / "out"),
                   "--date", TODAY.isoformat()]  # fmt: skip
        start = time.perf_counter()
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as run:  # fmt: skip
            peak = 0
            while run.poll() is None:
                peak = max(peak, census.proportional((run.pid, *census.count(run.pid).pids)))
                time.sleep(MEMORY_EVERY)
        cold = time.perf_counter() - start
        warm = timed(lambda: subprocess.run(command, env=environment, capture_output=True,
                                            check=False))  # fmt: skip
    return cold, warm, run.returncode, peak >> 20


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
    cold, warm, code, peak = submit(app)
    slowest = max(alone, key=lambda name: alone[name][0])
    together = sum(seconds for seconds, _ in alone.values())
    rows = [
        Row(f"{app.name}: whole / slowest tool ({slowest})",
            f"{cold / alone[slowest][0]:.2f}x ({cold:.1f} s / {alone[slowest][0]:.1f} s)", "<= 1.3x"),
        Row(f"{app.name}: whole / all tools in turn", f"{cold / together:.2f}x", "< 1x"),
        Row(f"{app.name}: same again / cold", f"{warm / cold:.2f}x ({warm:.1f} s)", "-"),
        Row(f"{app.name}: peak memory, all together", f"{peak} MiB", "< 2048 MiB"),
        Row(f"{app.name}: exit code", str(code), "-"),
    ]  # fmt: skip
    rows += [Row(f"  {name} alone", f"{s:.1f} s, {p} MiB", "-") for name, (s, p) in alone.items()]
    return rows


def sandbox_start() -> list[Row]:
    """A trivial job behind walls of each level against the same process without.

    The median tells what a run meets; the least, what the walls cost when nobody else works.
    """
    plain = _starts(lambda: subprocess.run(["/bin/true"], check=True))
    rows = []
    for level in (level for level, why in survey().items() if not why):
        sandbox, job = open_sandbox(level), Job(("/bin/true",))
        sandbox.run(job)
        walled = _starts(lambda s=sandbox, j=job: s.run(j))  # type: ignore[misc]
        median, least = (1000 * (w - p) for w, p in zip(walled, plain, strict=True))
        rows.append(Row(f"sandbox start over a plain process ({level})",
                        f"{median:.0f} ms, least {least:.0f} ms", "<= 40 ms"))  # fmt: skip
    return rows


def _starts(work: Callable[[], object]) -> tuple[float, float]:
    """Median and least of 60 calls, seconds."""
    seconds = [timed(work) for _ in range(60)]
    return statistics.median(seconds), min(seconds)


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

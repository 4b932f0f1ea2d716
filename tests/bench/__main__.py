"""`make bench`: slow measurements, each beside the figure to beat.

    VET_BENCH_APPS=a.zip:b.zip make bench

Without VET_BENCH_APPS the bundled example is measured, which is small, and a synthetic
application of VET_BENCH_FILES files (20,000). Figures are ratios made
in one run on one machine; single times say little elsewhere.
"""

import os
import platform
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

from tests.bench import large
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


@dataclass(frozen=True)
class Submitted:
    """`vet submit` on one application, wall seconds: cold, the same again, one file changed.

    `peak` are the MiB of the cold run and all its tools together, shared pages counted once.
    """

    cold: float
    same: float
    changed: float
    peak: int
    code: int


def submit(app: Path) -> Submitted:
    """Three runs in one fresh home."""
    with home() as folder, one_file_changed(app) as changed:
        environment = os.environ | {"VET_HOME": str(folder)}

        def command(what: Path) -> list[str]:
            return [*VET, "submit", str(what), "--quiet", "--out", str(folder / "out"),
                    "--date", TODAY.isoformat()]  # fmt: skip

        def again(what: Path) -> float:
            return timed(lambda: subprocess.run(command(what), env=environment, check=False,
                                                capture_output=True))  # fmt: skip

        start = time.perf_counter()
        with subprocess.Popen(command(app), env=environment, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as run:  # fmt: skip
            peak = 0
            while run.poll() is None:
                peak = max(peak, census.proportional((run.pid, *census.count(run.pid).pids)))
                time.sleep(MEMORY_EVERY)
        cold = time.perf_counter() - start
        return Submitted(cold, again(app), again(changed), peak >> 20, run.returncode)


@contextmanager
def one_file_changed(app: Path) -> Iterator[Path]:
    """The same application, zip or folder, with an empty line more in the source of median size."""
    with tempfile.TemporaryDirectory(prefix="vet-bench-") as name:
        folder = Path(name) / "app"
        if app.is_dir():
            shutil.copytree(app, folder)
        else:
            shutil.unpack_archive(app, folder)
        sources = [f for end in (".php", ".html", ".ts", ".py") for f in folder.rglob(f"*{end}")]
        target = sorted(sources, key=lambda file: (file.stat().st_size, file))[len(sources) // 2]
        with target.open("ab") as file:
            file.write(b"\n")
        yield Path(shutil.make_archive(str(folder), "zip", folder))


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
    whole = submit(app)
    slowest = max(alone, key=lambda name: alone[name][0])
    together = sum(seconds for seconds, _ in alone.values())
    rows = [
        Row(f"{app.name}: whole / slowest tool ({slowest})",
            f"{whole.cold / alone[slowest][0]:.2f}x ({whole.cold:.1f} s / {alone[slowest][0]:.1f} s)",
            "<= 1.15x"),
        Row(f"{app.name}: whole / all tools in turn", f"{whole.cold / together:.2f}x", "< 0.5x"),
        Row(f"{app.name}: same again / cold", f"{whole.same / whole.cold:.2f}x ({whole.same:.1f} s)", "-"),
        Row(f"{app.name}: one file changed / cold",
            f"{whole.changed / whole.cold:.2f}x ({whole.changed:.1f} s)", "<= 0.1x"),
        Row(f"{app.name}: peak memory, all together", f"{whole.peak} MiB", "< 2048 MiB"),
        Row(f"{app.name}: exit code", str(whole.code), "-"),
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
    rows = [*start_up(), *sandbox_start(), *report_of_ten_thousand()]
    with applications() as given:
        for app in given:
            rows += whole_against_slowest(app)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for row in rows:
        print(f"{row.what[:52]:52} {row.figure:>24}  {row.aim}")


@contextmanager
def applications() -> Iterator[list[Path]]:
    """What to measure on."""
    named = os.environ.get("VET_BENCH_APPS")
    if named:
        yield [Path(name) for name in named.split(":") if name]
        return
    with tempfile.TemporaryDirectory(prefix="vet-bench-") as folder:
        many = int(os.environ.get("VET_BENCH_FILES", "20000"))
        yield [
            ROOT / "examples/layanan-surat-warga/faulty",
            large.build(Path(folder) / f"{many}-files", many),
        ]


if __name__ == "__main__":
    main()

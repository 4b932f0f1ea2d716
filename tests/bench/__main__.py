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
from tests.bench.bare import LIMIT, bare_tools
from tests.bench.measuring import Measured, cpu, measured
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
from vetting.sandbox.opening import survey

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


VET = [str(Path(sys.prefix) / "bin" / "vet")]


@dataclass(frozen=True)
class Submitted:
    """`vet submit` on one application: cold, the same again, and with one file changed."""

    cold: Measured
    same: Measured
    changed: Measured


def submit(app: Path) -> Submitted:
    """Three runs in one fresh home."""
    with home() as folder, one_file_changed(app) as changed:
        environment = os.environ | {"VET_HOME": str(folder)}

        def run(what: Path) -> Measured:
            command = [*VET, "submit", str(what), "--quiet", "--out", str(folder / "out"),
                       "--date", TODAY.isoformat()]  # fmt: skip
            return measured(command, environment, LIMIT)

        return Submitted(run(app), run(app), run(changed))


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


def tools_alone(app: Path) -> tuple[dict[str, Measured], dict[str, Measured]]:
    """Each engine of the baseline alone on the unpacked application, and each tool by itself."""
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
            before = cpu()
            seconds = timed(lambda a=adapter, c=checks: a.run(c, tree, bench))
            used = None if before is None else (cpu() or 0) - before
            alone[name] = Measured(seconds, used, sandbox.peak, 0)
        return alone, bare_tools(tree.root, content, folder)


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


def whole_against_tools(app: Path) -> list[Row]:
    """The whole run against its slowest tool and against all of them one after another.

    Twice: against our engines, which ask of each file only what can matter in it, and against the
    tools by their own command lines, with our engines for what has none.
    """
    engines, bare = tools_alone(app)
    whole = submit(app)
    replaced = {"semgrep": "semgrep", "secrets": "credsweeper", "bandit": "bandit"}
    kept = {name: took for name, took in engines.items() if replaced.get(name) not in bare}
    rows = [
        *_against("engine", whole.cold, engines),
        *_against("bare tool", whole.cold, bare | kept),
        Row("same again / cold", _ratio(whole.same, whole.cold), "-"),
        Row("one file changed / cold", _ratio(whole.changed, whole.cold), "<= 0.1x"),
        Row("peak memory, all together", f"{whole.cold.peak} MiB", "< 2048 MiB"),
        Row("exit code", str(whole.cold.code), "-"),
        Row("  whole, cold", _told(whole.cold), "-"),
    ]
    rows += [Row(f"  engine {name} alone", _told(took), "-") for name, took in engines.items()]
    rows += [Row(f"  bare {name} alone", _told(took), "-") for name, took in bare.items()]
    return [Row(f"{app.name[:24]}: {row.what}", row.figure, row.aim) for row in rows]


def _against(kind: str, whole: Measured, alone: dict[str, Measured]) -> list[Row]:
    slowest = max(alone, key=lambda name: alone[name].seconds)
    used = [took.cpu for took in alone.values() if took.cpu is not None]
    turn = Measured(sum(t.seconds for t in alone.values()), sum(used) or None, 0, 0)
    return [
        Row(f"whole / slowest {kind} ({slowest})", _ratio(whole, alone[slowest]), "<= 1.15x"),
        Row(f"whole / all {kind}s in turn", _ratio(whole, turn), "< 0.5x"),
    ]


def _ratio(one: Measured, other: Measured) -> str:
    """By the clock, and behind it by processor time."""
    wall = f"{one.seconds / other.seconds:.2f}x"
    return wall if not one.cpu or not other.cpu else f"{wall}, CPU {one.cpu / other.cpu:.2f}x"


def _told(took: Measured) -> str:
    used = "" if took.cpu is None else f", CPU {took.cpu:.1f} s"
    stopped = ", stopped" if took.code is None else ""
    return f"{took.seconds:.1f} s{used}, {took.peak} MiB{stopped}"


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
            rows += whole_against_tools(app)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    for row in rows:
        print(f"{row.what:62} {row.figure:>28}  {row.aim}")


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

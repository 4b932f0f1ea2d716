"""`make bench-pii`: personal data, each figure beside its aim; all data is made up on the spot.

    VET_BENCH_MB=1000 make bench-pii

VET_MAP_TRUTH names a folder with one `NAME.txt` of `table.column` lines a hand-read application,
and the application beside it as the folder `NAME`; without it the map is not measured.
"""

import io
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.dumps import PERSONAL, SHAPES, Residents, mysqldump
from vetting.engines.data_map.build import build
from vetting.engines.data_map.worker import READERS, read
from vetting.engines.personal_data.runs import runs
from vetting.engines.personal_data.scan import Scan

_MEASURE = """
import sys, time
from pathlib import Path
from vetting.engines.personal_data.worker import examine
start = time.process_time()
examine(Path(sys.argv[1]), "", frozenset({"resident", "tax", "contacts", "tables", "records"}))
# Not ru_maxrss: over fork and exec that keeps the parent's peak.
status = Path("/proc/self/status").read_text()
peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
print(time.process_time() - start, peak)
"""
Row = tuple[str, str, str]


def chance() -> Row:
    """The share of random 16-digit numbers that pass for a resident's."""
    draw = random.Random(1)
    text = "\n".join(f"{draw.randrange(10**16):016}" for _ in range(1_000_000)).encode()
    passed = len(runs(text, 0, len(text)).valid)
    return "NIK chance rate, 1,000,000 random numbers", f"{passed / 10_000:.4f} %", "<= 0.06 %"


def recall() -> Iterator[Row]:
    """NIK found of those planted, and kinds of column recognised, in each shape of dump."""
    count = 20_000
    rows = list(Residents().rows(count))
    for name, (form, shape) in SHAPES.items():
        found = Scan(form if form == "csv" else "").read(io.BytesIO(shape(rows)))
        niks = sum(g["valid"] for g in found["groups"] if g["column"].lower() == "nik")
        told = {row["column"].lower() for row in (*found["groups"], *found["records"])}
        known = sum(column in told for column in PERSONAL)
        yield f"NIK recall, {name}", f"{niks / count:.4f}", ">= 0.99"
        yield f"  personal columns told, {name}", f"{known} of {len(PERSONAL)}", "all"


def speed() -> Iterator[Row]:
    """CPU seconds and peak memory of the worker on one large dump in which every row is personal."""
    size = int(os.environ.get("VET_BENCH_MB", "1000")) * 1_000_000
    block = mysqldump(list(Residents().rows(60_000)))
    with tempfile.TemporaryDirectory(prefix="vet-bench-") as folder:
        file = Path(folder) / "dump.sql"
        with file.open("wb") as out:
            while out.tell() < size:
                out.write(block)
        done = subprocess.run([sys.executable, "-c", _MEASURE, str(file)], check=True,
                              capture_output=True, text=True)  # fmt: skip
        seconds, peak = (float(word) for word in done.stdout.split())
        megabytes = file.stat().st_size / 1e6
    yield (
        f"SQL dump of {megabytes:.0f} MB, a core",
        f"{megabytes / seconds:.0f} MB/s",
        ">= 100 MB/s",
    )
    yield "  peak memory of the worker", f"{peak:.0f} MiB", "< 300 MB"


def mapped(truth: Path) -> Iterator[Row]:
    """Personal columns of hand-read applications that the map holds."""
    for file in sorted(truth.glob("*.txt")):
        wanted = set(file.read_text(encoding="utf-8").split())
        root, rows = file.with_suffix(""), []
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix.lower() in READERS and path.is_file() and "vendor/" not in name:
                row = read(path, name, frozenset())
                if "skipped" not in row:
                    rows.append({"path": name, **row})
        found = {f"{e.name}.{item.name}" for e in build(rows).entities for item in e.items}
        missed = sorted(wanted - found)
        share = f"{100 * len(wanted & found) / len(wanted):.1f} % of {len(wanted)}"
        yield f"data map, {file.stem}", share, ">= 95 %"
        if missed:
            print(f"  missed in {file.stem}: {', '.join(missed)}", file=sys.stderr)


def main() -> None:
    """Measure everything and print one table."""
    start = time.perf_counter()
    rows = [chance(), *recall(), *speed()]
    truth = os.environ.get("VET_MAP_TRUTH")
    if truth:
        rows += mapped(Path(truth))
    for what, figure, aim in rows:
        print(f"{what[:52]:52} {figure:>18}  {aim}")
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.perf_counter() - start:.0f} s, {own} MiB in all", file=sys.stderr)


if __name__ == "__main__":
    main()

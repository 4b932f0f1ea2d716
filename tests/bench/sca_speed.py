"""Building and asking the advisory store, and reading a large application."""

import json
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from vetting.advisories import build
from vetting.advisories.importers.batch import Batch
from vetting.advisories.match import look_up
from vetting.advisories.record import Advisory, Affected
from vetting.advisories.spans import Span
from vetting.advisories.store import FILE_NAME, Store

_RECORDS, _LOOK_UPS, _PACKAGES = 10_000, 40_000, 1_500


def rows(today: date) -> Iterator[tuple[str, str, str]]:
    """The three figures of the issue."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        seconds = _timed(lambda: build.add(path, _batch(), today, today))
        yield f"store of {_RECORDS} records", f"{seconds:.2f} s", "< 3 s"
        store = Store.open(path)
        assert store is not None
        with store:
            seconds = _timed(lambda: [_look(store, at) for at in range(_LOOK_UPS)])
        yield "look-ups a second", f"{_LOOK_UPS / seconds:,.0f}", ">= 20,000"
        yield from _application(Path(folder), today)


def _timed(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def _batch() -> Batch:
    found = tuple(
        Advisory(
            f"GHSA-bench-{at}", (f"CVE-2026-{at}",),
            (Affected("npm", f"package-{at}", (Span("1.0.0", True, f"1.{at % 40}.7"),)),),
            summary="A synthetic fault of a package that does not exist",
        )
        for at in range(_RECORDS)
    )  # fmt: skip
    return Batch("bench", True, found, ())


def _look(store: Store, at: int) -> None:
    """Half of the packages asked for are unknown, a fifth of the rest is vulnerable."""
    name = f"package-{at * 7 % (2 * _RECORDS)}"
    look_up(store, "npm", name, f"1.{at % 50}.{at % 9}")


def _application(folder: Path, today: date) -> Iterator[tuple[str, str, str]]:
    """An application of 1,500 packages, from the tree to the outcomes, walls included."""
    from tests.unit.engines.supply_chain.bench import NPM, UNLOCKED, bench_of, tree_of
    from vetting.engines.supply_chain import SupplyChain

    root = folder / "app"
    root.mkdir()
    entries = {
        f"node_modules/package-{at}": {
            "version": f"1.{at % 50}.0", "license": "MIT", "resolved": "https://example.invalid/p.tgz",
            "integrity": "sha512-" + "A" * 86 + "==", "dependencies": {f"package-{at + 1}": "*"},
        }
        for at in range(_PACKAGES)
    }  # fmt: skip
    lock = json.dumps({"lockfileVersion": 3, "packages": entries}, indent=2)
    tree = tree_of(root, {"package-lock.json": lock})
    bench = bench_of(tree, folder, as_of=today)
    start = time.perf_counter()
    outcomes = SupplyChain().run([NPM, UNLOCKED], tree, bench)
    seconds = time.perf_counter() - start
    assert all(type(outcome).__name__ == "Ran" for outcome in outcomes.values()), outcomes
    yield f"application of {_PACKAGES} packages", f"{seconds:.2f} s", "< 1 s"

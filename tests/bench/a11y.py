"""`make bench-a11y`: the accessibility family on cases whose answer is known.

    VET_BENCH_ACT=… VET_BENCH_GOVUK=… make bench-a11y

`VET_BENCH_ACT` is a copy of the folder `content-assets/wcag-act-rules` of the repository
w3c/wcag-act-rules (test cases of approved rules), `VET_BENCH_GOVUK` a checkout of
alphagov/accessibility-tool-audit. Both stay outside this repository. `VET_BENCH_APPS` are
applications on whose pages the engines are timed as well. With `--write` the figures of single
engines go to `measured.json`, from which their word alone is weighed.
"""

import argparse
import json
import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.bench.pages import Examined, examine
from tests.bench.shipped import ENGINES as SHIPPED
from tests.bench.shipped import Took, pages_of, shipped, together
from vetting.content import load
from vetting.engines.browser import witness
from vetting.engines.browser.outcomes import rated
from vetting.engines.browser.render.styles import Styled, Styles
from vetting.engines.browser.rules import rules_of
from vetting.model.scale import Confidence

ENGINES = ("axe", "alfa", "ibm", "qualweb")
MEASURED = Path(witness.__file__).parent / "measured.json"
AAA = frozenset({"1.4.6", "1.4.8", "1.4.9", "2.1.3", "2.2.4", "2.2.6", "2.4.8", "2.4.9", "2.4.10",
                 "2.5.5", "3.2.5"})  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One test case: the page, the ACT rule it is of, and whether the page breaks it."""

    path: str
    rule: str
    is_faulty: bool


@dataclass
class Score:
    """Cases reported rightly and wrongly, and those missed."""

    right: int = 0
    wrong: int = 0
    missed: list[str] = field(default_factory=list)
    wrongly: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missed))

    def add(self, case: Case, is_reported: bool) -> None:
        if is_reported and case.is_faulty:
            self.right += 1
        elif is_reported:
            self.wrong += 1
            self.wrongly.append(f"{case.rule} {case.path[-48:-40]}")
        elif case.is_faulty:
            self.missed.append(f"{case.rule} {case.path[-48:-40]}")


def cases_of(folder: Path) -> list[Case]:
    """Approved cases of rules that level A or AA demands."""
    plain = json.loads((folder / "testcases.json").read_text("utf-8"))["testcases"]
    return [Case(one["relativePath"], one["ruleId"], one["expected"] == "failed")
            for one in plain if one.get("approved") and _criteria(one)]  # fmt: skip


def _criteria(one: Mapping[str, Any]) -> set[str]:
    asked = (one["ruleAccessibilityRequirements"] or {}).items()
    numbers = {key.split(":")[1] for key, how in asked
               if key.startswith("wcag2") and how.get("forConformance")}  # fmt: skip
    return numbers - AAA


def decides(rule: str) -> frozenset[str]:
    """The ACT rules that one of ours decides."""
    return frozenset(witness.table().get(rule, {}).get("act", ()))


def reported(rows: Iterable[Mapping[str, Any]], case: Case) -> bool:
    """Whether any of the rows is of the case's rule."""
    return any(row["file"] == case.path and case.rule in decides(row["rule"]) for row in rows)


def score(cases: Iterable[Case], rows: Sequence[Mapping[str, Any]]) -> Score:
    """How well the rows answer the cases."""
    of_file: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        of_file[row["file"]].append(row)
    result = Score()
    for case in cases:
        result.add(case, reported(of_file[case.path], case))
    return result


def alone(cases: Sequence[Case], seen: Examined) -> dict[str, dict[str, list[int]]]:
    """By rule and engine: cases that the engine reported rightly and wrongly."""
    found: dict[str, dict[str, list[int]]] = {}
    for rule in sorted({row["rule"] for row in seen.rows}):
        own = [case for case in cases if case.rule in decides(rule)]
        for engine in ENGINES:
            rows = [row for row in seen.rows if row["rule"] == rule and engine in row["by"]]
            counts = score(own, rows)
            if counts.right or counts.wrong:
                found.setdefault(rule, {})[engine] = [counts.right, counts.wrong]
    return found


def confirmed(seen: Examined) -> list[Mapping[str, Any]]:
    """The rows that the product would assert, rather than hand to a reviewer."""
    rules = {name: rule for check in seen.checks for name, rule in rules_of(check).items()}
    return [row for row in seen.rows if rated(rules[row["rule"]], row) > Confidence.LOW]


def act(folder: Path, write: bool) -> None:
    """Precision and recall on the ACT cases, all in one run."""
    cases = cases_of(folder)
    files = sorted({case.path for case in cases if case.path.endswith(".html")})
    sheets = [path.relative_to(folder).as_posix() for path in folder.rglob("test-assets/**/*.css")]
    with tempfile.TemporaryDirectory(prefix="vet-act-") as place:
        bodies = {path: (folder / path).read_bytes() for path in (*files, *sheets)}
        seen = examine(bodies, Path(place), witness.ENGINES)
    if write:
        MEASURED.write_text(json.dumps(alone(cases, seen), indent=1, sort_keys=True) + "\n")
        witness.measured.cache_clear()
    faulty = sum(case.is_faulty for case in cases)
    print(f"ACT, approved, A/AA: {len(cases)} cases, {faulty} faulty, {len(seen.examined)} of "
          f"{len(files)} pages examined")  # fmt: skip
    print(f"  {'':28} {'precision':>9} {'recall':>7}   aim")
    for engine in ENGINES:
        _show(engine, score(cases, [row for row in seen.rows if engine in row["by"]]), "-")
    _show("vet, confirmed", score(cases, confirmed(seen)), ">= .98 / >= .92")
    everything = score(cases, seen.rows)
    _show("vet, with review", everything, "-")
    if os.environ.get("VET_BENCH_VERBOSE"):
        print("missed:", *everything.missed, sep="\n  ")
        print("confirmed wrongly:", *score(cases, confirmed(seen)).wrongly, sep="\n  ")


def govuk(folder: Path) -> None:
    """How many of the audit's 142 barriers a rule on their topic reports."""
    topics = yaml.safe_load((Path(__file__).parent / "govuk.yaml").read_text("utf-8"))
    pages = [path for kind in ("tests", "example-pages") for path in folder.glob(f"{kind}/*.html")]
    files = [*pages, *folder.glob("assets/stylesheets/*.css")]
    with tempfile.TemporaryDirectory(prefix="vet-govuk-") as place:
        bodies = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        seen = examine(bodies, Path(place), witness.ENGINES)
    said: dict[str, set[str]] = defaultdict(set)
    for row in (*seen.rows, *seen.reviews):
        said[row["file"]].add(row["rule"])
    wanted = [(f"tests/{page}.html", rules) for page, rules in topics["tests"].items()]
    wanted += [(f"example-pages/{page}.html", rules)
               for page, barriers in topics["example-pages"].items() for rules in barriers.values()]  # fmt: skip
    missed = [page for page, rules in wanted if not said[page] & set(rules)]
    every = sum(
        len(of_kind) for of_kind in json.loads((folder / "tests.json").read_text()).values()
    )
    print(f"GOV.UK audit, barriers on topic: {len(wanted) - len(missed)} of {every}   aim >= 75")
    if os.environ.get("VET_BENCH_VERBOSE"):
        print("missed:", *missed, sep="\n  ")


def speed() -> None:
    """Pages a second, one engine and all, on the same simple pages in one run."""
    bodies = [_SIMPLE.replace("NUMBER", str(number)) for number in range(150)]
    pages = {f"p{number}.html": body.encode() for number, body in enumerate(bodies)}
    sets = {engine: (engine,) for engine in witness.ENGINES} | {"all": witness.ENGINES}
    seconds = {}
    for name, engines in {"axe-core alone": (), **sets}.items():
        with tempfile.TemporaryDirectory(prefix="vet-speed-") as place:
            seconds[name] = examine(pages, Path(place), engines).seconds
    base = seconds["axe-core alone"]
    print(f"simple pages, axe-core alone: {len(pages) / base:.1f} pages/s   aim >= 15")
    for name in witness.ENGINES:
        print(f"  + {name}: {seconds[name] / base:.2f}x of axe-core alone")
    slowest = max(base, *(seconds[name] - base for name in witness.ENGINES))
    print(f"  all four: {seconds['all'] / slowest:.2f}x of our slowest selection of one engine")
    against_shipped("simple pages", [Styles((), lambda _: None).of(body, "") for body in bodies])


def against_shipped(what: str, pages: Sequence[Styled]) -> None:
    """All engines with all views against each as its makers ship it, one page at a time."""
    took = {engine: shipped(engine, pages) for engine in SHIPPED}
    ours = together(load(), pages)
    print(f"{what}, {len(pages)} of them, one browser: each engine by its own defaults")
    for name, one in took.items():
        print(f"  {name}: {_told(one, pages)}")
    slowest = max(took, key=lambda name: took[name].seconds)
    print(f"  all four, our rules and views: {_told(ours, pages)}")
    print(f"    {ours.seconds / took[slowest].seconds:.2f}x of {slowest}   aim <= 1.3x")


def _told(one: Took, pages: Sequence[Styled]) -> str:
    cpu = "" if one.cpu is None else f", CPU {1000 * one.cpu / len(pages):.0f} ms"
    return f"{1000 * one.seconds / len(pages):.0f} ms{cpu} a page, {one.found} told of"


_SIMPLE = """<!DOCTYPE html><html lang="id"><head><title>Layanan NUMBER</title>
<style>body{color:#222;background:#fff} .pudar{color:#bbb}</style></head><body>
<nav><a href="/">Beranda</a> <a href="/layanan">Layanan</a></nav><main><h1>Layanan NUMBER</h1>
<p>Isi formulir di bawah ini.</p><p class="pudar">Catatan</p>
<form><label for="nama">Nama</label><input id="nama" name="nama"><input name="nik">
<button>Kirim</button><button></button></form>
<table><caption>Jadwal</caption><tr><th scope="col">Hari</th><th scope="col">Jam</th></tr>
<tr><td>Senin</td><td>8</td></tr></table><img src="a.png"></main></body></html>"""


def _show(name: str, counts: Score, aim: str) -> None:
    print(f"  {name:28} {counts.precision:9.3f} {counts.recall:7.3f}   {aim}")


def main() -> None:
    """Measure what there is ground truth for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true", help="renew measured.json")
    given = parser.parse_args()
    if "VET_BENCH_ACT" in os.environ:
        act(Path(os.environ["VET_BENCH_ACT"]), given.write)
    if "VET_BENCH_GOVUK" in os.environ:
        govuk(Path(os.environ["VET_BENCH_GOVUK"]))
    speed()
    for app in map(Path, filter(None, os.environ.get("VET_BENCH_APPS", "").split(":"))):
        against_shipped(app.name, pages_of(app))


if __name__ == "__main__":
    main()

"""`make bench-api`: contracts and routes, each figure beside its aim.

    VET_BENCH_DUTCH=…/testcases VET_BENCH_ROUTES=… make bench-api

VET_BENCH_DUTCH is the folder `linter/testcases` of the Dutch API Design Rules.
VET_BENCH_ROUTES holds applications, each a folder NAME beside a NAME.txt with its routes as
found by hand, one `METHOD /path` a line. Both are fetched and stay outside the repository.
"""

import os
import re
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tests.content.harness import tree_of
from vetting.content import load
from vetting.engines.base import Bench
from vetting.engines.contract.breaking import compared
from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import contract
from vetting.engines.routes.engine import _NOT_OWN
from vetting.engines.routes.route import template
from vetting.engines.routes.sources import SUFFIXES, Sources
from vetting.engines.spectral import Spectral
from vetting.model.facts import Facts
from vetting.model.outcome import Outcome, Ran
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Done, Job

HEAD = "openapi: 3.0.3\ninfo: {title: Besar, version: 1.0.0}\npaths:\n"
# Rules of the Dutch set for which a rule of ours makes the same demand.
SAME = {
    "info-contact": "vet-contact",
    "nlgov:info-contact-fields-exist": "vet-contact-fields",
    "nlgov:paths-kebab-case": "vet-naming-case",
    "path-keys-no-trailing-slash": "vet-naming-slash",
    "nlgov:semver": "vet-version-semantic",
    "oas3-api-servers": "vet-https-server-stated",
    "nlgov:openapi-root-exists": "no-version",
    "nlgov:problem-invalid-input": "vet-error-invalid-input",
    "nlgov:problem-schema-members": "vet-error-problem-members",
    "nlgov:time-without-timezone": "vet-date-without-zone",
    "nlgov:specify-format-for-date-and-time": "vet-date-format",
}


class Watching:
    """A sandbox that remembers the largest job."""

    def __init__(self) -> None:
        self._inner, self.peak = open_sandbox(), 0

    @property
    def level(self) -> object:
        return self._inner.level

    def run(self, job: Job) -> Done:
        done = self._inner.run(job)
        self.peak = max(self.peak, done.peak_mib)
        return done


def linted(root: Path) -> tuple[dict[str, Outcome], float, int]:
    """All contract checks over a folder of contracts: outcomes, seconds, peak MiB."""
    content, tree, walls = load(), tree_of(root), Watching()
    names = tuple(p for p in tree.manifest.sizes if p.endswith(("openapi.yaml", "openapi.json")))
    bench = Bench(walls, Facts({}, {"openapi": names}), content, root, date(2026, 1, 1))
    checks = [check for check in content.checks.values() if check.engine == "spectral"]
    start = time.perf_counter()
    found = Spectral().run(checks, tree, bench)
    return dict(found), time.perf_counter() - start, walls.peak


def large(lines: int) -> str:
    """A sound contract of at least so many lines, with schemas that refer to one another."""
    text, count, number = [HEAD], 0, 0
    while count < lines:
        number += 1
        body = "\n".join(
            f"                  isian-{n}: {{type: string, maxLength: 9}}" for n in range(9)
        )
        text.append(
            f"  /sumber-{number}:\n    get:\n      operationId: lihat{number}\n      summary: Lihat\n"
            f"      responses:\n        '200':\n          description: Satu\n          content:\n"
            f"            application/json:\n              schema:\n                type: object\n"
            f"                properties:\n{body}\n                  induk: "
            f"{{$ref: '#/components/schemas/S{number % 50}'}}\n"
        )
        count += 23
    text.append("components:\n  schemas:\n")
    for n in range(50):
        text.append(
            f"    S{n}: {{type: object, properties: {{s: {{$ref: '#/components/schemas/S{(n + 1) % 50}'}}}}}}\n"
        )
    return "".join(text)


def bombs() -> Iterator[tuple[str, str]]:
    """Documents that are made to exhaust who reads them."""
    yield "nesting of 50,000", HEAD + "  /a: " + "[" * 50_000 + "]" * 50_000 + "\n"
    levels = [f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)]
    yield "aliases of aliases", HEAD + "  {}\nx-a0: &a0 [x]\n" + "".join(levels)
    merges = [f"x-m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 40)]
    yield "merges of merges", HEAD + "  {}\nx-m0: &m0 {a: 1}\n" + "".join(merges)
    yield (
        "references in a circle",
        HEAD + "  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n",
    )


def large_contract() -> None:
    with tempfile.TemporaryDirectory(prefix="vet-api-") as folder:
        file = Path(folder) / "openapi.yaml"
        file.write_text(large(50_000), encoding="utf-8")
        found, seconds, peak = linted(Path(folder))
        ran = sum(isinstance(outcome, Ran) for outcome in found.values())
        start = time.process_time()
        read = contract(Library(lambda _name: file.read_bytes()), "openapi.yaml")
        outline = time.process_time() - start
        start = time.process_time()
        changes = compared([read], [read]).changes
        comparing = time.process_time() - start
    show("50,000 lines, all contract checks", f"{seconds:.1f} s, {peak} MiB", "< 10 s, < 1024 MiB")
    show("  checks that ran", f"{ran} of {len(found)}", "all")
    show("  contract read with shapes, processor", f"{outline:.1f} s, {len(read.operations)}", "-")
    show("  compared with itself, processor", f"{comparing:.1f} s, {len(changes)}", "-")


def hostile() -> None:
    for name, text in bombs():
        with tempfile.TemporaryDirectory(prefix="vet-api-") as folder:
            (Path(folder) / "openapi.yaml").write_text(text, encoding="utf-8")
            found, seconds, peak = linted(Path(folder))
        valid = found["api/valid-contract"]
        said = len(valid.findings) if isinstance(valid, Ran) else valid
        show(f"{name}: findings", f"{said}, {seconds:.1f} s, {peak} MiB", "ran, < 10 s")


def dutch(folder: Path) -> None:
    """Each case of the Dutch rules and each demand that both sets make."""
    found, _seconds, _peak = linted(folder)
    ours = {(f.place.path.split("/")[0], f.rule) for outcome in found.values()
            if isinstance(outcome, Ran) for f in outcome.findings}  # fmt: skip
    cases = sorted(path.parent.name for path in folder.glob("*/expected-output.txt"))
    unlike = []
    for case in cases:
        expected = (folder / case / "expected-output.txt").read_text(encoding="utf-8")
        for rule, own in SAME.items():
            is_expected = bool(re.search(rf"\s{re.escape(rule)}\s", expected))
            if is_expected is not ((case, own) in ours):
                unlike.append(f"{case}: {rule} {'missed' if is_expected else 'is ours alone'}")
    good = len(cases) * len(SAME) - len(unlike)
    show(f"Dutch cases ({len(cases)}) x shared demands ({len(SAME)})",
         f"{good} of {len(cases) * len(SAME)}", "all")  # fmt: skip
    for line in unlike:
        print(f"    {line}")


def routes(folder: Path) -> None:
    """Routes found by hand against those of the readers, by method and template."""
    for truth in sorted(folder.glob("*.txt")):
        rows = [line.split() for line in truth.read_text(encoding="utf-8").splitlines() if line]
        wanted = {(method.lower(), template(path)) for method, path in rows}
        app, reader = truth.with_suffix(""), Sources()
        for file in sorted(app.rglob("*")):
            name = file.relative_to(app).as_posix()
            if file.suffix in SUFFIXES and file.is_file() and not _NOT_OWN.search(name):
                reader.add(name, file.read_text(encoding="utf-8", errors="replace"))
        found = {(route.method, template(route.path)) for _file, route in reader.routes()}
        share = len(found & wanted) / max(1, len(wanted))
        show(f"{truth.stem}: routes found, invented",
             f"{share:.0%} of {len(wanted)}, {len(found - wanted)}", ">= 95%, 0")  # fmt: skip


def show(what: str, figure: str, aim: str) -> None:
    print(f"{what[:48]:48} {figure:>24}  {aim}")


def main() -> None:
    """Measure and print."""
    large_contract()
    hostile()
    if os.environ.get("VET_BENCH_DUTCH"):
        dutch(Path(os.environ["VET_BENCH_DUTCH"]))
    if os.environ.get("VET_BENCH_ROUTES"):
        routes(Path(os.environ["VET_BENCH_ROUTES"]))


if __name__ == "__main__":
    main()

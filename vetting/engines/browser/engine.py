"""axe-core and its witnesses in a real browser, over pages made from the application's templates."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from vetting import tooling
from vetting.engines.base import Bench, code_digest
from vetting.engines.browser.outcomes import Answer, outcomes
from vetting.engines.browser.packages import scripts, versions
from vetting.engines.browser.remembered import Remembered
from vetting.engines.browser.rules import Rule, request_of, rules_of
from vetting.model.check import Check
from vetting.model.errors import BadSetup
from vetting.model.facts import PAGES, Facts
from vetting.model.outcome import Failed, NotApplicable, Outcome, Reason, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.job import Job, Limits, Sandbox
from vetting.sandbox.worker import cap_failure, parsed, worker_job

THIRD_PARTY = frozenset({"vendor", "node_modules", "bower_components"})
PAGE_SECONDS = 15
# Engines asked beside axe-core, as many as the policy wants; cheap and precise ones first.
WITNESSES = ("qualweb", "alfa", "ibm")
MAX_ELEMENTS = 30_000
# Pages that make the start of one more browser worth while, and how many there are at most.
WORTH_PAGES = 40
MOST_BROWSERS = 4
# A browser has some 150 threads and keeps 1 GiB for a page of the largest size.
MORE_MIB = 1024
_LEAST = Limits(wall_seconds=300, memory_mib=3072, tmp_mib=512)
_HERE = Path(__file__).parent
_WORKER = "vetting.engines.browser.worker"
_UNFOLDER = "vetting.engines.browser.unfold"
# Pages whose scripts are let loose, what one of them may take, and its browser to start and end.
MAX_BUNDLES = 10
UNFOLD_SECONDS = 15
START_SECONDS = 45


class Browser:
    """The engine `browser`."""

    name = "browser"

    def __init__(self, witnesses: Sequence[str] | None = None) -> None:
        """`witnesses` in place of those of the policy."""
        self._witnesses = witnesses

    def _engines(self, bench: Bench) -> tuple[str, ...]:
        wanted = WITNESSES[: max(0, bench.accessibility_engines - 1)]
        return tuple(sorted(wanted if self._witnesses is None else self._witnesses))

    def fingerprint(self, bench: Bench) -> str:
        """Versions of the engines and the browser; raises BadSetup when one is missing."""
        chromium = _chromium_version(bench.sandbox)
        return " ".join([f"chromium {chromium}", *versions(self._engines(bench))])

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Render every page once and ask all rules of all checks of it."""
        rules = {check.id: rules_of(check) for check in checks}
        pages, third_party = _pages(bench.facts)
        if not pages:
            why = Text("Tidak ada halaman HTML atau templat.", "There is no HTML page or template.")
            return dict.fromkeys(rules, NotApplicable(why))
        answer = self._answer(rules, pages, tree, bench)
        if isinstance(answer, Failed):
            return dict.fromkeys(rules, answer)
        engines = self._engines(bench)
        return outcomes(checks, rules, answer.without(third_party), tree, engines)

    def _answer(
        self,
        rules: Mapping[str, Mapping[str, Rule]],
        pages: Sequence[tuple[str, str]],
        tree: Tree,
        bench: Bench,
    ) -> "Answer | Failed":
        try:
            engines = self._engines(bench)
            axe, *others = versions(engines)
            beside = [f"chromium {_chromium_version(bench.sandbox)}", *others]
            tool = Tool("axe-core", axe.split()[-1], ", ".join(beside))
            asked = _asked(rules, pages, tree, bench, engines)
            salt = [self.fingerprint(bench), code_digest(_HERE), asked["rules"], MAX_ELEMENTS]
        except BadSetup as error:
            return Failed(Reason.TOOL_MISSING, self.name, error.message.en)
        files, salted = [path for path, _ in pages], json.dumps(salt)
        before = Remembered.before(bench.kept, salted, files).known()
        told = self._told(asked | {"looks": False, "known": before}, tree, bench)
        if isinstance(told, Failed):
            return told
        memory = Remembered.of(bench.kept, salted, told)
        memory.note(files)
        is_known = isinstance(told, Mapping) and memory.pages <= before.keys()
        if is_known and "answer" in told:
            return Answer.read(told["answer"], pages, tool, browsers=0)
        bundles = bundles_in(told, files)
        made = self._made(bundles[:MAX_BUNDLES], tree, bench)
        known = memory.known()
        browsers = browsers_for(len(memory.pages) - len(known), bench.jobs)
        more = {"known": known, "made": made, "browsers": browsers}
        plain = self._told(asked | more, tree, bench, browsers)
        if isinstance(plain, Failed):
            return plain
        answer = Answer.read(plain, pages, tool, browsers)
        if not isinstance(answer, Answer):
            return answer
        memory.keep(plain.get("audits"))
        return answer.with_scripts(made, [path for path, _ in bundles])

    def _made(
        self, bundles: Sequence[tuple[str, str]], tree: Tree, bench: Bench
    ) -> Mapping[str, str]:
        """What the scripts of bundles make of their pages, as far as they let it be known.

        Each has a sandbox of its own, so that none can tell or spoil what another shows.
        """
        limits = replace(_limits(bench.limits), wall_seconds=START_SECONDS + UNFOLD_SECONDS)
        found = {}
        for path, base in bundles:
            asked = {"root": str(tree.root), "chromium": str(tooling.chromium()), "path": path,
                     "base": base, "max-elements": MAX_ELEMENTS, "page-seconds": UNFOLD_SECONDS}  # fmt: skip
            job = worker_job(
                _UNFOLDER, asked, read_only=(tree.root, *browser_folders()), limits=limits
            )
            said = parsed(self.name, bench.sandbox.run(replace(job, local_sockets=True)))
            html = said.get("html") if isinstance(said, Mapping) else None
            if html and isinstance(html, str):
                found[path] = html
        return found

    def _told(self, asked: Mapping[str, Any], tree: Tree, bench: Bench, browsers: int = 1) -> Any:
        """What the worker answers, or Failed."""
        read_only = (tree.root, tooling.node_modules(), *browser_folders())
        limits = _limits(bench.limits, browsers)
        job = worker_job(_WORKER, asked, read_only=read_only, limits=limits)
        return parsed(self.name, bench.sandbox.run(replace(job, local_sockets=True)))


def browsers_for(pages: int, jobs: int) -> int:
    """How many look at so many pages at a time."""
    return max(1, min(jobs, MOST_BROWSERS, pages // WORTH_PAGES))


def bundles_in(told: Any, paths: Iterable[str]) -> list[tuple[str, str]]:
    """Path and address of each bundle that a worker told of; only pages that were asked about."""
    listed = told.get("bundles") if isinstance(told, Mapping) else None
    pairs = listed if isinstance(listed, list) else []
    pairs = [pair for pair in pairs if isinstance(pair, list) and len(pair) == 2]
    known = set(paths)
    return [(path, str(base)) for path, base in pairs if isinstance(path, str) and path in known]


def asked_pages(facts: Facts) -> list[tuple[str, str]]:
    """The files that are made into pages, with their kind."""
    return _pages(facts)[0]


def _pages(facts: Facts) -> tuple[list[tuple[str, str]], list[str]]:
    """The files to render with their kind, and those of third parties, which are not."""
    kinds: dict[str, str] = {}
    for kind in PAGES:
        for path in facts.kinds.get(kind, ()):
            kinds.setdefault(path, kind)
    own, foreign = [], []
    for path, kind in sorted(kinds.items()):
        if THIRD_PARTY & set(path.split("/")[:-1]):
            foreign.append(path)
        else:
            own.append((path, kind))
    return own, foreign


def _asked(
    rules: Mapping[str, Mapping[str, Rule]],
    pages: Sequence[tuple[str, str]],
    tree: Tree,
    bench: Bench,
    engines: Sequence[str],
) -> dict[str, Any]:
    every = [rule for of_check in rules.values() for rule in of_check.values()]
    limits = _limits(bench.limits)
    return {
        "root": str(tree.root),
        "pages": pages,
        "sheets": list(bench.facts.kinds.get("css", ())),
        "canary": str(_HERE / "canary.html"),
        "chromium": str(tooling.chromium()),
        "scripts": [str(path) for path in scripts(engines)],
        "rules": request_of(every, engines),
        "page-rules": sorted(rule.id for rule in every if rule.is_page),
        "page-seconds": PAGE_SECONDS * (1 + len(engines)),
        "max-elements": MAX_ELEMENTS,
        # Time to end the browser and to write the answer before the wall falls.
        "seconds": max(10.0, limits.wall_seconds * 0.85 - 5),
    }


def _limits(given: Limits, browsers: int = 1) -> Limits:
    return replace(
        given,
        memory_mib=max(given.memory_mib, _LEAST.memory_mib + (browsers - 1) * MORE_MIB),
        pids=max(given.pids, _LEAST.pids * browsers),
        tmp_mib=max(given.tmp_mib, _LEAST.tmp_mib),
    )


def browser_folders() -> tuple[Path, ...]:
    """The browser's own folder, if it lies outside the system's."""
    folder = tooling.chromium().resolve().parent
    return () if folder.is_relative_to("/usr") else (folder,)


def _chromium_version(sandbox: Sandbox) -> str:
    path = tooling.chromium()
    key = (path, path.stat().st_mtime_ns)
    if key not in _versions:
        _versions[key] = _version(path, sandbox)
    return _versions[key]


_versions: dict[tuple[Path, int], str] = {}


def _version(path: Path, sandbox: Sandbox) -> str:
    """What the browser calls itself; raises BadSetup when it cannot even say that."""
    done = sandbox.run(Job((str(path), "--version"), read_only=browser_folders(), limits=_LEAST))
    words = [word for word in done.stdout.decode("utf-8", "replace").split() if word[:1].isdigit()]
    if cap_failure("chromium", done) or not words:
        raise BadSetup(
            Text("Chromium tidak dapat dijalankan", "Chromium cannot be run"),
            hint=Text("Pasang ulang: apt-get install chromium", "Install it again: apt-get install chromium"),
        )  # fmt: skip
    return words[0]

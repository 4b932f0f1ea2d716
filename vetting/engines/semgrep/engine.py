"""Run semgrep's core over explicit lists of files, and tell each check what it saw."""

import hashlib
import importlib.metadata
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from vetting.engines.base import Bench, code_digest
from vetting.engines.semgrep import output
from vetting.engines.semgrep.callers import Callers, mark_thrown_away, mark_uncalled
from vetting.engines.semgrep.findings import Writer, one_per_line, told_together, told_where_made
from vetting.engines.semgrep.flow.look import LANGUAGE, TEMPLATES, Flows
from vetting.engines.semgrep.forgery import mark_guarded
from vetting.engines.semgrep.gains import mark_gains
from vetting.engines.semgrep.passes import Pass, Rules, passes
from vetting.engines.semgrep.remembered import Remembered
from vetting.engines.semgrep.rules import HERE, Rule, rules_json, rules_of
from vetting.engines.semgrep.second.look import take_out_refuted
from vetting.engines.semgrep.targets import Plan, eligible, unread
from vetting.engines.semgrep.unshown import mark_unshown
from vetting.model.check import Check
from vetting.model.errors import BadSetup
from vetting.model.facts import Facts
from vetting.model.finding import Finding
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.job import Job
from vetting.sandbox.worker import parsed

TOOL = output.TOOL
# Seconds for one rule on one file; our slowest real pair takes under one.
RULE_TIMEOUT = 20
_NOTHING = Text("Tidak ada berkas yang diperiksa cek ini.", "There is no file for this check.")


def core() -> Path:
    """Semgrep's matching program, inside the package of our own environment."""
    import importlib.util

    spec = importlib.util.find_spec("semgrep")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    path = folder / "bin" / "semgrep-core"
    if not path.is_file():
        raise BadSetup(
            Text("semgrep tidak ditemukan", "semgrep was not found"),
            hint=Text("Pasang ulang vet beserta semgrep.", "Install vet with semgrep again."),
        )
    return path


def version() -> str:
    """The version of the installed semgrep package."""
    return importlib.metadata.version("semgrep")


class SemgrepEngine:
    """Static analysis with rules of our own.

    It drives `semgrep-core` rather than the `semgrep` command: the command chooses files by
    ignore files, version control, size and extension, all of which the examined application
    can influence; the core takes a list of (file, language). Suppression comments have no
    effect: a match that semgrep calls ignored counts like any other.
    """

    name = TOOL

    def fingerprint(self, bench: Bench) -> str:  # noqa: ARG002 - part of the contract
        """Semgrep's version, and the digest of the pattern library, canaries and this code."""
        core()
        return f"semgrep {version()} {code_digest(HERE)}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One pass for the rules that look everywhere, and one for each language's others."""
        relevant = [check for check in checks if eligible(check, bench.facts)]
        outcomes: dict[str, Outcome] = {c.id: NotApplicable(_NOTHING) for c in checks}
        if not relevant:
            return outcomes
        said = answers(relevant, tree, bench)
        for check in relevant:
            outcomes[check.id] = _outcome(check, said[check.id], tree, bench)
        return outcomes


@dataclass(frozen=True)
class Answered:
    """One process of semgrep's core: a check's rules in it, its files, and what it said."""

    rules: Sequence[Rule]
    made: Plan
    got: "output.Read | Failed"


def answers(checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Sequence[Answered]]:
    """What every process said to each check's rules, after the second looks, by check."""
    with ThreadPoolExecutor(max(1, bench.jobs)) as pool:
        following = pool.submit(_followed, checks, tree, bench)
        asked = passes(checks, tree, bench)
        done = list(pool.map(lambda one: _scan(one, tree, bench), asked))
    cleaners = {rule.id: rule.cleaners for check in checks for rule in rules_of(check)}
    read = [(one.made, got) for one, got in zip(asked, done, strict=True)]
    take_out_refuted(read, cleaners, tree, bench)
    flows = _flows(checks, read, following.result())
    followed = [(one.made, one.got) for one in flows.values()]
    _mark([*read, *followed], checks, tree, bench)
    return {
        check.id: [
            *(
                Answered(one.rules[check.id], one.made, got)
                for one, got in zip(asked, done, strict=True)
                if check.id in one.rules
            ),
            *([flows[check.id]] if check.id in flows else []),
        ]
        for check in checks
    }


def _mark(
    done: Sequence[tuple[Plan, "output.Read | Failed"]],
    checks: Sequence[Check],
    tree: Tree,
    bench: Bench,
) -> None:
    """Tell of each match what the rest of the application says of it."""
    php = bench.facts.files(languages=(LANGUAGE,), kinds=TEMPLATES)
    rules = [rule for check in checks for rule in rules_of(check)]
    callers = Callers(tree, php)
    mark_uncalled(done, callers)
    mark_thrown_away(done, {rule.id for rule in rules if rule.returned}, callers)
    visited = {rule.id: _shows_pages(rule) for rule in rules if rule.through_visitor}
    mark_guarded(done, visited, {name for name, shows in visited.items() if shows}, tree, php)
    mark_unshown(done, {rule.id for rule in rules if rule.secret}, tree, php)
    mark_gains(done, {rule.id: rule.table for rule in rules if rule.table}, tree, bench)


def _shows_pages(rule: Rule) -> bool:
    return "html" in (*rule.refuted_by, *(rule.flow.languages if rule.flow else ()))


def _followed(checks: Sequence[Check], tree: Tree, bench: Bench) -> Flows | None:
    """The flows through the application's PHP, unless there is none or no check asks."""
    is_asked = any(rule.flow is not None for check in checks for rule in rules_of(check))
    has_any = bench.facts.files(languages=(LANGUAGE,))
    return Flows(tree, bench) if is_asked and has_any else None


def _flows(
    checks: Sequence[Check],
    read: Sequence[tuple[Plan, "output.Read | Failed"]],
    flows: Flows | None,
) -> Mapping[str, Answered]:
    """What the checks' rules of flow found; matches at sinks known to be safe are taken out."""
    if flows is None:
        return {}
    rules = {check.id: [r for r in rules_of(check) if r.flow is not None] for check in checks}
    flows.take_out_safe(
        read, {r.id: r.refuted_by for check in checks for r in rules_of(check) if r.refuted_by}
    )
    return {name: Answered(of, flows.made, flows.found(of)) for name, of in rules.items() if of}


def _scan(one: Pass, tree: Tree, bench: Bench) -> "output.Read | Failed":
    """What semgrep says of these files: remembered, or asked now.

    Where no file is left to ask about, nothing is asked and nothing is answered.
    """
    salt = f"{version()} {RULE_TIMEOUT} {hashlib.sha256(_json(one.family).encode()).hexdigest()}"
    memory = Remembered(bench.kept, salt, tree)
    known, rest = memory.known(one.made)
    if not rest.targets:
        return known
    got = _ask(rest, _json(one.rules), tree, bench)
    if isinstance(got, Failed):
        return got
    memory.keep(rest, got)
    return got.with_(known)


def _json(rules: Rules) -> str:
    return json.dumps(rules_json(rule for of_check in rules.values() for rule in of_check))


def _ask(made: Plan, rules: str, tree: Tree, bench: Bench) -> "output.Read | Failed":
    """One process of semgrep's core."""
    program = core()
    inputs = {
        **made.inputs,
        "rules.json": rules.encode(),
        "targets.json": json.dumps(["Targets", made.items]).encode(),
    }
    argv = (
        str(program), "-json_nodots", "-rules", "rules.json", "-targets", "targets.json", "-fast",
        "-disable_rule_paths", "-j", "1", "-timeout", str(RULE_TIMEOUT),
        "-timeout_threshold", "3", "-max_memory", str(int(bench.limits.memory_mib * 0.8)),
    )  # fmt: skip
    job = Job(argv, read_only=(tree.root, program.parent), inputs=inputs, limits=bench.limits)
    body = parsed(TOOL, bench.sandbox.run(job))
    return body if isinstance(body, Failed) else output.read(body, made)


def _outcome(check: Check, passes: Sequence[Answered], tree: Tree, bench: Bench) -> Outcome:
    paths = set(eligible(check, bench.facts))
    skipped: dict[str, Skip] = {}
    for one in passes:
        if isinstance(one.got, Failed):
            return one.got
        by_id = {rule.id: rule for rule in one.rules}
        broken = sorted(set(by_id) & set(one.got.broken_rules))
        if broken:
            detail = f"{broken[0]}: {one.got.broken_rules[broken[0]]}"
            return Failed(Reason.TOOL_ERRORS, TOOL, detail[:200])
        skipped.update(_skipped(by_id, _within(check, one, paths, bench.facts), one.made, one.got))
    examined = paths - set(skipped)
    if not examined:
        return Failed(Reason.NOTHING_READ, TOOL, f"0 of {len(paths)} files")
    scope = Scope(
        eligible=len(paths),
        examined=len(examined),
        bytes=sum(tree.manifest.sizes[path] for path in examined),
        skipped=tuple(sorted(skipped.values())),
    )
    found = findings_of(check, passes, tree, bench.facts)
    rules = rules_of(check)
    made = {rule.name for rule in rules if rule.told_where_made}
    together = {rule.name for rule in rules if rule.told_together}
    told = told_together(told_where_made(one_per_line(found), made), together)
    return Ran(told, scope, Tool(TOOL, version()))


def _within(check: Check, one: Answered, paths: set[str], facts: Facts) -> set[str]:
    """The check's files that the rules of this pass are about."""
    about: set[str] = set()
    for rule in one.rules:
        if rule.is_textual:
            about.update(facts.files(kinds=rule.kinds or check.applies_to.kinds))
        else:
            about.update(facts.files(languages=rule.languages))
    return paths & about


def findings_of(
    check: Check, passes: Iterable[Answered], tree: Tree, facts: Facts
) -> Iterator[Finding]:
    """Every finding of the check in these answers, before those of one line become one."""
    paths = set(eligible(check, facts))
    for one in passes:
        if not isinstance(one.got, Failed):
            yield from _findings(check, one, one.got, paths, tree, facts)


def _findings(
    check: Check, one: Answered, got: "output.Read", paths: set[str], tree: Tree, facts: Facts
) -> Iterator[Finding]:
    by_id = {rule.id: rule for rule in one.rules}
    kinds = {rule.id: set(facts.files(kinds=rule.kinds)) for rule in one.rules if rule.kinds}
    writer = Writer(tree, one.made)
    for match in got.matches:
        rule = by_id.get(match["check_id"])
        path = one.made.origin.get(match["path"], "")
        if rule and path in paths and path in kinds.get(rule.id, paths):
            yield writer.finding(check, rule, match)


def _skipped(
    by_id: Mapping[str, Rule], paths: set[str], made: Plan, got: "output.Read"
) -> dict[str, Skip]:
    """What this check's rules did not (wholly) examine, with the first reason."""
    gaps: dict[str, Skip] = {}
    for rule_id in by_id:
        gaps.update(got.skipped_by_rule.get(rule_id, {}))
    gaps.update(unread(made, got.scanned))
    given = set(made.needed) | made.passed_over
    gaps.update({path: Skip(path, "not-read") for path in paths - given})
    gaps.update(got.skipped)
    gaps.update(made.skipped)
    return {path: skip for path, skip in gaps.items() if path in paths}

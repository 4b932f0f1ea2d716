"""Run semgrep's core once over an explicit list of files, and tell each check what it saw."""

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from vetting.engines.base import Bench, parsed
from vetting.engines.semgrep import output
from vetting.engines.semgrep.findings import Writer, one_per_line
from vetting.engines.semgrep.rules import HERE, Rule, rules_json, rules_of
from vetting.engines.semgrep.targets import Plan, eligible, plan, unread
from vetting.model.check import Check
from vetting.model.errors import BadSetup
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.job import Job

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
        digest = hashlib.sha256()
        for file in sorted(path for path in HERE.rglob("*") if path.is_file()):
            if "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
        return f"semgrep {version()} {digest.hexdigest()[:16]}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """One process for all the checks."""
        relevant = [check for check in checks if eligible(check, bench.facts)]
        outcomes: dict[str, Outcome] = {c.id: NotApplicable(_NOTHING) for c in checks}
        if not relevant:
            return outcomes
        rules = {check.id: rules_of(check) for check in relevant}
        made = plan(relevant, rules, tree, bench.facts)
        got = _scan(made, rules, tree, bench)
        for check in relevant:
            outcomes[check.id] = (
                got if isinstance(got, Failed) else _outcome(check, rules[check.id], made, got,
                                                             tree, bench)
            )  # fmt: skip
        return outcomes


def _scan(
    made: Plan, rules: Mapping[str, Sequence[Rule]], tree: Tree, bench: Bench
) -> "output.Read | Failed":
    program = core()
    bodies = [rule for of_check in rules.values() for rule in of_check]
    inputs = {
        **made.inputs,
        "rules.json": json.dumps(rules_json(bodies)).encode(),
        "targets.json": json.dumps(["Targets", made.items]).encode(),
    }
    argv = (
        str(program), "-json_nodots", "-rules", "rules.json", "-targets", "targets.json", "-fast",
        "-disable_rule_paths", "-j", str(bench.jobs), "-timeout", str(RULE_TIMEOUT),
        "-timeout_threshold", "3", "-max_memory", str(int(bench.limits.memory_mib * 0.8)),
    )  # fmt: skip
    job = Job(argv, read_only=(tree.root, program.parent), inputs=inputs, limits=bench.limits)
    body = parsed(TOOL, bench.sandbox.run(job))
    return body if isinstance(body, Failed) else output.read(body, made)


def _outcome(
    check: Check, rules: Sequence[Rule], made: Plan, got: "output.Read", tree: Tree, bench: Bench
) -> Outcome:
    by_id = {rule.id: rule for rule in rules}
    broken = sorted(set(by_id) & set(got.broken_rules))
    if broken:
        detail = f"{broken[0]}: {got.broken_rules[broken[0]]}"
        return Failed(Reason.TOOL_ERRORS, TOOL, detail[:200])
    paths = eligible(check, bench.facts)
    skipped = _skipped(by_id, set(paths), made, got)
    examined = [path for path in paths if path not in skipped]
    if not examined:
        return Failed(Reason.NOTHING_READ, TOOL, f"0 of {len(paths)} files")
    writer = Writer(tree, made)
    kinds = {rule.id: set(bench.facts.files(kinds=rule.kinds)) for rule in rules if rule.kinds}
    within = set(paths)
    found = []
    for match in got.matches:
        rule = by_id.get(match["check_id"])
        path = made.origin.get(match["path"], "")
        if rule and path in within and path in kinds.get(rule.id, within):
            found.append(writer.finding(check, rule, match))
    sizes = tree.manifest.sizes
    scope = Scope(
        eligible=len(paths),
        examined=len(examined),
        bytes=sum(sizes[path] for path in examined),
        skipped=tuple(sorted(skipped.values())),
    )
    return Ran(one_per_line(found), scope, Tool(TOOL, version()))


def _skipped(
    by_id: Mapping[str, Rule], paths: set[str], made: Plan, got: "output.Read"
) -> dict[str, Skip]:
    """What this check's rules did not (wholly) examine, with the first reason."""
    gaps: dict[str, Skip] = {}
    for rule_id in by_id:
        gaps.update(got.skipped_by_rule.get(rule_id, {}))
    gaps.update(unread(made, got.scanned))
    gaps.update({path: Skip(path, "not-read") for path in paths - set(made.needed)})
    gaps.update(got.skipped)
    gaps.update(made.skipped)
    return {path: skip for path, skip in gaps.items() if path in paths}

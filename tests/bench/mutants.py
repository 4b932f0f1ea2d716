"""`make mutants`: leave one part of a rule out at a time; the fixtures must notice.

    make mutants                                   all checks of semgrep, flow and files rules
    VET_MUTANTS=security/xss,security/ssrf make mutants
    VET_MUTANTS=library make mutants               only the pattern lists that rules share

All mutants of a check go through its engine together, so a check takes seconds, not hours. What
is known stands in `out/mutants.jsonl`; a check is asked again when it, its fixtures or the engine
have changed. `VET_MUTANTS_JOBS` bounds the processes (2).
"""

import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.bench import mutate
from tests.content import harness
from vetting.content import load_yaml
from vetting.engines.base import code_digest
from vetting.engines.files import rules as files_rules
from vetting.engines.files.worker import scan
from vetting.engines.semgrep.engine import Answered, answers
from vetting.engines.semgrep.flow.rule import flow_of
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.rules import HERE, core_id, library
from vetting.engines.semgrep.targets import eligible
from vetting.model.check import Check
from vetting.model.outcome import Failed
from vetting.sandbox import open_sandbox

ENGINES = ("semgrep", "files")
STATE = Path("out", "mutants.jsonl")
AT_ONCE = 400
Line = tuple[str, int]


@dataclass(frozen=True)
class Result:
    """What became of a check's mutants.

    `invalid` ones are no rule any more; `covered` ones find other lines than the rule does, and
    another rule of the check finds these too.
    """

    check: str
    killed: int
    covered: int
    invalid: int
    survivors: tuple[str, ...]


def result_of(check: Check, chosen: Collection[str] | None = None, jobs: int = 2) -> Result:
    """Try every mutant of a check, or those whose `rule part` is chosen.

    Raises AssertionError where the rules as they are do not pass their fixtures.
    """
    made = [m for m in mutate.mutants(_stated(check)) if chosen is None or name_of(m) in chosen]
    verdicts = list(_judged(check, made, jobs))
    count = Counter(verdict for _, verdict in verdicts)
    survivors = tuple(name_of(mutant) for mutant, verdict in verdicts if verdict == "survived")
    return Result(check.id, count["killed"], count["covered"], count["invalid"], survivors)


def _judged(
    check: Check, made: Sequence[mutate.Mutant], jobs: int
) -> Iterator[tuple[mutate.Mutant, str]]:
    """Each mutant with what became of it: killed, covered, invalid or survived."""
    cases = [case for case in harness.cases() if case.check.id == check.id]
    rules = _stated(check)
    with tempfile.TemporaryDirectory(prefix="vet-mutants-") as scratch:
        root = Path(scratch, "tree")
        tree = harness.laid_out(cases, root)
        runner = _Runner(check, tree, Path(scratch), jobs)
        usual = runner.hits(rules)
        judge = _Judge(cases, usual, {r["id"]: r.get("instead-of", ()) for r in rules})
        assert not judge.complaints({}), (check.id, judge.complaints({}))
        for start in range(0, len(made), AT_ONCE):
            for mutant, hits in runner.tried(made[start : start + AT_ONCE]):
                if hits is None:
                    yield mutant, "invalid"
                elif judge.complaints(hits):
                    yield mutant, "killed"
                elif any(found != usual[rule] for rule, found in hits.items()):
                    yield mutant, "covered"
                else:
                    yield mutant, "survived"


def of_library(
    check: Check, chosen: Sequence[mutate.Mutant], jobs: int = 2
) -> tuple[set[str], set[str]]:
    """Which mutants of the shared lists a check tries, and which of them its fixtures notice."""
    rules, lists = _stated(check), library()
    whole = {str(rule["id"]): mutate.spliced(rule, lists) for rule in rules}
    made = []
    for mutant in chosen:
        changed = mutate.spliced(rules, {**lists, **mutant.bodies})
        bodies = {str(b["id"]): b for b in changed if b != whole[str(b["id"])]}
        if bodies:
            made.append(mutate.Mutant(name_of(mutant), bodies))
    noticed = {
        m.part
        for m, verdict in _judged(check, made, jobs)
        if verdict not in ("survived", "invalid")
    }
    return {mutant.part for mutant in made}, noticed


def name_of(mutant: mutate.Mutant) -> str:
    """A mutant in words: its rule and the part it lacks."""
    return f"{mutant.rule} {mutant.part}"


def _stated(check: Check) -> list[Mapping[str, Any]]:
    """The rules as they are written, in plain mappings."""
    if check.engine == "files":
        return [
            {key: value for key, value in rule.plain.items() if value}
            for rule in files_rules.load(check)
        ]
    files = sorted(check.folder.glob("rules*.yaml"))
    return [raw for file in files for raw in load_yaml(file)["rules"]]


def _plain(rule: Mapping[str, Any]) -> dict[str, Any]:
    """The rule without anything that YAML cannot state."""
    plain: dict[str, Any] = json.loads(json.dumps(rule))
    return plain


class _Judge:
    """Whether the fixtures would notice."""

    def __init__(
        self,
        cases: Sequence[harness.Case],
        usual: Mapping[str, Collection[Line]],
        instead: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self._usual = usual
        self._instead = instead or {}
        self._wanted = {
            (f"{case.name}/{path}", line, rule)
            for case in cases
            for path, line, rule in case.wanted()
        }

    def complaints(self, hits: Mapping[str, Collection[Line]]) -> list[Any]:
        """What is missed or too much where rules find what `hits` says, the others as usual."""
        found = {
            (path, line, name)
            for name, lines in {**self._usual, **hits}.items()
            for path, line in lines
        }
        told = {(path, less) for path, _, name in found for less in self._instead.get(name, ())}
        found = {place for place in found if (place[0], place[2]) not in told}
        met = lambda want, place: (  # noqa: E731
            want[0] == place[0] and want[1] in (0, place[1]) and want[2] in ("", place[2])
        )
        missed = [w for w in self._wanted if not any(met(w, place) for place in found)]
        lines = {want[:2] for want in self._wanted}
        extra = [p for p in found if p[:2] not in lines and (p[0], 0) not in lines]
        return missed + extra


class _Runner:
    """Runs rules of one check over its fixtures."""

    def __init__(self, check: Check, tree: Any, scratch: Path, jobs: int) -> None:
        self._check, self._tree, self._scratch = check, tree, scratch
        bench = harness.bench_of(tree, open_sandbox(), scratch)
        self._bench = replace(bench, jobs=jobs, kept=_Remembering())

    def tried(
        self, made: Sequence[mutate.Mutant]
    ) -> Iterator[tuple[mutate.Mutant, Mapping[str, Collection[Line]] | None]]:
        """Each mutant with what its rules find; None for one that is no rule."""
        named = {
            (number, rule): {**_plain(body), "id": f"{rule}-m{number}"}
            for number, mutant in enumerate(made)
            for rule, body in mutant.bodies.items()
        }
        sound = [body for body in named.values() if _is_rule(body)]
        found = self.hits(sound) if sound else {}
        for number, mutant in enumerate(made):
            hits = {rule: found.get(f"{rule}-m{number}") for rule in mutant.bodies}
            whole = {rule: lines for rule, lines in hits.items() if lines is not None}
            yield mutant, whole if len(whole) == len(hits) else None

    def hits(self, rules: Sequence[Mapping[str, Any]]) -> Mapping[str, Collection[Line]]:
        """What each rule finds; rules that the engine refuses are left out."""
        return self._of_files(rules) if self._check.engine == "files" else self._of_semgrep(rules)

    def _of_files(self, rules: Sequence[Mapping[str, Any]]) -> Mapping[str, Collection[Line]]:
        whole = [{"files": [], "not-files": [], **rule} for rule in rules]
        paths = [entry.path for entry in self._tree.manifest]
        found: dict[str, set[Line]] = {str(rule["id"]): set() for rule in rules}
        for number, index, line, _evidence, _anchor in scan(self._tree.root, paths, whole)["hits"]:
            found[str(rules[number]["id"])].add((paths[index], line))
        return found

    def _of_semgrep(self, rules: Sequence[Mapping[str, Any]]) -> Mapping[str, Collection[Line]]:
        folder = Path(tempfile.mkdtemp(dir=self._scratch))
        # JSON is YAML that is quick to write.
        text = json.dumps({"rules": rules}, ensure_ascii=False)
        (folder / "rules.yaml").write_text(text, encoding="utf-8")
        check = replace(self._check, folder=folder)
        found: dict[str, set[Line]] = {str(rule["id"]): set() for rule in rules}
        said = answers([check], self._tree, self._bench)[check.id]
        assert not any(isinstance(one.got, Failed) for one in said), said
        if len(rules) > 1 and any(_is_cut_short(one) for one in said):
            half = len(rules) // 2
            return {**self.hits(rules[:half]), **self.hits(rules[half:])}
        for one in said:
            assert not isinstance(one.got, Failed)
            for broken in one.got.broken_rules:
                found.pop(broken.removeprefix(core_id(check.id, "")), None)
            for rule, line in self._lines(check, one, one.got):
                if rule in found:
                    found[rule].add(line)
        return found

    def _lines(self, check: Check, one: Answered, got: Read) -> Iterator[tuple[str, Line]]:
        """The rule and place of each match, without the finding that it makes."""
        facts = self._bench.facts
        paths = set(eligible(check, facts))
        names = {rule.id: rule.name for rule in one.rules}
        about = {r.id: paths & set(facts.files(kinds=r.kinds)) for r in one.rules if r.kinds}
        for match in got.matches:
            rule, path = match["check_id"], one.made.origin.get(match["path"], "")
            if rule in names and path in about.get(rule, paths):
                yield names[rule], (path, match["start"]["line"])


def _is_cut_short(one: Answered) -> bool:
    """Whether semgrep gave a file up: at 10,000 matches of all rules together, for one."""
    return not isinstance(one.got, Failed) and bool(one.got.skipped or one.got.skipped_by_rule)


def _is_rule(body: Mapping[str, Any]) -> bool:
    """Whether a rule of flow still says what it must."""
    try:
        return "flow" not in body or bool(flow_of(body["flow"]))
    except (ValueError, KeyError, TypeError):
        return False


class _Remembering:
    """Keeps what was said of files for the next batch of the same check."""

    def __init__(self) -> None:
        self._said: dict[str, bytes] = {}

    def get(self, keys: Collection[str]) -> Mapping[str, bytes]:
        """The answers that are there, by key."""
        return {key: self._said[key] for key in keys if key in self._said}

    def put(self, answers: Mapping[str, bytes]) -> None:
        """Keep these."""
        self._said.update(answers)


def digest(check: Check) -> str:
    """Changes with the check, its fixtures, the engine and the mutants that are made."""
    files = sorted(path for path in check.folder.rglob("*") if path.is_file())
    parts = [f"{path.relative_to(check.folder)} {path.read_bytes()!r}" for path in files]
    parts += [code_digest(HERE), Path(mutate.__file__).read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _known() -> dict[str, Mapping[str, Any]]:
    lines = STATE.read_text(encoding="utf-8").splitlines() if STATE.is_file() else []
    return {row["digest"]: row for row in map(json.loads, lines)}


def _keep(row: Mapping[str, Any]) -> None:
    STATE.parent.mkdir(exist_ok=True)
    with STATE.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def _library(jobs: int) -> None:
    """Print the parts of the shared lists that no check's fixtures notice.

    A check is asked only for what none before it noticed; those of few fixtures come first.
    """
    known, parts = _known(), mutate.of_lists(library())
    asked: set[str] = set()
    noticed: set[str] = set()
    users = [check for check in harness.checks() if check.engine == "semgrep"]
    for check in sorted(users, key=lambda c: (len(list(c.folder.rglob("*"))), c.id)):
        left = [part for part in parts if name_of(part) not in noticed]
        name = f"library {digest(check)}"
        row = known.get(name, {"asked": (), "noticed": ()})
        if {name_of(part) for part in left} - set(row["asked"]):
            tried, seen = of_library(check, left, jobs)
            row = {"digest": name, "check": check.id, "asked": [name_of(part) for part in left],
                   "tried": sorted(tried), "noticed": sorted(seen)}  # fmt: skip
            _keep(row)
        asked |= set(row.get("tried", ()))
        noticed |= set(row["noticed"])
        if row.get("tried"):
            print(
                f"{check.id}: {len(row['tried'])} tried, {len(row['noticed'])} noticed", flush=True
            )
    names = [name_of(part) for part in parts]
    for name in names:
        if name not in noticed:
            print(f"{'survived' if name in asked else 'never used'} library {name}")
    print(f"library: {len(noticed)} noticed, {len(names) - len(noticed)} survived")


def main() -> None:
    """Print each survivor, and the sums."""
    wanted = [name for name in os.environ.get("VET_MUTANTS", "").split(",") if name]
    jobs, known = int(os.environ.get("VET_MUTANTS_JOBS", "2")), _known()
    if not wanted or "library" in wanted:
        _library(jobs)
    sums = dict.fromkeys(("killed", "covered", "invalid", "survived"), 0)
    for check in harness.checks():
        if check.engine not in ENGINES or (wanted and check.id not in wanted):
            continue
        name = digest(check)
        if name not in known:
            made = result_of(check, jobs=jobs)
            known[name] = {"digest": name, "check": check.id, "killed": made.killed,
                           "covered": made.covered,
                           "invalid": made.invalid, "survivors": made.survivors}  # fmt: skip
            _keep(known[name])
        row = known[name]
        for survivor in row["survivors"]:
            print(f"survived {check.id} {survivor}")
        print(f"{check.id}: {row['killed']} killed, {len(row['survivors'])} survived", flush=True)
        sums["killed"] += row["killed"]
        sums["covered"] += row["covered"]
        sums["invalid"] += row["invalid"]
        sums["survived"] += len(row["survivors"])
    print(", ".join(f"{number} {word}" for word, number in sums.items()))


if __name__ == "__main__":
    main()

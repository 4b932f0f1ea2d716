"""Asks for the flows through an application's PHP, adds what they show and takes out what not.

What a run followed to its end is known better than semgrep can: a sink that no run could harm
is no finding. What was given up is left to semgrep.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any

import re2

from vetting.engines.base import Bench
from vetting.engines.semgrep.findings import CALLER, UNSURE, source_of
from vetting.engines.semgrep.flow.carried import carried
from vetting.engines.semgrep.flow.memory import Memory
from vetting.engines.semgrep.flow.within import is_within
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.rules import Rule
from vetting.engines.semgrep.targets import Plan, Target
from vetting.model.outcome import Failed, Reason
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

WORKER = "vetting.engines.semgrep.flow.worker"
LANGUAGE = "php"
TEMPLATES = ("blade", "twig")
"""Kinds of files that are run as the PHP that they stand for."""
TOOL = "php flows"
WORTH_PARTS = 100
"""Below so many files one process does it: each reads the names of all files first."""
ROWS_KEPT = 64
"""Files whose lines are kept at a time: matches of one file come one after another."""
_Answer = Mapping[str, Any]
_Sink = tuple[str, str, tuple[int, ...]]
"""The language that it reads, its file, and its place there."""
_ByPath = Mapping[str, Sequence[tuple[str, tuple[int, ...]]]]
"""Sinks by their file, which is left out of them."""
_Read = tuple[str, tuple[int, ...]]
"""A file, and the place in it where a part of the request is read."""
_ASKED = ("page", "header", "rewritten")
"""Kinds of what comes with the request."""
_LESSER = ("path-prefixed", "address-part", "function-part")
"""Places behind a fixed beginning, where little can be chosen."""
_CLEANED_FOR = {"html", "sql"}
"""What an application cleans whole requests for: of semgrep's matches nobody saw in what they stand."""
_READ = re.compile(r"\$(_\w+)(?:\s*\[\s*['\"](\w+))?")
_PART = re.compile(rb"\$_(?:GET|POST|REQUEST|COOKIE|SERVER)\s*\[\s*['\"]?(\w+)")


class Flows:
    """The flows of one application, asked for once."""

    def __init__(self, tree: Tree, bench: Bench) -> None:
        self._tree = tree
        self.made = Plan(tuple(
            Target(str(tree.path(path)), path, LANGUAGE)
            for path in bench.facts.files(languages=(LANGUAGE,), kinds=TEMPLATES)
        ))  # fmt: skip
        self._printed = {target.path: target.printed for target in self.made.targets}
        self._rewritten: set[str] = set()
        self._rows = lru_cache(ROWS_KEPT)(self._read)
        self._answer = self._asked(tree, bench) if self.made.targets else []

    def _read(self, path: str) -> list[bytes]:
        return self._tree.path(path).read_bytes().split(b"\n")

    def _asked(self, tree: Tree, bench: Bench) -> list[_Answer] | Failed:
        """The answer of each file, in the order of the paths."""
        paths = sorted(self._printed)
        memory = Memory(bench.kept, tree)
        known, names = memory.known(paths)
        rest = [path for path in paths if path not in known]
        parts = max(1, bench.jobs) if len(rest) >= WORTH_PARTS else 1

        def one(number: int) -> Any:
            order = {
                "root": str(tree.root), "paths": paths, "names": names,
                "files": rest[number::parts], "kept": sorted(known)[number::parts],
            }  # fmt: skip
            job = worker_job(WORKER, order, read_only=(tree.root,), limits=bench.limits)
            return parsed(TOOL, bench.sandbox.run(job))

        with ThreadPoolExecutor(parts) as pool:
            answers = list(pool.map(one, range(parts)))
        found: dict[str, _Answer] = dict(known)
        for got in answers:
            if isinstance(got, Failed):
                return got
            if not got["canary"]:
                return Failed(Reason.CANARY_MISSED, TOOL, LANGUAGE)
            found.update(got["files"])
            self._rewritten.update(got["rewritten"])
            memory.keep(got["files"], got["names"])
        return [found[path] for path in paths]

    def found(self, rules: Iterable[Rule]) -> Read | Failed:
        """What the rules of flow report, in the shape of semgrep's matches."""
        if isinstance(self._answer, Failed):
            return self._answer
        hits: dict[tuple[Any, ...], _Answer] = {}
        followed = [hit for one in self._answer for hit in one["hits"]]
        for hit in [*sorted(followed, key=lambda one: one["posted"]), *carried(self._answer)]:
            hits.setdefault(_key(hit), hit)
        matches = [
            self._match(rule, hit)
            for rule in rules
            for hit in hits.values()
            if rule.flow is not None
            and rule.flow.reports(hit)
            and not self._is_checked(rule.flow.unless, hit)
        ]
        return Read(matches, scanned=set(self._printed.values()))

    def _is_checked(self, unless: str, hit: Mapping[str, Any]) -> bool:
        """Whether a file that the flow passes, its path or its text, holds what makes it none."""
        paths = {hit["path"], hit["source"][0], *(call[0] for call in hit["calls"])}
        return bool(unless) and any(
            re2.search(unless.encode(), path.encode() + b"\n" + self._tree.path(path).read_bytes())
            for path in sorted(paths)
        )

    def take_out_safe(
        self, done: Iterable[tuple[Plan, Read | Failed]], languages: Mapping[str, Sequence[str]]
    ) -> None:
        """Remove semgrep's matches at sinks, and of sources, that the run knows better.

        `languages` has, by rule id, the languages that its sinks read.
        """
        if isinstance(self._answer, Failed):
            return
        known, unsure = _by_path(settled(self._answer)), _by_path(doubted(self._answer))
        unmet = _by_path(unmet_by(self._answer))
        read = {(path, tuple(at[:2])) for one in self._answer for path, at, _ in one["asked"]}
        missed = {
            path: [tuple(at) for at in one["unreached"]]
            for path, one in zip(sorted(self._printed), self._answer, strict=True)
        }
        clean = cleaned(self._answer)
        for plan, got in done:
            if isinstance(got, Read):
                got.matches[:] = [
                    match for match in got.matches
                    if not _is_at(match, plan, known, languages)
                    and not ("html" in languages.get(match["check_id"], ())
                             and self._is_cleaned(match, plan, clean))
                ]  # fmt: skip
                for match in got.matches:
                    about = languages.get(match["check_id"], ())
                    match["extra"][UNSURE] = bool(about) and bool(
                        _is_at(match, plan, unsure, languages)
                        or _lies_in(match, plan, missed)
                        or (_is_at(match, plan, unmet, languages) and _source(match, plan) in read)
                        or (_CLEANED_FOR & {*about} and self._is_rewritten(match, plan))
                    )

    def _is_rewritten(self, match: Mapping[str, Any], plan: Plan) -> bool:
        """Whether its source is a part of the request that some file of the application cleans."""
        source = _source(match, plan)
        if source is None or not source[0]:
            return False
        path, (line, column) = source
        rows = self._rows(path)
        # Where lines end otherwise than in most files, there are fewer of them than semgrep counts.
        row = rows[min(line, len(rows) - 1)]
        read = _READ.match(row.decode("utf-8", "replace")[column:])
        if read is None:
            return False
        return not {read[1], f"{read[1]}.{read[2]}"}.isdisjoint(self._rewritten)

    def _is_cleaned(self, match: Mapping[str, Any], plan: Plan, clean: set[_Read]) -> bool:
        """Whether a page shows one part of the request only, one that was cleaned before."""
        source, path = _source(match, plan), plan.origin.get(match["path"], "")
        if source is None or source[0] != path or source not in clean:
            return False
        shown = b"\n".join(self._rows(path)[match["start"]["line"] - 1 : match["end"]["line"]])
        return len(set(_PART.findall(shown))) <= 1

    def _match(self, rule: Rule, hit: Mapping[str, Any]) -> Mapping[str, Any]:
        source, at = hit["source"]
        return {
            "check_id": rule.id,
            **self._location(hit["path"], hit["at"]),
            "extra": {"dataflow_trace": {
                "taint_source": ["CliLoc", [self._location(source, at), ""]],
                "intermediate_vars": [
                    {"location": self._location(path, place), "content": name,
                     CALLER: number < hit["callers"]}
                    for number, (path, place, name) in enumerate(hit["calls"])
                ],
            }},
        }  # fmt: skip

    def _location(self, path: str, at: Sequence[int]) -> dict[str, Any]:
        return {
            "path": self._printed[path],
            "start": {"line": at[0] + 1, "col": at[1] + 1},
            "end": {"line": at[2] + 1, "col": at[3] + 1},
        }


def settled(answers: Iterable[_Answer]) -> set[_Sink]:
    """The sinks that no run could harm, or only what is not, or not as it was, the request's.

    What the application may have cleaned, what it escaped for another place, what it had kept and
    what stands behind a fixed beginning a rule of flow tells of itself, with less confidence than
    semgrep would.
    """
    answers = list(answers)
    hits = [hit for one in answers for hit in one["hits"]]
    safe, kept = (
        {(language, path, tuple(at)) for one in answers for language, path, at in one[key]}
        for key in ("safe", "kept")
    )
    asked = [hit for hit in hits if hit["kind"] in _ASKED]
    harmed = {_sink(hit) for hit in asked}
    surely = {
        _sink(hit)
        for hit in asked
        if hit["kind"] != "rewritten" and not hit["filtered"] and hit["place"] not in _LESSER
    }
    return ((safe | kept) - harmed) | (harmed - surely)


def doubted(answers: Iterable[_Answer]) -> set[_Sink]:
    """The sinks that the request reached only through calls and checks that no run understood.

    Or where what is seen of it is harmless, and only what is not known is not.
    """
    answers = list(answers)
    surely = {_sink(hit) for one in answers for hit in one["hits"] if hit["kind"] in _ASKED}
    return {
        (language, path, tuple(at)) for one in answers for language, path, at in one["doubted"]
    } - (surely | settled(answers))


def unmet_by(answers: Iterable[_Answer]) -> set[_Sink]:
    """The sinks that something unknown reached, and nothing that was seen to be the request's."""
    return {(language, path, tuple(at)) for one in answers for language, path, at in one["open"]}


def cleaned(answers: Iterable[_Answer]) -> set[_Read]:
    """Where a part of the request is read that was cleaned before, whichever way led there."""
    asked = [
        (path, tuple(at[:2]), is_clean) for one in answers for path, at, is_clean in one["asked"]
    ]
    raw = {(path, at) for path, at, is_clean in asked if not is_clean}
    return {(path, at) for path, at, _ in asked} - raw


def _sink(hit: Mapping[str, Any]) -> _Sink:
    return hit["language"], hit["path"], tuple(hit["at"])


def _key(hit: Mapping[str, Any]) -> tuple[Any, ...]:
    return (hit["language"], hit["path"], tuple(hit["at"]), hit["kind"], bool(hit["filtered"]))


def _by_path(sinks: Iterable[_Sink]) -> _ByPath:
    found: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
    for language, path, at in sinks:
        found.setdefault(path, []).append((language, at))
    return found


def _source(match: Mapping[str, Any], plan: Plan) -> tuple[str, tuple[int, ...]] | None:
    """Where a match says that its value comes in."""
    said = source_of(match)
    if not said:
        return None
    return plan.origin.get(said["path"], ""), (said["start"]["line"] - 1, said["start"]["col"] - 1)


def _lies_in(
    match: Mapping[str, Any], plan: Plan, places: Mapping[str, Sequence[tuple[int, ...]]]
) -> bool:
    path = plan.origin.get(match["path"], "")
    return any(is_within(_at(match), at) for at in places.get(path, ()))


def _at(match: Mapping[str, Any]) -> tuple[int, ...]:
    start, end = match["start"], match["end"]
    return start["line"] - 1, start["col"] - 1, end["line"] - 1, end["col"] - 1


def _is_at(
    match: Mapping[str, Any], plan: Plan, sinks: _ByPath, languages: Mapping[str, Sequence[str]]
) -> bool:
    """Whether a match lies in one of these sinks, of a language that its rule is about."""
    here = _at(match)
    about = languages.get(match["check_id"], ())
    return any(
        language in about and is_within(here, at)
        for language, at in sinks.get(plan.origin.get(match["path"], ""), ())
    )

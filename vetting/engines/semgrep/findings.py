"""Matches of semgrep to findings."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import re2

from vetting.engines.excerpts import Source, clip, mask
from vetting.engines.owners import TEST, owners_of
from vetting.engines.semgrep.rules import Rule
from vetting.engines.semgrep.targets import Plan
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.model.tree import Tree

_SOURCE = Text("Data dari luar masuk di sini.", "Data from outside comes in here.")
# `(int) isset($_POST['x']) ? $_POST['x'] : 0`: what is cast is the answer of isset().
_CAST_OF_ISSET = re.compile(
    r"(?i)\((?:int|integer|float|double)\)\s*isset\s*\(\s*(\$\w+\[[^\[\]]{1,60}\])\s*\)\s*\?"
)
_NOT_CAST = Text(
    "{text} `(int)` di sini hanya berlaku bagi `isset(...)`, bukan bagi nilainya; tulis `(int) ({of} ?? 0)`.",
    "{text} The cast applies only to `isset(...)`, not to the value; write `(int) ({of} ?? 0)`.",
)
_VIA = Text("Diteruskan lewat {name}.", "Passed on through {name}.")
_CALLED = Text("{name} dipanggil dari sini.", "{name} is called from here.")
_SINK = Text("Dipakai di sini.", "Used here.")
_THEIRS = Text(
    "{text} Kode ini milik pihak ketiga: perbarui atau ganti pustakanya.",
    "{text} This code is a third party's: update or replace the library.",
)
_TRIED = Text(
    "{text} Berkas ini kode uji: pastikan tidak ikut dipasang di server.",
    "{text} This file is test code: make sure that it is not installed on the server.",
)
ALSO = Text("Juga di baris ini.", "On this line, too.")
"""What is told of the further lines of a finding that stands for several."""
_TOGETHER = Text(
    "{text} Di berkas ini ada {count} baris seperti itu.",
    "{text} There are {count} such lines in this file.",
)
MAX_STEPS = 12
CALLER = "caller"
"""What a call says in its flow that leads to where the data comes in, and passes nothing on."""
UNSURE = "unsure"
"""What a match says in its `extra` where its source may be clean by then."""
LESS = "less"
"""What it says there where something makes it less sure: texts that go on from `{text}`."""

MORE = "more"
"""What it says there that is told, too."""


def lessen(match: Mapping[str, Any], why: Text) -> None:
    """Make a match less sure, and its message say why, from `{text}` on."""
    match["extra"].setdefault(LESS, []).append(why)


def add(match: Mapping[str, Any], more: Text) -> None:
    """Make a match's message go on, from `{text}`, without making it less sure."""
    match["extra"].setdefault(MORE, []).append(more)


def judged(check: Check, rule: Rule, *, is_theirs: bool, is_test: bool) -> tuple[Text, Confidence]:
    """What is said of a match in the application's own file or in another's, and how surely.

    Whether the application uses that part of somebody else's package is not known, and test code
    is for no visitor. What would hand over the server or its data is told surely wherever it
    stands, or code could hide there.
    """
    if not (is_theirs or is_test):
        return rule.message, rule.confidence
    most = Confidence.LOW if is_test else Confidence.MEDIUM
    is_worst = (rule.severity or check.severity) is Severity.CRITICAL
    confidence = rule.confidence if is_worst else min(rule.confidence, most)
    said = _TRIED if is_test else _THEIRS
    return said.format(text=rule.message), confidence


def _source_of(check: Check) -> Text:
    """What is said of the place where a value comes from, by the check or as of a request's."""
    said = check.settings.get("source")
    return Text(str(said["id"]), str(said["en"])) if said else _SOURCE


class Writer:
    """Makes findings for the files of one tree; reads each file once in a while."""

    def __init__(self, tree: Tree, made: Plan) -> None:
        self._tree = tree
        self._made = made
        self._owners = owners_of(tree)
        self._source = lru_cache(maxsize=64)(self._read)
        self._rows = lru_cache(maxsize=8)(self._read_rows)

    def _read(self, path: str) -> Source:
        return Source(self._tree.path(path))

    def _read_rows(self, path: str) -> list[bytes]:
        return self._tree.path(path).read_bytes().split(b"\n")

    def finding(self, check: Check, rule: Rule, match: Mapping[str, Any]) -> Finding:
        """The finding that a match of one of the check's rules stands for."""
        place = self._place(match["path"], match["start"]["line"], match["end"]["line"])
        source = self._source(place.path)
        line = source.line(place.line, secret=rule.secret)
        is_theirs = self._owners.is_theirs(place.path)
        is_test = self._owners.role(place.path) == TEST
        message, confidence = judged(check, rule, is_theirs=is_theirs, is_test=is_test)
        less = [*match["extra"].get(LESS, ())]
        if not is_test:
            less.extend(self._matters_less(rule, place))
        if less or match["extra"].get(UNSURE):
            confidence = min(confidence, Confidence.MEDIUM)
        for why in (*match["extra"].get(MORE, ()), *less):
            message = why.format(text=message)
        return check.finding(
            rule.name,
            place,
            anchor=line,
            message=message,
            severity=rule.severity,
            confidence=confidence,
            evidence=clip(line),
            excerpt=source.excerpt(place.line, place.end_line, secret=rule.secret),
            steps=() if rule.secret else tuple(self._steps(check, rule, match)),
            fix=rule.fix,
            cwe=rule.cwe,
            references=rule.references,
            tool="semgrep",
        )

    def _matters_less(self, rule: Rule, place: Place) -> Iterable[Text]:
        """Why the match matters less there, as far as the rule says so."""
        if not rule.unsure_where:
            return
        rows = self._rows(place.path)
        file = b"\n".join([place.path.encode(), *rows])
        line = b"\n".join(rows[place.line - 1 : max(place.line, place.end_line)])
        for doubt in rule.unsure_where:
            if doubt.fits(file, line):
                yield doubt.because

    def _place(self, printed: str, line: int, end: int = 0) -> Place:
        return Place(self._made.origin[printed], line, end if end > line else 0)

    def _steps(self, check: Check, rule: Rule, match: Mapping[str, Any]) -> Iterable[Step]:
        trace = match["extra"].get("dataflow_trace") or {}
        source = location(trace.get("taint_source")) or self._taken(rule, match)
        if not source:
            return
        passed = trace.get("intermediate_vars", ())[: MAX_STEPS - 2]
        seen = {(source["path"], source["start"]["line"])}
        yield from self._calls([one for one in passed if one.get(CALLER)], _CALLED, seen)
        yield self._begin(check, source)
        yield from self._calls([one for one in passed if not one.get(CALLER)], _VIA, seen)
        yield self._step(match, _SINK)

    def _begin(self, check: Check, source: Mapping[str, Any]) -> Step:
        first = self._step(source, _source_of(check))
        cast = _CAST_OF_ISSET.search(self._source(first.place.path).line(first.place.line))
        return replace(first, note=_NOT_CAST.format(text=first.note, of=cast[1])) if cast else first

    def _calls(
        self, calls: Iterable[Mapping[str, Any]], note: Text, seen: set[tuple[str, int]]
    ) -> Iterable[Step]:
        """A step for each call, one for each line."""
        for var in calls:
            line = var["location"]["start"]["line"]
            name = clip(mask(str(var.get("content", ""))).strip(), 40)
            at = (var["location"]["path"], line)
            if at in seen or not name.isprintable() or not any(c.isalnum() for c in name):
                continue
            seen.add(at)
            yield self._step(var["location"], note.format(name=name))

    def _taken(self, rule: Rule, match: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The nearest line above on which the variable that a rule is about was given the request."""
        name = match["extra"].get("metavars", {}).get("$Q", {}).get("abstract_content", "")
        if not rule.taken or not name:
            return None
        source = self._source(self._made.origin[match["path"]])
        given = re2.compile(rf"^\s*{re.escape(name)}\s*=([^=>].*)$")
        taken = re2.compile(rule.taken)
        for line in range(match["start"]["line"], 0, -1):
            found = given.match(source.raw(line))
            if found and taken.search(found.group(1)):
                return {"path": match["path"], "start": {"line": line}}
        return None

    def _step(self, place: Mapping[str, Any], note: Text) -> Step:
        return Step(self._place(place["path"], place["start"]["line"]), note)


def location(call: Any) -> Mapping[str, Any] | None:
    """The innermost location of semgrep's nested `CliLoc`/`CliCall`."""
    while isinstance(call, list) and len(call) == 2:
        if call[0] == "CliLoc":
            found: Mapping[str, Any] = call[1][0]
            return found
        call = call[1][2]
    return None


def source_of(match: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Where a flow begins; None of a match that is none."""
    return location((match["extra"].get("dataflow_trace") or {}).get("taint_source"))


def one_per_line(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The surest finding of each line: rules of one check often see the same fault."""
    best: dict[tuple[str, int], Finding] = {}
    for finding in sorted(findings, key=lambda f: (-f.confidence, -f.severity, f.rule, f.place)):
        best.setdefault((finding.place.path, finding.place.line), finding)
    return tuple(best.values())


def told_where_made(findings: Iterable[Finding], rules: Collection[str]) -> tuple[Finding, ...]:
    """The findings, without those of these rules whose source's own line is a finding already."""
    all_of_them = tuple(findings)
    told = {(one.place.path, one.place.line) for one in all_of_them}

    def is_told(one: Finding) -> bool:
        source = one.steps[0].place if one.steps else one.place
        at = (source.path, source.line)
        return one.rule in rules and at != (one.place.path, one.place.line) and at in told

    return tuple(one for one in all_of_them if not is_told(one))


def told_together(findings: Iterable[Finding], rules: Collection[str]) -> tuple[Finding, ...]:
    """The findings, with those of each of these rules in one file as one: its first line's.

    The further lines are its steps.
    """
    groups: dict[tuple[object, ...], list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.place):
        path, line = finding.place.path, finding.place.line
        alone = line if finding.rule not in rules else 0
        groups.setdefault((finding.rule, path, finding.confidence, alone), []).append(finding)
    return tuple(_together(of) if len(of) > 1 else of[0] for of in groups.values())


def _together(findings: list[Finding]) -> Finding:
    first, *more = findings
    return replace(
        first,
        message=_TOGETHER.format(text=first.message, count=len(findings)),
        steps=tuple(Step(one.place, ALSO) for one in more),
    )

"""From the worker's hits to findings: how bad and how sure, by where a value stands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vetting.engines.owners import COPIED, Owners, role
from vetting.engines.rules import Rule
from vetting.engines.secrets.matching import decoded
from vetting.engines.secrets.values import Nature
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text
from vetting.model.tree import Tree

MOST_STEPS = 200
MAX_BYTES = 16 * 1024 * 1024
"""Values in larger files are not compared: rows of data."""
_SECRET = Text(
    "Nilai yang tampak seperti rahasia ({rule}) tertulis di kode",
    "What looks like a secret ({rule}) is written in the code",
)
_SWEPT = {
    Nature.ID: Text(
        "Pengenal ({rule}) tertulis di kode; pastikan bukan kunci yang membuka sesuatu",
        "An identifier ({rule}) is written in the code; make sure that it opens nothing",
    ),
    Nature.WORD: Text(
        "Kata yang dipakai sebagai rahasia ({rule}) tertulis di kode",
        "A word that is used as a secret ({rule}) is written in the code",
    ),
    Nature.LIKELY: _SECRET,
    Nature.SURE: _SECRET,
}
SAME = Text("Nilai yang sama tertulis di sini juga.", "The same value is written here, too.")
_ELSEWHERE = Text(
    "{text} Nilai yang sama sudah dilaporkan di {path}:{line}.",
    "{text} The same value is told at {path}:{line} already.",
)
_ALSO = Text("baris lain yang sejenis", "another line of the kind")
_ROLES = {
    "third-party": Text("dalam pustaka pihak ketiga", "in a third-party library"),
    "test": Text("dalam berkas uji", "in a test"),
    "docs": Text("dalam dokumentasi", "in documentation"),
    "sample": Text("dalam berkas contoh", "in a sample file"),
    COPIED: Text("dalam pustaka yang disalin", "in a copied library"),
}


def judged(rule: Rule, where: str) -> tuple[Severity, Confidence]:
    """Severity and confidence of a rule's hit in a file of that role.

    A token in a test or a sample may well be live, so a reviewer is asked; a password there
    is nearly always made up, and what stands in somebody else's package is theirs. Into a copied
    library the application may have written its own.
    """
    if not where:
        return rule.severity, rule.confidence
    is_made_up = rule.plain["value"] == "password" and where != COPIED
    if where == "third-party" or is_made_up:
        return min(rule.severity, Severity.LOW), Confidence.LOW
    return min(rule.severity, Severity.MEDIUM), min(rule.confidence, Confidence.MEDIUM)


def _message(text: Text, where: str) -> Text:
    said = _ROLES.get(where)
    if said is None:
        return Text(f"{text.id}.", f"{text.en}.")
    return Text(f"{text.id}, {said.id}.", f"{text.en}, {said.en}.")


class Values:
    """The secrets themselves, read again where they stand: to be compared, and never kept."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._lines = lru_cache(maxsize=32)(self._read)

    def at(self, path: str, line: int, column: int, length: int) -> str:
        """What stands there; "" where nothing does, or the file is too large."""
        lines = self._lines(path) if line else []
        return lines[line - 1][column : column + length] if 0 < line <= len(lines) else ""

    def _read(self, path: str) -> list[str]:
        if self._tree.manifest.sizes[path] > MAX_BYTES:
            return []
        return decoded(self._tree.path(path).read_bytes()).split("\n")


def _once(found: Iterable[tuple[str, Finding]]) -> list[Finding]:
    """The findings, with those of one rule and value as one: the surest, the others as its steps."""
    groups: dict[tuple[str, str | int], list[Finding]] = {}
    for number, (value, finding) in enumerate(found):
        groups.setdefault((finding.rule, value or number), []).append(finding)
    return [_merged(of) for of in groups.values()]


def _merged(findings: list[Finding]) -> Finding:
    first, *more = sorted(findings, key=lambda one: (-one.confidence, -one.severity, one.place))
    steps = tuple(Step(one.place, SAME) for one in more[:MOST_STEPS])
    return replace(first, steps=first.steps + steps) if more else first


def of_rules(
    rules: Mapping[str, Rule],
    check: Check,
    rows: Sequence[Mapping[str, Any]],
    owners: Owners,
    values: Values,
) -> list[Finding]:
    """The findings of a check's own rules, a value of each told once."""
    return _once(_of_rules(rules, check, rows, owners, values))


def _of_rules(
    rules: Mapping[str, Rule],
    check: Check,
    rows: Sequence[Mapping[str, Any]],
    owners: Owners,
    values: Values,
) -> Iterator[tuple[str, Finding]]:
    for row in rows:
        for key, line, evidence, at in row["hits"]:
            rule = rules[key]
            where = owners.role(row["path"])
            if rule.check.id != check.id or where in rule.plain["not-in"]:
                continue
            severity, confidence = judged(rule, where)
            # A word that is used twice is two keys to be changed.
            is_word = rule.plain["value"] == "guessable"
            yield (
                "" if is_word else values.at(row["path"], *at),
                check.finding(
                    rule.id,
                    Place(row["path"], line),
                    anchor=f"{rule.id} {evidence}",
                    message=_message(rule.text, where),
                    severity=severity,
                    confidence=confidence,
                    evidence=evidence,
                    fix=rule.fix,
                ),
            )


def places_of(rows: Iterable[Mapping[str, Any]], values: Values) -> dict[str, Place]:
    """Where each value that a rule of ours found stands first."""
    found: dict[str, Place] = {}
    for row in rows:
        for _, line, _, at in row.get("hits", ()):
            found.setdefault(values.at(row["path"], *at), Place(row["path"], line))
    found.pop("", None)
    return found


def of_sweep(
    check: Check,
    swept: Sequence[Sequence[Any]],
    covered: set[tuple[str, int]],
    known: Mapping[str, Place],
    owners: Owners,
    values: Values,
) -> list[Finding]:
    """CredSweeper's findings on lines where no rule of ours has found anything.

    A value that is `known` from another line is told there, and here of medium confidence.

    Words and ids are told once for a file and kind, with their further lines as steps: there
    may be many, and none of them blocks. Ids of third parties' code are not told. Any other value
    is told once.
    """
    found = _of_sweep(check, swept, covered, owners, values)
    return _once((value, _told_at(one, known.get(value))) for value, one in found)


def _told_at(finding: Finding, place: Place | None) -> Finding:
    if place is None:
        return finding
    message = _ELSEWHERE.format(text=finding.message, path=place.path, line=place.line)
    confidence = min(finding.confidence, Confidence.MEDIUM)
    return replace(finding, confidence=confidence, message=message)


def _of_sweep(
    check: Check,
    swept: Sequence[Sequence[Any]],
    covered: set[tuple[str, int]],
    owners: Owners,
    values: Values,
) -> Iterator[tuple[str, Finding]]:
    kinds: dict[tuple[str, Nature, str], list[tuple[int, str, str]]] = {}
    for path, line, name, evidence, nature, at in swept:
        if (path, line) in covered or (nature == Nature.ID and role(path) == "third-party"):
            continue
        value = values.at(path, *at) if nature in (Nature.LIKELY, Nature.SURE) else ""
        kinds.setdefault((path, Nature(nature), name), []).append((line, evidence, value))
    for (path, nature, name), lines in kinds.items():
        told = [lines] if nature in (Nature.WORD, Nature.ID) else [[one] for one in lines]
        for some in told:
            yield some[0][2], _swept(check, path, owners.role(path), nature, name, some)


def _swept(
    check: Check,
    path: str,
    where: str,
    nature: Nature,
    name: str,
    lines: Sequence[tuple[int, str, str]],
) -> Finding:
    (line, evidence, _), *more = lines
    severity, confidence = _weight(check, nature, where)
    text = _SWEPT[nature].format(rule=name)
    if more:
        text = Text(f"{text.id}, pada {len(lines)} baris", f"{text.en}, on {len(lines)} lines")
    return check.finding(
        "credsweeper",
        Place(path, line),
        anchor=f"credsweeper {name} {evidence}{f' {len(lines)}' if more else ''}",
        message=_message(text, where),
        severity=severity,
        confidence=confidence,
        evidence=evidence,
        tool="credsweeper",
        steps=tuple(Step(Place(path, number), _ALSO) for number, *_ in more[:MOST_STEPS]),
    )


def _weight(check: Check, nature: Nature, where: str) -> tuple[Severity, Confidence]:
    if nature is Nature.ID:
        return Severity.INFO, Confidence.LOW
    if nature is Nature.WORD or where in ("third-party", "docs", "test"):
        return Severity.LOW, Confidence.LOW
    if nature is Nature.SURE and not where:
        return check.severity, Confidence.HIGH
    return min(check.severity, Severity.MEDIUM), Confidence.MEDIUM

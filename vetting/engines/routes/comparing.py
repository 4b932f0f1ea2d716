"""Contract against code: what only one of them has, and what they say differently. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from vetting.engines.routes import mending
from vetting.engines.routes.contract import Promise
from vetting.engines.routes.matching import Found, Matched, Pair, matched
from vetting.engines.routes.route import UNSURE, Route, joined
from vetting.engines.routes.survey import Survey
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same

RELATED = 0.3
"""Below this share of a contract's operations found in the code, the two are not compared:
routes that are put together at run time would all look absent."""
_DECLARING = ("fastapi", "spring", "nestjs")
"""Frameworks whose declarations name the query parameters that an operation takes."""


# What only counts requests asks nobody who comes, whatever it is named after: `authThrottle`.
_PACES = re.compile(r"throttl|rate_?limit|limiter", re.IGNORECASE)
_READ_ONLY = re.compile(r"read_?only", re.IGNORECASE)


def text_of(check: Check, key: str) -> Text:
    """A text of the check's `messages`."""
    said = check.settings["messages"][key]
    return Text(str(said["id"]), str(said["en"]))


def contract_matches(check: Check, survey: Survey) -> list[Finding] | Text:
    """Differences between the contracts that could be read and the routes of the code."""
    promises = [p for found in survey.contracts.values() for p in found or ()]
    if not promises or not survey.api:
        return text_of(check, "nothing-to-compare")
    result = _all(survey)
    if result.kept < RELATED * len(result.pairs):
        return [_unrelated(check, result, sorted(survey.contracts)[0])]
    words = Words.of(check)
    base = _base(promises)
    findings = [_undocumented(check, found, base) for found in _worth(check, result.unpromised)]
    promised: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in promises:
        promised[one.file, one.path].add(one.method)
    for pair in result.pairs:
        at = (pair.promise.file, pair.promise.path)
        findings += _pair(check, pair, words) if pair.same else [_absent(check, pair, promised[at])]
    return _once(findings)


def _all(survey: Survey) -> Matched:
    """Each contract with its own prefix; a route is known once any contract has it."""
    pairs: list[Pair] = []
    rest: set[Found] = set(survey.routes)
    for found in survey.contracts.values():
        if found:
            one = matched(found, survey.routes)
            pairs += one.pairs
            rest &= set(one.unpromised)
    return Matched(tuple(pairs), tuple(sorted(rest, key=lambda f: (f[0], f[1].line, f[1]))))


def _worth(check: Check, routes: Iterable[Found]) -> Iterator[Found]:
    """Routes for machines that a contract has to list: no documentation pages, no probes."""
    neutral = re.compile(str(check.settings["not-for-contracts"]), re.IGNORECASE | re.VERBOSE)
    for path, route in routes:
        wanted = route.is_api and route.method not in ("options", "head")
        if wanted and not neutral.search(route.path):
            yield path, route


def _shown(route: Route) -> str:
    return f"{route.method.upper()} {route.path}"


def _base(promises: Sequence[Promise]) -> str:
    """The path of the contracts' server, where it is one; else a slash."""
    bases = {one.whole.removesuffix(joined(one.path)) for one in promises}
    return bases.pop() or "/" if len(bases) == 1 else "/"


def _undocumented(check: Check, found: Found, base: str) -> Finding:
    path, route = found
    unsure = route.floating or route.method == "any"
    return check.finding(
        "undocumented",
        Place(path, route.line),
        anchor=_shown(route),
        message=text_of(check, "undocumented"),
        confidence=Confidence.LOW if unsure else Confidence.MEDIUM,
        evidence=_shown(route),
        fix=_with(check, "add", mending.added(route, base)),
    )


def _with(check: Check, key: str, fragment: Text | None) -> Text | None:
    """A text of the check, and the fragment after it."""
    if fragment is None:
        return None
    said = text_of(check, key)
    return Text(f"{said.id}. {fragment.id}", f"{said.en}. {fragment.en}")


def _pair(check: Check, pair: Pair, words: "Words") -> Iterator[Finding]:
    """What one operation of the contract and its routes say differently."""
    yield from _parameters(check, pair)
    yield from _protection(check, pair, words)


def _absent(check: Check, pair: Pair, promised: set[str]) -> Finding:
    """An operation without a route, where the contract promises these methods at its path."""
    promise = pair.promise
    rule = "method" if pair.others else "phantom"
    methods = {route.method for _path, route in pair.others}
    has = ", ".join(sorted(method.upper() for method in methods))
    steps = tuple(Step(Place(p, r.line), same(_shown(r))) for p, r in pair.others[:5])
    return check.finding(
        rule,
        Place(promise.file, promise.line),
        anchor=f"{promise.method} {promise.path}",
        message=text_of(check, rule).format(method=promise.method.upper(), found=has),
        severity=Severity.LOW,
        confidence=Confidence.MEDIUM if pair.others else Confidence.LOW,
        evidence=f"{promise.method.upper()} {promise.path}",
        steps=steps,
        fix=mending.served(promise, methods, promised)
        if pair.others
        else _with(check, "serve-or-remove", mending.removed(promise)),
    )


def _parameters(check: Check, pair: Pair) -> Iterator[Finding]:
    """Query parameters that only one side has, where the code names all that it takes."""
    promise = pair.promise
    for path, route in pair.same:
        if route.framework not in _DECLARING or "*" in route.queries or route.floating:
            continue
        new = [name for name in route.queries if name not in promise.queries]
        gone = [name for name in promise.needed if name not in route.queries]
        for rule, names in (("parameter-undocumented", new), ("parameter-phantom", gone)):
            if names:
                yield check.finding(
                    rule,
                    Place(path, route.line),
                    anchor=f"{_shown(route)} {rule}",
                    message=text_of(check, rule).format(names=", ".join(names)),
                    severity=Severity.LOW,
                    confidence=Confidence.MEDIUM,
                    evidence=_shown(route),
                    steps=(_step(promise),),
                    fix=mending.queries(promise, names)
                    if rule == "parameter-undocumented"
                    else mending.unneeded(promise, names),
                )


def _step(promise: Promise) -> Step:
    shown = f"{promise.method.upper()} {promise.path}"
    return Step(Place(promise.file, promise.line), same(shown))


@dataclass(frozen=True)
class Words:
    """How the check tells what guards from what does not."""

    guards: re.Pattern[str]
    harmless: re.Pattern[str]
    open: re.Pattern[str]

    @classmethod
    def of(cls, check: Check) -> "Words":
        given = (check.settings[key] for key in ("guards", "harmless", "open"))
        # Folded lines of YAML hold spaces: they are no part of a pattern.
        return cls(*(re.compile(str(one), re.IGNORECASE | re.VERBOSE) for one in given))

    def protected(self, route: Route) -> bool | None:
        """Whether something stands before a route; None where that is not known."""
        # «Read only for the nameless» stands before everything that writes.
        reads = route.method in ("get", "head", "any")
        if not reads and any(_READ_ONLY.search(one) for one in route.guards):
            return True
        if any(self.open.search(one) for one in route.guards):
            return False if not self._guards(route) else None
        if self._guards(route):
            return True
        asked = [g for g in route.guards if not _PACES.search(g)]
        unknown = [g for g in asked if g == UNSURE or not self.harmless.search(g)]
        return None if unknown or route.floating else False

    def _guards(self, route: Route) -> bool:
        return any(
            self.guards.search(one) and not self.open.search(one) and not _PACES.search(one)
            for one in route.guards
        )


def _protection(check: Check, pair: Pair, words: Words) -> Iterator[Finding]:
    """Protected in the contract and open in the code, or the reverse."""
    promise = pair.promise
    for path, route in pair.same:
        held = words.protected(route)
        if promise.secured is True and held is False:
            yield _differs(check, "unguarded", promise, path, route, Severity.HIGH)
        elif promise.secured is False and held is True:
            yield _differs(check, "guard-unstated", promise, path, route, Severity.LOW)


def _differs(
    check: Check, rule: str, promise: Promise, path: str, route: Route, severity: Severity
) -> Finding:
    return check.finding(
        rule,
        Place(path, route.line),
        anchor=f"{_shown(route)} {rule}",
        message=text_of(check, rule).format(guards=", ".join(route.guards) or "-"),
        severity=severity,
        confidence=Confidence.MEDIUM,
        evidence=_shown(route),
        steps=(_step(promise),),
        fix=mending.guarded(check, promise, route)
        if rule == "unguarded"
        else mending.secured(promise),
    )


def _unrelated(check: Check, result: Matched, name: str) -> Finding:
    return check.finding(
        "unrelated",
        Place(name),
        anchor="unrelated",
        message=text_of(check, "unrelated").format(kept=result.kept, promised=len(result.pairs)),
        severity=Severity.LOW,
        confidence=Confidence.LOW,
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """One finding a place, rule and anchor: contracts may list an operation twice."""
    seen: dict[tuple[object, ...], Finding] = {}
    for one in findings:
        seen.setdefault((one.rule, one.place, one.anchor), one)
    return list(seen.values())

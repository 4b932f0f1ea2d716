"""From what the worker saw to findings: pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vetting.engines.routes.route import Route, template
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.outcome import Failed, Reason
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same
from vetting.model.tree import Tree

NAME = "routes"
_CANARIES = (
    ("canary.js", "get", "/api/kenari/:id"),
    ("canary.php", "get", "/api/v1/kenari/{id}"),
    ("canary.py", "get", "/api/kenari/{id}"),
    ("canary.ts", "get", "/api/kenari/:id"),
)
RELATED = 0.3
"""Below this share of a contract's operations found in the code, the two are not compared:
routes that are put together at run time would all look absent."""


@dataclass(frozen=True)
class Survey:
    """All routes with their file, the contracts' operations (None: broken), and the rest."""

    routes: tuple[tuple[str, Route], ...]
    contracts: Mapping[str, list[tuple[str, str]] | None]
    annotated: tuple[str, ...]
    skipped: Mapping[str, str]

    @cached_property
    def api(self) -> list[tuple[str, Route]]:
        """The routes that machines are to call."""
        return [(path, route) for path, route in self.routes if route.is_api]


def surveyed(answer: Any, tree: Tree, sources: list[str]) -> Survey | Failed:
    """The survey, once the worker proved what it read and found its canaries."""
    digests = {entry.path: entry.sha256 for entry in tree.manifest}
    try:
        if {tuple(row) for row in answer["canaries"]} != set(_CANARIES):
            return Failed(Reason.CANARY_MISSED, NAME, "known routes were not found")
        if any(digests[path] != digest for path, digest in answer["read"].items()):
            return Failed(Reason.TOOL_ERRORS, NAME, "a file read is not that of the manifest")
        if set(answer["read"]) | set(answer["skipped"]) != set(sources):
            return Failed(Reason.TOOL_ERRORS, NAME, "some files were not accounted for")
        routes = [(str(row[0]), Route(*row[1:])) for row in answer["routes"]]
        contracts = {
            name: None if found is None else [(str(m), str(p)) for m, p in found]
            for name, found in answer["contracts"].items()
        }
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        return Failed(Reason.OUTPUT_UNREADABLE, NAME, f"unexpected shape: {error!r}")
    annotated = tuple(sorted(answer["annotated"]))
    routes.sort(key=lambda pair: (pair[0], pair[1].line, pair[1]))
    return Survey(tuple(routes), contracts, annotated, answer["skipped"])


def contract_present(check: Check, survey: Survey) -> list[Finding] | Text:
    """One finding when the code serves an API and no contract is handed in."""
    if survey.contracts:
        return []
    if not survey.api:
        return _text(check, "nothing-to-compare")
    files = sorted({path for path, _route in survey.api})
    path, first = survey.api[0]
    said = "only-in-code" if survey.annotated else "absent"
    texts = check.settings["messages"][said]
    message = Text(str(texts["id"]), str(texts["en"])).format(
        routes=len(survey.api), files=len(files)
    )
    steps = tuple(
        Step(Place(at, route.line), same(f"{route.method.upper()} {route.path}"))
        for at, route in survey.api[:10]
    )
    return [
        check.finding(
            said,
            Place(path, first.line),
            anchor="contract",
            message=message,
            severity=Severity.LOW if survey.annotated else check.severity,
            evidence=f"{first.method.upper()} {first.path}",
            steps=steps,
        )
    ]


def contract_matches(check: Check, survey: Survey) -> list[Finding] | Text:
    """Routes that the contract does not know, and operations that the code does not."""
    promised = {
        (method, path, name)
        for name, found in survey.contracts.items()
        for method, path in found or ()
    }
    if not promised or not survey.api:
        return _text(check, "nothing-to-compare")
    kept = {(m, p, name) for m, p, name in promised if _served(m, p, survey)}
    if len(kept) < RELATED * len(promised):
        return [_unrelated(check, len(kept), len(promised), sorted(survey.contracts)[0])]
    known = [(method, path) for method, path, _name in promised]
    findings = [
        check.finding(
            "undocumented",
            Place(path, route.line),
            anchor=f"{route.method} {route.path}",
            message=_text(check, "undocumented"),
            confidence=Confidence.MEDIUM,
            evidence=f"{route.method.upper()} {route.path}",
        )
        for path, route in survey.api
        if not any(_same(method, template_, route) for method, template_ in known)
    ]
    for method, path, name in sorted(promised - kept):
        findings.append(
            check.finding(
                "phantom",
                Place(name),
                anchor=f"{method} {path}",
                message=_text(check, "phantom"),
                severity=Severity.LOW,
                confidence=Confidence.LOW,
                evidence=f"{method.upper()} {path}",
            )
        )
    return findings


def _unrelated(check: Check, kept: int, promised: int, name: str) -> Finding:
    return check.finding(
        "unrelated",
        Place(name),
        anchor="unrelated",
        message=_text(check, "unrelated").format(kept=kept, promised=promised),
        severity=Severity.LOW,
        confidence=Confidence.LOW,
    )


def _served(method: str, path: str, survey: Survey) -> bool:
    return any(_same(method, path, route) for _at, route in survey.routes)


def _same(method: str, promised: str, route: Route) -> bool:
    """Same method and path, where one may lack a prefix that is added at run time."""
    if route.method not in ("any", method) and {route.method, method} != {"put", "patch"}:
        return False
    coded = template(route.path)
    if coded == promised:
        return True
    longer, shorter = sorted((coded, promised), key=len, reverse=True)
    return shorter.count("/") >= 1 and shorter != "/" and longer.endswith(shorter)


def no_identity(check: Check, survey: Survey) -> list[Finding] | Text:
    """Routes of any kind with an identity number or a secret as a variable of the path."""
    sure = re.compile(str(check.settings["variables"]), re.IGNORECASE)
    perhaps = re.compile(str(check.settings["ambiguous"]), re.IGNORECASE)
    if not survey.routes:
        return _text(check, "nothing-to-compare")
    return [
        check.finding(
            "identity-in-path",
            Place(path, route.line),
            anchor=f"{route.method} {route.path}",
            message=_text(check, "identity-in-path"),
            confidence=Confidence.HIGH if sure.search(route.path) else Confidence.MEDIUM,
            evidence=f"{route.method.upper()} {route.path}",
        )
        for path, route in survey.routes
        if sure.search(route.path) or perhaps.search(route.path)
    ]


def _text(check: Check, key: str) -> Text:
    said = check.settings["messages"][key]
    return Text(str(said["id"]), str(said["en"]))


QUESTIONS: Mapping[str, Callable[[Check, Survey], list[Finding] | Text]] = {
    "contract-present": contract_present,
    "contract-matches-code": contract_matches,
    "no-identity-in-path": no_identity,
}

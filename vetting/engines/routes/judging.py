"""From what the worker saw to findings: pure."""

import re
from collections.abc import Callable, Mapping

from vetting.engines.excerpts import clip, mask, printable
from vetting.engines.routes.comparing import Words, contract_matches, text_of
from vetting.engines.routes.survey import Survey
from vetting.model.check import Check
from vetting.model.finding import Finding, Place, Step
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same


def contract_present(check: Check, survey: Survey) -> list[Finding] | Text:
    """One finding when the code serves an API and no contract is handed in."""
    if survey.contracts:
        return []
    if not survey.api:
        return text_of(check, "nothing-to-compare")
    files = sorted({path for path, _route in survey.api})
    path, first = survey.api[0]
    if _is_graphql(survey):
        return []
    others = {at: one for at, one in survey.others.items() if one.is_contract}
    said = "only-in-code" if survey.generated else "other-format" if others else "absent"
    message = text_of(check, said).format(
        routes=len(survey.api),
        files=len(files),
        tools=", ".join(survey.generated),
        formats=", ".join(sorted({one.kind for one in others.values()})),
    )
    steps = [Step(Place(at), same(tool)) for tool, at in survey.generated.items()]
    steps += [Step(Place(at), same(one.kind)) for at, one in others.items()]
    steps += [
        Step(Place(at, route.line), same(f"{route.method.upper()} {route.path}"))
        for at, route in survey.api[:10]
    ]
    return [
        check.finding(
            said,
            Place(path, first.line),
            anchor="contract",
            message=message,
            severity=check.severity if said == "absent" else Severity.LOW,
            evidence=f"{first.method.upper()} {first.path}",
            steps=tuple(steps),
            fix=_export(check, survey),
        )
    ]


def _is_graphql(survey: Survey) -> bool:
    """Whether all that machines call is GraphQL, whose schema is handed in and its contract."""
    schemas = [o for o in survey.others.values() if o.kind == "GraphQL" and o.is_contract]
    sound = bool(schemas) and not any(one.faults for one in schemas)
    return sound and all("graphql" in route.path.lower() for _path, route in survey.api)


def _export(check: Check, survey: Survey) -> Text | None:
    """How the tool that makes the contract at run time writes it to a file."""
    known = check.settings.get("exports", {})
    for tool in survey.generated:
        if tool in known:
            return Text(str(known[tool]["id"]), str(known[tool]["en"]))
    return None


def no_identity(check: Check, survey: Survey) -> list[Finding] | Text:
    """Routes of any kind with an identity number or a secret as a variable of the path."""
    sure = re.compile(str(check.settings["variables"]), re.IGNORECASE)
    perhaps = re.compile(str(check.settings["ambiguous"]), re.IGNORECASE)
    if not survey.routes:
        return text_of(check, "nothing-to-compare")
    return [
        check.finding(
            "identity-in-path",
            Place(path, route.line),
            anchor=f"{route.method} {route.path}",
            message=text_of(check, "identity-in-path"),
            confidence=Confidence.HIGH if sure.search(route.path) else Confidence.MEDIUM,
            evidence=f"{route.method.upper()} {route.path}",
        )
        for path, route in survey.routes
        if sure.search(route.path) or perhaps.search(route.path)
    ]


_SIGN_IN = re.compile(r"(?i)auth|login|masuk|session|sanctum|jwt|token|role|permission|can:|admin")


def exports_guarded(check: Check, survey: Survey) -> list[Finding] | Text:
    """Routes that hand out whole tables and have nothing before them that asks who comes.

    What only counts, logs or lets everybody pass is no guard; a route with one of unknown name,
    or whose guards are not understood, is left alone. Where no route of the application is
    guarded, its controllers may ask for themselves, so that only a person can tell: the
    confidence is low.
    """
    words = Words.of(check)
    guarded = any(_SIGN_IN.search(guard) for _, route in survey.routes for guard in route.guards)
    shape = re.compile(str(check.settings["exports"]), re.IGNORECASE | re.VERBOSE)
    if not survey.routes:
        return text_of(check, "nothing-to-compare")
    return [
        check.finding(
            "unguarded-export",
            Place(path, route.line),
            anchor=f"{route.method} {route.path}",
            message=text_of(check, "unguarded-export"),
            confidence=Confidence.MEDIUM if guarded else Confidence.LOW,
            evidence=f"{route.method.upper()} {route.path}",
        )
        for path, route in survey.routes
        if shape.search(route.path) and words.protected(route) is False
    ]


OTHERS = "others-valid"


def others_valid(check: Check, survey: Survey) -> list[Finding] | Text:
    """The faults of each contract in another format than OpenAPI, and of what asks one."""
    if not survey.others:
        return text_of(check, "nothing-to-compare")
    return [
        check.finding(
            code,
            Place(path, line),
            anchor=f"{code} {clip(mask(printable(detail)), 80)}".strip(),
            message=_filled(text_of(check, code), one.kind, detail),
        )
        for path, one in survey.others.items()
        for line, code, detail in one.faults
    ]


def _filled(text: Text, kind: str, detail: str) -> Text:
    shown = clip(mask(printable(detail)), 120)
    return Text(
        *(said.replace("{kind}", kind).replace("{found}", shown) for said in (text.id, text.en))
    )


QUESTIONS: Mapping[str, Callable[[Check, Survey], list[Finding] | Text]] = {
    "contract-present": contract_present,
    "contract-matches-code": contract_matches,
    "no-identity-in-path": no_identity,
    "exports-guarded": exports_guarded,
    OTHERS: others_valid,
}

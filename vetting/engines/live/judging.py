"""From a conversation to outcomes. Pure."""

import re
from collections.abc import Callable, Iterator, Mapping

import vetting
from vetting.engines.excerpts import clip, mask, printable
from vetting.engines.live.talk import Asked, Talk
from vetting.model.annex import Annex, Table
from vetting.model.check import Check
from vetting.model.contract import Operation
from vetting.model.finding import Finding, Place
from vetting.model.live import Target
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Tool
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same

NAME = "live"
_SAFE = ("get", "head", "options", "query")
_REFUSED = (401, 403, 407)
_SOON_DAYS = 21
_NUMBERED = re.compile(r"[/ ]v?\d+\.\d+")
KINDS = {
    "ServerError": "server-error",
    "ContentTypeServerError": "server-error",
    "UndefinedStatusCode": "status-undocumented",
    "UndefinedContentType": "media-type-undocumented",
    "MissingContentType": "media-type-undocumented",
    "MalformedMediaType": "media-type-undocumented",
    "MissingHeaders": "header-missing",
    "JsonSchemaError": "shape-broken",
    "MalformedJson": "shape-broken",
    "ContentDeserializationError": "shape-broken",
    "DiscriminatorMismatch": "shape-broken",
}
"""What the library calls a failure, and what we do; any other is `otherwise-broken`."""


def transport(check: Check, talk: Talk, target: Target, digest: str) -> Outcome:
    """Encryption, certificate, and the headers of the answer at the address itself."""
    if talk.first.error and not talk.shake.fault:
        return Failed(Reason.TOOL_ERRORS, NAME, f"no answer: {talk.first.error}")
    findings = tuple(_transport(check, talk, target))
    return _ran(findings, Scope(1, 1, unit="pages"), talk, target, digest)


def _transport(check: Check, talk: Talk, target: Target) -> Iterator[Finding]:
    headers: dict[str, str] = {}
    for name, value in talk.first.headers:
        headers.setdefault(name.lower(), value)

    def said(rule: str, detail: str = "") -> Finding:
        return _whole(check, rule, target, detail)

    if talk.shake.fault == "http":
        yield said("not-encrypted")
    elif talk.shake.fault:
        yield said("certificate-untrusted", talk.shake.fault)
    elif talk.shake.days_left < _SOON_DAYS:
        yield said("certificate-ends-soon", str(talk.shake.days_left))
    if talk.first.error:
        return
    if talk.shake.fault != "http" and "strict-transport-security" not in headers:
        yield said("no-hsts")
    if headers.get("x-content-type-options", "").lower() != "nosniff":
        yield said("no-nosniff")
    for name in ("server", "x-powered-by"):
        if _NUMBERED.search(headers.get(name, "")):
            yield said("version-told", f"{name}: {headers[name]}")
    shared = headers.get("access-control-allow-origin", "")
    if "asing.invalid" in shared and headers.get("access-control-allow-credentials") == "true":
        yield said("any-origin-with-credentials", shared)


def conformance(check: Check, talk: Talk, target: Target, digest: str) -> Outcome:
    """Whether answers keep the contract, and protected operations refuse who has no right."""
    if talk.fault:
        return talk.fault
    wanted = [pair for pair in talk.operations if target.writes or pair[1].method in _SAFE]
    if not wanted:
        return NotApplicable(_text(check, "nothing-to-ask"))
    answered = _examined(talk, target)
    if not answered:
        whom = " to the credentials" if target.credentials.headers else ""
        return Failed(Reason.TOOL_ERRORS, NAME, f"0 of {len(wanted)} operations answered{whom}")
    known = {_key(document, one): one for document, one in talk.operations}
    found: dict[tuple[str, ...], Finding] = {}
    for one in talk.asked:
        for finding in _breaks(check, one, known):
            found.setdefault((finding.rule, finding.anchor), finding)
    examined = sum(_key(*pair) in answered for pair in wanted)
    scope = Scope(len(wanted), examined, unit="operations")
    return _ran(tuple(found.values()), scope, talk, target, digest)


def _examined(talk: Talk, target: Target) -> set[tuple[str, str]]:
    """The operations with an answer; what refuses the credentials given was never looked at."""
    known = bool(target.credentials.headers)
    secured = {_key(document, one) for document, one in talk.operations if one.secured}
    return {
        key
        for one in talk.asked
        if not one.answer.error and (key := (one.document, one.operation))
        and not (known and key in secured and (
            not one.request.is_known or one.answer.status in _REFUSED))
    }  # fmt: skip


def _breaks(
    check: Check, one: Asked, known: Mapping[tuple[str, str], Operation]
) -> Iterator[Finding]:
    operation = known.get((one.document, one.operation))
    if operation is None or one.answer.error:
        return
    status = one.answer.status
    for name, words in one.broken:
        yield _at(check, KINDS.get(name, "otherwise-broken"), one, operation, words)
    is_stranger = not one.request.is_known
    if operation.secured and is_stranger and 200 <= status < 300 and operation.method != "options":
        yield _at(check, "open-without-credentials", one, operation, str(status))
    # Further query parameters break the contract as well, and are rightly ignored.
    if one.is_negative and one.request.body and 200 <= status < 300:
        yield _at(check, "invalid-accepted", one, operation, str(status))


def errors(check: Check, talk: Talk, target: Target, digest: str) -> Outcome:
    """What answers let on about the insides of the application."""
    if talk.fault:
        return talk.fault
    answered = [one for one in talk.asked if not one.answer.error]
    found: dict[tuple[str, ...], Finding] = {}
    known = {_key(document, one): one for document, one in talk.operations}
    for kind, shown in talk.first_leaks:
        found[(kind, "")] = _whole(check, kind, target, shown)
    for one in answered:
        operation = known.get((one.document, one.operation))
        for kind, shown in one.leaks if operation else ():
            finding = _at(check, kind, one, operation, shown)  # type: ignore[arg-type]
            found.setdefault((kind, finding.anchor), finding)
    if not talk.operations:
        return NotApplicable(_text(check, "nothing-to-ask"))
    count = len(answered) + 1
    return _ran(tuple(found.values()), Scope(count, count, unit="pages"), talk, target, digest)


def _key(document: str, one: Operation) -> tuple[str, str]:
    return document, f"{one.method} {one.path}"


def _at(check: Check, rule: str, one: Asked, operation: Operation, detail: str) -> Finding:
    sent = _shown(f"{one.request.method} {one.request.path} → {one.answer.status}")
    name = _shown(f"{operation.method.upper()} {operation.path}")
    return check.finding(
        rule,
        Place(operation.file, operation.line, pointer=name),
        anchor=f"{rule} {name}",
        message=_message(check, rule, name, detail),
        severity=_severity(check, rule),
        confidence=_confidence(check, rule),
        evidence=sent,
    )


def _whole(check: Check, rule: str, target: Target, detail: str) -> Finding:
    name = _shown(target.address)
    return check.finding(
        rule,
        Place("", pointer=name),
        anchor=rule,
        message=_message(check, rule, name, detail),
        severity=_severity(check, rule),
        confidence=_confidence(check, rule),
        evidence=_shown(detail) or name,
    )


def _rule(check: Check, rule: str) -> Mapping[str, object]:
    rules: Mapping[str, Mapping[str, object]] = (
        check.settings.get("rules") or check.settings["leaks"]
    )
    return rules[rule]


def _severity(check: Check, rule: str) -> Severity:
    return Severity(Severity.parse(str(_rule(check, rule).get("severity", check.severity))))


def _confidence(check: Check, rule: str) -> Confidence:
    return Confidence(Confidence.parse(str(_rule(check, rule).get("confidence", "high"))))


def _message(check: Check, rule: str, name: str, detail: str) -> Text:
    said, words = _rule(check, rule), _shown(detail)

    def filled(text: str) -> str:
        left, mark, right = text.partition("{detail}")
        return (words if mark else "").join(p.replace("{operation}", name) for p in (left, right))

    return Text(filled(str(said["id"])), filled(str(said["en"])))


def _text(check: Check, key: str) -> Text:
    said = check.settings["messages"][key]
    return Text(str(said["id"]), str(said["en"]))


def _shown(text: str) -> str:
    return clip(mask(printable(text)))


def _ran(
    findings: tuple[Finding, ...], scope: Scope, talk: Talk, target: Target, digest: str
) -> Ran:
    tool = Tool(NAME, vetting.__version__, f"log sha256 {digest[:16]}")
    return Ran(findings, scope, tool, _annex(talk, target, digest))


def _annex(talk: Talk, target: Target, digest: str) -> Annex:
    """Who allowed what, and every request that was made from the contract."""
    rows = [
        (same(_shown(f"{one.request.method} {one.request.path}")),
         same(str(one.answer.status or "–")), same(_shown(one.answer.error) or "–"))
        for one in talk.asked
    ]  # fmt: skip
    names = _shown(", ".join(target.credentials.names))
    note = Text(
        f"Alamat {_shown(target.address)}, diizinkan oleh {_shown(target.consent)}; "
        f"{talk.client.sent} permintaan; kredensial: {names or 'tidak dipakai'}. Catatan lengkap: permintaan-langsung.jsonl, SHA-256 {digest}.",
        f"Address {_shown(target.address)}, allowed by {_shown(target.consent)}; "
        f"{talk.client.sent} requests; credentials: {names or 'none used'}. Full log: permintaan-langsung.jsonl, SHA-256 {digest}.",
    )
    columns = (Text("Permintaan", "Request"), Text("Status", "Status"), Text("Galat", "Error"))
    table = Table(
        "live-requests", Text("Permintaan yang dikirim", "Requests sent"), columns, tuple(rows)
    )
    return Annex("live", Text("Uji langsung", "Live check"), note, (table,) if rows else ())


Question = Callable[[Check, Talk, Target, str], Outcome]
QUESTIONS: Mapping[str, Question] = {
    "transport": transport,
    "conformance": conformance,
    "errors": errors,
}

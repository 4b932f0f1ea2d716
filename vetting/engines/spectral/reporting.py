"""Results to findings: our texts, the operation they are about, one finding a place."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from vetting.engines.excerpts import Source, clip, mask, printable
from vetting.engines.spectral.fragments import corrected
from vetting.engines.spectral.lint import Linted, Result
from vetting.engines.spectral.rules import Ruleset
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.scale import Severity
from vetting.model.text import Text
from vetting.model.tree import Tree

_REFERENCES = {"elsewhere": "reference-elsewhere", "missing": "reference-broken"}
_UNQUOTED = "must be a string scalar rather than number"
_METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}


def rule_findings(ruleset: Ruleset, linted: Linted, tree: Tree) -> list[Finding]:
    """The findings of one check's rules; a shared part that is used twice counts once."""
    rules = {rule.id: rule for rule in ruleset.rules}
    opened = cache(lambda name: Source(tree.path(name)))
    seen, findings = set(), []
    for result in linted.results:
        rule = rules.get(result.rule)
        key = (result.document, result.rule, result.line, result.pointer)
        if rule is None or key in seen:
            continue
        seen.add(key)
        text = rule.message(
            operation=operation(result.pointer),
            name=_shown(result.pointer[-1] if result.pointer else ""),
            found=_shown(result.message),
        )
        findings.append(
            rule.check.finding(
                result.rule,
                Place(result.document, result.line, pointer=_pointer(result.pointer)),
                anchor=_pointer(result.pointer),
                message=text,
                severity=rule.severity,
                confidence=rule.confidence,
                evidence=clip(opened(result.document).line(result.line)),
                excerpt=opened(result.document).excerpt(result.line),
                fix=corrected(result.edits),
            )
        )
    return findings


def document_findings(
    check: Check, guarded: Mapping[str, Any], linted: Linted, tree: Tree
) -> list[Finding]:
    """What is wrong with the documents themselves: broken ones, references that leave them."""
    found = []
    for name, row in guarded.items():
        source = Source(tree.path(name))
        if row["broken"]:
            code, line, detail = row["broken"]
            found.append(_document(check, str(code), name, int(line), str(detail), source))
        for line, target, kind in row["refs"]:
            if kind in _REFERENCES:  # else a part of the package, whose own fault comes next
                code = _REFERENCES[kind]
                found.append(_document(check, code, name, int(line), str(target), source))
        for file, line, target in row["circles"]:
            at = Source(tree.path(file))
            found.append(_document(check, "reference-circle", file, int(line), str(target), at))
        for part, fault in row["parts"].items():
            if fault is not None:
                code, line, detail = fault
                at = Source(tree.path(part))
                found.append(_document(check, str(code), part, int(line), str(detail), at))
    unquoted: set[str] = set()
    for result in _own_codes(linted, guarded):
        source = Source(tree.path(result.document))
        if result.rule == "parser" and _UNQUOTED in result.message:
            # `200:` without quotation marks, as nearly everyone writes it: once a document.
            if result.document not in unquoted:
                unquoted.add(result.document)
                found.append(_document(check, "unquoted-status", result.document, result.line,
                                       "", source))  # fmt: skip
            continue
        code = "syntax" if result.rule == "parser" else "reference-broken"
        shown = result.message
        found.append(_document(check, code, result.document, result.line, shown, source))
    return found


def _own_codes(linted: Linted, guarded: Mapping[str, Any]) -> Iterator[Result]:
    """Spectral's words on the document itself, without the references that we refuse."""
    for result in linted.results:
        row = guarded.get(result.document, {"refs": ()})
        refused = {line for line, _target, _kind in row["refs"]}
        if result.rule == "parser" or (result.rule == "invalid-ref" and result.line not in refused):
            yield result


def _document(
    check: Check, code: str, name: str, line: int, detail: str, source: Source
) -> Finding:
    known = check.settings["documents"]
    said = known.get(code) or known["syntax"]
    shown = _shown(detail)
    texts = [str(said[language]).replace("{found}", shown) for language in ("id", "en")]
    return check.finding(
        code,
        Place(name, line),
        anchor=f"{code} {shown}",
        message=Text(*texts),
        severity=Severity(Severity.parse(said.get("severity", str(check.severity)))),
        evidence=clip(source.line(line)),
        excerpt=source.excerpt(line),
    )


def operation(pointer: tuple[str, ...]) -> str:
    """The operation (`GET /warga`), the path, or the part of the document that is meant."""
    if len(pointer) >= 2 and pointer[0] == "paths":
        method = pointer[2] if len(pointer) > 2 and pointer[2] in _METHODS else ""
        return _shown(f"{method.upper()} {pointer[1]}".strip())
    return _shown(".".join(pointer[:3])) or "info"


def _pointer(parts: tuple[str, ...]) -> str:
    """The place as a JSON pointer (RFC 6901)."""
    return "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in parts)


def _shown(text: str) -> str:
    return clip(mask(printable(text)), 120)

"""From the worker's hits to findings: how bad and how sure, by where a value stands."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vetting.engines.rules import Rule
from vetting.engines.secrets.context import role
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_SWEPT = Text(
    "Nilai yang tampak seperti rahasia ({rule}) tertulis di kode",
    "What looks like a secret ({rule}) is written in the code",
)
_WORD = Text(
    "Kata yang dipakai sebagai rahasia ({rule}) tertulis di kode",
    "A word that is used as a secret ({rule}) is written in the code",
)
_ROLES = {
    "third-party": Text("dalam pustaka pihak ketiga", "in a third-party library"),
    "test": Text("dalam berkas uji", "in a test"),
    "docs": Text("dalam dokumentasi", "in documentation"),
    "sample": Text("dalam berkas contoh", "in a sample file"),
}


def judged(rule: Rule, path: str) -> tuple[Severity, Confidence]:
    """Severity and confidence of a rule's hit in that file.

    A token in a test or a sample may well be live, so a reviewer is asked; a password there
    is nearly always made up, and what stands in somebody else's package is theirs.
    """
    where = role(path)
    if not where:
        return rule.severity, rule.confidence
    if where == "third-party" or rule.plain["value"] == "password":
        return min(rule.severity, Severity.LOW), Confidence.LOW
    return min(rule.severity, Severity.MEDIUM), min(rule.confidence, Confidence.MEDIUM)


def _message(text: Text, path: str) -> Text:
    where = _ROLES.get(role(path))
    if where is None:
        return Text(f"{text.id}.", f"{text.en}.")
    return Text(f"{text.id}, {where.id}.", f"{text.en}, {where.en}.")


def of_rules(
    rules: Mapping[str, Rule], check: Check, rows: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    """The findings of a check's own rules."""
    for row in rows:
        for key, line, evidence in row["hits"]:
            rule = rules[key]
            if rule.check.id != check.id:
                continue
            severity, confidence = judged(rule, row["path"])
            yield check.finding(
                rule.id,
                Place(row["path"], line),
                anchor=f"{rule.id} {evidence}",
                message=_message(rule.text, row["path"]),
                severity=severity,
                confidence=confidence,
                evidence=evidence,
            )


def of_sweep(
    check: Check, swept: Sequence[Sequence[Any]], covered: set[tuple[str, int]]
) -> Iterator[Finding]:
    """CredSweeper's findings on lines where no rule of ours has found anything."""
    for path, line, name, evidence, is_sure, is_word in swept:
        if (path, line) in covered:
            continue
        where = role(path)
        confidence = Confidence.HIGH if is_sure and not where else Confidence.MEDIUM
        severity = check.severity if is_sure and not where else min(check.severity, Severity.MEDIUM)
        if is_word or where in ("third-party", "docs", "test"):
            severity, confidence = Severity.LOW, Confidence.LOW
        yield check.finding(
            "credsweeper",
            Place(path, line),
            anchor=f"credsweeper {name} {evidence}",
            message=_message((_WORD if is_word else _SWEPT).format(rule=name), path),
            severity=severity,
            confidence=confidence,
            evidence=evidence,
            tool="credsweeper",
        )

"""The `rules.yaml` of a check for the `files` engine, read and judged before anything runs.

A rule is one of five forms, by the key that it has: `match` (a pattern on each line), `across`
(a pattern over the whole text), `terms` (how many different patterns a file
holds, each under a lower-case literal that its matches contain), `detector`
(code of `detectors.py`), or none of these: that a file of that name is there is the finding.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting import content
from vetting.content import Node
from vetting.engines.files.detectors import DETECTORS
from vetting.model.check import Check
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

FORMS = ("match", "across", "terms", "detector")
_KEYS = (
    "id", "text", "severity", "confidence", "files", "not-files", "third-party", "binary",
    "needs", "per", "case", "quiet", "options", "canary", *FORMS,
)  # fmt: skip
_TERM_KEYS = ("strong", "helpers", "least", "least-helped")


@dataclass(frozen=True)
class Rule:
    """One rule: texts and scales for the host, `plain` for the worker."""

    check: Check
    id: str
    text: Text
    severity: Severity
    confidence: Confidence
    plain: Mapping[str, Any]


def load(check: Check) -> tuple[Rule, ...]:
    """The rules of a check; raises BadContent with the line of the first fault."""
    file = check.folder / str(check.settings.get("rules", "rules.yaml"))
    body = content.load_yaml(file)
    content.refuse_unknown(file, body, ("rules", "lists"))
    lists = body.get("lists", Node())
    rules = tuple(_rule(check, file, node, lists) for node in body.get("rules", ()))
    if not rules:
        raise content.bad_content(file, 1, "tidak ada aturan", "there is no rule")
    return rules


def _rule(check: Check, file: Path, node: Node, lists: Mapping[str, Any]) -> Rule:
    content.refuse_unknown(file, node, _KEYS)
    for key in ("id", "text", "canary"):
        if key not in node:
            raise content.bad_content(file, node.line, f"kunci '{key}' belum ada",
                                      f"missing key '{key}'")  # fmt: skip
    forms = [form for form in FORMS if form in node]
    if len(forms) > 1:
        raise content.bad_content(file, node.line, f"pilih satu: {forms}", f"choose one: {forms}")
    if "detector" in node and node["detector"] not in DETECTORS:
        known = ", ".join(DETECTORS)
        raise content.bad_content(file, node.line, f"detector: {known}", f"detectors: {known}")
    plain = dict(node)
    for key in ("files", "not-files"):
        plain[key] = list(_spread(node.get(key, ()), lists))
    _compilable(file, node)
    return Rule(
        check=check,
        id=str(node["id"]),
        text=content.text(file, node, "text"),
        severity=_scale(file, node, "severity", Severity, check.severity),
        confidence=_scale(file, node, "confidence", Confidence, Confidence.HIGH),
        plain={key: value for key, value in plain.items() if key != "text"},
    )


def _spread(patterns: Any, lists: Mapping[str, Any]) -> Iterator[str]:
    """File patterns, with `$name` replaced by the list of that name."""
    for pattern in patterns:
        if str(pattern).startswith("$"):
            yield from map(str, lists[str(pattern)[1:]])
        else:
            yield str(pattern)


def _scale(file: Path, node: Node, key: str, scale: Any, default: Any) -> Any:
    try:
        return scale.parse(node[key]) if key in node else default
    except ValueError as error:
        raise content.bad_content(file, node.lines[key], str(error), str(error)) from None


def _compilable(file: Path, node: Node) -> None:
    terms = node.get("terms") or Node()
    if terms:
        content.refuse_unknown(file, terms, _TERM_KEYS)
    patterns = [node.get("match"), node.get("across"), node.get("quiet")]
    for key in ("strong", "helpers"):
        patterns += [p for of_word in terms.get(key, {}).values() for p in of_word]
    for pattern in patterns:
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise content.bad_content(file, node.line, f"pola salah: {error}",
                                      f"bad pattern: {error}") from error  # fmt: skip

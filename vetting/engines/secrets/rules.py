"""The `rules.yaml` of a check for the `secrets` engine, judged before anything runs.

A rule has a `pattern` with a group `value` (the secret itself), `words` of which one must
occur before the pattern is tried, and a `canary` that it must find on every run. Famous
tokens in a canary are written as a list of parts, so that no scanner takes ours for real.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from vetting import content
from vetting.content import Node
from vetting.model.check import Check
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

VALUES = ("token", "password", "key", "file")
_KEYS = ("id", "text", "severity", "confidence", "words", "pattern", "paths", "files", "value",
         "least-entropy", "canary")  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule: texts and scales for the host, `plain` for the worker."""

    check: Check
    id: str
    text: Text
    severity: Severity
    confidence: Confidence
    value: str
    plain: Mapping[str, Any]

    @property
    def key(self) -> str:
        """The rule's name across checks."""
        return f"{self.check.id}:{self.id}"


def load(check: Check) -> tuple[Rule, ...]:
    """The rules of a check; raises BadContent with the line of the first fault."""
    file = check.folder / str(check.settings.get("rules", "rules.yaml"))
    body = content.load_yaml(file)
    content.refuse_unknown(file, body, ("rules",))
    rules = tuple(_rule(check, file, node) for node in body.get("rules", ()))
    if not rules:
        raise content.bad_content(file, 1, "tidak ada aturan", "there is no rule")
    return rules


def _rule(check: Check, file: Path, node: Node) -> Rule:
    content.refuse_unknown(file, node, _KEYS)
    for key in ("id", "text", "value", "canary"):
        if key not in node:
            raise content.bad_content(file, node.line, f"kunci '{key}' belum ada",
                                      f"missing key '{key}'")  # fmt: skip
    if node["value"] not in VALUES or ("pattern" in node) == ("paths" in node):
        raise content.bad_content(file, node.line, f"perlu 'pattern' atau 'paths', 'value': {VALUES}",
                                  f"needs 'pattern' or 'paths', and 'value': {VALUES}")  # fmt: skip
    plain = {
        "key": f"{check.id}:{node['id']}",
        "value": node["value"],
        "pattern": _pattern(file, node),
        "words": [str(word).lower() for word in node.get("words", ())],
        "paths": [str(glob) for glob in node.get("paths", ())],
        "files": [str(glob) for glob in node.get("files", ())],
        "least-entropy": float(node.get("least-entropy", 0)),
        "canary": {
            "path": str(node["canary"]["path"]),
            "text": "".join(map(str, node["canary"].get("parts", ()))),
        },
    }
    return Rule(
        check=check,
        id=str(node["id"]),
        text=content.text(file, node, "text"),
        severity=_scale(file, node, "severity", Severity, check.severity),
        confidence=_scale(file, node, "confidence", Confidence, Confidence.HIGH),
        value=str(node["value"]),
        plain=plain,
    )


def _pattern(file: Path, node: Node) -> str:
    if "pattern" not in node:
        return ""
    line = node.lines["pattern"]
    try:
        groups = re.compile(node["pattern"]).groupindex
    except re.error as error:
        raise content.bad_content(file, line, f"pola tidak sah: {error}",
                                  f"not a valid pattern: {error}") from error  # fmt: skip
    if "value" not in groups:
        raise content.bad_content(file, line, "pola perlu grup 'value'",
                                  "the pattern needs a group 'value'")  # fmt: skip
    return str(node["pattern"])


_Scale = TypeVar("_Scale", Severity, Confidence)


def _scale(file: Path, node: Node, key: str, scale: type[_Scale], default: _Scale) -> _Scale:
    if key not in node:
        return default
    try:
        return scale[str(node[key]).upper()]
    except KeyError as error:
        raise content.bad_content(file, node.lines[key], f"'{key}' tidak dikenal",
                                  f"'{key}' is not known") from error  # fmt: skip

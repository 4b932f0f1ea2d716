"""The `rules.yaml` of a check: a list of rules of one shape, read and judged before anything runs.

Each has an id, a text in both languages and a canary that it must find on every run; severity, fix
and confidence are the check's and `high` where it states none. What else a rule holds is its
engine's.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting import content
from vetting.content import Node
from vetting.model.check import Check
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

Plain = Callable[[Path, Node, Node], Mapping[str, Any]]
"""File, rule and whole document to what the worker needs; raises BadContent."""

_NEEDED = ("id", "text", "canary")
_COMMON = (*_NEEDED, "severity", "confidence", "fix")


@dataclass(frozen=True)
class Rule:
    """One rule: texts and scales for the host, `plain` for the worker."""

    check: Check
    id: str
    text: Text
    severity: Severity
    confidence: Confidence
    plain: Mapping[str, Any]
    fix: Text | None = None

    @property
    def key(self) -> str:
        """The rule's name across checks."""
        return f"{self.check.id}:{self.id}"


def load(
    check: Check, keys: tuple[str, ...], plain: Plain, beside: tuple[str, ...] = ()
) -> tuple[Rule, ...]:
    """The rules of a check; raises BadContent with the line of the first fault.

    `keys` are those of a rule that are the engine's own, `beside` those beside the list of rules.
    """
    file = check.folder / str(check.settings.get("rules", "rules.yaml"))
    body = content.load_yaml(file)
    content.refuse_unknown(file, body, ("rules", *beside))
    nodes = body.get("rules", ())
    if not nodes:
        raise content.bad_content(file, 1, "tidak ada aturan", "there is no rule")
    for node in nodes:
        _refuse_odd(file, node, keys)
    return tuple(_rule(check, file, node, plain(file, node, body)) for node in nodes)


def _refuse_odd(file: Path, node: Node, keys: tuple[str, ...]) -> None:
    content.refuse_unknown(file, node, (*_COMMON, *keys))
    for key in _NEEDED:
        if key not in node:
            raise content.bad_content(file, node.line, f"kunci '{key}' belum ada",
                                      f"missing key '{key}'")  # fmt: skip


def _rule(check: Check, file: Path, node: Node, plain: Mapping[str, Any]) -> Rule:
    return Rule(
        check=check,
        id=str(node["id"]),
        text=content.text(file, node, "text"),
        severity=Severity(_scale(file, node, "severity", check.severity)),
        confidence=Confidence(_scale(file, node, "confidence", Confidence.HIGH)),
        plain=plain,
        fix=content.text(file, node, "fix") if "fix" in node else None,
    )


def _scale(file: Path, node: Node, key: str, default: Severity | Confidence) -> int:
    try:
        return type(default).parse(str(node[key])) if key in node else default
    except ValueError as error:
        raise content.bad_content(file, node.lines[key], str(error), str(error)) from None

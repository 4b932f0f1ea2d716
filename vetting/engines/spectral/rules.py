"""The `ruleset.yaml` of a check: Spectral's format, with our texts under `extensions`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vetting import content
from vetting.content import Node
from vetting.model.check import Check
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

_KEYS = ("given", "then", "formats", "resolved", "description", "extensions")
_EXTENSIONS = ("text", "severity", "confidence", "repair")


@dataclass(frozen=True)
class Rule:
    """One rule: texts and scales for the host, `plain` for Spectral.

    `text` may hold `{operation}`, `{name}` (the last part of the place) and `{found}`. `repair`
    names what mends the document (`repairs/`), with its options; empty where nothing does.
    """

    check: Check
    id: str
    text: Text
    severity: Severity
    confidence: Confidence
    plain: Mapping[str, Any]
    repair: Mapping[str, Any]

    def message(self, **values: str) -> Text:
        """The text with its places filled; other braces (path templates) stay as they are."""
        filled = [self.text.id, self.text.en]
        for key, value in values.items():
            filled = [text.replace(f"{{{key}}}", value) for text in filled]
        return Text(*filled)


@dataclass(frozen=True)
class Ruleset:
    """The rules of one check, the document that must trip it, and texts of the engine's own."""

    rules: tuple[Rule, ...]
    canary: str


def load(check: Check) -> Ruleset:
    """The ruleset of a check; raises BadContent with the line of the first fault."""
    file = check.folder / str(check.settings.get("ruleset", "ruleset.yaml"))
    body = content.load_yaml(file)
    content.refuse_unknown(file, body, ("rules",))
    if not body.get("rules"):
        raise content.bad_content(file, 1, "tidak ada aturan", "there is no rule")
    rules = tuple(_rule(check, file, name, node) for name, node in body["rules"].items())
    canary = check.folder / str(check.settings.get("canary", "canary.yaml"))
    if not canary.is_file():
        raise content.bad_content(canary, 1, "belum ada", "is missing")
    return Ruleset(rules, canary.read_text(encoding="utf-8"))


def _rule(check: Check, file: Any, name: str, node: Node) -> Rule:
    content.refuse_unknown(file, node, _KEYS)
    extensions = node.get("extensions")
    if not isinstance(extensions, Node):
        raise content.bad_content(file, node.line, f"'{name}' perlu 'extensions'",
                                  f"'{name}' needs 'extensions'")  # fmt: skip
    content.refuse_unknown(file, extensions, _EXTENSIONS)
    plain = {key: value for key, value in node.items() if key != "extensions"}
    repair = extensions.get("repair", {})
    if not isinstance(repair, Mapping) or (repair and not repair.get("function")):
        raise content.bad_content(file, extensions.line, "'repair' perlu 'function'",
                                  "'repair' needs a 'function'")  # fmt: skip
    try:
        severity = Severity.parse(extensions.get("severity", str(check.severity)))
        confidence = Confidence.parse(extensions.get("confidence", "high"))
    except ValueError as error:
        raise content.bad_content(file, extensions.line, str(error), str(error)) from None
    return Rule(
        check=check,
        id=name,
        text=content.text(file, extensions, "text"),
        severity=Severity(severity),
        confidence=Confidence(confidence),
        plain=plain | {"severity": "warn"},
        repair=repair,
    )


ALIASES = {
    "Operation": [
        "$.paths[*][get,put,post,delete,options,head,patch,trace,query]",
        "$.paths[*].additionalOperations[*]",
    ],
    "Parameter": ["#Operation.parameters[*]", "$.paths[*].parameters[*]"],
}
"""Short names that a ruleset may use in `given`, as `#Operation`."""

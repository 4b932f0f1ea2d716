"""What a check's folder asks of the browser: which rules, and what each finding says.

In `check.yaml`: `rules` maps a rule (of axe-core, or one of ours named `vet-…`) to a message
in both languages and, where it differs from the check's, its severity, confidence and success
criteria. `page: true` asks it of whole pages only, `styles: true` only with every style sheet
in place, `review: true` also takes what axe-core leaves for a person to decide. `view` asks it
of the page as it looks on a screen of 320 CSS pixels (`narrow`), under a dark scheme (`dark`) or
for those who want less motion (`still`), which needs every style sheet as well. `code` is a
sample of what is right, of the check and where it differs of the rule; `mend` how the very
element becomes right (see `remedy`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vetting.content import Node, bad_content, refuse_unknown, text
from vetting.engines.browser.witness import MAX_WITNESSED, asked
from vetting.model.check import Check
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text, same

_KEYS = ("message", "severity", "confidence", "wcag", "page", "styles", "review", "view", "code",
         "mend")  # fmt: skip
VIEWS = ("narrow", "dark", "still")

# Structure and looks both bear on these, so they are asked once more with the sheets on.
_TWICE = {"avoid-inline-spacing", "scrollable-region-focusable"}
# The other engines are asked once: what a style attribute says, and what a box does.
_ATTRIBUTE, _BOX = {"avoid-inline-spacing"}, {"scrollable-region-focusable"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one check."""

    id: str
    message: Text
    severity: Severity
    confidence: Confidence
    wcag: tuple[str, ...]
    is_page: bool
    is_styled: bool
    is_reviewed: bool
    view: str = ""
    code: Text | None = None
    mend: Text | None = None


def rules_of(check: Check) -> dict[str, Rule]:
    """The rules of a check by id; raises BadContent when its settings are not understood."""
    file = check.folder / "check.yaml"
    node = check.settings.get("rules")
    if not isinstance(node, Node) or not node:
        raise bad_content(file, 1, "'rules' harus berisi aturan", "'rules' must hold rules")
    return {rule: _rule(check, rule, node[rule], node.lines[rule]) for rule in node}


def _rule(check: Check, rule: str, node: Any, line: int) -> Rule:
    file = check.folder / "check.yaml"
    if not isinstance(node, Node):
        raise bad_content(file, line, f"'{rule}' harus pemetaan", f"'{rule}' must be a mapping")
    refuse_unknown(file, node, _KEYS)
    try:
        severity = Severity.parse(node.get("severity", str(check.severity)))
        confidence = Confidence.parse(node.get("confidence", "high"))
    except ValueError as error:
        raise bad_content(file, line, str(error), str(error)) from None
    view = str(node.get("view", ""))
    if view not in ("", *VIEWS):
        raise bad_content(file, line, f"'view' tidak dikenal: {view}", f"unknown 'view': {view}")
    return Rule(
        rule,
        text(file, node, "message"),
        Severity(severity),
        Confidence(confidence),
        tuple(str(number) for number in node.get("wcag", ())),
        bool(node.get("page")),
        bool(node.get("styles") or view),
        bool(node.get("review")),
        view,
        _either(file, node, "code") or _either(file, check.settings, "code"),
        _either(file, node, "mend"),
    )


def _either(file: Path, node: Mapping[str, Any], key: str) -> Text | None:
    """Code that is the same in both languages, or differs in its words; None where there is none."""
    value = node.get(key)
    if isinstance(value, str) and value:
        return same(value)
    holder = Node({} if value is None else {key: value})
    holder.lines = {}
    return text(file, holder, key) if holder else None


def request_of(rules: Iterable[Rule], engines: Iterable[str] = ()) -> Mapping[str, Any]:
    """The rules as the worker takes them; `engines` are asked beside axe-core."""
    rules = sorted(rules, key=lambda rule: rule.id)
    axe = [rule for rule in rules if not rule.id.startswith("vet-")]
    own = [rule for rule in rules if rule.id.startswith("vet-")]
    structural = [rule.id for rule in axe if not rule.is_styled]
    styled = [rule.id for rule in axe if rule.is_styled or rule.id in _TWICE]
    engines = sorted(engines)
    return {
        "structural": structural,
        "styled": styled,
        "own": {
            "structural": [rule.id for rule in own if not rule.is_styled],
            "styled": [rule.id for rule in own if rule.is_styled and not rule.view],
        },
        "views": {view: [rule.id for rule in own if rule.view == view] for view in VIEWS},
        "reviewed": [rule.id for rule in axe if rule.is_reviewed],
        "witnesses": {
            "structural": asked({*structural, "image-alt"} - _BOX, engines),
            "styled": asked(set(styled) - _ATTRIBUTE, engines),
        },
        "witnessed": MAX_WITNESSED if engines else 0,
    }

"""The worker's answer, distrusted: its shape, its canary, and what it proves to have seen."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vetting.engines.browser.remedy import remedy
from vetting.engines.browser.render.marks import MADE
from vetting.engines.browser.rules import Rule
from vetting.engines.browser.witness import NAMES, PROOFS, is_confirmed
from vetting.model.check import Check
from vetting.model.finding import Finding, Place
from vetting.model.outcome import Failed, NotApplicable, Outcome, Ran, Reason, Scope, Skip, Tool
from vetting.model.scale import Confidence
from vetting.model.text import Text
from vetting.model.tree import Tree

# What canary.html is known to break.
CANARY = frozenset({
    "aria-required-attr", "aria-roles", "button-name", "color-contrast", "document-title",
    "frame-title", "heading-order", "html-has-lang", "image-alt", "label", "landmark-one-main",
    "link-name", "list", "marquee", "meta-refresh", "meta-viewport", "select-name", "tabindex",
    "valid-lang", "vet-click-only", "vet-duplicate-id", "vet-link-text", "vet-placeholder-label",
    "vet-dark-contrast", "vet-motion", "vet-reflow", "vet-spacing-cut",
})  # fmt: skip
# A template that repeats one fault is told so once more, not a hundred times.
MAX_PER_RULE_AND_FILE = 20
MAX_PER_COLOURS = 3
_OURS = re.compile(rf' {MADE}[\w-]*(?:="[^"]*")?')


@dataclass(frozen=True, slots=True)
class Answer:
    """What the worker said, once its shape is known to be right."""

    tool: Tool
    kinds: Mapping[str, str]
    canaries: tuple[frozenset[str], ...]
    examined: frozenset[str]
    styled: frozenset[str]
    whole: frozenset[str]
    skipped: tuple[Skip, ...]
    findings: tuple[Mapping[str, Any], ...]
    made: frozenset[str] = frozenset()

    @classmethod
    def read(
        cls, plain: Any, pages: Iterable[tuple[str, str]], tool: Tool, browsers: int
    ) -> "Answer | Failed":
        """The answer of so many browsers, or why it is none."""
        kinds = dict(pages)
        names = frozenset(kinds)
        try:
            answer = cls(
                tool,
                kinds,
                tuple(frozenset(map(str, proof)) for proof in plain["canary"]),
                names & frozenset(plain["examined"]),
                names & frozenset(plain["styled"]),
                names & frozenset(plain["whole"]),
                tuple(Skip(str(path), str(reason)) for path, reason in plain["skipped"]),
                tuple(_row(row, names) for row in plain["findings"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            return Failed(Reason.OUTPUT_UNREADABLE, "browser", f"answer: {error!r}"[:200])
        return answer if len(answer.canaries) == 2 * browsers else Failed(
            Reason.OUTPUT_UNREADABLE, "browser", "not two canaries of each browser")  # fmt: skip

    @property
    def pages(self) -> frozenset[str]:
        """The files that were to be looked at."""
        return frozenset(self.kinds)

    def with_scripts(self, made: Iterable[str], bundles: Iterable[str]) -> "Answer":
        """Told which pages their scripts made; of the other bundles nothing was seen."""
        unseen = frozenset(bundles) - (done := frozenset(made))
        skipped = (*self.skipped, *(Skip(path, "scripts-not-run") for path in unseen))
        return replace(
            self,
            made=done,
            skipped=skipped,
            examined=self.examined - unseen,
            styled=self.styled - unseen,
            whole=self.whole - unseen,
        )

    def without(self, third_party: Sequence[str]) -> "Answer":
        """With the files of third parties listed as not looked at."""
        skipped = (*self.skipped, *(Skip(path, "third-party") for path in third_party))
        return replace(self, skipped=skipped)


def _row(row: Mapping[str, Any], names: frozenset[str]) -> Mapping[str, Any]:
    kinds = {"rule": str, "file": str, "line": int, "tag": str, "pointer": str, "review": bool, "unsure": bool,
             "detail": str}  # fmt: skip
    kinds |= {"by": list, "witnessed": bool}
    if any(not isinstance(row[key], kind) for key, kind in kinds.items()):
        raise TypeError("a finding of another shape")
    if not NAMES.keys() >= set(row["by"]):
        raise ValueError("a finding of an unknown engine")
    if row["file"] not in names:
        raise ValueError("a finding in an unknown file")
    return row


def outcomes(
    checks: Sequence[Check],
    rules: Mapping[str, Mapping[str, Rule]],
    answer: Answer,
    tree: Tree,
    engines: Sequence[str] = (),
) -> dict[str, Outcome]:
    """One outcome a check; `engines` are those that were asked beside axe-core."""
    asked = {rule for of_check in rules.values() for rule in of_check}
    wanted = [*sorted(CANARY & asked),
              *(f"{engine}:{rule}" for engine in engines for rule in PROOFS if rule in asked)]  # fmt: skip
    missed = [proof for proof in wanted if any(proof not in found for found in answer.canaries)]
    if missed:
        detail = "not found: " + ", ".join(missed)
        return {check.id: Failed(Reason.CANARY_MISSED, "browser", detail) for check in checks}
    if not answer.examined:
        reasons = Counter(skip.reason for skip in answer.skipped)
        detail = ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items()))
        return {check.id: Failed(Reason.NOTHING_READ, "browser", detail) for check in checks}
    return {check.id: _outcome(check, rules[check.id], answer, tree) for check in checks}


def _is_complete(answer: Answer) -> bool:
    return answer.examined == answer.pages


def _outcome(check: Check, rules: Mapping[str, Rule], answer: Answer, tree: Tree) -> Outcome:
    if all(rule.is_page for rule in rules.values()) and not answer.whole and _is_complete(answer):
        why = Text("Semua templat berupa potongan; tidak ada halaman utuh.",
                   "All templates are fragments; there is no whole page.")  # fmt: skip
        return NotApplicable(why)
    needs_styles = all(rule.is_styled for rule in rules.values())
    examined = answer.styled if needs_styles else answer.examined
    skipped = list(answer.skipped)
    if needs_styles:
        skipped += [Skip(path, "styles-missing") for path in answer.examined - answer.styled]
    findings = _findings(check, rules, answer)
    scope = Scope(
        eligible=len(answer.pages),
        examined=len(examined),
        bytes=sum(tree.manifest.sizes.get(path, 0) for path in examined),
        skipped=tuple(sorted(set(skipped))),
    )
    if needs_styles and not examined:
        return Failed(Reason.NOTHING_READ, "browser", f"styles-missing {len(answer.examined)}")
    return Ran(findings, scope, answer.tool)


def _findings(check: Check, rules: Mapping[str, Rule], answer: Answer) -> tuple[Finding, ...]:
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in answer.findings:
        if row["rule"] in rules:
            told = {**row, "made": row["file"] in answer.made}
            groups.setdefault(_group(rules[row["rule"]], row), []).append(told)
    found = []
    for rows in groups.values():
        rule = rules[rows[0]["rule"]]
        most = _most(rule, rows[0])
        shown, more = rows[:most], len(rows) - most
        fixes = [_fix(check, rule, row, answer.kinds[row["file"]]) for row in shown]
        found += [_finding(check, rule, row, 0, fix)
                  for row, fix in zip(shown[:-1], fixes, strict=False)]  # fmt: skip
        found.append(_finding(check, rule, shown[-1], max(0, more), fixes[-1]))
    return tuple(found)


def _most(rule: Rule, row: Mapping[str, Any]) -> int:
    if _is_rule_of_style(row):
        return 1
    return MAX_PER_COLOURS if rule.is_styled else MAX_PER_RULE_AND_FILE


def _is_rule_of_style(row: Mapping[str, Any]) -> bool:
    """Whether one rule of a style sheet is at fault, which one change mends everywhere."""
    return str(row["detail"]).endswith("}")


def _group(rule: Rule, row: Mapping[str, Any]) -> tuple[str, ...]:
    """Faults of one cause: of one file, or of what a style sheet sets once."""
    if rule.is_styled and row["detail"]:
        in_page = row["file"] if row["detail"].startswith("<style>") else ""
        return (rule.id, row["detail"], in_page)
    return (rule.id, row["file"])


def _fix(check: Check, rule: Rule, row: Mapping[str, Any], kind: str) -> Text | None:
    return (
        remedy(check.fix, rule.code, rule.mend, row["tag"], kind, row["file"])
        if rule.code
        else None
    )


def _finding(
    check: Check, rule: Rule, row: Mapping[str, Any], more: int, fix: Text | None
) -> Finding:
    tag = row["tag"]
    return check.finding(
        rule.id,
        Place(row["file"], row["line"], pointer=row["pointer"]),
        anchor=tag or row["pointer"],
        message=_message(rule, more, row),
        severity=rule.severity,
        confidence=rated(rule, row),
        evidence=_evidence(row),
        fix=fix,
        references=tuple(f"WCAG22-{number}" for number in rule.wcag),
        tool="browser" if rule.id.startswith("vet-") else "axe-core",
    )


def _evidence(row: Mapping[str, Any]) -> str:
    seen = " + ".join(NAMES[engine] for engine in row["by"] if engine != "vet")
    tag = _OURS.sub("", row["tag"])
    return " ".join(filter(None, [tag, row["detail"], f"[{seen}]" if seen else ""]))


def rated(rule: Rule, row: Mapping[str, Any]) -> Confidence:
    """Low where a person must decide, medium where looks hang on what only the server knows."""
    if row["review"] or not is_confirmed(rule.id, row["by"], row["witnessed"]):
        return Confidence.LOW
    if rule.is_styled and row["unsure"]:
        return min(rule.confidence, Confidence.MEDIUM)
    return rule.confidence


def _message(rule: Rule, more: int, row: Mapping[str, Any]) -> Text:
    id_, en = rule.message.id, rule.message.en
    if rule.wcag:
        criteria = f" (WCAG {', '.join(rule.wcag)})"
        id_, en = id_ + criteria, en + criteria
    if row["made"]:
        id_ += " Unsur ini dibuat oleh skrip halaman; perbaiki di sumber skripnya."
        en += " The page's script made this element; mend it in the source of the script."
    if more and _is_rule_of_style(row):
        id_ += f" Lembar gaya yang sama mengenai {more} unsur lain."
        en += f" The same style sheet does so to {more} more elements."
    elif more and rule.is_styled:
        id_ += f" Pasangan warna yang sama dipakai di {more} tempat lain."
        en += f" The same pair of colours is used in {more} more places."
    elif more:
        id_ += f" Ada {more} lagi yang sama di berkas ini."
        en += f" There are {more} more like it in this file."
    return Text(id_, en)

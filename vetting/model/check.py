"""A check: one question put to the application, as its folder under `checks/` states it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vetting.model.finding import Excerpt, Finding, Place, Step
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text

FAMILIES = ("security", "accessibility", "privacy", "api", "integrity", "package")


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """When a check is relevant: any of these languages or kinds of file is in the tree.

    Empty in both means always. The names are those of `vetting.identify`.
    """

    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check folder, loaded.

    `engine` names the adapter and `settings` is what the rest of `check.yaml` says to it.
    `digest` covers every file of the folder outside `fixtures/`.
    """

    id: str
    title: Text
    why: Text
    fix: Text
    severity: Severity
    maturity: str
    applies_to: AppliesTo
    engine: str
    folder: Path
    digest: str
    cwe: tuple[int, ...] = ()
    standards: tuple[str, ...] = ()
    fix_for: Mapping[str, Text] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The first part of the id."""
        return self.id.split("/")[0]

    def finding(
        self,
        rule: str,
        place: Place,
        *,
        anchor: str,
        message: Text | None = None,
        severity: Severity | None = None,
        confidence: Confidence = Confidence.HIGH,
        evidence: str = "",
        excerpt: Excerpt | None = None,
        steps: tuple[Step, ...] = (),
        fix: Text | None = None,
        cwe: tuple[int, ...] = (),
        references: tuple[str, ...] = (),
        tool: str = "",
    ) -> Finding:
        """A finding of this check; title, severity and CWE are the check's unless given."""
        return Finding(
            check=self.id,
            rule=rule,
            severity=self.severity if severity is None else severity,
            confidence=confidence,
            message=message or self.title,
            place=place,
            anchor=anchor,
            evidence=evidence,
            excerpt=excerpt,
            steps=steps,
            fix=fix,
            cwe=cwe or self.cwe,
            references=references,
            tool=tool or self.engine,
        )

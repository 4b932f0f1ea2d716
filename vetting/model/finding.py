"""A finding: one fault at one place, and the fingerprint that follows it through time."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a fault lies.

    `path` is POSIX and below the tree's root; "" stands for the application as a whole.
    `line` counts from 1, and 0 means the whole file. `pointer` narrows it down further: a
    CSS selector, a JSON pointer, a package name.
    """

    path: str
    line: int = 0
    end_line: int = 0
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A related place, such as the source of a tainted value, with what happens there."""

    place: Place
    note: Text


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of the file around a finding; secrets and personal data already masked."""

    first_line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    `check` and `rule` say which requirement found it. `anchor` is the text that makes the
    fault the same one after its line moved: the trimmed source line, a package and version,
    a selector. It is masked where the check masks, and is never printed. `evidence` is one
    masked line to show. `fingerprint` is empty until `fingerprinted` has numbered it.
    """

    check: str
    rule: str
    severity: Severity
    confidence: Confidence
    message: Text
    place: Place
    anchor: str
    evidence: str = ""
    excerpt: Excerpt | None = None
    steps: tuple[Step, ...] = ()
    fix: Text | None = None
    cwe: tuple[int, ...] = ()
    references: tuple[str, ...] = ()
    tool: str = ""
    fingerprint: str = ""


def order_key(finding: Finding) -> tuple[object, ...]:
    """The one order of findings everywhere: worst first, then by place."""
    return (
        -finding.severity,
        -finding.confidence,
        finding.check,
        finding.place,
        finding.rule,
        finding.anchor,
        finding.fingerprint,
    )


def fingerprinted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort the findings and give each a fingerprint that survives shifted lines.

    Equal faults in one file (same check, rule and anchor) are told apart by their order, so
    adding a line above changes nothing, and removing one of three equal faults removes one
    fingerprint.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    numbered = []
    for finding in sorted(findings, key=lambda f: (f.place, order_key(f))):
        anchor = " ".join(finding.anchor.split())
        key = (finding.check, finding.rule, finding.place.path, anchor)
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
        numbered.append(replace(finding, fingerprint=digest[:32]))
    return tuple(sorted(numbered, key=order_key))

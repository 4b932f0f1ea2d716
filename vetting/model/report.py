"""The report: everything a renderer may print. Renderers add nothing and decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum

from vetting.model.bill import Bill
from vetting.model.contract import Contract
from vetting.model.declared import Declared
from vetting.model.facts import Framework
from vetting.model.finding import Finding
from vetting.model.outcome import Outcome, Ran
from vetting.model.policy import IntakeLimits, Tier
from vetting.model.record import Accepted
from vetting.model.scale import Severity
from vetting.model.text import Text
from vetting.model.verdict import Verdict


class Completeness(StrEnum):
    """Whether the run reached its end."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why intake refused the archive: a stable code, the entry, and how to make it again."""

    code: str
    entry: str
    message: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Subject:
    """What was handed in. `tree` is the manifest's root digest, empty for a refused archive."""

    name: str
    kind: str
    archive_sha256: str
    archive_bytes: int
    tree: str
    files: int
    bytes: int
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Basis:
    """What it was judged by and with: two runs of equal basis and tree are equal in bytes.

    `sandbox` is the level of `vetting.sandbox.job.Level`; `as_of` the date of judgement,
    `intake` the limits that the submission kept or was refused by. `raised` are the facts in
    the application that raised a lighter tier to this one; empty when none did. `records` is the
    digest of the last signed record laid before the judgement, "" where there was none, and
    `baseline` the result digest of the report that contracts were compared with.
    """

    vet_version: str
    policy_id: str
    policy_version: str
    policy_title: Text
    policy_digest: str
    content_digest: str
    tier: Tier
    as_of: date
    sandbox: str
    intake: IntakeLimits = IntakeLimits()
    raised: tuple[Text, ...] = ()
    records: str = ""
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check and what became of it.

    `title`, `why`, `fix` and `standards` repeat the check's folder, so that the report reads
    on its own years later; `digest` names the exact rules used.
    """

    id: str
    title: Text
    why: Text
    fix: Text
    severity: Severity
    digest: str
    engine: str
    cwe: tuple[int, ...]
    standards: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """One finished, interrupted or refused run.

    `languages` counts files by language. `verdict` of a refused archive has no controls. `bill`
    is None when no inventory of packages could be made, `contracts` when no contract could be read,
    `declared` when the application brings no `vet.yaml` that can be. A field added to any of these
    types needs a default, and the schema a new number (docs/adr/0043).
    """

    completeness: Completeness
    subject: Subject
    basis: Basis
    languages: Mapping[str, int]
    frameworks: tuple[Framework, ...]
    checks: tuple[CheckResult, ...]
    verdict: Verdict
    refusal: Refusal | None = None
    bill: Bill | None = None
    acceptances: tuple[Accepted, ...] = ()
    contracts: tuple[Contract, ...] | None = None
    declared: Declared | None = None

    @property
    def is_draft(self) -> bool:
        """Whether nobody stands for it yet."""
        return not self.acceptances

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of all checks, worst first."""
        from vetting.model.finding import order_key

        found = [
            finding
            for check in self.checks
            if isinstance(check.outcome, Ran)
            for finding in check.outcome.findings
        ]
        return tuple(sorted(found, key=order_key))


@dataclass(frozen=True, slots=True)
class OldReport(Report):
    """A report of an older schema as it was read: what was written then stays what it is.

    `written` are its canonical bytes, which renderers repeat, `schema` its number. `unstated` are
    the fields that it could not state, such as `Basis.baseline`; here they have their defaults,
    which say nothing about the application.
    """

    written: bytes = b""
    schema: int = 0
    unstated: tuple[str, ...] = ()


def anew(report: Report) -> Report:
    """The same values as a report of today's schema, for whoever judges it again."""
    return Report(**{field.name: getattr(report, field.name) for field in fields(Report)})

"""A policy resolved for one tier: which controls hold, what serves them, what blocks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vetting.model.record import WaiverReason
from vetting.model.scale import Confidence, Severity
from vetting.model.text import Text


class Tier(StrEnum):
    """The system categories of Peraturan BSSN 8/2020, from lightest to heaviest."""

    RENDAH = "rendah"
    TINGGI = "tinggi"
    STRATEGIS = "strategis"

    @property
    def rank(self) -> int:
        """0 for the lightest."""
        return list(Tier).index(self)


class Mode(StrEnum):
    """Who can decide a control: the checks, the checks and a person, or a person."""

    AUTOMATED = "automated"
    PARTIAL = "partial"
    MANUAL = "manual"


class Stage(StrEnum):
    """How far a control is enforced: noted only, a condition, or a reason to fail."""

    OBSERVE = "observe"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a control comes from, and how sure we are of the article number.

    An official report prints `article` as law only when `is_firm`; otherwise it says that the
    citation still needs verification.
    """

    source: str
    article: str
    confidence: str
    source_tier: str
    effective_from: date | None = None
    effective_to: date | None = None
    verified_on: date | None = None
    note: str = ""
    k_number: int | None = None

    @property
    def is_firm(self) -> bool:
        """Verified by a primary source."""
        return self.confidence == "verified-by-source" and self.source_tier == "primary"


@dataclass(frozen=True, slots=True)
class Control:
    """One qualification, as the policy applies it at the chosen tier.

    A finding of `checks` at or above `blocks_at` (with the policy's confidence) makes it unmet.
    `is_announced` marks a control whose law is not in force yet: it is observed only.
    """

    id: str
    title: Text
    citation: Citation
    mode: Mode
    stage: Stage
    checks: tuple[str, ...]
    blocks_at: Severity
    guidance: Text | None = None
    is_announced: bool = False


class WhenAbsent(StrEnum):
    """What it means that no check of a family found anything to look at."""

    INCONCLUSIVE = "inconclusive"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Floor:
    """The least evidence a family must bring: share of relevant units examined, 0 to 1.

    `blinded_by` are checks whose weighty findings mean that nobody, no tool and no person, could
    have read what this family is about: then none of its controls is decided by its checks.
    """

    family: str
    coverage: float
    when_absent: WhenAbsent
    blinded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeLimits:
    """How large a submission may be; what exceeds one is refused whole.

    Sizes are in MiB, a ratio is unpacked over packed size (of one file, of all together),
    `depth` counts levels of folders, `nodes` files and folders with those merely implied. The
    defaults were set on 2,405 benign archives: see `vetting.intake.limits`.
    """

    archive_mib: int = 512
    file_mib: int = 256
    total_mib: int = 2048
    entries: int = 65_535
    nodes: int = 100_000
    depth: int = 64
    file_ratio: int = 250
    total_ratio: int = 100
    seconds: int = 120


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """What people may decide: an overlay may only lower, shorten, and forbid more.

    `waivers_most` counts findings waived at once; the days are the longest time from the making
    of a record to its end. `reasons` are the names of the waiver reasons accepted, `unwaivable`
    checks whose findings nobody may waive. `four_eyes` asks a second person for attestations;
    for waivers it is always asked.
    """

    waivers_most: int = 10
    waiver_days: int = 180
    attestation_days: int = 365
    four_eyes: bool = False
    reasons: tuple[str, ...] = tuple(reason.value for reason in WaiverReason)
    unwaivable: tuple[str, ...] = ()


DOCUMENT_KINDS = (
    "request-letter", "category-questionnaire", "requirements", "design", "acceptance-minutes",
    "data-register", "security-test", "load-test", "manual", "processor-agreement",
    "privacy-notice", "impact-assessment", "api-plan", "backup-plan", "handover-minutes",
    "integrity-pact", "team-decree", "hosting-request", "other",
)  # fmt: skip
"""The kinds of document that a submission's `vet.yaml` may list."""


class Party(StrEnum):
    """Who brings a document of the submission."""

    VENDOR = "vendor"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """A document that a submission must bring, by whom, and how old it may be.

    `months` is the greatest age on the day of judgement, 0 for none. `names_version` asks that
    the document names the version handed in.
    """

    kind: str
    by: Party
    months: int = 0
    names_version: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that judges: equal digest, equal judgement.

    `digest` covers the policy files and the tier. `blocking_confidence` is the least
    confidence with which a finding may fail a control; below it the control asks for review.
    `reviews_at` is the severity from which a finding that does not fail its control keeps it
    from being met. `accessibility_engines` is how many engines look at each page, 1 to 4.
    `documents` are those that a submission at this tier must bring, sorted by kind.
    """

    id: str
    version: str
    title: Text
    tier: Tier
    controls: tuple[Control, ...]
    floors: tuple[Floor, ...]
    max_data_age_days: int
    blocking_confidence: Confidence
    reviews_at: Severity
    conditional_is_pass: bool
    digest: str
    intake: IntakeLimits = IntakeLimits()
    accessibility_engines: int = 2
    decisions: DecisionRules = DecisionRules()
    documents: tuple[DocumentRule, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        """Ids of all checks that serve a control, sorted."""
        return tuple(sorted({check for control in self.controls for check in control.checks}))

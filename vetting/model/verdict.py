"""What was decided: per control, per family, and overall."""

from dataclasses import dataclass
from enum import StrEnum

from vetting.model.policy import Control
from vetting.model.record import Answered, Decision
from vetting.model.text import Text


class Status(StrEnum):
    """The effective status of one control, computed once and only printed afterwards."""

    MET = "terpenuhi"
    UNMET = "tidak-terpenuhi"
    REVIEW = "perlu-tinjauan"
    NOT_APPLICABLE = "tidak-berlaku"
    UNTESTED = "tidak-teruji"


class Overall(StrEnum):
    """The verdict on the application."""

    PASS = "lulus"
    CONDITIONAL = "lulus-bersyarat"
    INCONCLUSIVE = "belum-dapat-disimpulkan"
    FAIL = "tidak-lulus"

    @property
    def rank(self) -> int:
        """Precedence: the greater wins."""
        return list(Overall).index(self)


@dataclass(frozen=True, slots=True)
class ControlResult:
    """A control's status, why, and the fingerprints of the findings that count against it.

    `reason` is never empty. `blocking` are the findings that alone make it unmet; `findings`
    are all findings of its checks. `waived` are those that a waiver lets stand, and
    `decisions` the ids of the records that count for this control.
    """

    control: Control
    status: Status
    reason: Text
    findings: tuple[str, ...] = ()
    blocking: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyResult:
    """The evidence a family brought, and whether it reached the policy's floor.

    `examined` of `eligible` units over the family's checks that ran. `status` is MET, REVIEW
    or UNTESTED.
    """

    family: str
    status: Status
    reason: Text
    ran: int
    failed: int
    not_applicable: int
    eligible: int
    examined: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The overall verdict with its weightiest reasons first, and all it rests on.

    `next_steps` tells who must do what now. `decisions` are all attestations and waivers that
    were laid before it, those too that do not count, with why. `answers` are the vendor's, the
    last to each finding; they change nothing.
    """

    overall: Overall
    reasons: tuple[Text, ...]
    next_steps: tuple[Text, ...]
    controls: tuple[ControlResult, ...]
    families: tuple[FamilyResult, ...]
    decisions: tuple[Decision, ...] = ()
    answers: tuple[Answered, ...] = ()

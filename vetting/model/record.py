"""What people decided, as signed records say it: attestations, waivers, and what became of each."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vetting.model.text import Text


class WaiverReason(StrEnum):
    """Why a finding is let stand.

    The first three say that the fault cannot hurt; the last two that it can, and that somebody
    bears the risk until the waiver ends: those leave a condition, never a met control.
    """

    FALSE_POSITIVE = "false-positive"
    NOT_REACHABLE = "not-reachable"
    MITIGATED = "mitigated"
    RISK_ACCEPTED = "risk-accepted"
    FIX_SCHEDULED = "fix-scheduled"

    @property
    def is_harmless(self) -> bool:
        """Whether the reason says that the fault cannot hurt."""
        return self not in (WaiverReason.RISK_ACCEPTED, WaiverReason.FIX_SCHEDULED)


class Answer(StrEnum):
    """What the vendor says to one finding."""

    FIXED = "fixed"
    WILL_FIX = "will-fix"
    FALSE_POSITIVE = "false-positive"
    MITIGATED = "mitigated"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document that somebody looked at: its file name, SHA-256 in hex, and size in bytes."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Attestation:
    """Somebody saw that a manual control is met, up to and with the day `until`.

    `control` is the control's id, or `family/<name>` to confirm that there is nothing of that
    family to look at. `tree` binds it to one version of the application; "" to none.
    """

    control: str
    tree: str
    statement: str
    evidence: tuple[Evidence, ...]
    made_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Waiver:
    """A request to let exactly these findings stand, up to and with the day `until`.

    It counts only once another person has approved it.
    """

    fingerprints: tuple[str, ...]
    tree: str
    reason: WaiverReason
    explanation: str
    made_on: date
    until: date


@dataclass(frozen=True, slots=True)
class Approval:
    """A second person's yes to the record whose id is `target`."""

    target: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The record whose id is `target` counts no longer."""

    target: str
    why: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Reply:
    """The vendor's answer to one finding."""

    fingerprint: str
    answer: Answer
    explanation: str


@dataclass(frozen=True, slots=True)
class Response:
    """The vendor's answer sheet as it was received: who answered, and the sheet's digest."""

    vendor: str
    tree: str
    sheet: Evidence
    replies: tuple[Reply, ...]
    made_on: date


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A reviewer stands for the report whose result digest is `result`: it is no draft any more."""

    result: str
    made_on: date


Record = Attestation | Waiver | Approval | Withdrawal | Response | Acceptance


@dataclass(frozen=True, slots=True)
class Signed:
    """A record whose signature was verified.

    `id` is the SHA-256 of the signed bytes. `signer` is the name that the office's trust file
    gives the key, and `key` its id: the record itself cannot say who made it. `line` is the
    SHA-256 of its line in the file of records.
    """

    id: str
    signer: str
    key: str
    record: Record
    line: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """Verified records, in the order of the file; `head` is the digest of the last line of them.

    `as_of` and `tree` are the day of judgement and the application judged. `acceptances` stand
    apart: they are about a judgement, and so can be none of what it rests on.
    """

    rows: tuple[Signed, ...] = ()
    head: str = ""
    as_of: date = date.min
    tree: str = ""
    acceptances: tuple[Signed, ...] = ()

    @classmethod
    def of(cls, rows: tuple[Signed, ...]) -> "Records":
        """The records of a file, what is judged apart from what accepts a judgement."""
        judged = tuple(row for row in rows if not isinstance(row.record, Acceptance))
        accepted = tuple(row for row in rows if isinstance(row.record, Acceptance))
        return cls(judged, judged[-1].line if judged else "", acceptances=accepted)


class Standing(StrEnum):
    """What a record is worth on the day of judgement."""

    COUNTS = "berlaku"
    PENDING = "menunggu-persetujuan"
    EXPIRED = "kedaluwarsa"
    WITHDRAWN = "dicabut"
    REFUSED = "ditolak"
    UNUSED = "tidak-terpakai"


@dataclass(frozen=True, slots=True)
class Decision:
    """One attestation or waiver as the report prints it.

    `kind` is `attestation` or `waiver`; `about` are a control or fingerprints; `why` says why it
    counts or does not. `approver` is "" where nobody approved it. `until` is the last day.
    """

    id: str
    kind: str
    about: tuple[str, ...]
    reason: str
    statement: str
    evidence: tuple[Evidence, ...]
    signer: str
    approver: str
    until: date
    standing: Standing
    why: Text


@dataclass(frozen=True, slots=True)
class Answered:
    """What the vendor says to one finding, as the report prints it; it changes no verdict.

    `vendor` is who answered, `signer` who took the sheet in, `sheet` the digest of that sheet.
    """

    fingerprint: str
    answer: Answer
    explanation: str
    vendor: str
    signer: str
    sheet: str
    made_on: date


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who stands for this report, since when, and the id of the signed record."""

    signer: str
    made_on: date
    id: str

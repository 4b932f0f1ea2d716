"""What the ledger keeps of each judgement, so that a vendor's submissions can be told in order."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vetting.model.policy import Tier
from vetting.model.report import Completeness
from vetting.model.verdict import Overall


class Kind(StrEnum):
    """How a judgement came about."""

    SUBMITTED = "submit"
    DECIDED = "decide"
    RECHECKED = "recheck"


class NamedBy(StrEnum):
    """Whose word a name is: the reviewer's, the vendor's own in `vet.yaml`, or the file's name."""

    REVIEWER = "penguji"
    MANIFEST = "vet.yaml"
    FILE = "nama-berkas"
    NOBODY = "-"


@dataclass(frozen=True, slots=True)
class Named:
    """A name, and whose word it is; nobody checked it."""

    name: str
    by: NamedBy


@dataclass(frozen=True, slots=True)
class Seen:
    """One finding of a judgement. `fault` is equal for the same fault in another file."""

    fingerprint: str
    fault: str
    check: str
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement. `result` is its result digest; `looked` the checks that gave an answer."""

    kind: Kind
    result: str
    tree: str
    archive: str
    application: Named
    vendor: Named
    version: str
    overall: Overall
    completeness: Completeness
    as_of: date
    policy: str
    tier: Tier
    looked: tuple[str, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One submission of an application, compared with the complete one before it.

    `overall` is the last verdict on it, decisions included. `state` is where its result stands in
    its life: "" where nothing is on record, "?" where the log cannot be relied on. Of a submission
    that was refused or interrupted nothing is compared, and all counts are 0. `unseen` were there
    before, and their checks gave no answer this time.
    """

    judged: Judged
    overall: Overall
    state: str
    new: int = 0
    fixed: int = 0
    unchanged: int = 0
    moved: int = 0
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """A finding that still stands, or was not looked for again: since when, and for how many days."""

    fingerprint: str
    check: str
    is_blocking: bool
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Application:
    """The submissions of one application, oldest first.

    `mended` are the days that each finding which went away had stood, in the order of going.
    """

    name: Named
    lines: tuple[Line, ...]
    open: tuple[Open, ...]
    mended: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor's applications, by name."""

    name: Named
    applications: tuple[Application, ...]

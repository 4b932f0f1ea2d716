"""Hostile archive in, read-only tree and manifest out; what has two readings is refused."""

from vetting.intake.limits import DEFAULT, Limits
from vetting.intake.place import place
from vetting.intake.receive import receive
from vetting.intake.refusals import REFUSALS, Refusal
from vetting.intake.refused import Refused
from vetting.intake.store import Store
from vetting.intake.verify import Differences, compare
from vetting.intake.warnings import WARNINGS, warning_text

__all__ = [
    "DEFAULT",
    "REFUSALS",
    "WARNINGS",
    "Differences",
    "Limits",
    "Refusal",
    "Refused",
    "Store",
    "compare",
    "place",
    "receive",
    "warning_text",
]

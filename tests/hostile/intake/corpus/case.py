"""One archive with its expected verdict and reason."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What intake must do."""

    ACCEPT = "accept"
    WARN = "warn"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Case:
    """An archive's file name, its bytes, and the verdict with the codes that justify it.

    Some archives are wrong in several ways; then any of the codes is right.
    """

    name: str
    make: Callable[[], bytes]
    verdict: Verdict
    codes: frozenset[str] = frozenset()


def accept(name: str, make: Callable[[], bytes]) -> Case:
    """An archive without anything odd."""
    return Case(name, make, Verdict.ACCEPT)


def warn(name: str, make: Callable[[], bytes], *codes: str) -> Case:
    """An archive that is accepted, with at least one of these warnings and no others."""
    return Case(name, make, Verdict.WARN, frozenset(codes))


def refuse(name: str, make: Callable[[], bytes], *codes: str) -> Case:
    """An archive that is refused for one of these reasons."""
    return Case(name, make, Verdict.REFUSE, frozenset(codes))

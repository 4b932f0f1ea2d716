"""What a reader of layouts finds."""

from dataclasses import dataclass


class Unparsable(ValueError):
    """A file that is not what its name says."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule broken at a line, and how the source reads there."""

    rule: str
    line: int
    evidence: str

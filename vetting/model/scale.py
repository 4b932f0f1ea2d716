"""The two scales of a finding: how bad it is, and how sure we are."""

from enum import IntEnum


class _Scale(IntEnum):
    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, name: str) -> "_Scale":
        """The member of that lower-case name; raises ValueError for any other."""
        try:
            return cls[name.upper()]
        except KeyError:
            known = ", ".join(str(member) for member in cls)
            raise ValueError(f"{name!r} is not one of {known}") from None


class Severity(_Scale):
    """What the fault costs if it is real."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Confidence(_Scale):
    """How often a finding of this rule is real: low asks, high may block."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2

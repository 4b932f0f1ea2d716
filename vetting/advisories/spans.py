"""Stretches of versions, from OSV events and from Composer constraints."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vetting.advisories.versions import key

_CONSTRAINT = re.compile(r"^\s*(>=|<=|==|=|>|<)\s*([^\s<>=]+)\s*$")


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`; an empty `low` is the beginning, an empty `high` has no end.

    `low_in` and `high_in` say whether the ends belong to it. An excluded `high` is the
    version that mends the fault.
    """

    low: str = ""
    low_in: bool = True
    high: str = ""
    high_in: bool = False

    @property
    def fixed(self) -> str:
        """The first version beyond the span that is known to be mended, or ""."""
        return "" if self.high_in else self.high

    def holds(self, ecosystem: str, version: str) -> bool:
        """Whether the version lies inside; raises BadVersion when that cannot be told."""
        at = key(ecosystem, version)
        if self.low:
            low = key(ecosystem, self.low)
            if at < low or (at == low and not self.low_in):
                return False
        if self.high:
            high = key(ecosystem, self.high)
            return bool(at < high or (at == high and self.high_in))
        return True


def from_events(ecosystem: str, events: Sequence[Mapping[str, str]]) -> Iterator[Span]:
    """The spans of one OSV range: each `introduced` to the next end in version order.

    Raises BadVersion for a bound without a place in the order, ValueError for other events.
    """
    ordered = sorted((_event(ecosystem, event) for event in events), key=lambda item: item[:2])
    low: str | None = None
    for _, rank, kind, version in ordered:
        if rank and low is None:
            continue
        if not rank:
            low = version if low is None else low
            continue
        yield Span(low or "", True, version, kind == "last_affected")
        low = None
    if low is not None:
        yield Span(low)


_RANKS = {"introduced": 0, "fixed": 1, "limit": 1, "last_affected": 1}


def _event(ecosystem: str, event: Mapping[str, str]) -> tuple[Any, int, str, str]:
    ((kind, version),) = event.items()
    if kind not in _RANKS:
        raise ValueError(f"unknown event {kind!r}")
    version = "" if kind == "introduced" and str(version) == "0" else str(version)
    if kind == "limit" and version == "*":
        return ((1,), 1, kind, "")
    place = (0, key(ecosystem, version)) if version else (-1,)
    return (place, _RANKS[kind], kind, version)


def from_constraints(ecosystem: str, constraints: Iterable[str]) -> Span:
    """The one span that all of the Composer constraints together leave open.

    Raises ValueError for any other operator, BadVersion for a bound without a place.
    """
    low, low_in, high, high_in = "", True, "", False
    for constraint in constraints:
        match = _CONSTRAINT.match(str(constraint))
        if not match:
            raise ValueError(f"unknown constraint {constraint!r}")
        operator, version = match.groups()
        key(ecosystem, version)
        if operator in (">", ">=", "=", "=="):
            low, low_in = version, operator != ">"
        if operator in ("<", "<=", "=", "=="):
            high, high_in = version, operator != "<"
    return Span(low, low_in, high, high_in)

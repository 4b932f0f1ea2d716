"""Tallies of one file: per detector and column, how many values, where first, how real."""

from dataclasses import dataclass, field
from typing import Any

from vetting.engines.personal_data.columns import Column
from vetting.engines.personal_data.numbers import mask
from vetting.engines.personal_data.synthetic import looks_made_up

# Distinct values kept in memory for one column; enough to judge, small on a dump of millions.
KEPT = 4096


@dataclass(slots=True)
class Group:
    """Values of one column.

    `seen` counts every number of that length, `dated` those with a date, `valid` those that
    pass in full; all three are estimates once `sampled` is true.
    """

    column: Column
    detector: str
    first_line: int = 0
    seen: float = 0
    dated: float = 0
    valid: float = 0
    sampled: bool = False
    asked: int = 0
    example: str = ""
    distinct: set[bytes] = field(default_factory=set)

    def add(self, *, weight: float, dated: bool) -> None:
        """Count one number of the right length that is not valid."""
        self.seen += weight
        self.dated += weight if dated else 0
        self.sampled = self.sampled or weight != 1

    def add_valid(self, number: bytes, line: int, *, weight: float) -> None:
        """Count one valid number; the first one gives the line and the masked example."""
        self.add(weight=weight, dated=True)
        self.valid += weight
        self.asked += 1
        if not self.example:
            self.first_line, self.example = line, mask(number)
        if len(self.distinct) < KEPT:
            self.distinct.add(number)

    def _made_up(self) -> str:
        if self.detector == "npwp":
            return ""
        known = self.valid / self.dated if self.dated else 1.0
        return looks_made_up(self.distinct, known, self.valid if self.column.name else 0)

    def _distinct(self) -> int:
        """Distinct values: exact for a column that was asked in full, else in proportion."""
        kept = len(self.distinct)
        if not self.sampled and kept < KEPT:
            return kept
        share = kept / self.asked if kept < KEPT else 1
        return max(kept, round(self.valid * share))

    def plain(self) -> dict[str, Any]:
        """What leaves the worker: counts, a place and a mask, never a value."""
        return {
            "detector": self.detector,
            "table": self.column.table,
            "column": self.column.name,
            "meaning": self.column.meaning,
            "line": self.first_line,
            "seen": round(self.seen),
            "dated": round(self.dated),
            "valid": round(self.valid),
            "distinct": self._distinct(),
            "sampled": self.sampled,
            "example": self.example,
            "made-up": self._made_up(),
        }


@dataclass(slots=True)
class Groups:
    """The groups of one file."""

    _all: dict[tuple[str, Column], Group] = field(default_factory=dict)

    def of(self, detector: str, column: Column) -> Group:
        """The group of a detector and column, new when it is the first value there."""
        key = (detector, column)
        if key not in self._all:
            self._all[key] = Group(column, detector)
        return self._all[key]

    def plain(self) -> list[dict[str, Any]]:
        """The groups with at least one valid value, in a stable order."""
        found = [group for group in self._all.values() if group.valid]
        found.sort(key=lambda group: (group.detector, group.first_line, group.column))
        return [group.plain() for group in found]

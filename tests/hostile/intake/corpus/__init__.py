"""The corpus of hostile and odd archives, each with the one right answer."""

from tests.hostile.intake.corpus import (
    bombs,
    confusion,
    contents,
    links,
    more,
    names,
    puzzles,
    readings,
    tars,
)
from tests.hostile.intake.corpus.case import Case, Verdict

CASES: tuple[Case, ...] = (
    *names.CASES,
    *links.CASES,
    *confusion.CASES,
    *bombs.CASES,
    *contents.CASES,
    *tars.CASES,
    *more.CASES,
    *readings.CASES,
    *puzzles.CASES,
)

__all__ = ["CASES", "Case", "Verdict"]

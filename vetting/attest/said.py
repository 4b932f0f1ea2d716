"""What a verification says: one word for the whole, and a reason for each point."""

from dataclasses import dataclass
from enum import StrEnum

from vetting.model.text import Text


class Word(StrEnum):
    """What a verification says."""

    VALID = "valid"
    INVALID = "invalid"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Said:
    """One point that was looked at: what it means for the whole, and why."""

    word: Word
    about: Text


def overall(said: tuple[Said, ...]) -> Word:
    """Invalid wins over unknown, unknown over valid; nothing said is unknown."""
    words = {one.word for one in said} or {Word.UNKNOWN}
    return next(word for word in (Word.INVALID, Word.UNKNOWN, Word.VALID) if word in words)

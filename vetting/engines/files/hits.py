"""What detectors are given and what they give back."""

from dataclasses import dataclass
from typing import Protocol

from vetting.engines.files.text import Lines


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a file: line from 1 (0 is the whole file), one line to show, and the anchor."""

    line: int
    evidence: str
    anchor: str


class Readable(Protocol):
    """What a detector may see of a file."""

    path: str
    data: bytes

    @property
    def text(self) -> str | None: ...
    @property
    def raw(self) -> str: ...
    @property
    def lines(self) -> Lines: ...

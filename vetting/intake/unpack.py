"""One archive to its content: detect the kind, read it, hand back what it holds."""

import os
from dataclasses import dataclass
from pathlib import Path

from vetting.intake.gathering import Gathering
from vetting.intake.limits import Limits
from vetting.intake.nested import open_nested
from vetting.intake.reading import read_archive
from vetting.intake.refused import Refused
from vetting.intake.sink import Sink
from vetting.model.tree import Entry

FOLDER = "folder"
"""The kind of a submission that is no archive."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a reader made of a submission; entries are in the archive's order."""

    kind: str
    entries: tuple[Entry, ...]
    warnings: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, kind: str, gathering: Gathering) -> "Unpacked":
        """What a finished gathering holds, and what lies in its archives."""
        open_nested(gathering)
        return cls(kind, tuple(gathering.entries), tuple(gathering.warnings))


def unpack(archive: Path, name: str, sink: Sink, limits: Limits) -> Unpacked:
    """Read an archive that was called `name` into a sink; raises Refused.

    Archives within are opened too. What was written to the sink by then is rubbish when it
    raises.
    """
    with archive.open("rb") as file:
        length = os.fstat(file.fileno()).st_size
        if length > limits.archive_bytes:
            raise Refused("limit-archive", detail=str(length))
        gathering = Gathering(limits, sink, length)
        kind = read_archive(file, length, name, gathering)
        gathering.finish()
        return Unpacked.of(kind.value, gathering)

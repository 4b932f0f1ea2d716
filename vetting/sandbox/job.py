"""What is asked of the sandbox, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol


class Level(StrEnum):
    """How strong the walls are; the first two may support a verdict."""

    NAMESPACES = "namespaces"
    LANDLOCK = "landlock"
    RLIMITS = "rlimits"
    NONE = "none"

    @property
    def is_sound(self) -> bool:
        """Whether results made at this level may support a verdict."""
        return self in (Level.NAMESPACES, Level.LANDLOCK)


class Cap(StrEnum):
    """Which limit ended a job; the truth about its end, whatever the return code says."""

    WALL = "wall"
    MEMORY = "memory"
    OUTPUT = "output"
    PIDS = "pids"
    DISK = "disk"


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one job; all are enforced on the whole process tree."""

    wall_seconds: float = 300
    memory_mib: int = 2048
    pids: int = 256
    output_mib: int = 64
    tmp_mib: int = 512


@dataclass(frozen=True, slots=True)
class Job:
    """One command to run.

    `argv[0]` is an absolute path. `read_only` are the host paths it may read besides the
    system's libraries, this Python and this package; they appear at the same path inside.
    `writable` is one host folder that it may also write to, at the same path inside; what
    lies there afterwards is as hostile as the command was.
    The working directory is a private, empty, writable folder that is gone afterwards; HOME
    and TMPDIR point to it, and `{cwd}` in argv and env values is replaced by its path.
    `inputs` are files laid into it before the start, by name relative to it; `collect` are
    names of files there that come back (absent ones do not). The environment is only `env`
    and a fixed base. `local_sockets` lets its own processes meet over socket files in its own
    folder, and list process ids, as a browser must; no level lets it reach a socket outside.
    """

    argv: tuple[str, ...]
    read_only: tuple[Path, ...] = ()
    writable: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    inputs: Mapping[str, bytes] = field(default_factory=dict)
    collect: tuple[str, ...] = ()
    limits: Limits = Limits()
    local_sockets: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """How a job ended. `cap` is None when no limit was hit."""

    returncode: int
    stdout: bytes
    stderr: bytes
    cap: Cap | None
    seconds: float
    peak_mib: int
    level: Level
    files: Mapping[str, bytes] = field(default_factory=dict)


class Sandbox(Protocol):
    """Something that runs jobs; never raises for what the job does."""

    @property
    def level(self) -> Level:
        """The walls in force."""
        ...

    def run(self, job: Job) -> Done:
        """Run the job to its end or its cap; every process it started is dead on return.

        Raises BadSetup when the sandbox itself cannot be built.
        """
        ...

"""What became of one check: a sum type, so that "did not run" can never look like "clean"."""

from dataclasses import dataclass
from enum import StrEnum

from vetting.model.annex import Annex
from vetting.model.finding import Finding
from vetting.model.text import Text


@dataclass(frozen=True, slots=True, order=True)
class Skip:
    """A relevant file that was not examined, and why (a code of `skip.*` in the locales)."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scope:
    """How much of what was relevant was really examined.

    `eligible` is counted from the manifest, never from the tool's own word; `examined` is
    what the tool proved to have read. `unit` names what is counted: files, pages, packages,
    operations.
    """

    eligible: int
    examined: int
    bytes: int = 0
    unit: str = "files"
    skipped: tuple[Skip, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    """The program that looked, and the data it looked with."""

    name: str
    version: str
    data: str = ""


class Reason(StrEnum):
    """Why a needed check gives no answer; each has a text and a remedy in the locales."""

    TOOL_MISSING = "tool-missing"
    TOOL_CRASHED = "tool-crashed"
    TIMED_OUT = "timed-out"
    MEMORY_CAP = "memory-cap"
    OUTPUT_CAP = "output-cap"
    OUTPUT_UNREADABLE = "output-unreadable"
    TOOL_ERRORS = "tool-errors"
    CANARY_MISSED = "canary-missed"
    NOTHING_READ = "nothing-read"
    NO_DATA = "no-data"
    STALE_DATA = "stale-data"
    SOURCE_UNREADABLE = "source-unreadable"
    SANDBOX = "sandbox"
    INTERRUPTED = "interrupted"
    BUG = "bug"


@dataclass(frozen=True, slots=True)
class Ran:
    """The tool looked, proved it with its canary, and says what it saw.

    `annex` is what it lays open besides findings, such as a map of the data.
    """

    findings: tuple[Finding, ...]
    scope: Scope
    tool: Tool
    annex: Annex | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The tool should have looked and could not; `detail` is one line for the operator."""

    reason: Reason
    tool: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The application has nothing that this check could look at."""

    why: Text


@dataclass(frozen=True, slots=True)
class NotRun:
    """Nobody tried: the run ended before, or the check was not asked for."""

    why: Text


Outcome = Ran | Failed | NotApplicable | NotRun

"""What a runner needs from others: somewhere to remember, someone to tell."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from vetting.model.check import Check
from vetting.model.outcome import Outcome


class Recorder(Protocol):
    """Keeps answers by key, so that a killed run goes on where it stopped."""

    def recall(self, key: str) -> Outcome | None:
        """The recorded outcome, or None."""
        ...

    def record(self, key: str, tree: str, check_id: str, outcome: Outcome) -> None:
        """Keep an outcome."""
        ...


class Progress(Protocol):
    """Is told what happens; may be called from any thread."""

    def planned(self, engines: Mapping[str, float | None]) -> None:
        """These engines will work; the seconds that each may take, None where unknown."""
        ...

    def started(self, engine: str, checks: Sequence[Check]) -> None:
        """An engine begins with these checks."""
        ...

    def advanced(self, engine: str, done: int, total: int) -> None:
        """An engine has done so much."""
        ...

    def finished(self, engine: str, outcomes: Mapping[str, Outcome]) -> None:
        """An engine gave these outcomes."""
        ...


class Silence:
    """Tells nobody, keeps nothing."""

    def planned(self, engines: Mapping[str, float | None]) -> None:
        """Say nothing."""

    def started(self, engine: str, checks: Sequence[Check]) -> None:
        """Say nothing."""

    def advanced(self, engine: str, done: int, total: int) -> None:
        """Say nothing."""

    def finished(self, engine: str, outcomes: Mapping[str, Outcome]) -> None:
        """Say nothing."""

    def recall(self, key: str) -> Outcome | None:  # noqa: ARG002
        """Know nothing."""
        return None

    def record(self, key: str, tree: str, check_id: str, outcome: Outcome) -> None:
        """Keep nothing."""

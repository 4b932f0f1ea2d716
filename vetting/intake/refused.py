"""The one error of intake: the submission is refused whole, with the reason and the remedy."""

from vetting.intake.refusals import REFUSALS
from vetting.model.errors import BadSubmission
from vetting.model.hiding import hidden
from vetting.model.text import Text


def printable(name: str, width: int = 200) -> str:
    """A hostile name without identity numbers, that cannot steer a terminal or reorder a line."""
    safe = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in hidden(name))
    return safe if len(safe) <= width else safe[: width - 1] + "…"


class Refused(BadSubmission):
    """A submission that has no single safe reading.

    `code` is a key of `REFUSALS`; `entry` names the file inside, made printable, or is empty;
    `detail` is for developers. The archive's digest and size are filled in by `receive`.
    """

    def __init__(self, code: str, entry: str = "", detail: str = "") -> None:
        refusal = REFUSALS[code]
        self.code = code
        self.entry = printable(entry)
        self.detail = printable(detail)
        self.archive_sha256 = ""
        self.archive_bytes = 0
        message = refusal.problem
        if self.entry:
            message = Text(f"{message.id} ({self.entry})", f"{message.en} ({self.entry})")
        super().__init__(message, hint=refusal.remedy, where=code)

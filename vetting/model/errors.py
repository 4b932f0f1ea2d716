"""Errors that a user can act on, by whose fault they are.

Everything else that is raised is a bug in vet and ends in exit code 5.
"""

from vetting.model.text import Text


class VetError(Exception):
    """An error with a place and a next step; `exit_code` is what the command ends with."""

    exit_code = 5

    def __init__(self, message: Text, *, hint: Text, where: str = "") -> None:
        super().__init__(f"{where}: {message.en}" if where else message.en)
        self.message = message
        self.hint = hint
        self.where = where


class BadSubmission(VetError):
    """The vendor's archive cannot be accepted."""

    exit_code = 4


class BadContent(VetError):
    """A policy, check, template or command line is wrong: its author mends it."""

    exit_code = 2


class BadSetup(VetError):
    """The machine lacks something that vet needs: its operator mends it."""

    exit_code = 3

"""What an application's own `vet.yaml` says it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Declared:
    """The vendor's own word, checked by nobody; "" for what it does not say.

    `office` is the part of the government that is to own the application.
    """

    application: str
    version: str
    vendor: str
    office: str

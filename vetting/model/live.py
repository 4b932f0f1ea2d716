"""The running application that a reviewer names, and who allowed it to be asked."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Credentials:
    """Headers, by name and value, that say who asks. The values are never shown, not even here."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """What may be told of them."""
        return tuple(name for name, _value in self.headers)


@dataclass(frozen=True, slots=True)
class Target:
    """An address (http or https, with the path that the contract's paths follow) and the bounds.

    `consent` is who allowed the requests, as the reviewer states it. `writes` allows methods that
    change data. `per_second` bounds the pace. `log` is the file that every request is written to
    before it is sent; its name is new for each run. `credentials` are sent to that address alone,
    and only with requests of operations that the contract calls protected.
    """

    address: str
    consent: str
    log: Path
    writes: bool = False
    per_second: float = 5.0
    credentials: Credentials = Credentials()

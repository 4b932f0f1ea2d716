"""The running application that a reviewer names, and who allowed it to be asked."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """An address (http or https, with the path that the contract's paths follow) and the bounds.

    `consent` is who allowed the requests, as the reviewer states it. `writes` allows methods that
    change data. `per_second` bounds the pace. `log` is the file that every request is written to
    before it is sent; its name is new for each run.
    """

    address: str
    consent: str
    log: Path
    writes: bool = False
    per_second: float = 5.0

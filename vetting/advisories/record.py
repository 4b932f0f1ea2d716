"""One advisory as the store keeps it, whatever format it came in."""

from dataclasses import dataclass
from datetime import date

from vetting.advisories.spans import Span
from vetting.model.scale import Severity


@dataclass(frozen=True, slots=True)
class Affected:
    """The versions of one package that an advisory is about: in a span, or listed by name.

    `name` is in the ecosystem's normal spelling.
    """

    ecosystem: str
    name: str
    spans: tuple[Span, ...] = ()
    versions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advisory:
    """A known vulnerability.

    `aliases` are its other ids. `severity` is None where the record states none. `modified`
    is the day of its last change, or of publication where no change is stated. `vectors` are
    its CVSS 3 and 4 vectors that can be scored.
    """

    id: str
    aliases: tuple[str, ...]
    affected: tuple[Affected, ...]
    modified: date | None = None
    severity: Severity | None = None
    summary: str = ""
    references: tuple[str, ...] = ()
    is_withdrawn: bool = False
    vectors: tuple[str, ...] = ()

    @property
    def ids(self) -> frozenset[str]:
        """All names of the vulnerability."""
        return frozenset((self.id, *self.aliases))

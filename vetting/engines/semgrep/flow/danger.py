"""What a hole must not hold in a place, and whether one holds it."""

from dataclasses import dataclass

from vetting.engines.semgrep.flow.characters import ALL, LETTERS, NUMBER, WORD
from vetting.engines.semgrep.flow.values import Hole

PLAIN = WORD | NUMBER
"""What can neither end a piece of any language nor begin another."""
NOT_PLAIN = ALL & ~PLAIN


ESCAPES = frozenset({
    "htmlspecialchars", "htmlentities", "html_escape", "esc", "e", "filter_var", "filter_input",
    "addslashes", "urlencode", "rawurlencode", "http_build_query", "validate_email",
    "sanitize_email", "sanitize_encoded",
})  # fmt: skip
"""Functions that make a text fit for one place, and so say nothing of any other."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A place in a text: a hole is harmful there if it may hold a character of every set.

    `backslash`: a backslash takes a character's meaning away; `doubling`: so does writing it
    twice; `decodes`: entities are read as the characters they stand for; `unfit`: no escape of
    another place makes a text fit here, even if it leaves nothing that could break out.
    """

    place: str
    sets: tuple[int, ...]
    backslash: bool = False
    doubling: bool = False
    decodes: bool = False
    unfit: bool = False

    def reached_by(self, hole: Hole) -> bool:
        """Whether the hole may break out of the place."""
        bare = hole.chars | (hole.encoded if self.decodes else 0)
        if self.backslash:
            bare &= ~hole.slashed
        if self.doubling:
            bare &= ~hole.doubled
        if self.unfit and hole.filters & ESCAPES and bare & LETTERS:
            return True
        return all(bare & one for one in self.sets)


SAFE = Danger("", (0,))
"""A place where nothing can be done."""

"""What the readers of schemas yield: a column of an entity, and where it stands."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

PLAIN, ENCRYPTED, HASHED = "plain", "encrypted", "hashed"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, property or field; `dropped` takes back what an earlier migration made."""

    entity: str
    name: str
    type: str
    line: int
    protection: str = PLAIN
    dropped: bool = False


@dataclass(slots=True)
class Source:
    """The text of one file, with its lines and a few ways of walking through it."""

    path: str
    text: str
    _ends: list[int] = field(default_factory=list)

    def line(self, at: int) -> int:
        """The line of a position, from 1."""
        if not self._ends:
            self._ends = [found.start() for found in re.finditer("\n", self.text)]
        return bisect_right(self._ends, at - 1) + 1

    def block(self, at: int, opening: str = "{", most: int = 100_000) -> tuple[int, int]:
        """Start and end of the text between the next bracket and the one that closes it.

        Looks at most so many characters ahead: an unclosed bracket ends there.
        """
        closing = {"{": "}", "(": ")", "[": "]"}[opening]
        start, last = self.text.find(opening, at, at + most), min(at + most, len(self.text))
        if start < 0:
            return at, at
        depth = 0
        for found in _TOKENS.finditer(self.text, start, last):
            token = found[0]
            if token == opening:
                depth += 1
            elif token == closing:
                depth -= 1
                if not depth:
                    return start + 1, found.start()
        return start + 1, last


# Strings and comments are passed over as one token, so brackets in them do not count.
_TOKENS = re.compile(
    r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|//[^\n]*|/\*.*?\*/|[{}()\[\]]", re.DOTALL
)


def snake(name: str) -> str:
    """`WargaMiskin` as `warga_miskin`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def bare(name: str) -> str:
    """A table's name without schema, quotes, prefix braces and the like."""
    return re.sub(r"[`\"'\[\]{}%\s]", "", name).rpartition(".")[2]


def constants(text: str) -> dict[str, str]:
    """Names that a file gives to texts: `const tableName = 'users'`, `$table = "warga"`."""
    found = re.finditer(
        r"(?:const\s+|let\s+|var\s+|\$|protected\s+\$|private\s+\$|public\s+\$)(\w+)"
        r"(?:\s*:\s*string)?\s*=\s*['\"]([\w.{}%]+)['\"]",
        text,
    )
    return {each[1]: each[2] for each in found}


def resolved(argument: str, known: dict[str, str]) -> str:
    """The table that a first argument names, literally or by a constant; "" if unknown."""
    argument = argument.strip()
    quoted = re.match(r"['\"`]([\w.{}%]+)['\"`]", argument)
    if quoted:
        return bare(quoted[1])
    name = re.sub(r"^(?:\$this->|self::\$?|static::\$?|\$|this\.)", "", argument)
    return bare(known.get(name, ""))


Columns = Iterator[Column]

"""What the browser said of single pages, kept and found again.

A page's own code never runs and each starts from an empty document, so what is said of it
depends on its text and sheets, the rules, the engines and the browser, and on nothing else.
Which pages there are is told by a worker that has no browser yet: one that a page has taken
over can then leave an answer about pages of its own application only. It is given what is known of
the pages that files of these names made before: where that is all, no browser is needed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vetting.kept import Answers, key_of, told


@dataclass(frozen=True)
class Remembered:
    """The memory for these pages, by their keys; `salt` is all else that an answer depends on."""

    answers: Answers
    salt: str
    pages: frozenset[str]

    @classmethod
    def of(cls, answers: Answers, salt: str, said: Any) -> "Remembered":
        """The memory for the pages that a worker told of; of none if it told no such thing."""
        pages = said.get("pages") if isinstance(said, Mapping) else None
        listed = pages if isinstance(pages, list) else []
        return cls(answers, salt, frozenset(page for page in listed if isinstance(page, str)))

    @classmethod
    def before(cls, answers: Answers, salt: str, files: Sequence[str]) -> "Remembered":
        """The memory for the pages that files of these names made the last time."""
        return cls.of(answers, salt, told(answers, {"": _files_key(salt, files)}).get(""))

    def note(self, files: Sequence[str]) -> None:
        """Keep which pages these files make."""
        told_of = json.dumps({"pages": sorted(self.pages)}).encode()
        self.answers.put({_files_key(self.salt, files): told_of})

    def known(self) -> dict[str, Any]:
        """What was said of these pages before, by page."""
        return told(self.answers, {page: self._key(page) for page in self.pages})

    def keep(self, audits: Any) -> None:
        """Keep what was said of each of these pages now."""
        if isinstance(audits, Mapping):
            self.answers.put({
                self._key(page): json.dumps(audits[page]).encode()
                for page in self._own(audits)
            })  # fmt: skip

    def _own(self, audits: Iterable[str]) -> frozenset[str]:
        return self.pages & frozenset(audits)

    def _key(self, page: str) -> str:
        return key_of("browser", self.salt, page)


def _files_key(salt: str, files: Sequence[str]) -> str:
    return key_of("browser pages", salt, *files)

"""Text that a user reads, in the two languages of the product."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["id", "en"]
LANGUAGES: tuple[Language, ...] = ("id", "en")


@dataclass(frozen=True, slots=True, order=True)
class Text:
    """One sentence or title in Bahasa Indonesia and in English; neither is empty."""

    id: str
    en: str

    def __post_init__(self) -> None:
        if not self.id or not self.en:
            raise ValueError("a text needs both languages")

    def in_language(self, language: Language) -> str:
        """The text in the language asked for."""
        return self.id if language == "id" else self.en

    def format(self, **values: object) -> "Text":
        """Fill the `{name}` places of both languages; a value that is a text by its language."""
        filled = (
            {k: v.in_language(language) if isinstance(v, Text) else v for k, v in values.items()}
            for language in LANGUAGES
        )
        return Text(self.id.format(**next(filled)), self.en.format(**next(filled)))


def same(text: str) -> Text:
    """A text that reads alike in both languages: a name, a code, a number."""
    return Text(text, text)

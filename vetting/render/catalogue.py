"""The labels of one language, and figures written the way that language writes them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from vetting.content import Content, bad_content, load_yaml
from vetting.model.text import LANGUAGES, Language, Text

_MONTHS = {
    "id": "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember",
    "en": "January February March April May June July August September October November December",
}
_SEPARATORS = {"id": (".", ","), "en": (",", ".")}
_SIZES = ("B", "kB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Catalogue:
    """Labels by dotted key, e.g. `status.terpenuhi`, in `language`."""

    language: Language
    labels: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The label, its `{name}` places filled; raises KeyError for an unknown key."""
        return self.labels[key].format(**values)

    def has(self, key: str) -> bool:
        """Whether there is a label of that key."""
        return key in self.labels

    def known(self, group: str, code: str) -> str:
        """The label `group.code`, or the bare code where the catalogue has none."""
        return self.labels.get(f"{group}.{code}", code)

    def skip(self, reason: str) -> str:
        """A skip reason in words: the code before the first colon is looked up.

        A skip may also bear the code of a failure, when a tool failed on that file alone.
        """
        code, colon, rest = reason.partition(":")
        words = self.known("skip", code)
        if words == code:
            words = self.labels.get(f"failure.{code}.cause", code).rstrip(".")
        return f"{words}{colon and ': '}{rest.strip()}"

    def count(self, noun: str, number: int) -> str:
        """A counted noun of `count.*`, such as "3 temuan"."""
        form = "one" if number == 1 else "other"
        return self(f"count.{noun}.{form}", count=self.number(number))

    def share(self, examined: int, eligible: int, unit: str = "units") -> str:
        """How many of how many, with the percentage beside its denominator if there is one.

        The percentage is cut, not rounded: 9,999 of 10,000 never reads 100 %.
        """
        form = "one" if eligible == 1 else "other"
        noun = self.labels.get(f"unit.{unit}.{form}", unit)
        named = {
            "examined": self.number(examined), "eligible": self.number(eligible), "unit": noun,
        }  # fmt: skip
        if not eligible:
            return self("share", **named)
        return self("share-percent", percent=self.tenths(examined * 1000 // eligible), **named)

    def number(self, number: int) -> str:
        """An integer with the language's thousands separator."""
        return f"{number:,}".replace(",", _SEPARATORS[self.language][0])

    def tenths(self, tenths: int) -> str:
        """A number given in tenths, with the language's decimal separator."""
        whole, part = divmod(tenths, 10)
        point = _SEPARATORS[self.language][1]
        return self.number(whole) + (f"{point}{part}" if part else "")

    def size(self, size: int) -> str:
        """A size in decimal units, one digit after the separator."""
        scale = 0
        while size >= 1000 ** (scale + 1) and scale < len(_SIZES) - 1:
            scale += 1
        return f"{self.tenths(size * 10 // 1000**scale)} {_SIZES[scale]}"

    def date(self, day: date) -> str:
        """A long date: "24 November 2026"."""
        return f"{day.day} {_MONTHS[self.language].split()[day.month - 1]} {day.year}"

    def text(self, text: Text) -> str:
        """A text of the report in this language."""
        return text.in_language(self.language)


def _flat(node: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value)


@cache
def _catalogue(roots: tuple[Any, ...], language: Language) -> Catalogue:
    labels: dict[str, str] = {}
    for root in roots:
        file = root / "reports" / "locales" / f"{language}.yaml"
        if file.is_file():
            labels |= dict(_flat(load_yaml(file)))
    if not labels:
        raise bad_content(file, 1, "katalog bahasa tidak ada", "there is no catalogue")
    return Catalogue(language, labels)


def catalogue(content: Content, language: Language) -> Catalogue:
    """The labels of a language; those of a later content folder win, key by key.

    Raises BadContent when no folder has any.
    """
    return _catalogue(content.roots, language)


def other(language: Language) -> Language:
    """The language beside this one."""
    return next(name for name in LANGUAGES if name != language)

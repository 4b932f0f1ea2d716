"""Which flows a rule is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vetting.engines.semgrep.flow.languages import LANGUAGES

_KEYS = {"language", "sources", "places", "filtered"}
_SOURCES = ("page", "header", "stored", "session")
_ALL_LANGUAGES = LANGUAGES | {"html", "row"}


@dataclass(frozen=True)
class Flow:
    """What a rule of flow reports.

    `language` is what the sink reads its text as; `sources` the kinds of data from outside;
    `places` bounds it to these places of the text, where given; `filtered` to values that went
    through an escape that is not fit for the place (True), or through none (False).
    """

    languages: tuple[str, ...]
    sources: tuple[str, ...]
    places: tuple[str, ...] = ()
    filtered: bool | None = None

    def reports(self, hit: Mapping[str, Any]) -> bool:
        """Whether a flow is one of the rule's."""
        return (
            hit["language"] in self.languages
            and hit["kind"] in self.sources
            and (not self.places or hit["place"] in self.places)
            and self.filtered in (None, bool(hit["filtered"]))
        )


def flow_of(raw: Mapping[str, Any]) -> Flow:
    """The flow that a rule states; raises ValueError where it is not well-formed."""
    if unknown := set(raw) - _KEYS:
        raise ValueError(f"unknown keys of a flow: {sorted(unknown)}")
    language = raw["language"]
    languages = (language,) if isinstance(language, str) else tuple(language)
    sources = tuple(raw["sources"])
    if set(languages) - _ALL_LANGUAGES or set(sources) - set(_SOURCES):
        raise ValueError(f"unknown language or source: {languages} {sources}")
    return Flow(languages, sources, tuple(raw.get("places", ())), raw.get("filtered"))

"""Which flows a rule is about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import re2

from vetting.engines.semgrep.flow.languages import LANGUAGES

_KEYS = {"language", "sources", "places", "filtered", "text", "unless"}
_SOURCES = ("page", "header", "rewritten", "stored", "session", "column")
_ALL_LANGUAGES = LANGUAGES | {"html", "row"}


@dataclass(frozen=True)
class Flow:
    """What a rule of flow reports.

    `language` is what the sink reads its text as; `sources` the kinds of data from outside
    (`column`: put into a table by somebody outside, and read from it);
    `places` bounds it to these places of the text, where given; `filtered` to values that went
    through an escape that is not fit for the place (True), or through none (False). `text` is an
    expression on what is known of the text at the sink, where a NUL stands for the value; where
    a file that the flow passes holds something of `unless`, nothing is reported.
    """

    languages: tuple[str, ...]
    sources: tuple[str, ...]
    places: tuple[str, ...] = ()
    filtered: bool | None = None
    text: str = ""
    unless: str = ""

    def reports(self, hit: Mapping[str, Any]) -> bool:
        """Whether a flow is one of the rule's."""
        return (
            hit["language"] in self.languages
            and hit["kind"] in self.sources
            and (not self.places or hit["place"] in self.places)
            and self.filtered in (None, bool(hit["filtered"]))
            and (not self.text or bool(re.search(self.text, hit["text"])))
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
    text, unless = str(raw.get("text", "")), str(raw.get("unless", ""))
    _refuse_uncompilable(text, unless)
    places = tuple(raw.get("places", ()))
    return Flow(languages, sources, places, raw.get("filtered"), text, unless)


def _refuse_uncompilable(text: str, unless: str) -> None:
    try:
        re.compile(text)
        re2.compile(unless)
    except (re.error, re2.error) as error:
        raise ValueError(f"expression of a flow: {error}") from error

"""Which language the terminal speaks: VET_LANG or --lang, Bahasa Indonesia by default."""

import os
import sys

from vetting.model.text import Language, Text


def language() -> Language:
    """The chosen language; looked up before options are parsed, so that help speaks it too."""
    words = sys.argv[1:]
    given = os.environ.get("VET_LANG", "id")
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            given = following
        elif word.startswith("--lang="):
            given = word.split("=", 1)[1]
    return "en" if given == "en" else "id"


def pick(id: str, en: str) -> str:
    """The one of the two that the user reads."""
    return en if language() == "en" else id


def texts(id: str, en: str) -> Text:
    """Both, for later."""
    return Text(id, en)

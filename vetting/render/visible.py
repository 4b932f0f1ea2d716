"""Hostile text made inert and visible, once for every renderer.

A name from the archive may hold control characters, text-direction overrides and invisible
letters. Whatever Python does not call printable is shown by its code point, so that what a
reader sees is what is there.
"""

from collections.abc import Callable


def _bracketed(code: str) -> str:
    return f"<{code}>"


def visible(text: str, mark: Callable[[str], str] = _bracketed, keep: str = "") -> str:
    """The text with each unprintable character as `<U+202E>`, but for those in `keep`."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in keep else mark(f"U+{ord(char):04X}") for char in text
    )


def clipped(text: str, width: int) -> str:
    """At most `width` characters; what was cut shows as an ellipsis."""
    return text if len(text) <= width else text[: max(width - 1, 0)] + "…"


def one_line(text: str, width: int = 400) -> str:
    """White space folded into single blanks, unprintable characters shown, cut to `width`."""
    return clipped(visible(" ".join(text[: 4 * width].split())), width)


def named(text: str, width: int = 400) -> str:
    """A name as it is, its line breaks and tabs shown too, cut to `width`."""
    return clipped(visible(text[: width + 1]), width)

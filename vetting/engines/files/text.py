"""Bytes to text, lines to quotable evidence; pure, used inside the worker."""

import re
from bisect import bisect_right

from vetting.engines.excerpts import mask

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes) -> str | None:
    """The text of a file, or None when it is binary (a NUL among its first 8 KiB).

    A byte that is not UTF-8 becomes the Latin-1 character of that number.
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return data.decode(codec, "replace")
    if b"\0" in data[:8192]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def quote(text: str, width: int = 160) -> str:
    """One printable line, at most `width` long, secrets and personal data masked."""
    text = "".join(c if c.isprintable() else _escape(c) for c in mask(text.strip()))
    return text if len(text) <= width else text[: width - 1] + "…"


def _escape(character: str) -> str:
    return " " if character in "\t\n\r" else f"<U+{ord(character):04X}>"


class Lines:
    """Line numbers, counted from 1, of offsets into a text; only the newline ends one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def number(self, offset: int) -> int:
        """The line on which an offset lies."""
        return bisect_right(self._starts, offset)

    def start(self, number: int) -> int:
        """The offset at which a line begins."""
        return self._starts[number - 1]

    def at(self, number: int) -> str:
        """The text of a line, without its end."""
        start = self.start(number)
        end = self._text.find("\n", start)
        return self._text[start : end if end >= 0 else len(self._text)]

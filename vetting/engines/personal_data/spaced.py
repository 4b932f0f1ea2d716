"""Numbers written in groups: NIK as on the card, and telephone numbers with dashes."""

import re
from collections.abc import Iterable, Iterator, Sequence

from vetting.engines.personal_data.numbers import OPERATOR
from vetting.engines.personal_data.windows import Window

# Each with how many places `runs.runs` finds in one such number.
_RESIDENTS = (
    (re.compile(rb"\d{6}([ .-])\d{6}\1\d{4}"), 2),
    (re.compile(rb"\d{4}([ .-])\d{4}\1\d{4}\1\d{4}"), 3),
    (re.compile(rb"\d{2}([.-])\d{2}\1\d{2}[ .-]\d{6}[ .-]\d{4}"), 1),
)
_PHONE = re.compile(rb"(?:\+?62[ .-]?\(?|\(?0)?" + OPERATOR + rb"\)?[ .-]\d{3,4}[ .-]\d{3,5}")
_FIGURES = frozenset(b"0123456789")
_BEFORE, _BEHIND = 20, 36
# A letter, figure, dot or dash beside a number makes it part of something longer.
_GLUE = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_")


def _around(window: Window, at: int, shape: re.Pattern[bytes]) -> tuple[int, bytes] | None:
    """The match that holds the place, standing alone and beginning in the window's new part."""
    low = max(at - _BEFORE, 0)
    for start in range(low, at + 1):
        found = shape.match(window.data, start)
        if not found or found.end() < at + 9:
            continue
        beside = window.data[max(start - 1, 0) : start] + window.data[found.end() :][:1]
        if not any(byte in _GLUE for byte in beside):
            own = window.start <= start < window.stop
            return (start, found[0]) if own else None
    return None


def _digits(raw: bytes) -> bytes:
    return bytes(byte for byte in raw if byte in _FIGURES)


def residents(
    window: Window, places: Sequence[int], weight: float
) -> Iterator[tuple[int, bytes, float]]:
    """Start, the 16 digits and the weight of each number in groups at one of the places."""
    met: dict[int, tuple[bytes, int, int]] = {}
    for at in places:
        for shape, parts in _RESIDENTS:
            found = _around(window, at, shape)
            if found:
                before = met.get(found[0])
                met[found[0]] = (_digits(found[1]), parts, before[2] + 1 if before else 1)
                break
    for start, (digits, parts, seen) in sorted(met.items()):
        yield start, digits, 1 if weight == 1 else weight * min(seen, parts) / parts


def phones(window: Window, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
    """Start and digits, from the 8 on, of each mobile number in groups at one of the places."""
    done = set()
    for at in map(int, places):
        found = _around(window, at, _PHONE)
        if found and found[0] not in done:
            done.add(found[0])
            digits = _digits(found[1])
            yield found[0], digits[digits.index(b"8") :]

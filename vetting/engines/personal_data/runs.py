"""Every run of 15 or 16 digits in a window, and which of them are resident numbers.

All of it is array work, because a register of a million residents holds millions of them: a
Python call for each would take ten times as long as reading the dump.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vetting.engines.personal_data.numbers import DAYS, regions

_ZERO, _DOT, _DASH, _BLANK = 48, 46, 45, 32
_TAX_LENGTH = 20
_REACH = 24
_PLACES = 10 ** np.arange(5, -1, -1, dtype=np.int32)
Array = Any


def _table(codes: frozenset[bytes]) -> Array:
    found = np.zeros(10**6, dtype=bool)
    found[[int(code) for code in codes]] = True
    return found


class _Known:
    """Which six digits are a kecamatan, and which a date of birth; made on first use."""

    def __init__(self) -> None:
        self.regions, self.days = _table(regions()), _table(DAYS)


_known: list[_Known] = []


def _tables() -> _Known:
    if not _known:
        _known.append(_Known())
    return _known[0]


@dataclass(frozen=True, slots=True)
class Runs:
    """Starts of numbers that stand alone: 16 digits valid and not, and 15 digits.

    `grouped` is where four digits, a blank, dot or dash, and four digits stand: part of a number
    written in groups, as on the card or by four. Of one that begins before the end of the
    stretch such a place may lie up to `_REACH` bytes behind it.
    """

    valid: Array
    others: Array
    short: Array
    grouped: Array


def runs(data: bytes, start: int, stop: int) -> Runs:
    """The runs that begin in `start` to `stop` and are a number of their own.

    A run glued to letters is part of a hash or a code; one after a decimal point is a
    fraction; one before a decimal point, an amount.
    """
    # Two bytes of padding on either side, so that neighbours can always be asked for.
    bytes_ = np.frombuffer(b"\n\n" + data + b"\n\n", dtype=np.uint8)
    digit = (bytes_ - np.uint8(_ZERO)) < 10
    four = _fours(digit)
    at = _long(four)
    at = at[(at >= start + 2) & (at < stop + 2)]
    at = at[~digit[at - 1]]
    at = at[~(digit[at + 15] & digit[np.minimum(at + 16, len(digit) - 1)])]
    size = np.where(digit[at + 15], 16, 15)
    alone = _alone(bytes_, digit, at, at + size)
    at, size = at[alone], size[alone]
    full = at[size == 16]
    passed = _is_resident(bytes_, full)
    places = _grouped(bytes_, digit, four, start + 2, stop + 2) - 2
    return Runs(full[passed] - 2, full[~passed] - 2, at[size == 15] - 2, places)


def _fours(digit: Array) -> Array:
    """Where four digits follow: shifted ANDs instead of a pattern."""
    two = digit[:-1] & digit[1:]
    return two[:-2] & two[2:]


def _long(four: Array) -> Array:
    """Positions from which fifteen digits follow."""
    eight = four[:-4] & four[4:]
    return np.flatnonzero(eight[:-7] & eight[7:])


def _alone(data: Array, digit: Array, at: Array, end: Array) -> Array:
    before, after = data[at - 1], data[end]
    glued = _is_letter(before) | _is_letter(after)
    fraction = (before == _DOT) & digit[at - 2]
    amount = (after == _DOT) & digit[np.minimum(end + 1, len(digit) - 1)]
    return ~(glued | fraction | amount)


def _is_letter(byte: Array) -> Array:
    return ((byte | 32) - np.uint8(97)) < 26


def _six(data: Array, at: Array) -> Array:
    digits = data[at[:, None] + np.arange(6)].astype(np.int32) - _ZERO
    return digits @ _PLACES


def _is_resident(data: Array, at: Array) -> Array:
    known = _tables()
    serial = data[at[:, None] + np.arange(12, 16)] != _ZERO
    return known.regions[_six(data, at)] & known.days[_six(data, at + 6)] & serial.any(axis=1)


def tax_numbers(data: bytes, start: int, stop: int) -> Array:
    """Where a number written `12.345.678.9-012.345` may begin: its dots and its dash are there.

    Some write a dot for the dash as well.
    """
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    if len(bytes_) < _TAX_LENGTH:
        return np.zeros(0, dtype=np.int64)
    dot = bytes_ == _DOT
    last = len(bytes_) - _TAX_LENGTH + 1
    found = dot[2 : 2 + last] & dot[6 : 6 + last] & dot[10 : 10 + last] & dot[16 : 16 + last]
    at = np.flatnonzero(found[:stop])
    at = at[at >= start]
    return at[dot[at + 12] | (bytes_[at + 12] == _DASH)]


def _grouped(data: Array, digit: Array, four: Array, start: int, stop: int) -> Array:
    if len(four) < 6:
        return np.zeros(0, dtype=np.int64)
    found = four[:-5] & four[5:] & ~digit[4:-4]
    at = np.flatnonzero(found[start : stop + _REACH]) + start
    between = data[at + 4]
    return at[(between == _BLANK) | (between == _DOT) | (between == _DASH)]

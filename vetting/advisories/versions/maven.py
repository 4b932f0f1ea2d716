"""Maven's order, as `ComparableVersion` of Maven itself defines it."""

import re
from functools import cmp_to_key
from typing import Any, NamedTuple

from vetting.advisories.versions.errors import BadVersion

_KNOWN = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}
_SAME = {"cr": "rc", "ga": "", "final": "", "release": ""}
_SPLIT = re.compile(r"(?<=\d)(?=\D)|(?<=\D)(?=\d)")
_ODD = re.compile(r"[\s${}\[\](),]")


class _Token(NamedTuple):
    """A piece of a version and the sign before it. `is_null` marks padding."""

    prefix: str
    value: str
    is_null: bool = False

    @property
    def is_number(self) -> bool:
        return self.value.isascii() and self.value.isdigit()


def key(version: str) -> Any:
    """A value that sorts as the version does; raises BadVersion for ranges and variables."""
    text = version.strip().lower()
    if not text or _ODD.search(text) or text in ("latest", "release"):
        raise BadVersion(f"{version!r} is no single version")
    return cmp_to_key(_compare)(_trimmed(_tokens(text)))


def _tokens(text: str) -> list[_Token]:
    found = []
    prefix = ""
    for piece in re.split(r"([-.])", text):
        if piece in ("-", "."):
            prefix = piece
            continue
        parts = _SPLIT.split(piece)
        for at, part in enumerate(parts):
            found.append(_Token("-" if at else prefix, _value(part, at + 1 < len(parts))))
    return found


def _value(part: str, goes_on: bool) -> str:
    if part.isascii() and part.isdigit():
        return part.lstrip("0") or "0"
    if not part:
        return "0"
    value = _SAME.get(part, part)
    return _SHORT.get(value, value) if goes_on else value


def _trimmed(tokens: list[_Token]) -> list[_Token]:
    """Without the zeros and empty words at the end and before each hyphen."""
    at = len(tokens) - 1
    while at > 0:
        if tokens[at].value in ("0", ""):
            del tokens[at]
            at -= 1
            continue
        while at >= 0 and tokens[at].prefix != "-":
            at -= 1
        at -= 1
    return tokens


def _compare(left: list[_Token], right: list[_Token]) -> int:
    for at in range(max(len(left), len(right))):
        one = left[at] if at < len(left) else _null(right[at])
        other = right[at] if at < len(right) else _null(left[at])
        if (one.prefix, one.value) != (other.prefix, other.value):
            return _order(one, other)
    return 0


def _null(beside: _Token) -> _Token:
    """What stands in for a missing token: 0 after a dot, nothing after a hyphen."""
    value = "0" if beside.prefix == "." and beside.value != "sp" else ""
    return _Token(beside.prefix, value, is_null=True)


def _order(one: _Token, other: _Token) -> int:
    if one.prefix != other.prefix:
        return _sign(_rank(one), _rank(other))
    if one.is_number and other.is_number:
        return _sign(int(one.value), int(other.value))
    if one.is_number and not one.is_null:
        return 1
    if other.is_number and not other.is_null:
        return -1
    places = (_place(one.value), _place(other.value))
    if places[0] == places[1] == len(_KNOWN):
        return _sign(one.value, other.value)
    return _sign(*places)


def _rank(token: _Token) -> int:
    """A word after a dot, a word after a hyphen, a number after a hyphen, one after a dot."""
    if token.prefix == ".":
        return 3 if token.is_number else 0
    return 2 if token.is_number else 1


def _place(value: str) -> int:
    return _KNOWN.index(value) if value in _KNOWN else len(_KNOWN)


def _sign(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)

"""How close two names are: one slip of the keyboard, another sign, another build."""

import re

_SIGNS = re.compile(r"[-_.\s]+")
_BUILDS = frozenset(
    ("min", "slim", "bundle", "full", "all", "umd", "global", "prod", "production", "js")
)

SHORTEST = 5
"""Shorter names are near too many others by chance."""


def is_near(name: str, known: str) -> bool:
    """Whether `name` differs from `known` by one letter, two swapped ones, or only by signs."""
    if name == known or min(len(name), len(known)) < SHORTEST:
        return False
    if re.sub(r"[-_.]", "", name) == re.sub(r"[-_.]", "", known):
        return True
    if name.strip("0123456789") == known.strip("0123456789"):
        return False  # versions of one thing, as base64 and base32, mysql and mysql2
    return _one_slip(name, known)


def core(name: str) -> str:
    """A script's or package's name in lower case, without its version and kind of build."""
    words = _SIGNS.split(name.lower())
    kept = (word for word in words if word not in _BUILDS and not re.match(r"v?\d", word))
    return "".join(kept).removeprefix("jquery")


def _one_slip(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next(
        (i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one)
    )
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]

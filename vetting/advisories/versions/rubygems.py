"""The order of Ruby gems, as `Gem::Version` defines it."""

import re
from functools import cmp_to_key
from itertools import zip_longest
from typing import Any

from vetting.advisories.versions.errors import BadVersion

_VERSION = re.compile(
    r"^\s*[0-9][0-9a-zA-Z]*(\.[0-9a-zA-Z]+)*(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?\s*$"
)
_PIECE = re.compile(r"\d+|[a-z]+", re.I)


def key(version: str) -> Any:
    """A value that sorts as the version does; raises BadVersion for what is no gem version."""
    if not _VERSION.match(version):
        raise BadVersion(f"{version!r} is not a gem version")
    pieces = _PIECE.findall(version.replace("-", ".pre."))
    words = next((at for at, piece in enumerate(pieces) if not piece.isdigit()), len(pieces))
    return cmp_to_key(_compare)((*_trimmed(pieces[:words]), *_trimmed(pieces[words:])))


def _trimmed(pieces: list[str]) -> list[str]:
    while pieces and pieces[-1].isdigit() and not int(pieces[-1]):
        pieces = pieces[:-1]
    return pieces


def _compare(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    """Numbers as numbers, words as text, a word below any number; what is missing is 0."""
    for one, other in zip_longest(left, right, fillvalue="0"):
        if one.isdigit() and other.isdigit():
            order = (int(one) > int(other)) - (int(one) < int(other))
        elif one.isdigit() or other.isdigit():
            order = 1 if one.isdigit() else -1
        else:
            order = (one > other) - (one < other)
        if order:
            return order
    return 0

"""File names without identity numbers: a path is written in reports, lists, logs and the ledger.

`3374010101900001.jpg` becomes `337401xxxxxxxxxx.jpg`: a NIK or KK keeps its kecamatan, which
tells whose area and not whose number. What is hidden cannot be worked out again, as it could
from a digest: behind the kecamatan lie fewer than a million likely numbers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

# Day (women's are 40 higher), month and year of birth, and a serial that is not 0000.
_BORN = r"(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])\d\d(?!0000)\d{4}"
# Provinces have the codes 11 to 97. Numbers may be spaced as on the card or by four.
_NUMBER = re.compile(
    rf"""(?xa) (?<!\d) (?:
        [1-9]\d{{5}} {_BORN}                                      # NIK, KK
      | \d{{2}}\.\d{{2}}\.\d{{2}}[. ]\d{{6}}[. ]\d{{4}}
      | \d{{6}}(?P<six>[ ._-])\d{{6}}(?P=six)\d{{4}}
      | \d{{4}}(?P<four>[ ._-])\d{{4}}(?P=four)\d{{4}}(?P=four)\d{{4}}
      | 0\d{{15}} | \d{{15}}                                      # NPWP
      | \d{{2}}\.\d{{3}}\.\d{{3}}\.\d[-.]\d{{3}}\.\d{{3}}
      | (?<![A-Za-z])(?:\+?62[ -]?|0)8\d{{2}}(?:[ -]?\d{{3,4}}){{2}}\d{{0,2}}(?![A-Za-z])  # mobile
    ) (?!\d)"""
)
# Told at once of nearly every path: that it holds no number.
_LIKELY = re.compile(r"(?a)\d[\d ._-]{9}")
# Where a path may itself hold what a hidden number looks like.
_FORM = re.compile(r"(?a)\d[ ._-]?x")
RESIDENT = re.compile(r"(?a)(?<!\d)(\d{6})x[x\d]{8}x(?![x\d])")
"""A hidden NIK or KK; its first group is the kecamatan."""


def _keeps(number: str) -> int:
    """How many digits stay: the kecamatan of a NIK, the operator of a telephone number."""
    digits = sum(character.isdigit() for character in number)
    return 6 if digits == 16 and not number.startswith("0") else 4


def _hidden(number: str, ordinal: int) -> str:
    """The number with its later digits as `x`, those before the last one telling others apart."""
    told = str(ordinal) if ordinal > 1 else ""
    places = [at for at, character in enumerate(number) if character.isdigit()][_keeps(number) :]
    shown = list(number)
    for at, character in zip(places, f"{told}x".rjust(len(places), "x"), strict=True):
        shown[at] = character
    return "".join(shown)


def hidden(name: str) -> str:
    """A name by itself with every identity and telephone number hidden; idempotent."""
    return _NUMBER.sub(lambda found: _hidden(found[0], 1), name)


def hidden_paths(first: Iterable[str], later: Iterable[str] = ()) -> Mapping[str, str]:
    """Those paths that hold a number, each with the path to write instead.

    A function of the two sets: one number has one form in every path, another number another,
    and none is a form that a path held before. Numbers that occur in `first` are counted before
    those of `later`, so that they do not depend on these. Each form is as long as its number.
    """
    every = (list(first), list(later))
    groups = tuple([path for path in paths if _LIKELY.search(path)] for paths in every)
    literal = "\n".join(path for paths in every for path in paths if _FORM.search(path))
    forms: dict[str, str] = {}
    counted: dict[str, Iterator[int]] = {}
    for paths in groups:
        numbers = {found[0] for path in paths for found in _NUMBER.finditer(path)}
        for number in sorted(numbers - forms.keys()):
            ordinals = counted.setdefault(_hidden(number, 1), count(1))
            forms[number] = next(
                form for ordinal in ordinals if (form := _hidden(number, ordinal)) not in literal
            )
    renamed = {path: _NUMBER.sub(lambda m: forms[m[0]], path) for paths in groups for path in paths}
    return {path: name for path, name in renamed.items() if path != name}

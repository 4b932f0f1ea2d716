"""Deterministic mutants of the corpus: the same number gives the same bytes, everywhere."""

import random
from collections.abc import Iterator, Sequence
from functools import cache

from tests.hostile.intake.corpus import CASES

_SMALL = 20_000
_EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0xFFFF, 0x8000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_TOKENS = (b"PK\1\2", b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\7\x08", b"../", b"/", b"\0", b"\\",
           b"ustar\0", b"path=", b".git/", b"\x1f\x8b\x08", b"\xff" * 4)  # fmt: skip


@cache
def parents() -> Sequence[tuple[str, bytes]]:
    """The small archives of the corpus, by name."""
    made = ((case.name, case.make()) for case in CASES if not case.name.startswith(_LARGE))
    return tuple((name, data) for name, data in made if 0 < len(data) <= _SMALL)


_LARGE = ("bomb-", "count-", "tar-zero", "tar-longname", "content-", "more-names", "more-case",
          "tar-pax-50k")  # fmt: skip


def mutants(count: int, seed: int = 20_261_124) -> Iterator[tuple[str, bytes]]:
    """That many mutants, each with the file name of its parent."""
    for number in range(count):
        dice = random.Random(seed + number)
        name, data = dice.choice(parents())
        mutant = bytearray(data)
        for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
            _mutate(mutant, dice)
        yield name, bytes(mutant)


def _mutate(data: bytearray, dice: random.Random) -> None:
    at = dice.randrange(len(data) + 1)
    length = dice.choice((1, 2, 4, 8, 30, 46, 512))
    match dice.randrange(8):
        case 0 if at < len(data):
            data[at] ^= 1 << dice.randrange(8)
        case 1 if at < len(data):
            data[at] = dice.randrange(256)
        case 2:
            width = dice.choice((1, 2, 4))
            edge = dice.choice(_EDGES) & (1 << 8 * width) - 1
            data[at : at + width] = edge.to_bytes(width, "little")
        case 3:
            token = dice.choice(_TOKENS)
            data[at : at + dice.choice((0, len(token)))] = token
        case 4:
            del data[at : at + length]
        case 5:
            data[at:at] = data[at : at + length]
        case 6:
            other = dice.choice(parents())[1]
            start = dice.randrange(len(other))
            data[at : at + length] = other[start : start + length]
        case 7 if dice.randrange(4) == 0:
            del data[at:]
        case _:
            data[at : at + 1] = bytes([dice.randrange(256)])

"""Deterministic mutants of the corpus: the same number gives the same bytes, everywhere."""

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache

from tests.hostile.intake.corpus import CASES
from vetting.intake.kinds import tar_sum

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
            if name.endswith(".zip") and dice.randrange(4) == 0:
                _mutate_twice(mutant, dice)
            else:
                _mutate(mutant, dice)
        if name.endswith(".tar") and dice.randrange(4):
            _sum_anew(mutant)
        yield name, bytes(mutant)


def _mutate_twice(data: bytearray, dice: random.Random) -> None:
    """The same change to both headers of an entry: only one of them would be a contradiction."""
    names = [match.start() for match in re.finditer(b"PK\1\2", data)]
    for at in names[: dice.choice((1, 1, 9))]:
        local = int.from_bytes(data[at + 42 : at + 46], "little")
        if data[local : local + 4] == b"PK\3\4" and at + 46 <= len(data):
            field = dice.randrange(4, 30)
            data[local + field] = data[at + field + 2] = dice.choice((0, 1, 8, 9, 0x7F, 0xFF))


def _sum_anew(data: bytearray) -> None:
    """Right sums for all headers, so that what else they say is judged and not only the sum."""
    for at in range(0, len(data) - 511, 512):
        block = data[at : at + 512]
        if block[257:262] == b"ustar" or re.fullmatch(rb"[0-7]{6}\0 ", block[148:156]):
            data[at + 148 : at + 156] = b"%06o\0 " % tar_sum(bytes(block))


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

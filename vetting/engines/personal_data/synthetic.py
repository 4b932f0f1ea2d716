"""Made-up numbers: what test data looks like and a register of residents does not."""

from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise

# Below this many values nothing can be said about a whole column.
_ENOUGH = 5


def is_example(number: bytes) -> bool:
    """Whether one number is plainly invented: `3201010101010001`, `…11111111`, `…12345678`."""
    tail = number[6:16]
    if len(set(tail)) <= 2 and number[6:12] in (b"010101", b"111111", b"101010", b"111100"):
        return True
    if number[4:12] == b"01010101" and number[12:] < b"0100":
        return True
    if len(set(number[8:])) == 1 or number[-8:] in (b"12345678", b"87654321"):
        return True
    return number[-4:] in (b"1234", b"4321", b"9999") and number[:6] in (b"123456", b"320101")


# So many values that are all one or two numbers: nobody's list.
_MANY = 20


def looks_made_up(numbers: Collection[bytes], known: float, count: float = 0) -> str:
    """Why this set of distinct valid numbers looks generated, or "" when it does not.

    `known` is the share of the column's dated values that name a known kecamatan: generators
    that draw region codes at random miss most kecamatan, residents do not. `count` is how many
    values there were, repeated ones included.
    """
    if numbers and all(is_example(number) for number in numbers):
        return "example"
    if count >= _MANY and len(numbers) <= 2:
        return "repeated"
    if len(numbers) < _ENOUGH:
        return ""
    if known < 0.6:
        return "random-regions"
    if _share(number[6:12] for number in numbers) > 0.8:
        return "one-date"
    if follow(numbers) > 0.5:
        return "ordered"
    return ""


def _share(parts: Iterable[bytes]) -> float:
    counts = Counter(parts)
    return max(counts.values()) / sum(counts.values())


def follow(numbers: Collection[bytes]) -> float:
    """The share of numbers that follow their neighbour by exactly one; 0 of fewer than five."""
    if len(numbers) < _ENOUGH:
        return 0.0
    values = sorted(int(number) for number in numbers)
    steps = sum(1 for low, high in pairwise(values) if high - low == 1)
    return steps / (len(values) - 1)

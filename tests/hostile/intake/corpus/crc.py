"""Arithmetic on CRC-32: forging and joining."""

import zlib

_POLYNOMIAL = 0xEDB88320


def _table() -> list[int]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return table


def forging_suffix(data: bytes, wanted: int) -> bytes:
    """Four bytes after which the CRC of the whole is the wanted one."""
    table = _table()
    by_top = {value >> 24: index for index, value in enumerate(table)}
    goal, indices = wanted ^ 0xFFFFFFFF, []
    for _ in range(4):
        index = by_top[goal >> 24]
        indices.append(index)
        goal = (goal ^ table[index]) << 8 & 0xFFFFFFFF
    current, suffix = zlib.crc32(data) ^ 0xFFFFFFFF, b""
    for index in reversed(indices):
        suffix += bytes([(current ^ index) & 0xFF])
        current = current >> 8 ^ table[index]
    return suffix


def _times(matrix: list[int], vector: int) -> int:
    total = 0
    for row in matrix:
        if vector & 1:
            total ^= row
        vector >>= 1
    return total


def _squared(matrix: list[int]) -> list[int]:
    return [_times(matrix, row) for row in matrix]


def joined(first: int, second: int, length: int) -> int:
    """The CRC of two pieces together, from theirs and the second one's length."""
    # The operator for one zero bit, squared to those for 2, 4, 8 … bits.
    matrix = _squared(_squared([_POLYNOMIAL, *(1 << bit for bit in range(31))]))
    while length:
        matrix = _squared(matrix)
        if length & 1:
            first = _times(matrix, first)
        length >>= 1
    return first ^ second

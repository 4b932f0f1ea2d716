"""Places in a file: first row and column, last row and column, from 0."""


def is_within(inner: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    """Whether the one place lies in the other."""
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]

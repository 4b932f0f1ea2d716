"""What the version modules raise."""


class BadVersion(ValueError):
    """The text has no place in the ecosystem's order, such as a branch name."""

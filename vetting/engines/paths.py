"""Paths that files of the application write, as names of its tree."""

from pathlib import PurePosixPath


def beside(file: str, relative: str) -> str | None:
    """What a path means that `file` writes relative to itself; None when it leaves the tree."""
    parts = list(PurePosixPath(file).parent.parts)
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)

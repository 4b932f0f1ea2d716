"""Inside the sandbox: find the archives of a tree, and why those that stayed closed did.

Reads `{"root": …, "paths": […]}` on stdin and prints `{"archives": [[index, code], …]}`: one
row for each archive, with a code of intake's refusals, `nesting`, `budget`, or "" for one
that was opened.
"""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetting.intake.documents import is_document
from vetting.intake.gathering import Gathering
from vetting.intake.kinds import is_packed
from vetting.intake.limits import DEFAULT
from vetting.intake.nested import read_inside
from vetting.intake.refused import Refused
from vetting.intake.sink import Nowhere
from vetting.model.tree import INSIDE
from vetting.sandbox.serving import serve

CANARY = b"PK\3\4 this is no zip"


def survey(root: Path, paths: list[str]) -> list[list[Any]]:
    """The archives among the paths, each with its code."""
    opened = {path[:at] for path in paths for at in _insides(path)}
    rows: list[list[Any]] = []
    for index, path in enumerate(paths):
        file = root / path
        if looks_packed(file) and not is_document(file):
            rows.append([index, "" if path in opened else why_closed(file, path)])
    return rows


def _insides(path: str) -> list[int]:
    return [at for at in range(len(path)) if path.startswith(INSIDE, at)]


def looks_packed(file: Path) -> bool:
    """Whether intake would take the file for an archive."""
    with file.open("rb", buffering=0) as opened:
        head = opened.read(512)
        opened.seek(max(0, os.fstat(opened.fileno()).st_size - 22))
        return is_packed(head, opened.read(22), file.name)


def why_closed(file: Path, path: str) -> str:
    """Why no file of this archive is in the tree; "" when it holds none."""
    gathering = Gathering(DEFAULT, Nowhere(), file.stat().st_size)
    try:
        read_inside(file, gathering)
    except Refused as refused:
        return refused.code
    if not gathering.entries:
        return ""
    return "nesting" if path.count(INSIDE) >= DEFAULT.nesting else "budget"


def canary() -> str:
    """The code of a file that only begins as an archive does."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "canary.zip")
        file.write_bytes(CANARY)
        return why_closed(file, file.name) if looks_packed(file) else ""


def answer(asked: Mapping[str, Any]) -> dict[str, Any]:
    """One row an archive, how many were asked about, and what the canary gave."""
    rows = survey(Path(asked["root"]), asked["paths"])
    return {"archives": rows, "seen": len(asked["paths"]), "canary": canary()}


if __name__ == "__main__":
    serve(answer)

"""Inside the sandbox: layouts and widgets to faults. Nothing said here is trusted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetting.engines.browser.patience import Impatient, at_most
from vetting.engines.layouts import android, compose, flutter
from vetting.engines.layouts.fault import Unparsable
from vetting.sandbox.serving import serve

MAX_FILE = 1_000_000
FILE_SECONDS = 5.0


_READERS = {"dart": flutter.faults, "kt": compose.faults}


def row(root: Path, path: str) -> dict[str, Any]:
    """What one file holds, or why it was not read; `apart` is one that draws nothing."""
    file = root / path
    if file.stat().st_size > MAX_FILE:
        return {"path": path, "skipped": "too-large"}
    body = file.read_bytes()
    if b"\0" in body:
        return {"path": path, "skipped": "not-text"}
    text = body.decode("utf-8", "replace")
    if path.endswith(".kt") and not compose.is_screen(text):
        return {"path": path, "apart": True}
    read = _READERS.get(path.rpartition(".")[2], android.faults)
    try:
        with at_most(FILE_SECONDS):
            found = read(text)
    except Unparsable:
        return {"path": path, "skipped": "unparsable"}
    except Impatient:
        return {"path": path, "skipped": "timed-out"}
    return {"path": path, "found": [[one.rule, one.line, one.evidence[:160]] for one in found]}


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """For every root, one row a file."""
    return {name: [row(Path(root), path) for path in request["files"][name]]
            for name, root in request["roots"].items()}  # fmt: skip


if __name__ == "__main__":
    serve(answer)

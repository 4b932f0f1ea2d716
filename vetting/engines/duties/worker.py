"""Looks for the sentence that fulfils each duty, inside the sandbox; shows it, numbers masked."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any

from vetting.engines.serving import serve

_MOST = 512 * 1024
_TAG = re.compile(
    r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]{0,2000}>|\{\{.*?\}\}|@\w+\([^)]*\)", re.S
)
_END = re.compile(r"(?<=[.!?:;])\s+|\n\s*\n|\s{3,}|\n")
_LONG = re.compile(r"\d{5,}")
_TICKED = re.compile(
    r"<input\b(?=[^>]*type=[\"']checkbox)(?=[^>]*\s(?:checked|:checked=\"true\")[\s>/=])"
    r"[^>]*(?:name|id|v-model)=[\"'][^\"']*(?:setuju|consent|agree|privasi|persetujuan|marketing|newsletter)",
    re.I,
)


def sentences(text: str) -> list[tuple[int, str]]:
    """Line and words of each sentence, markup taken off."""
    flat = _TAG.sub(lambda found: "\n" * found[0].count("\n") + " ", text)
    found = []
    for line, row in enumerate(unescape(flat).split("\n"), 1):
        found += [(line, part.strip()) for part in _END.split(row) if len(part.strip()) > 7]
    return found


def read(file: Path, wanted: Mapping[str, re.Pattern[str]]) -> dict[str, Any]:
    """The first sentence of one file for each duty, and boxes that are ticked beforehand."""
    if file.stat().st_size > _MOST:
        return {"skipped": "too-large"}
    text = file.read_bytes().decode("utf-8", "replace")
    said: dict[str, list[Any]] = {}
    for line, sentence in sentences(text):
        for name, shape in wanted.items():
            if name not in said and shape.search(sentence):
                said[name] = [line, _LONG.sub("…", sentence)[:160]]
    ticked = [text.count("\n", 0, found.start()) + 1 for found in _TICKED.finditer(text)]
    return {"said": said, "ticked": ticked}


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """One row a file asked about."""
    wanted = {name: re.compile(shape, re.I) for name, shape in payload["shapes"].items()}
    rows = []
    for asked in payload["files"]:
        row = dict(asked)
        try:
            row |= read(Path(payload["roots"][asked["root"]]) / asked["path"], wanted)
        except OSError:
            row["skipped"] = "unreadable"
        rows.append(row)
    return {"files": rows}


if __name__ == "__main__":
    serve(answer)

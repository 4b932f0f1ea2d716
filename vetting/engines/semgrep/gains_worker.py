"""Inside the sandbox: the columns of tables, as migrations, dumps and models declare them."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vetting.engines.data_map.column import Column, Source, constants, resolved
from vetting.engines.data_map.worker import READERS, sql_text
from vetting.sandbox.serving import serve

MAX_BYTES = 1024 * 1024


def answer(order: Mapping[str, Any]) -> list[list[Any]]:
    """For each place asked about, the table that it means and the table's columns."""
    root = Path(order["root"])
    tables = [_table(root / path, expression) for path, expression in order["asked"]]
    columns: dict[str, dict[str, None]] = {table.lower(): {} for table in tables if table}
    for path in order["files"]:
        for column in _columns(root / path, path) if columns else ():
            known = columns.get(column.entity.lower())
            if known is None:
                continue
            if column.dropped:
                known.pop(column.name.lower(), None)
            else:
                known[column.name.lower()] = None
    return [[table, list(columns.get(table.lower(), ()))] for table in tables]


def _table(file: Path, expression: str) -> str:
    text = _text(file)
    if (local := re.fullmatch(r"\$(?!this\b)(\w+)", expression.strip())) and not re.search(
        rf"(?m)^\s*\${local[1]}\s*=\s*['\"]", text
    ):
        return ""  # A parameter, whatever a field of its name holds.
    return resolved(expression, constants(text)) if expression else ""


def _columns(file: Path, path: str) -> list[Column]:
    suffix = Path(path).suffix.lower()
    text = sql_text(file) if suffix == ".sql" else _text(file)
    lower = text.lower()
    return [
        column
        for reader, words in READERS.get(suffix, ())
        if any(word in lower for word in words)
        for column in reader(Source(path, text))
    ]


def _text(file: Path) -> str:
    return file.read_bytes()[:MAX_BYTES].decode("utf-8", "replace")


if __name__ == "__main__":
    serve(answer)

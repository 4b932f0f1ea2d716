"""Reads schemas, forms and code inside the sandbox; names and places are all that leave it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vetting.engines.data_map import builders, declared, documents, flows, openapi
from vetting.engines.data_map.column import Column, Source
from vetting.engines.data_map.signs import signs
from vetting.engines.personal_data.kinds import kind_of
from vetting.sandbox.serving import serve

# A schema dump carries its rows: they are cut away, as this engine is about columns.
_MOST = 1024 * 1024
_HEAD_OF_DUMP = 32 * 1024 * 1024
MANIFESTS = ("vet.yaml", "vet.yml")
_LISTED = re.compile(r"\bkind:\s*['\"]?impact-assessment\b")
_PATH = re.compile(r"\bpath:\s*(?:['\"]([^'\"\n]{1,300})['\"]|([^,}\n#]{1,300}))")
Reader = Callable[[Source], Iterable[Column]]

# Each reader with the words without which it finds nothing, in lower case.
_LARAVEL = (builders.builder_columns, ("schema::", "schema"))
_FORGE = (builders.forge_columns, ("createtable", "create_table", "addcolumn", "add_column"))
_SQL = (declared.sql_columns, ("create table", "alter table", "create\ttable", "create unlogged"))
_SCRIPT = (declared.script_columns, ("@entity(", ".define(", "schema(", "schema<"))
_DOCUMENTS = (
    documents.document_columns,
    ("insertone(", "insertmany(", "updateone(", "updatemany(", "replaceone(", "findoneandupdate("),
)
_JVM = (declared.jvm_columns, ("@entity", "@table", "@document"))
READERS: Mapping[str, tuple[tuple[Reader, tuple[str, ...]], ...]] = {
    ".php": (_LARAVEL, _FORGE, (builders.model_columns, ("extends",)), _SQL),
    ".sql": (_SQL,),
    ".prisma": ((declared.prisma_columns, ("model",)),),
    ".py": ((declared.python_columns, ("models.", "column(", "createmodel")), _SQL),
    ".js": (_LARAVEL, _FORGE, _SCRIPT, _DOCUMENTS),
    ".ts": (_LARAVEL, _FORGE, _SCRIPT, _DOCUMENTS),
    ".java": (_JVM,),
    ".kt": (_JVM,),
    ".go": ((declared.go_columns, ("struct",)),),
    ".dart": ((declared.dart_columns, ("json[",)),),
}


def _is_built(file: Path) -> bool:
    """A bundle: large, of very long lines; what it was built from is read instead."""
    size = file.stat().st_size
    return size > 50_000 and size > 300 * (file.read_bytes().count(b"\n") + 1)


def sql_text(file: Path) -> str:
    """The statements of a dump without the rows of its INSERT and COPY."""
    kept: list[bytes] = []
    size, copying = 0, False
    with file.open("rb") as stream:
        while size < _HEAD_OF_DUMP and (line := stream.readline(1 << 16)):
            size += len(line)
            start = line[:12].lstrip().upper()
            if copying:
                copying = not line.startswith(b"\\.")
                kept.append(b"\n")
            elif start.startswith((b"INSERT", b"(")) or len(line) == 1 << 16:
                kept.append(b"\n" if line.endswith(b"\n") else b"")
            else:
                copying = start.startswith(b"COPY ") and b"STDIN" in line.upper()
                kept.append(line)
    return b"".join(kept).decode("utf-8", "replace")


def listed(source: Source) -> list[str]:
    """Files that a submission's manifest lists as its impact assessment, below its folder."""
    folder = source.path.rpartition("/")[0]
    found = []
    for item in re.split(r"(?m)^\s*-\s", source.text):
        where = _PATH.search(item) if _LISTED.search(item) else None
        if where:
            name = (where[1] or where[2]).strip()
            found.append(f"{folder}/{name}" if folder else name)
    return found


def read(file: Path, path: str, kinds: frozenset[str]) -> dict[str, Any]:
    """Personal columns, flows and signs of one file."""
    if path.lower().endswith((".sql", ".dump", ".pgsql")):
        text, suffix = sql_text(file), ".sql"
    else:
        if file.stat().st_size > _MOST:
            return {"skipped": "too-large"}
        if _is_built(file):
            return {"skipped": "built"}
        text, suffix = file.read_bytes().decode("utf-8", "replace"), Path(path).suffix.lower()
    source = Source(path, text)
    if path.rpartition("/")[2] in MANIFESTS:
        return {"columns": [], "flows": [], "signs": [], "papers": listed(source)}
    columns: list[Column] = []
    found: list[flows.Flow] = []
    lower = text.lower()
    for reader, words in READERS.get(suffix, ()):
        if any(word in lower for word in words):
            columns += reader(source)
    if "openapi" in kinds:
        stated, asked = openapi.contract(source)
        columns += stated
        found += asked
    if suffix != ".sql" and "openapi" not in kinds:
        for follow in (flows.collected, flows.shown, flows.passed_on):
            found += follow(source)
    return {
        "columns": [asdict(column) for column in dict.fromkeys(columns)],
        "signs": [asdict(sign) for sign in signs(source)] if suffix != ".sql" else [],
        "flows": [asdict(flow) for flow in dict.fromkeys(found) if kind_of(flow.field)],
    }


def answer(payload: Mapping[str, Any]) -> dict[str, Any]:
    """One row a file asked about."""
    rows = []
    for asked in payload["files"]:
        row = {"root": asked["root"], "path": asked["path"]}
        file = Path(payload["roots"][asked["root"]]) / asked["path"]
        try:
            row |= read(file, asked["path"], frozenset(asked["kinds"]))
        except OSError:
            row["skipped"] = "unreadable"
        rows.append(row)
    return {"files": rows}


if __name__ == "__main__":
    serve(answer)

"""Migrations in code: Laravel's and Knex's builders, CodeIgniter's forge, Yii, Sequelize."""

import re

from vetting.engines.data_map.column import (
    ENCRYPTED,
    PLAIN,
    Column,
    Columns,
    Source,
    constants,
    resolved,
)

_BUILDER = re.compile(
    r"(?:Schema::(?:connection\([^)]*\)->)?|schema\s*\.\s*|knex\.schema\s*\.\s*)"
    r"(?:create|table|createTable|createTableIfNotExists|alterTable)\s*\(\s*([^,()]+),"
)
_CALL = re.compile(r"\$?\w+\s*(?:->|\.)\s*(\w+)\(\s*(?:['\"]([\w.]+)['\"])?")
_NO_COLUMN = {
    "index", "unique", "primary", "foreign", "references", "on", "dropcolumn", "dropcolumns",
    "dropforeign", "dropindex", "dropunique", "dropprimary", "renamecolumn", "rename", "comment",
    "default", "after", "charset", "collation", "engine", "ondelete", "onupdate", "raw", "fulltext",
    "spatialindex", "dropifexists", "droptimestamps", "dropsoftdeletes", "hascolumn", "hastable",
    "constrained", "intable", "statement", "unprepared", "setkeyname", "add", "where", "first",
    "dropmorphs", "renameindex", "getconnection", "usecurrent", "storedas", "virtualas", "withkeyname",
}  # fmt: skip
_DROP = re.compile(r"(?:->|\.)\s*dropColumns?\(\s*([^;]*?)\)", re.DOTALL)
_RENAME = re.compile(r"(?:->|\.)\s*renameColumn\(\s*['\"](\w+)['\"]\s*,\s*['\"](\w+)['\"]")
_DOWN = re.compile(r"(?:public\s+function|function)\s+(?:safeDown|down)\s*\(|\bdown\s*[:=(]")
_WORD = re.compile(r"['\"](\w+)['\"]")

_ADDING = re.compile(
    r"(?:->|\.)\s*(?:create_table|createTable|add_column|addColumn|modify_column)\s*\(\s*"
    r"(['\"`][^'\"`]+['\"`]|\$?[\w>:.$-]+)"
)
_ENTRY = re.compile(
    r"['\"]?(\w+)['\"]?\s*(?:=>|:)\s*(?:\[|array\s*\(|\{|\$this->|Sequelize\.|DataTypes\.|"
    r"Schema::TYPE|['\"](?:varchar|text|char|int|date|string|decimal|double|float|json|enum|bigint))"
    r"\s*(?:['\"]?type['\"]?\s*(?:=>|:)\s*['\"]?[\w.:]*([A-Za-z]+))?",
    re.IGNORECASE,
)
_SINGLE = re.compile(
    r"(?:->|\.)\s*addColumn\s*\(\s*([^,()]+),\s*['\"](\w+)['\"]\s*,\s*([^;]{0,80})"
)
_NOT_ENTRY = {"type", "constraint", "null", "default", "unsigned", "auto_increment", "unique",
              "after", "comment", "options", "foreignkey", "references", "engine", "attributes",
              "id_field", "primarykey", "allownull", "autoincrement", "defaultvalue", "model", "key",
              "ondelete", "onupdate", "first", "collate"}  # fmt: skip


def _up(source: Source) -> Source:
    """The part that migrates forward."""
    down = _DOWN.search(source.text)
    return Source(source.path, source.text[: down.start()]) if down else source


def builder_columns(source: Source) -> Columns:
    """Laravel's `Schema::create` and `::table`, Knex's `createTable` and `alterTable`."""
    up = _up(source)
    known = constants(source.text)
    for found in _BUILDER.finditer(up.text):
        table = resolved(found[1], known)
        start, end = up.block(found.end())
        if table:
            yield from _calls(up, table, start, end)


def _calls(up: Source, table: str, start: int, end: int) -> Columns:
    for call in _CALL.finditer(up.text, start, end):
        method, name = call[1], call[2]
        if method == "rememberToken":
            name = "remember_token"
        if method.lower() in _NO_COLUMN or not name or "." in name:
            continue
        yield Column(table, name, method, up.line(call.start(1)), PLAIN)
    for drop in _DROP.finditer(up.text, start, end):
        for word in _WORD.findall(drop[1]):
            yield Column(table, word, "", up.line(drop.start()), dropped=True)
    for rename in _RENAME.finditer(up.text, start, end):
        yield Column(table, rename[1], "", up.line(rename.start()), dropped=True)
        yield Column(table, rename[2], "", up.line(rename.start()))


def forge_columns(source: Source) -> Columns:
    """CodeIgniter's forge, Yii's and Sequelize's `createTable`, and their `addColumn`."""
    up = _up(source)
    known = constants(source.text)
    last = 0
    for found in _ADDING.finditer(up.text):
        table = resolved(found[1], known)
        _, end = up.block(found.start(), "(")
        if not table:
            continue
        inline = list(_entries(up, table, found.end(), end))
        single = _SINGLE.match(up.text, found.start())
        if single and not inline:
            inline = [Column(table, single[2], single[3].strip()[:20], up.line(found.start()))]
        # CodeIgniter collects fields first and names the table afterwards.
        if inline or "_" in found[0].partition("(")[0]:
            before = max(last, found.start() - 12_000)
            yield from inline or _entries(up, table, before, found.start())
        last = end


def _entries(up: Source, table: str, start: int, end: int) -> Columns:
    for entry in _ENTRY.finditer(up.text, start, end):
        if entry[1].lower() not in _NOT_ENTRY and not entry[1].isdigit():
            yield Column(table, entry[1], entry[2] or "", up.line(entry.start()))


_CAST = re.compile(r"['\"](\w+)['\"]\s*=>\s*(?:['\"]encrypted(?::\w+)?['\"]|\w*Encrypt\w*::class)")
_HASHED = re.compile(r"['\"](\w+)['\"]\s*=>\s*['\"]hashed['\"]")
_FILLABLE = re.compile(r"\$(?:fillable|allowedFields)\s*=\s*(?:\[|array\()")
_REMARK = re.compile(r"//|#|^\s*\*", re.MULTILINE)
_MODEL = re.compile(r"class\s+(\w+)\s+extends\s+\w*(?:Model|Authenticatable|Pivot)\b")
_TABLE = re.compile(r"\$table\s*=\s*['\"]([\w.]+)['\"]")


def model_columns(source: Source) -> Columns:
    """Eloquent's and CodeIgniter's models: what may be filled, and what is cast to encrypted."""
    model = _MODEL.search(source.text)
    if not model:
        return
    named = _TABLE.search(source.text)
    table = named[1].rpartition(".")[2] if named else _plural(model[1])
    for cast in _CAST.finditer(source.text):
        yield Column(table, cast[1], "encrypted", source.line(cast.start()), ENCRYPTED)
    for cast in _HASHED.finditer(source.text):
        yield Column(table, cast[1], "hashed", source.line(cast.start()), "hashed")
    for found in _FILLABLE.finditer(source.text):
        if _REMARK.search(
            source.text, source.text.rfind("\n", 0, found.start()) + 1, found.start()
        ):
            continue
        opening = source.text[found.end() - 1]
        start, end = source.block(found.end() - 1, opening)
        for word in _WORD.finditer(source.text, start, end):
            yield Column(table, word[1], "", source.line(word.start()))


def _plural(model: str) -> str:
    """Laravel's rule for the table of a model, as far as English goes."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", model).lower()
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return (
        name if name.endswith("s") else name + ("es" if name.endswith(("ch", "sh", "x")) else "s")
    )

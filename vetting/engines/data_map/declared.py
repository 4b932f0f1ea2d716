"""Schemas that are declared: SQL, Prisma, Django, SQLAlchemy, TypeORM, Mongoose, JPA, Go, Dart."""

import re
from collections.abc import Iterator

from vetting.engines.data_map.column import (
    ENCRYPTED,
    HASHED,
    PLAIN,
    Column,
    Columns,
    Source,
    bare,
    snake,
)

_CREATE = re.compile(
    r"create\s+(?:unlogged\s+|temporary\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.`\"\[\]]+)\s*\(",
    re.IGNORECASE,
)
_ALTER = re.compile(
    r"alter\s+table\s+(?:only\s+|if\s+exists\s+)?([\w.`\"\[\]]+)\s+add\s+(?:column\s+)?"
    r"(?:if\s+not\s+exists\s+)?[`\"\[]?(\w+)[`\"\]]?\s+(\w+)",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"\s*[`\"\[]?(\w+)[`\"\]]?\s+[`\"\[]?(\w+)")
_NOT_COLUMNS = {"primary", "key", "unique", "constraint", "index", "foreign", "fulltext", "check",
                "spatial", "exclude", "like", "add", "period"}  # fmt: skip


def sql_columns(source: Source) -> Columns:
    """CREATE TABLE and ALTER TABLE … ADD in any dialect, also inside strings of code."""
    for found in _CREATE.finditer(source.text):
        start, end = source.block(found.end() - 1, "(")
        for at, part in _parts(source.text, start, end):
            column = _DEFINITION.match(part)
            if column and column[1].lower() not in _NOT_COLUMNS:
                line = source.line(at + column.start(1))
                yield Column(bare(found[1]), column[1], column[2].lower(), line)
    for found in _ALTER.finditer(source.text):
        if found[2].lower() not in _NOT_COLUMNS:
            line = source.line(found.start())
            yield Column(bare(found[1]), found[2], found[3].lower(), line)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    depth, begin = 0, start
    for found in re.finditer(
        r"'(?:[^'\\]|\\.|'')*'|--[^\n]*|/\*.*?\*/|[(),]", text[:end][start:], re.S
    ):
        at = start + found.start()
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
        elif found[0] == "," and not depth:
            yield begin, text[begin:at]
            begin = at + 1
        elif found[0].startswith(("--", "/*")) and not text[begin:at].strip():
            begin = start + found.end()
    yield begin, text[begin:end]


def _each(source: Source, head: re.Pattern[str], field: re.Pattern[str]) -> Columns:
    """Classes or models with braces: `head` captures the name, `field` a name and a type."""
    for found in head.finditer(source.text):
        start, end = source.block(found.end() - 1)
        for each in field.finditer(source.text, start, end):
            yield Column(snake(found[1]), each[1], each[2], source.line(each.start(1)))


_PRISMA = re.compile(r"^model\s+(\w+)\s*\{", re.M)
_PRISMA_FIELD = re.compile(
    r"^[ \t]+(\w+)[ \t]+(String|Int|BigInt|DateTime|Float|Decimal|Boolean|Json|Bytes|[A-Z]\w*)\b",
    re.M,
)


def prisma_columns(source: Source) -> Columns:
    """`model X { field Type }`."""
    yield from _each(source, _PRISMA, _PRISMA_FIELD)


_PYTHON_CLASS = re.compile(r"^class\s+(\w+)\s*\(([^)]*)\)\s*:", re.M)
_DJANGO = re.compile(
    r"^[ \t]+(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?(\w*(?:Field|ForeignKey)|(?:db\.|sa\.)?Column|mapped_column)\s*\(",
    re.M,
)
_TABLENAME = re.compile(r"__tablename__\s*=\s*['\"](\w+)['\"]|db_table\s*=\s*['\"]([\w.]+)['\"]")
_CREATE_MODEL = re.compile(r"CreateModel\(\s*name\s*=\s*['\"](\w+)['\"]")
_MODEL_FIELD = re.compile(r"\(\s*['\"](\w+)['\"]\s*,\s*(?:\w+\.)+(\w+)\(")
_MODEL_TABLE = re.compile(r"['\"]db_table['\"]\s*:\s*['\"]([\w.]+)['\"]")
_ADD_FIELD = re.compile(
    r"AddField\(\s*model_name\s*=\s*['\"](\w+)['\"]\s*,\s*name\s*=\s*['\"](\w+)['\"]\s*,\s*field\s*=\s*(?:\w+\.)+(\w+)"
)


def python_columns(source: Source) -> Columns:
    """Django's models and migrations, and SQLAlchemy's classes."""
    classes = list(_PYTHON_CLASS.finditer(source.text))
    for index, found in enumerate(classes):
        end = classes[index + 1].start() if index + 1 < len(classes) else len(source.text)
        if not re.search(r"Model|Base|Abstract\w*User|db\.", found[2]):
            continue
        named = _TABLENAME.search(source.text, found.end(), end)
        table = (named[1] or named[2]) if named else snake(found[1])
        for each in _DJANGO.finditer(source.text, found.end(), end):
            protection = ENCRYPTED if "encrypt" in each[2].lower() else PLAIN
            yield Column(table, each[1], each[2], source.line(each.start(1)), protection)
    for found in _CREATE_MODEL.finditer(source.text):
        start, end = source.block(source.text.rfind("(", 0, found.end()), "(")
        named = _MODEL_TABLE.search(source.text, start, end)
        table = named[1] if named else snake(found[1])
        for each in _MODEL_FIELD.finditer(source.text, start, end):
            yield Column(table, each[1], each[2], source.line(each.start(1)))
    for each in _ADD_FIELD.finditer(source.text):
        yield Column(snake(each[1]), each[2], each[3], source.line(each.start(1)))


_ENTITY = re.compile(
    r"@Entity\((?:[^)]*)\)\s*(?:@\w+(?:\([^)]*\))?\s*)*export\s+(?:default\s+)?class\s+(\w+)[^{]*\{"
)
_TYPEORM = re.compile(
    r"@(?:\w*Column)\((?:[^()]|\([^()]*\))*\)\s*(?:@\w+\((?:[^()]|\([^()]*\))*\)\s*)*(?:public\s+|private\s+|readonly\s+)*(\w+)[!?]?\s*:\s*([\w<>\[\]| ]+)"
)
_DEFINE = re.compile(
    r"(?:\.define\(\s*['\"](\w+)['\"]\s*,|(\w+)\s*(?::\s*[\w<>., ]+)?=\s*new\s+(?:mongoose\.)?Schema(?:<[^>]*>)?\()"
)
_PROPERTY = re.compile(
    r"^\s*['\"]?(\w+)['\"]?\s*:\s*(?:\{\s*(?:type\s*:\s*)?)?(String|Number|Date|Boolean|DataTypes\.\w+|Sequelize\.\w+|Types\.\w+|mongoose\.\w+|Schema\.\w+)",
    re.M,
)


def script_columns(source: Source) -> Columns:
    """TypeORM's entities, Sequelize's `define`, Mongoose's schemas."""
    yield from _each(source, _ENTITY, _TYPEORM)
    for found in _DEFINE.finditer(source.text):
        start, end = source.block(found.end())
        name = found[1] or re.sub(r"(?i)schema$", "", found[2]) or found[2]
        for each in _PROPERTY.finditer(source.text, start, end):
            yield Column(snake(name), each[1], each[2], source.line(each.start(1)))


_JPA = re.compile(r"@(?:Entity|Table|Document|MappedSuperclass)\b")
_JPA_CLASS = re.compile(r"\b(?:class|record)\s+(\w+)(\s*\()?")
_JPA_NAME = re.compile(
    r"@(?:Table|Entity|Document)\s*\((?:[^)]*?\b(?:name|tableName|collection)\s*=)?\s*\"([\w.]+)\""
)
_JAVA_FIELD = re.compile(
    r"(?:private|protected|public)\s+(?:final\s+)?()(\w+(?:<\w+>)?)\s+(\w+)\s*(?:=|;)"
)
_RECORD_FIELD = re.compile(r"([\w.]+(?:<[\w<>, ]+>)?)\s+(\w+)\s*(?:,|\Z)")
_MANY = ("List<", "Set<", "Collection<", "Map<")
_KOTLIN_FIELD = re.compile(r"\b(?:val|var)\s+(\w+)\s*:\s*(\w+)")


def jvm_columns(source: Source) -> Columns:
    """Entities of JPA, Room and Spring Data, in Java and Kotlin; one class a file is the rule."""
    text, done = source.text, 0
    for found in _JPA.finditer(text):
        declared = _JPA_CLASS.search(text, found.end())
        if found.start() < done or not declared:
            continue
        done = declared.end()
        named = _JPA_NAME.search(text, found.start(), declared.start())
        name = bare(named[1]) if named else snake(declared[1])
        if declared[2]:
            start, end = source.block(declared.end() - 1, "(")
            for each in _RECORD_FIELD.finditer(text[start:end]):
                yield Column(name, each[2], each[1], source.line(start + each.start(2)))
        for each in _JAVA_FIELD.finditer(text, declared.end()):
            if not each[2].startswith(_MANY):
                yield Column(name, each[3], each[2], source.line(each.start(3)))
        for each in _KOTLIN_FIELD.finditer(text, declared.end()):
            yield Column(name, each[1], each[2], source.line(each.start(1)))


_STRUCT = re.compile(r"\btype\s+(\w+)\s+struct\s*\{")
_GO_FIELD = re.compile(r"^\s*(\w+)\s+([\w.*\[\]]+)\s+`[^`]*(?:gorm|db|bson|json|sql):", re.M)


def go_columns(source: Source) -> Columns:
    """Structs whose fields carry tags of gorm, sqlx, bson or json."""
    yield from _each(source, _STRUCT, _GO_FIELD)


_DART_CLASS = re.compile(r"\bclass\s+(\w+)[^{]*\{")
_DART_KEY = re.compile(r"\bjson\[['\"](\w+)['\"]\]()")


def dart_columns(source: Source) -> Columns:
    """Models that read themselves from JSON."""
    yield from _each(source, _DART_CLASS, _DART_KEY)


def hashed(name: str) -> str:
    """The protection that a column's own name claims: `nik_hash`, `nik_enc`."""
    if re.search(r"(?i)_?(?:hash|digest|hashed)$", name):
        return HASHED
    return ENCRYPTED if re.search(r"(?i)_?(?:enc|encrypted|cipher|terenkripsi)$", name) else PLAIN

"""Which columns of which tables a query reads or fills, by its text."""

import re
from collections.abc import Iterator

from vetting.engines.semgrep.flow.values import Hole, Text

VALUE = "\x00"
"""Stands for a part of the text that is not known."""
_NAME = r"[`\"\[]?(?:\w+[`\"\]]?\.[`\"\[]?)?(\w+)[`\"\]]?"
_TABLE = re.compile(
    rf"(?i)\b(?:from|join)\s+\(?{_NAME}"
    r"(?:\s+(?:as\s+)?(?!(?:on|where|join|left|right|inner|outer|cross|order|group|limit|using|set|"
    r"union|having|natural)\b)(\w+))?"
)
_MORE_TABLES = re.compile(
    rf"\s*,\s*{_NAME}(?:\s+(?:as\s+)?(?!(?:where|join|left|order)\b)(\w+))?", re.I
)
_LISTED = re.compile(r"(?is)\bselect\s+(?:distinct\s+)?(.*?)\s+from\b")
_ITEM = re.compile(r"(?is)^(.*?)(?:\s+as\s+|(?<=[\w)`])\s+)[`'\"]?(\w+)[`'\"]?$")
_COLUMN = re.compile(r"^[`\"]?(?:(\w+)[`\"]?\.[`\"]?)?(\w+|\*)[`\"]?$")
_COUNTS = re.compile(
    r"(?i)^(count|sum|avg|min|max|year|month|date\w*|time\w*|length|round|floor|ceil|rand|now)\b"
)
_INSERT = re.compile(
    rf"(?is)^\s*(?:insert\s+(?:ignore\s+)?(?:into\s+)?|replace\s+(?:into\s+)?){_NAME}\s*\(([^()]*)\)\s*values?\s*\((.*)"
)
_UPDATE = re.compile(
    rf"(?is)^\s*(?:update\s+|(?:insert|replace)\s+(?:into\s+)?){_NAME}\s+set\s+(.*)"
)
_SET = re.compile(rf"(?is)^\s*{_NAME}\s*=\s*(.*)$")
LONGEST = 2_000


def text_of(written: Text) -> tuple[str, list[Hole]]:
    """The text with a sign for each hole, and the holes in order."""
    found = [one for one in written.parts if isinstance(one, Hole)]
    body = "".join(VALUE if isinstance(one, Hole) else one for one in written.parts)
    return body[:LONGEST], found


def columns(query: str, key: str | int) -> tuple[str, ...]:
    """The `table.column`s that a part of a row of this query may be; lower case."""
    tables = _tables(query)
    if not tables:
        return ()
    found = _LISTED.search(query)
    items = list(_parted(found.group(1))) if found else ["*"]
    if isinstance(key, int):
        chosen = items[key : key + 1]
        return tuple(one for item in chosen for one in _of_item(item, tables, ""))
    for item in items:
        named = _ITEM.match(item)
        column = _COLUMN.match(item)
        if named and named.group(2).lower() == key.lower():
            return _of_item(named.group(1).strip(), tables, "")
        if column and column.group(2).lower() == key.lower():
            return _of_item(item, tables, "")
    stars = [item for item in items if item.endswith("*") or VALUE in item]
    return tuple(dict.fromkeys(one for item in stars for one in _of_item(item, tables, key)))


def fills(query: str, given: "list[Hole]") -> Iterator[tuple[str, str, Hole]]:
    """Table, column and hole of each value that an INSERT or UPDATE puts into a column."""
    for table, column, value in _assigned(query):
        at = [number for number, sign in enumerate(query[: value[1]]) if sign == VALUE]
        first = len([None for sign in query[: value[0]] if sign == VALUE])
        for number in range(first, len(at)):
            if number < len(given):
                yield table.lower(), column.lower(), given[number]


def placeholders(query: str) -> Iterator[tuple[str, str, str | int]]:
    """Table and column of each `?` (by its number from 0) or `:name` that is a value."""
    for table, column, (start, end) in _assigned(query):
        value = query[start:end]
        if value.strip() == "?":
            yield table.lower(), column.lower(), query[:start].count("?")
        elif named := re.fullmatch(r"\s*:(\w+)\s*", value):
            yield table.lower(), column.lower(), named.group(1)


def _assigned(query: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Table, column and the place of its value in the text."""
    inserted = _INSERT.match(query)
    if inserted:
        names = [one.strip(' `"[]\n\t\r') for one in inserted.group(2).split(",")]
        for name, value in zip(names, _spans(query, inserted.start(3), closes=True), strict=False):
            yield inserted.group(1), name, value
        return
    updated = _UPDATE.match(query)
    if not updated:
        return
    for start, end in _spans(query, updated.start(2), closes=False):
        found = _SET.match(query[start:end])
        if found:
            yield updated.group(1), found.group(1), (start + found.start(2), end)


def _spans(query: str, at: int, *, closes: bool) -> Iterator[tuple[int, int]]:
    """The places of what commas part, up to the closing bracket or the condition."""
    depth, quote, start = 0, "", at
    here = at
    while here < len(query):
        one = query[here]
        if quote:
            here += one == "\\"
            quote = "" if one == quote else quote
        elif one in "'\"":
            quote = one
        elif one == "(":
            depth += 1
        elif one == ")" and depth:
            depth -= 1
        elif one == ")" and closes:
            break
        elif one == "," and not depth:
            yield start, here
            start = here + 1
        elif not closes and not depth and re.match(r"(?i)\swhere\b", query[here : here + 7]):
            break
        here += 1
    yield start, here


def _parted(listed: str) -> Iterator[str]:
    for start, end in _spans(listed, 0, closes=False):
        yield listed[start:end].strip()


def _tables(query: str) -> dict[str, str]:
    """Tables by the name that the query calls them."""
    found: dict[str, str] = {}
    for one in _TABLE.finditer(query):
        at: re.Match[str] | None = one
        while at is not None:
            name = at.group(1).lower()
            if name != "select":
                found[(at.group(2) or name).lower()] = name
            at = _MORE_TABLES.match(query, at.end())
    return found


def _of_item(item: str, tables: dict[str, str], key: str) -> tuple[str, ...]:
    column = _COLUMN.match(item)
    if column is None and VALUE in item:
        column = re.match(r"()(\*)", "*")
    if column is None:
        if _COUNTS.match(item):
            return ()
        parts = re.findall(r"(?:(\w+)\.)?\b([A-Za-z_]\w*)\b(?!\s*\()", re.sub(r"'[^']*'", "", item))
        return tuple(
            one for table, name in parts for one in _in_tables(table, name.lower(), tables)
        )
    name = column.group(2).lower()
    return _in_tables(column.group(1) or "", key.lower() if name == "*" else name, tables)


def _in_tables(table: str, column: str, tables: dict[str, str]) -> tuple[str, ...]:
    if not column:
        return ()
    if table:
        return (f"{tables.get(table.lower(), table.lower())}.{column}",)
    return tuple(f"{one}.{column}" for one in dict.fromkeys(tables.values()))

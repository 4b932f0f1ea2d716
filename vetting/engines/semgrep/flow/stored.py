"""What goes into a database and what comes out of it, by table and column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from vetting.engines.semgrep.flow import filters, sqltext, tables
from vetting.engines.semgrep.flow.calls import Calls
from vetting.engines.semgrep.flow.characters import NONE
from vetting.engines.semgrep.flow.project import Class
from vetting.engines.semgrep.flow.state import State, Thing
from vetting.engines.semgrep.flow.syntax import At, Node, part, place, written
from vetting.engines.semgrep.flow.values import (
    HARMLESS,
    NOTHING,
    UNKNOWN,
    Array,
    Hole,
    Object,
    Source,
    Text,
    Value,
    constant,
    each,
    hole,
    holes,
    joined,
    merged_hole,
    rows_of,
    text,
    texts,
)  # fmt: skip

ANY_COLUMN = "*"
_BUILT = "\\built"
_SET = "\\set"
EVERY = "SELECT * FROM "
_QUERIES = re.compile(
    r"^(?:mysqli?|pg|sqlsrv|sqlite|odbc|db)_(?:\w+_)?(?:query|prepare|exec)$|^oci_parse$"
)
_FETCHES = re.compile(
    r"^(?:mysqli?|pg|sqlsrv|sqlite|odbc|oci)_(?:fetch\w*|stmt_get_result|result|stmt_init)$"
)
_FILLS = re.compile(
    r"(?i)^(?:insert|insertGetId|insertOrIgnore|insert_batch|insertBatch|update|update_batch|updateBatch|"
    r"replace|upsert|create|forceCreate|fill|forceFill|firstOrCreate|updateOrCreate|updateOrInsert|"
    r"save|saveOrFail|saveQuietly|createQuietly|push|make)$"
)
_HAS_NUMBER = re.compile(
    r"(?i)^(?:count\w*|sum|avg|exists|num_rows|affected_rows|insert_id|insertID|rowCount|"
    r"getInsertID|delete|truncate|increment|decrement|numRows)$"
)
_STATES = ("insert_string", "update_string")
_ONE_COLUMN = re.compile(r"(?i)^(?:value|pluck|row|implode|getFieldValue)$")


@dataclass(frozen=True)
class Write:
    """A value from outside that is put into a column, or into any of a table's."""

    table: str
    column: str
    hole: Hole
    path: str
    at: At
    calls: tuple[Any, ...]


class Stored(Calls):
    """Follows rows from the query to their columns, and values into theirs."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)
        self.writes: list[Write] = []

    # --- reading ------------------------------------------------------------------------------

    def rows(self, query: str, node: Node) -> Text:
        """What a query answers, there."""
        return hole(Source("rows", self.file.path, place(node), query[: sqltext.LONGEST]))

    def of_database(
        self, name: str, args: list[Value], nodes: list[Node], node: Node
    ) -> Value | None:
        """One of PHP's functions for databases."""
        if _QUERIES.match(name):
            found = [one for one in args if isinstance(one, Text) and len(self._known(one)) > 6]
            return self.rows(self._known(found[-1]), node) if found else None
        if name.endswith("bind_param") and len(args) > 2:
            self._bound_to(args[0], dict(enumerate(args[2:])), nodes[0])
            return HARMLESS
        if _FETCHES.match(name) and args and rows_of(args[0]):
            key = constant(args[2]) if name == "mysql_result" and len(args) > 2 else ...
            return self.part_of(args[0], key)
        return None

    def of_object(
        self, base: Value, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A method of a connection, a query, its answer, or of an object that is a row."""
        if isinstance(base, Object):
            return self._of_model(state.heap[base.id], name, args, node, state)
        source = rows_of(base)
        if source is None and not tables.DATABASE.match(written(_root(node))):
            return None
        if source is None and name.lower() in filters.METHODS:
            return None  # an escape, not a query
        if source is None and name.lower() in _STATES:
            return _stated(name.lower(), args, state)
        if _FILLS.match(name) and source is None:
            return self._filled_by_builder(name, args, node, state)
        if source is None:
            return self._built(text_in(state, _BUILT) or EVERY, name, args, node, state)
        if _FILLS.match(name):
            table = self._table_in(source.about)
            if args and isinstance(constant(args[0]), str):
                return self._filled_by_builder(name, args, node, state)
            self.fill(table, args, node, state)
            return base
        return self._of_rows(base, source, name, args, node, state)

    def _of_rows(
        self, base: Value, source: Source, name: str, args: list[Value], node: Node, state: State,
    ) -> Value:  # fmt: skip
        lower = name.lower()
        if _HAS_NUMBER.match(name):
            return HARMLESS
        if lower in ("bindparam", "bindvalue", "bind_param", "execute", "bindvalues"):
            self._bound_to(base, _given(lower, args), node)
            return base
        if _ONE_COLUMN.match(name) and args and isinstance(constant(args[0]), str):
            return self.part_of(base, constant(args[0]))
        if lower == "fetchcolumn":
            return self.part_of(base, constant(args[0]) if args else 0)
        if not source.about.startswith(EVERY) and _SELECTS.match(source.about) is None:
            return base
        return self._built(source.about, name, args, node, state)

    def _built(self, about: str, name: str, args: list[Value], node: Node, state: State) -> Value:
        """A builder's method: what the query is behind it."""
        lower = name.lower()
        known = [self._known(one) for one in _listed(args)]
        if lower in (
            "query",
            "prepare",
            "rawquery",
            "createcommand",
            "get_results",
            "getall",
            "getrow",
        ):
            if len(args) > 1:
                self._bound_to(self.rows(known[0], node), _given("execute", args[1:]), node)
            return self.rows(known[0], node) if known else UNKNOWN
        if lower in ("select", "addselect", "selectraw") and known:
            about = _selecting(about, ", ".join(known))
        elif lower in ("from", "table", "get", "get_where", "getwhere") and known and args:
            is_named = isinstance(constant(args[0]), str)
            about += (", " if not about.endswith(" ") else "") + known[0] if is_named else ""
        elif lower.endswith("join") and known:
            about += f" JOIN {known[0]}"
        elif lower == "set" and args:
            self._set(args, state)
        if lower in ("get", "get_where", "getwhere", "count_all_results", "delete"):
            state.variables.pop(_BUILT, None)
        else:
            state.variables[_BUILT] = text(about)
        return self.rows(about, node)

    def of_class(
        self, owner: Class, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        """A static method of a class whose objects are rows."""
        table = self.project.table(owner)
        if not table:
            return None
        if _FILLS.match(name):
            self.fill(table, args, node, state, owner)
        if _HAS_NUMBER.match(name):
            return HARMLESS
        return self.rows(EVERY + table, node)

    def of_facade(self, name: str, args: list[Value], node: Node) -> Value | None:
        """Laravel's `DB::`."""
        known = self._known(args[0]) if args else ""
        if name == "table" and known:
            return self.rows(EVERY + known, node)
        if name in ("select", "selectOne", "insert", "update", "statement", "cursor") and known:
            answer = self.rows(known, node)
            if len(args) > 1:
                self._bound_to(answer, _given("execute", args[1:]), node)
            return answer
        return None

    # --- writing ------------------------------------------------------------------------------

    def _of_model(
        self, thing: Thing, name: str, args: list[Value], node: Node, state: State
    ) -> Value | None:
        owner = self.project.named(thing.type, self.file)
        table = self.project.table(owner) if owner else ""
        if not table or owner is None:
            return None
        if _FILLS.match(name):
            self.fill(table, [*args, Array(dict(thing.fields))], node, state, owner)
            return HARMLESS
        return HARMLESS if _HAS_NUMBER.match(name) else self.rows(EVERY + table, node)

    def _filled_by_builder(self, name: str, args: list[Value], node: Node, state: State) -> Value:
        """CodeIgniter's `insert('table', $data)`, and `insert('table')` behind `set`."""
        known = constant(args[0]) if args else ...
        given = args[1:2] if isinstance(known, str) else args[:1]
        table = known if isinstance(known, str) else self._table_in(text_in(state, _BUILT))
        held = state.variables.pop(_SET, None)
        self.fill(table, [*given, *([held] if held is not None else [])], node, state)
        state.variables.pop(_BUILT, None)
        del name
        return HARMLESS

    def _set(self, args: list[Value], state: State) -> None:
        held = state.variables.get(_SET)
        before: Mapping[Any, Value] = held.entries if isinstance(held, Array) else {}
        key = constant(args[0])
        if isinstance(key, str) and len(args) > 1:
            state.variables[_SET] = Array({**before, key: args[1]})
        elif isinstance(args[0], Array):
            state.variables[_SET] = Array({**before, **args[0].entries}, args[0].rest)

    def fill(
        self, table: str, given: list[Value], node: Node, state: State, owner: Class | None = None
    ) -> None:
        """Values are put into the columns of a table."""
        if not table:
            return
        for value in given:
            for column, one in _columns(value, state):
                names = self.project.fillable(owner) if column == ANY_COLUMN and owner else ()
                for name in names or (column,):
                    self._wrote(table, name, one, node)

    def field_stored(self, base: Value, name: str, value: Value, node: Node) -> None:
        """`$row->column = $value`."""
        source = rows_of(base)
        if source is not None and (table := self._table_in(source.about)):
            for one in holes(value):
                self._wrote(table, name, one, node)

    def reaches(self, language: str, value: Value, node: Node) -> None:
        """A sink; an INSERT or UPDATE stores what stands in it too."""
        super().reaches(language, value, node)
        if language == "sql":
            for one in texts(value):
                for table, column, found in sqltext.fills(*sqltext.text_of(one)):
                    self._wrote(table, column, found, node)

    def _bound_to(self, statement: Value, given: Mapping[Any, Value], node: Node) -> None:
        source = rows_of(statement)
        if source is None:
            return
        for table, column, key in sqltext.placeholders(source.about):
            for one in holes(given.get(key, HARMLESS)):
                self._wrote(table, column, one, node)

    def _wrote(self, table: str, column: str, one: Hole, node: Node) -> None:
        if one.is_sure and one.is_outside and one.chars:
            # The database takes the escapes of a query away.
            raw = replace(one, slashed=NONE, doubled=NONE)
            name = table.split(" ")[0].strip('`"[] ').rsplit(".", 1)[-1].lower()
            self.writes.append(
                Write(name, column.lower(), raw, self.file.path, place(node), self.sites)
            )

    # --- texts --------------------------------------------------------------------------------

    def _known(self, value: Value) -> str:
        for one in texts(value):
            return sqltext.text_of(one)[0]
        return ""

    def _table_in(self, about: str) -> str:
        found = re.search(r"(?i)\b(?:from|into|update)\s+[`\"\[]?(\w+)", about)
        return found.group(1) if found else ""


_SELECTS = re.compile(r"(?i)\s*\(?\s*select\b")


def text_in(state: State, name: str) -> str:
    """The known text that a variable of ours holds."""
    held = constant(state.variables[name]) if name in state.variables else ""
    return held if isinstance(held, str) else ""


def _root(node: Node) -> Node | None:
    """What a chain of calls begins with."""
    at: Node | None = node
    while at is not None and at.type.endswith("member_call_expression"):
        at = part(at, "object")
    return at


def _selecting(about: str, listed: str) -> str:
    before = re.match(r"(?s)SELECT (.*?) FROM ", about)
    if before is None:
        return about
    chosen = listed if before.group(1) == "*" else f"{before.group(1)}, {listed}"
    return about[: before.start(1)] + chosen + about[before.end(1) :]


def _listed(args: list[Value]) -> Iterator[Value]:
    for one in args:
        if isinstance(one, Array):
            yield from one.entries.values()
        else:
            yield one


def _given(name: str, args: list[Value]) -> Mapping[Any, Value]:
    """What is bound, by number from 0 or by name."""
    if name == "bind_param":
        return dict(enumerate(args[1:]))
    if name in ("execute", "bindvalues"):
        found = [one for one in args if isinstance(one, Array)]
        return {_key(key): one for key, one in found[0].entries.items()} if found else {}
    key = constant(args[0]) if len(args) > 1 else ...
    if isinstance(key, int):
        return {key - 1: args[1]}
    return {_key(key): args[1]} if isinstance(key, str) else {}


def _key(key: Any) -> Any:
    return key.lstrip(":") if isinstance(key, str) else key


def _stated(name: str, args: list[Value], state: State) -> Value:
    """CodeIgniter's `insert_string('table', $data)`: a statement whose values are escaped."""
    table = constant(args[0]) if args else ...
    data = args[1] if len(args) > 1 else NOTHING
    fields = [*_escaped_fields(data, state)]
    begin = f"INSERT INTO {table if isinstance(table, str) else '?'} "
    if name == "insert_string":
        pieces: list[Value] = [text(f"{begin}({', '.join(key for key, _ in fields)}) VALUES (")]
        for number, (_, value) in enumerate(fields):
            pieces += [text(", " if number else ""), value]
        return joined([*pieces, text(")")])
    pieces = [text(begin.replace("INSERT INTO", "UPDATE") + "SET ")]
    for number, (key, value) in enumerate(fields):
        pieces += [text(f"{', ' if number else ''}{key} = "), value]
    where = args[2] if len(args) > 2 else NOTHING
    pieces.append(text(" WHERE "))
    for key, value in _escaped_fields(where, state) if isinstance(where, Array) else ():
        pieces += [text(f"{key} = "), value, text(" AND ")]
    # A condition that is a text stands there as it is.
    return joined(pieces if isinstance(where, Array) else [*pieces, where])


def _escaped_fields(value: Value, state: State) -> Iterator[tuple[str, Value]]:
    """The columns of data, each with what is known of its value as a text in quotes."""
    found: dict[str, list[Hole]] = {}
    for column, one in _columns(value, state):
        found.setdefault(column, []).append(one)
    for column, of in found.items():
        yield (
            f"`{column.replace('`', '')}`",
            filters.METHODS["escape"]([Text((merged_hole(of),))], "escape"),
        )


def _columns(value: Value, state: State) -> Iterator[tuple[str, Hole]]:
    """Each hole of what is stored, with the column that it goes to."""
    for one in each(value):
        if isinstance(one, Array):
            for key, inner in one.entries.items():
                if isinstance(key, str):
                    yield from ((key, found) for found in holes(inner))
                else:
                    yield from _columns(inner, state)
            if one.rest is not None:
                yield from ((ANY_COLUMN, found) for found in holes(one.rest))
        elif isinstance(one, Object):
            fields = state.heap[one.id].fields
            yield from ((key, found) for key, inner in fields.items() for found in holes(inner))
        else:
            yield from ((ANY_COLUMN, found) for found in holes(one))

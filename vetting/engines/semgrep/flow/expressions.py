"""Values of PHP expressions."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vetting.engines.semgrep.flow import sqltext, tables
from vetting.engines.semgrep.flow.characters import NUMBER, mask
from vetting.engines.semgrep.flow.filters import only
from vetting.engines.semgrep.flow.project import File, Project
from vetting.engines.semgrep.flow.state import State, Thing, joined_states
from vetting.engines.semgrep.flow.syntax import At, Node, kids, part, place, written
from vetting.engines.semgrep.flow.values import (
    EMPTY,
    HARMLESS,
    NOTHING,
    UNKNOWN,
    Array,
    Closure,
    Hole,
    Known,
    Object,
    Source,
    Text,
    Value,
    Ways,
    changed,
    constant,
    each,
    hole,
    holes,
    joined,
    merged_hole,
    rows_of,
    text,
    unsure,
    ways,
)  # fmt: skip

BUDGET = 40_000
"""Nodes evaluated for one entry before it is given up."""
LONGEST_NAME = 80
LONGEST_NUMBER = 40
"""Signs of a whole number that is taken by its value; no machine word needs more."""
_OPENING = mask("<'\"")
"""What begins a tag, or ends an attribute in quotes."""
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda a, b: a == b, "===": lambda a, b: a == b and type(a) is type(b),
    "!=": lambda a, b: a != b, "!==": lambda a, b: a != b or type(a) is not type(b),
    "<": lambda a, b: a < b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
}  # fmt: skip
_COMPARISONS = {*_COMPARED, "<>", "&&", "||", "and", "or", "xor", "instanceof", "<=>"}
_COME_IN = ("$_GET", "$_POST", "$_REQUEST", "$_COOKIE")
_ASKED_FOR = (*_COME_IN, "$_SERVER")
ANSWER = "?"
"""Stands before the name of a variable in a state, for the call whose answer the variable has."""
_SENT = ("page", "header", "rewritten")
_AROUND = {"unary_op_expression", "parenthesized_expression", "cast_expression"}
_CALLS = {"function_call_expression", "member_call_expression", "scoped_call_expression"}
_OPTION = re.compile(r"^(ENT|FILTER|LDAP|JSON|CURLOPT|INPUT|PREG|PASSWORD)_")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "v": "\v", "f": "\f"}


class GivenUp(Exception):
    """The entry is beyond what is followed."""


class Expressions:
    """Evaluates expressions in a state, which they change."""

    def __init__(self, project: Project, file: File) -> None:
        self.project = project
        self.file = file
        self.left = BUDGET
        self.reads: dict[tuple[str, At], bool] = {}
        """Where a part of the request is read, and whether it was always clean by then."""

    def called(self, node: Node, state: State) -> Value:
        """The value of a call."""
        raise NotImplementedError

    def echoed(self, value: Value, node: Node, state: State) -> None:
        """Write to the page."""
        raise NotImplementedError

    def assume(self, node: Node | None, is_true: bool, state: State) -> None:
        """Note what a condition says of its variables."""
        raise NotImplementedError

    def source(self, kind: str, node: Node) -> Text:
        """A text from outside that comes in there."""
        return hole(Source(kind, self.file.path, place(node), _name_of(node)))

    def value(self, node: Node | None, state: State) -> Value:
        """What an expression is worth; what is not understood is made of its parts, unsure."""
        if node is None:
            return NOTHING
        self.left -= 1
        if self.left < 0:
            raise GivenUp
        made = _KINDS.get(node.type)
        if made is not None:
            return made(self, node, state)
        return unsure(Text((merged_hole(h for kid in kids(node)
                                        for h in holes(self.value(kid, state))),)))  # fmt: skip

    # --- texts --------------------------------------------------------------------------------

    def string(self, node: Node, state: State) -> Value:
        """A text in quotes, or in a heredoc."""
        pieces: list[Value] = []
        simple = node.type in ("string", "nowdoc")
        for kid in kids(node):
            if kid.type == "escape_sequence":
                pieces.append(text(_unescaped(written(kid), simple)))
            elif kid.type in ("string_content", "nowdoc_string"):
                pieces.append(text(written(kid)))
            elif kid.type in ("heredoc_body", "nowdoc_body"):
                pieces.append(self.string(kid, state))
            elif kid.type not in ("heredoc_start", "heredoc_end"):
                pieces.append(self.value(kid, state))
        return joined(pieces) if pieces else EMPTY

    def number(self, node: Node, state: State) -> Value:
        """A number."""
        del state
        if len(written(node)) > LONGEST_NUMBER:
            return HARMLESS
        try:
            return Known(int(written(node).replace("_", ""), 0))
        except ValueError:
            return HARMLESS

    def constant_name(self, node: Node, state: State) -> Value:
        """A constant: what it was defined as, else its name stands for it."""
        name = written(node).lstrip("\\")
        if f"\\{name}" in state.variables:
            return state.variables[f"\\{name}"]
        if name in ("__FILE__", "__DIR__"):
            path = f"/{self.file.path}"
            return text(path if name == "__FILE__" else posixpath.dirname(path))
        if name == "DIRECTORY_SEPARATOR":
            return text("/")
        lower = name.lower()
        if lower in ("true", "false", "null"):
            return Known({"true": True, "false": False, "null": None}[lower])
        # Options are told by their names; what another constant holds is the application's own.
        return text(name) if _OPTION.match(name) else HARMLESS

    # --- variables ----------------------------------------------------------------------------

    def variable(self, node: Node, state: State) -> Value:
        """A variable; one that was never set may have been set by who includes this file."""
        name = written(node).lstrip("$")
        if name in state.variables:
            return state.variables[name]
        made = self.superglobal(name, node)
        return state.variables.get("*", UNKNOWN) if made is None else made

    def superglobal(self, name: str, node: Node) -> Value | None:
        """What PHP itself fills."""
        match name:
            case "_GET" | "_POST" | "_REQUEST":
                kind = "rewritten" if name in self.project.rewritten else "page"
                return Array({}, self.source(kind, node), None)
            case "_COOKIE":
                return Array({}, self.source("header", node), None)
            case "_SESSION":
                return Array({}, self.source("session", node), None)
            case "_FILES":
                of_client = self.source("header", node)
                one = Array({"name": of_client, "type": of_client}, HARMLESS, None)
                return Array({}, one, None)
            case "_SERVER":
                return Array({}, HARMLESS, None)
        return None

    def element(self, node: Node, state: State) -> Value:
        """An element of an array, or a character of a text."""
        inner = kids(node)
        key = constant(self.value(inner[1], state)) if len(inner) > 1 else ...
        if written(inner[0]) == "$_SERVER" and isinstance(key, str):
            found = self._kept(state, "_SERVER", key) or self._of_server(key, node)
        else:
            found = ways(self._at(one, key, node) for one in each(self.value(inner[0], state)))
        if written(inner[0]) in _ASKED_FOR:
            self._note_read(found, node)
        return found

    def _note_read(self, found: Value, node: Node) -> None:
        """Of a part that the application fills anew, what came in counts, not what it added."""
        sent = [one for one in holes(found) if one.is_outside]
        is_clean = bool(sent) and not any((one.chars | one.encoded) & _OPENING for one in sent)
        at = (self.file.path, place(node))
        self.reads[at] = self.reads.get(at, True) and is_clean

    def _of_server(self, key: str, node: Node) -> Value:
        if tables.PAGE_KEYS.match(key):
            # The script's own path: whatever is put behind it, it begins with a slash.
            is_own = f"_SERVER.{key}" in self.project.rewritten
            return joined((text("/"), self.source("rewritten" if is_own else "page", node)))
        return self.source("header", node) if tables.HEADER_KEYS.match(key) else HARMLESS

    def _kept(self, state: State, name: str, key: str) -> Value | None:
        held = state.variables.get(name)
        return held.entries.get(key) if isinstance(held, Array) else None

    def _at(self, base: Value, key: Any, node: Node) -> Value:
        if isinstance(base, Array):
            if key is not ... and key in base.entries:
                return self._closer(base.entries[key], node)
            rest = base.rest if base.rest is not None else NOTHING
            found = ways((*base.entries.values(), rest)) if key is ... else rest
            return self._closer(found, node)
        if rows_of(base):
            return self.part_of(base, key)
        if isinstance(base, Text):
            return self._closer(Text((merged_hole(base.parts),)), node)
        return UNKNOWN if isinstance(base, Object) else NOTHING

    def part_of(self, rows: Value, key: Any) -> Value:
        """A column of rows, by name or place; one of the rows where it may be a number of one."""
        source = rows_of(rows)
        if source is None or not isinstance(key, str | int):
            return rows
        found = sqltext.columns(source.about, key)
        column = replace(source, kind="column", about=" ".join(found))
        if isinstance(key, int):
            return hole(source, column) if found else rows
        return hole(column) if found else UNKNOWN

    def _closer(self, value: Value, node: Node) -> Value:
        """The same value, its source the very element where that is where it comes in."""
        is_here = node.type == "subscript_expression" and written(kids(node)[0]) in _COME_IN

        def change(one: Hole) -> Hole:
            if len(one.sources) != 1:
                return one
            (was,) = one.sources
            if was.is_kept:
                return one
            is_near = was.path == self.file.path and was.at[:2] == place(node)[:2]
            if not is_here and not is_near:
                return one
            path = self.file.path
            source = Source(was.kind, path, place(node), _name_of(node))
            return Hole(frozenset({source}), one.chars,
                        one.slashed, one.doubled, one.encoded, one.is_sure, one.filters)  # fmt: skip

        return changed(value, change)

    def field(self, node: Node, state: State) -> Value:
        """A field of an object."""
        if tables.FIELD.match(written(node)):
            return self.source("page", node)
        name = written(part(node, "name"))
        found = []
        for one in each(self.value(part(node, "object"), state)):
            if isinstance(one, Object):
                found.append(state.heap[one.id].fields.get(name, UNKNOWN))
            elif rows_of(one):
                found.append(self.part_of(one, name))
            else:
                found.append(
                    unsure(Text((merged_hole(holes(one)),))) if any(holes(one)) else UNKNOWN
                )
        return ways(found)

    def static_field(self, node: Node, state: State) -> Value:
        """A field of a class."""
        return state.variables.get(f"::{written(part(node, 'name'))}", UNKNOWN)

    def store(self, target: Node | None, value: Value, state: State) -> None:
        """Put a value where an expression points to."""
        match target.type if target is not None else "":
            case "variable_name":
                state.variables[written(target).lstrip("$")] = value
            case "subscript_expression":
                self._store_element(target, value, state)  # type: ignore[arg-type]
            case "member_access_expression" | "nullsafe_member_access_expression":
                self._store_field(target, value, state)  # type: ignore[arg-type]
            case "scoped_property_access_expression":
                state.variables[f"::{written(part(target, 'name'))}"] = value  # type: ignore[arg-type]
            case "list_literal" | "array_creation_expression":
                for number, one in enumerate(kids(target)):
                    self._store_listed(one, number, value, state)
            case "reference_modifier" | "by_ref":
                self.store(kids(target)[0], value, state)
            case _:
                raise GivenUp

    def _store_listed(self, one: Node, number: int, value: Value, state: State) -> None:
        inner = kids(one) if one.type == "array_element_initializer" else [one]
        key = constant(self.value(inner[0], state)) if len(inner) == 2 else number
        self.store(inner[-1], ways(self._at(way, key, one) for way in each(value)), state)

    def _store_element(self, target: Node, value: Value, state: State) -> None:
        inner = kids(target)
        key: Any = ...
        if len(inner) > 1:
            key = constant(self.value(inner[1], state))
        before = self.value(inner[0], state)
        if isinstance(before, Ways):
            before = next((one for one in before.values if isinstance(one, Array)), before)
        array = before if isinstance(before, Array) else Array()
        if len(inner) == 1 and array.next_key is not None:
            key = array.next_key
        if key is ...:
            rest = value if array.rest is None else ways((array.rest, value))
            after = Array(array.entries, rest, None)
        else:
            following = array.next_key
            if isinstance(key, int) and following is not None:
                following = max(following, key + 1)
            after = Array({**array.entries, key: value}, array.rest, following)
        if not isinstance(before, Object):
            self.store(inner[0], after, state)

    def _store_field(self, target: Node, value: Value, state: State) -> None:
        name = written(part(target, "name"))
        for one in each(self.value(part(target, "object"), state)):
            if isinstance(one, Object):
                thing = state.heap[one.id]
                state.heap[one.id] = Thing(thing.type, {**thing.fields, name: value})
            else:
                self.field_stored(one, name, value, target)

    def field_stored(self, base: Value, name: str, value: Value, node: Node) -> None:
        """A field of what is no object of the run's is given a value."""

    # --- operators ----------------------------------------------------------------------------

    def assigned(self, node: Node, state: State) -> Value:
        """`=`, also by reference."""
        left, right = part(node, "left"), part(node, "right")
        value = self.value(right, state)
        self.store(left, value, state)
        if left is not None and left.type == "variable_name":
            self._keep_answer(left, right, value, state)
        return value

    def _keep_answer(self, left: Node, right: Node | None, value: Value, state: State) -> None:
        """Note which call a variable has the answer of, unless it handed the value itself on."""
        call = right
        while call is not None and call.type in _AROUND and kids(call):
            call = kids(call)[-1]
        is_answer = call is not None and call.type in _CALLS
        sent = {of.kind for one in holes(value) if one.is_sure for of in one.sources}
        if is_answer and sent.isdisjoint(_SENT):
            state.variables[ANSWER + written(left)] = Closure(right)
        else:
            state.variables.pop(ANSWER + written(left), None)

    def augmented(self, node: Node, state: State) -> Value:
        """`.=`, `+=`, `??=` and the like."""
        left = part(node, "left")
        before, more = self.value(left, state), self.value(part(node, "right"), state)
        op = written(part(node, "operator"))
        if op == ".=":
            value = joined((before, more))
        elif op == "??=" or (op == "+=" and isinstance(before, Array)):
            value = ways((before, more))
        else:
            value = _calculated(before, more)
        self.store(left, value, state)
        return value

    def binary(self, node: Node, state: State) -> Value:
        """Two operands."""
        op = written(part(node, "operator")).lower()
        left = self.value(part(node, "left"), state)
        if op in ("&&", "and", "||", "or"):
            return self._shortened(node, op in ("&&", "and"), left, state)
        right = self.value(part(node, "right"), state)
        match op:
            case ".":
                return joined((left, right))
            case "??":
                return (
                    ways(one for one in (left, right) if one != NOTHING) if left != right else left
                )
            case "|" if isinstance(constant(left), str) and isinstance(constant(right), str):
                return text(f"{constant(left)} {constant(right)}")
        if op in _COMPARISONS:
            return _compared(op, left, right)
        if op == "+" and (isinstance(left, Array) or isinstance(right, Array)):
            return ways((left, right))
        return _calculated(left, right)

    def _shortened(self, node: Node, both: bool, left: Value, state: State) -> Value:
        """`and`, `or`: the right side is asked only if the left one does not decide."""
        asked = state.copy()
        self.assume(part(node, "left"), both, asked)
        self.value(part(node, "right"), asked)
        state.become(joined_states((state.copy(), asked)) or state)
        del left
        return HARMLESS

    def conditional(self, node: Node, state: State) -> Value:
        """`a ? b : c`, and `a ?: c`."""
        condition = part(node, "condition")
        known = self.value(condition, state)
        then, other = state.copy(), state.copy()
        self.assume(condition, True, then)
        self.assume(condition, False, other)
        body = part(node, "body")
        one = self.value(body, then) if body is not None else self.value(condition, then)
        two = self.value(part(node, "alternative"), other)
        decided = constant(known)
        if decided is not ...:
            state.become(then if decided else other)
            return one if decided else two
        state.become(joined_states((then, other)) or state)
        return ways((one, two))

    def cast(self, node: Node, state: State) -> Value:
        """A cast."""
        value = self.value(part(node, "value"), state)
        kind = written(part(node, "type")).lower()
        if kind in ("int", "integer", "float", "double", "bool", "boolean", "real"):
            return only(value, NUMBER)
        if kind == "string":
            return joined((value,))
        if kind == "array" and isinstance(value, Text):
            return Array({}, value, None)
        return value

    def unary(self, node: Node, state: State) -> Value:
        """`!`, `-`, `+`, `~`."""
        value = self.value(part(node, "argument"), state)
        known = constant(value)
        if written(node)[:1] == "!":
            return HARMLESS if known is ... else Known(not known)
        return only(value, NUMBER)

    def updated(self, node: Node, state: State) -> Value:
        """`++`, `--`."""
        value = only(self.value(part(node, "argument"), state), NUMBER)
        self.store(part(node, "argument"), HARMLESS if constant(value) is not ... else value, state)
        return value

    def inner(self, node: Node, state: State) -> Value:
        """What only wraps one value."""
        inner = kids(node)
        return self.value(inner[-1], state) if inner else NOTHING

    def listed(self, node: Node, state: State) -> Value:
        """Values one after another."""
        values = [self.value(one, state) for one in kids(node)]
        return values[-1] if values else NOTHING

    def array(self, node: Node, state: State) -> Value:
        """An array as it is written."""
        entries: dict[Any, Value] = {}
        rest: list[Value] = []
        number: int | None = 0
        for one in kids(node):
            inner = kids(one)
            if one.type != "array_element_initializer" or not inner:
                spread = self.value(one, state)
                rest += _elements(spread)
                number = None
                continue
            value = self.value(inner[-1], state)
            key: Any = number
            if len(inner) == 2:
                key = constant(self.value(inner[0], state))
            elif number is None:
                key = ...
            if key is ...:
                rest.append(value)
                continue
            entries[key] = value
            if isinstance(key, int) and number is not None:
                number = max(number, key + 1)
        return Array(entries, ways(rest) if rest else None, number)

    def closure(self, node: Node, state: State) -> Value:
        """A function without a name, with the variables it sees."""
        return Closure(node, dict(state.variables))

    def printed(self, node: Node, state: State) -> Value:
        """`print`."""
        for one in kids(node):
            self.echoed(self.value(one, state), one, state)
        return Known(1)

    def matched(self, node: Node, state: State) -> Value:
        """`match`."""
        subject = part(node, "condition")
        self.value(subject, state)
        found = []
        for arm in kids(part(node, "body")):
            way = state.copy()
            listed = kids(part(arm, "conditional_expressions"))
            if len(listed) == 1 and subject is not None:
                self.assume_equal(kids(subject)[0], listed[0], way)
            found.append(self.value(part(arm, "return_expression"), way))
        return ways(found) if found else NOTHING

    def assume_equal(self, node: Node, other: Node, state: State) -> None:
        """Note that a variable has the value of a constant."""
        raise NotImplementedError


def _name_of(node: Node) -> str:
    """What is read, however it is written."""
    return re.sub(r"[\s'\"]", "", written(node))[:LONGEST_NAME]


def _unescaped(sequence: str, simple: bool) -> str:
    letter = sequence[1:2]
    if simple:
        return letter if letter in "\\'" else sequence
    if letter in "xu01234567":
        try:
            digits = sequence[2:].strip("{}") if letter in "xu" else sequence[1:]
            return chr(int(digits, 16 if letter in "xu" else 8))
        except (ValueError, OverflowError):
            return "?"
    return _ESCAPES.get(letter, letter)


def _elements(value: Value) -> list[Value]:
    if isinstance(value, Array):
        return [*value.entries.values(), *([value.rest] if value.rest is not None else [])]
    return [value]


def _calculated(left: Value, right: Value) -> Value:
    """The result of arithmetic: a number, made of both."""
    merged = merged_hole([*holes(left), *holes(right)])
    return only(Text((merged,)), NUMBER) if merged.sources or merged.chars else HARMLESS


def _compared(op: str, left: Value, right: Value) -> Value:
    a, b = constant(left), constant(right)
    is_loose = op not in ("===", "!==") and type(a) is not type(b)
    if a is ... or b is ... or op not in _COMPARED or is_loose:
        return HARMLESS  # PHP takes '1' for 1 and null for '': either branch may run
    try:
        return Known(_COMPARED[op](a, b))
    except TypeError:
        return HARMLESS


_KINDS: dict[str, Callable[[Any, Node, State], Value]] = {
    "string": Expressions.string, "encapsed_string": Expressions.string,
    "heredoc": Expressions.string, "nowdoc": Expressions.string,
    "integer": Expressions.number, "float": lambda *_: HARMLESS,
    "boolean": Expressions.constant_name, "null": Expressions.constant_name,
    "name": Expressions.constant_name, "qualified_name": Expressions.constant_name,
    "class_constant_access_expression": lambda *_: HARMLESS,
    "variable_name": Expressions.variable,
    "subscript_expression": Expressions.element,
    "member_access_expression": Expressions.field,
    "nullsafe_member_access_expression": Expressions.field,
    "scoped_property_access_expression": Expressions.static_field,
    "assignment_expression": Expressions.assigned,
    "reference_assignment_expression": Expressions.assigned,
    "augmented_assignment_expression": Expressions.augmented,
    "binary_expression": Expressions.binary,
    "conditional_expression": Expressions.conditional,
    "cast_expression": Expressions.cast,
    "unary_op_expression": Expressions.unary,
    "update_expression": Expressions.updated,
    "parenthesized_expression": Expressions.inner,
    "error_suppression_expression": Expressions.inner,
    "clone_expression": Expressions.inner,
    "argument": Expressions.inner,
    "sequence_expression": Expressions.listed,
    "array_creation_expression": Expressions.array,
    "anonymous_function": Expressions.closure, "arrow_function": Expressions.closure,
    "anonymous_function_creation_expression": Expressions.closure,
    "print_intrinsic": Expressions.printed,
    "match_expression": Expressions.matched,
    **dict.fromkeys(
        ("function_call_expression", "member_call_expression", "nullsafe_member_call_expression",
         "scoped_call_expression", "object_creation_expression", "include_expression",
         "include_once_expression", "require_expression", "require_once_expression",
         "shell_command_expression"), lambda self, node, state: self.called(node, state)),
}  # fmt: skip

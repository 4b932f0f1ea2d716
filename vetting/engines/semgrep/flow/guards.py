"""What a condition says of the variables in it, on the way where it holds and where it does not."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from vetting.engines.semgrep.flow import filters
from vetting.engines.semgrep.flow.characters import ALL, DIGITS, LETTERS, NUMBER, mask, single
from vetting.engines.semgrep.flow.expressions import ANSWER
from vetting.engines.semgrep.flow.state import State
from vetting.engines.semgrep.flow.syntax import Node, kids, part, written
from vetting.engines.semgrep.flow.values import (
    HARMLESS,
    NOTHING,
    Array,
    Closure,
    Hole,
    Text,
    Value,
    changed,
    constant,
    each,
    holes,
    merged_hole,
    text,
    texts,
    ways,
)  # fmt: skip

if TYPE_CHECKING:
    from vetting.engines.semgrep.flow.interpreter import Interpreter

_PLACES = ("variable_name", "subscript_expression", "member_access_expression")
_KINDS = {
    "is_numeric": NUMBER, "is_int": NUMBER, "is_integer": NUMBER, "is_float": NUMBER,
    "is_long": NUMBER, "ctype_digit": DIGITS, "ctype_xdigit": DIGITS | LETTERS,
    "ctype_alnum": DIGITS | LETTERS, "ctype_alpha": LETTERS, "checkdate": NUMBER,
    "ctype_lower": LETTERS, "ctype_upper": LETTERS,
}  # fmt: skip
_CHECKS = re.compile(
    r"(?i)valid|check|cek|verif|match|safe|secure|aman|sah|allow|boleh|permi|izin|white|clean|sanit|"
    r"filter|exist|contains|privile|akses|^is_|^(has|have)_|^(is|has|have)[A-Z]"
)
"""Names of functions that are asked whether a value is fit; `login($name)` is asked no such thing."""
_VALUES = ("in_array", "array_search")
_LISTED = (*_VALUES, "array_key_exists", "key_exists")
"""Functions that look for a value, or a key, in a list."""
_NEEDLES = ("strpos", "stripos", "strstr", "str_contains", "strchr", "substr_count")
_SILENT = (
    "isset", "empty", "is_array", "is_string", "is_null", "is_object", "count", "strlen", "trim",
    "defined", "function_exists", "method_exists", "property_exists", "sizeof", "is_bool",
    "mb_strlen", "strtolower",
)  # fmt: skip
"""Functions whose answer says nothing of the characters of a value."""
_FIXED_END = re.compile(r"(?<!\\)(?:\w|\([\w|\\.?:]*\w\))\$\W[imsxuADUXJ]*$")
"""An expression that binds the end of a text to known words, such as `\\.(md|txt)$`."""
_EXISTING = ("file_exists", "is_file", "is_dir", "is_readable", "is_writable")
"""What is there may lie anywhere: only a fixed end of the name bounds which file it is."""


def assume(run: "Interpreter", node: Node | None, is_true: bool, state: State) -> None:
    """Narrow the variables of a condition that was evaluated and is true, or is not."""
    if node is None:
        return
    match node.type:
        case "parenthesized_expression" | "error_suppression_expression":
            if kids(node):
                assume(run, kids(node)[0], is_true, state)
        case "unary_op_expression" if written(node)[:1] == "!":
            assume(run, part(node, "argument"), not is_true, state)
        case "binary_expression":
            _binary(run, node, is_true, state)
        case "assignment_expression":
            left = part(node, "left")
            if left is not None and left.type in _PLACES and not is_true:
                run.store(left, HARMLESS, state)
        case "function_call_expression":
            _call(run, node, is_true, state)
        case "member_call_expression" | "scoped_call_expression":
            _checked(run, node, state)
        case kind if kind in _PLACES:
            if (answer := _answer_of(node, state)) is not None:
                assume(run, answer, is_true, state)
            if not is_true:
                # What counts as false is empty, or zero.
                run.store(node, _falsy(run.value(node, state)), state)


def _falsy(value: Value) -> Value:
    return HARMLESS if any(holes(value)) and not isinstance(value, Array) else value


def _binary(run: "Interpreter", node: Node, is_true: bool, state: State) -> None:
    left, right = part(node, "left"), part(node, "right")
    op = written(part(node, "operator")).lower()
    if left is None or right is None:
        return
    if op in ("&&", "and", "||", "or"):
        if is_true == (op in ("&&", "and")):
            assume(run, left, is_true, state)
            assume(run, right, is_true, state)
        else:
            _either(run, left, right, is_true, state)
        return
    if op in ("!=", "!==", "<>"):
        op, is_true = op.replace("!", "=", 1).replace("<>", "=="), not is_true
    if op in ("==", "==="):
        for one, other in ((left, right), (right, left)):
            one = _held(one)
            asked = one if _is_call(one) else _answer_of(one, state)
            if asked is not None and (truth := _truth(run, other, state)) is not None:
                assume(run, asked, truth == is_true, state)
                if asked is one:
                    return
            if is_true and one.type in _PLACES:
                assume_equal(run, one, other, state)
            elif is_true and (cased := _any_case_of(run, one, other, state)) is not None:
                _narrow(run, one, partial(filters.only, chars=cased), state)
                return
            elif is_true and _is_number_of(one, other):
                run.store(other, filters.only(run.value(other, state), NUMBER), state)
    elif op in (">", ">=") and _is_call(left) and constant(run.value(right, state)) in (0, 1):
        assume(run, left, is_true, state)
    elif _is_call(left):
        _checked(run, left, state)


def _either(run: "Interpreter", left: Node, right: Node, is_true: bool, state: State) -> None:
    """One of two holds: what is known either way is known."""
    one, two = state.copy(), state.copy()
    assume(run, left, is_true, one)
    assume(run, right, is_true, two)
    for name, a in one.variables.items():
        b = two.variables.get(name)
        if b is not None and (a, b) != (state.variables.get(name),) * 2:
            state.variables[name] = ways((a, b))


def _held(node: Node) -> Node:
    """What has the value: of `($i = f())` the variable."""
    while node.type in ("parenthesized_expression", "assignment_expression"):
        inner = part(node, "left") if node.type == "assignment_expression" else kids(node)[0]
        if inner is None:
            break
        node = inner
    return node


def _is_call(node: Node) -> bool:
    return node.type in ("function_call_expression", "member_call_expression")


def _any_case_of(run: "Interpreter", one: Node, other: Node, state: State) -> int | None:
    """The characters of a value whose lower or upper case is the constant other."""
    name = written(part(one, "function")).lower() if one.type == "function_call_expression" else ""
    if name not in ("strtolower", "strtoupper", "trim", "mb_strtolower", "mb_strtoupper"):
        return None
    known = constant(run.value(other, state))
    return mask(known.lower() + known.upper()) if isinstance(known, str) else None


def _is_number_of(one: Node, other: Node) -> bool:
    """`(int) $x == $x`, `intval($x) == $x`."""
    inner = part(one, "value") if one.type == "cast_expression" else None
    if one.type == "function_call_expression" and written(part(one, "function")) == "intval":
        arguments = kids(part(one, "arguments"))
        inner = kids(arguments[0])[0] if arguments and kids(arguments[0]) else None
    return inner is not None and written(inner) == written(other)


def _truth(run: "Interpreter", node: Node, state: State) -> bool | None:
    """Whether a constant to which an answer is compared stands for yes or no."""
    known: Any = constant(run.value(node, state)) if node.type in ("boolean", "integer") else ...
    return bool(known) if known in (0, 1) else None


def assume_equal(run: "Interpreter", node: Node, other: Node, state: State) -> None:
    """Note that a place has the value of the other expression, if that is known."""
    value = run.value(other, state)
    known = constant(value)
    if node.type in _PLACES and known is not ...:
        run.store(node, text(known) if isinstance(known, str) else value, state)


def _call(run: "Interpreter", node: Node, is_true: bool, state: State) -> None:
    name = written(part(node, "function")).lstrip("\\").lower()
    nodes = [kids(one)[-1] for one in kids(part(node, "arguments")) if kids(one)]
    if not nodes:
        return
    if name in _KINDS:
        if is_true:
            _narrow(run, nodes[0], lambda value: filters.only(value, _KINDS[name]), state)
    elif name in _LISTED and len(nodes) > 1:
        array = run.value(nodes[1], state)
        # Keys of what came in are no list of the application's.
        outside = [one for one in holes(array) if one.is_outside]
        is_own = not outside
        if is_true and is_own and (name in _VALUES or written(nodes[1])[:2] != "$_"):
            _narrow(run, nodes[0], lambda _: _one_of(name, array), state)
        elif is_true and not any(one.is_sure for one in outside):
            _unsure(run, nodes[:1], state)
    elif name == "is_null" and is_true and nodes[0].type in _PLACES:
        run.store(nodes[0], NOTHING, state)
    elif name in ("is_string", "is_scalar", "is_array") and nodes[0].type in _PLACES:
        if is_true == (name == "is_array"):
            run.store(nodes[0], _as_array(run.value(nodes[0], state)), state)
    elif name == "isset":
        for one in nodes:
            _isset(run, one, is_true, state)
    elif name == "filter_var" and is_true:
        args = [run.value(one, state) for one in nodes]
        if "VALIDATE" in str([constant(one) for one in args[1:]]):
            _narrow(run, nodes[0], lambda _: filters.FUNCTIONS[name](args, name), state)
    elif name == "preg_match" and len(nodes) > 1:
        _matched(run, nodes, is_true, state)
    elif name in _NEEDLES and len(nodes) > 1:
        _searched(run, nodes, is_true, state)
    elif name in _EXISTING and _ends_open(run.value(nodes[0], state)):
        return
    elif name == "settype" or name in _SILENT:
        if name == "empty" and is_true and nodes[0].type in _PLACES:
            run.store(nodes[0], _falsy(run.value(nodes[0], state)), state)
    else:
        _checked(run, node, state)


def _ends_open(value: Value) -> bool:
    """Whether nothing known stands at the end of whatever the value may be."""
    return all(isinstance(one.parts[-1], Hole) for one in texts(value) if any(holes(one)))


def _as_array(value: Value) -> Value:
    """The value where it is an array: a parameter of a request may be one."""
    found = [one if isinstance(one, Array) else Array({}, Text((merged_hole(holes(one)),)), None)
             for one in each(value) if isinstance(one, Array) or any(holes(one))]  # fmt: skip
    return ways(found) if found else value


def _narrow(run: "Interpreter", node: Node, change: Callable[[Value], Value], state: State) -> None:
    while node.type in ("function_call_expression", "assignment_expression", "cast_expression"):
        # `ctype_digit(trim($x))`: what is left out of the variable says nothing of code.
        if node.type == "function_call_expression":
            inner = kids(part(node, "arguments"))
            wraps = written(part(node, "function")).lower()
            if len(inner) != 1 or wraps not in ("trim", "strtolower", "strtoupper", "basename"):
                return
            node = kids(inner[0])[-1]
        else:
            target = part(node, "left") or part(node, "value")
            if target is None:
                return
            node = target
    if node.type in _PLACES:
        run.store(node, change(run.value(node, state)), state)


def _one_of(name: str, array: Value) -> Value:
    """One of the values of a list, or keys of a table, of the application's."""
    found: list[Value] = []
    for one in each(array):
        if not isinstance(one, Array) or one.rest is not None:
            return HARMLESS
        if name in _VALUES:
            found += one.entries.values()
        else:
            found += [text(str(key)) for key in one.entries]
    known = [one for one in found if constant(one) is not ...]
    return ways(known) if known and len(known) == len(found) <= 4 else HARMLESS


def _isset(run: "Interpreter", node: Node, is_true: bool, state: State) -> None:
    """`isset($table[$key])`: the key is one of the table; what is not set is nothing."""
    if not is_true and node.type in _PLACES:
        run.store(node, NOTHING, state)
    if node.type != "subscript_expression" or not is_true or len(kids(node)) < 2:
        return
    base, key = kids(node)[:2]
    if key.type in _PLACES and not written(base).startswith("$_"):
        array = run.value(base, state)
        if not any(one.is_outside for one in holes(array)):
            run.store(key, HARMLESS, state)


def _matched(run: "Interpreter", nodes: list[Node], is_true: bool, state: State) -> None:
    pattern = constant(run.value(nodes[0], state))
    if not isinstance(pattern, str):
        _unsure(run, nodes[1:], state)
        return
    if is_true:
        narrowed = filters.narrowed(run.value(nodes[1], state), pattern)
        if narrowed is not None:
            _narrow(run, nodes[1], lambda _: narrowed, state)
        elif _FIXED_END.search(pattern):
            _unsure(run, nodes[1:2], state)
    else:
        away = single(pattern)
        if away is not None:
            _narrow(run, nodes[1], lambda value: filters.only(value, ALL & ~away), state)


def _searched(run: "Interpreter", nodes: list[Node], is_true: bool, state: State) -> None:
    """`strpos($x, '..') === false`: the characters looked for do not occur (as such)."""
    needle = constant(run.value(nodes[1], state))
    if is_true or not isinstance(needle, str) or not needle:
        return
    if len(needle) == 1 or set(needle) <= set("./\\"):
        away = mask(needle) if len(needle) == 1 else mask(".")
        _narrow(run, nodes[0], lambda value: filters.only(value, ALL & ~away), state)


def _checked(run: "Interpreter", node: Node, state: State) -> None:
    """A check that is not known: from here on nothing is sure of what it looked at."""
    if not _CHECKS.search(written(part(node, "function") or part(node, "name"))):
        return
    nodes = [kids(one)[-1] for one in kids(part(node, "arguments")) if kids(one)]
    _unsure(run, nodes, state)


def _answer_of(node: Node, state: State) -> Node | None:
    """The call whose answer a variable has, if it has one's."""
    kept = state.variables.get(ANSWER + written(node)) if node.type == "variable_name" else None
    return kept.node if isinstance(kept, Closure) else None


def _unsure(run: "Interpreter", nodes: list[Node], state: State) -> None:
    for one in nodes:
        if one.type == "assignment_expression":
            one = part(one, "left") or one  # `file_exists($a = …)` looks at $a
        if one.type in _PLACES:
            value = run.value(one, state)
            if any(found.sources for found in holes(value)):
                run.store(one, _doubted(value), state)
                _unsure_beside(value, state)


def _unsure_beside(value: Value, state: State) -> None:
    """A check of what was made of a part of the request is one of all that was made of it."""
    asked = {
        one.about
        for found in holes(value)
        for one in found.sources
        if not one.is_kept and one.about.endswith(("]", ")"))
    }

    def change(one: Hole) -> Hole:
        is_same = any(source.about in asked for source in one.sources if not source.is_kept)
        return replace(one, is_sure=False) if is_same else one

    if asked:
        for name, before in state.variables.items():
            if not name.startswith(("_", ":", "\\")):
                state.variables[name] = changed(before, change)


def _doubted(value: Value) -> Value:
    return changed(value, lambda one: replace(one, is_sure=False))

"""What calls of Java's own library do to texts, lists and maps that are known exactly."""

from collections.abc import Callable
from collections.abc import Sequence as Many

from vetting.engines.semgrep.second.values import Const, Ref, Sequence, State, Table, Value

LISTS = frozenset(
    {"ArrayList", "LinkedList", "Vector", "Stack", "CopyOnWriteArrayList", "ArrayDeque"}
)
MAPS = frozenset(
    {"HashMap", "LinkedHashMap", "TreeMap", "Hashtable", "ConcurrentHashMap", "Properties"}
)
IMMUTABLE = frozenset({
    "String", "int", "long", "short", "byte", "char", "boolean", "float", "double", "Integer", "Long",
    "Short", "Byte", "Character", "Boolean", "Float", "Double", "BigDecimal", "BigInteger", "UUID",
    "LocalDate", "LocalDateTime",
})  # fmt: skip
MAKERS = frozenset(
    {("Arrays", "asList"), ("List", "of"), ("Set", "of"), ("Collections", "singletonList")}
)

_TEXT: dict[tuple[str, int], Callable[..., object]] = {
    ("charAt", 1): lambda text, at: text[at],
    ("length", 0): len,
    ("isEmpty", 0): lambda text: not text,
    ("equals", 1): lambda text, other: text == other,
    ("equalsIgnoreCase", 1): lambda text, other: text.lower() == other.lower(),
    ("contains", 1): lambda text, other: other in text,
    ("startsWith", 1): lambda text, other: text.startswith(other),
    ("endsWith", 1): lambda text, other: text.endswith(other),
    ("indexOf", 1): lambda text, other: text.find(other),
    ("lastIndexOf", 1): lambda text, other: text.rfind(other),
    ("substring", 1): lambda text, start: text[start:],
    ("substring", 2): lambda text, start, end: text[start:end],
    ("toUpperCase", 0): str.upper,
    ("toLowerCase", 0): str.lower,
    ("trim", 0): str.strip,
    ("toString", 0): str,
    ("concat", 1): lambda text, other: text + other,
}


def on_text(text: str, name: str, args: Many[Value]) -> Value | None:
    """The result of a method of a known text on known arguments; None where it is not known."""
    known = [arg.value for arg in args if isinstance(arg, Const)]
    method = _TEXT.get((name, len(args)))
    if method is None or len(known) != len(args):
        return None
    try:
        result = method(text, *known)
    except (IndexError, TypeError, AttributeError):
        return None
    return Const(result) if isinstance(result, str | int | bool) else None


def on_object(state: State, base: Ref, name: str, args: Many[Value]) -> Value | None:
    """The effect and result of a method of a known list or map; None where it is not known."""
    thing = state.heap[base.id]
    if isinstance(thing, Sequence):
        return _on_list(state, base, thing, name, args)
    if isinstance(thing, Table):
        return _on_map(state, base, thing, name, args)
    return None


def _on_list(
    state: State, base: Ref, thing: Sequence, name: str, args: Many[Value]
) -> Value | None:
    items = thing.items
    result: Value | None = None
    match name, args:
        case ("add" | "addLast" | "addElement" | "offer", [value]):
            items, result = (*items, value), Const(True)
        case ("add", [Const(int(at)), value]) if 0 <= at <= len(items):
            items, result = (*items[:at], value, *items[at:]), Const(None)
        case ("remove", [Const(int(at))]) if 0 <= at < len(items):
            items, result = (*items[:at], *items[at + 1 :]), items[at]
        case ("set", [Const(int(at)), value]) if 0 <= at < len(items):
            items, result = (*items[:at], value, *items[at + 1 :]), items[at]
        case ("get" | "elementAt", [Const(int(at))]) if 0 <= at < len(items):
            result = items[at]
        case ("size", []):
            result = Const(len(items))
        case ("isEmpty", []):
            result = Const(not items)
    state.heap[base.id] = Sequence(items)
    return result


def _on_map(state: State, base: Ref, thing: Table, name: str, args: Many[Value]) -> Value | None:
    if not args or not isinstance(args[0], Const):
        return None
    key = args[0].value
    match name, len(args):
        case ("put" | "setProperty", 2):
            before = thing.entries.get(key, Const(None))
            state.heap[base.id] = Table({**thing.entries, key: args[1]})
            return before
        case ("get" | "getProperty", 1):
            return thing.entries.get(key, Const(None))
        case ("containsKey", 1):
            return Const(key in thing.entries)
        case ("remove", 1):
            left = {k: v for k, v in thing.entries.items() if k != key}
            state.heap[base.id] = Table(left)
            return thing.entries.get(key, Const(None))
    return None


def made(type_name: str, args: Many[Value]) -> Sequence | Table | None:
    """A new empty list or map of the library; None for any other class or a filled one."""
    if type_name in LISTS and not (args and not isinstance(args[0], Const)):
        return Sequence()
    if type_name in MAPS and not (args and not isinstance(args[0], Const)):
        return Table()
    return None


def computed(op: str, left: Value, right: Value) -> Const | None:
    """The value of an operator on two known values; None where it is not known."""
    if not isinstance(left, Const) or not isinstance(right, Const):
        return None
    a, b = left.value, right.value
    try:
        result = _OPERATORS[op](a, b)
    except (KeyError, TypeError, ZeroDivisionError, OverflowError):
        return None
    return Const(result) if isinstance(result, str | int | float) else None


def _plus(a: object, b: object) -> object:
    if isinstance(a, str) or isinstance(b, str):
        return _shown(a) + _shown(b)
    return a + b  # type: ignore[operator]


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _divided(a: object, b: object) -> object:
    if isinstance(a, int) and isinstance(b, int):
        return int(a / b)  # Java cuts towards zero
    return a / b  # type: ignore[operator]


_OPERATORS: dict[str, Callable[..., object]] = {
    "+": _plus,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b if max(abs(a), abs(b)) < 1 << 40 else None,
    "/": _divided,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "in": lambda a, b: a in b,
    "&&": lambda a, b: a and b,
    "||": lambda a, b: a or b,
}  # fmt: skip

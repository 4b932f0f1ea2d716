"""Mutants of a rule: each lacks one exception or one alternative that the rule states.

A rule is YAML data. What may be left out: a pattern that takes matches away, a sanitizer, one
of several patterns, sources, sinks or carriers, one word of an expression's choice, one language,
source or place of a flow. What rules share through an anchor is written once, and is one part. A mutant that every
fixture still passes shows a fixture that is missing, or a part that does nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

EXCEPTIONS = ("pattern-not", "pattern-not-inside", "pattern-not-regex")
CHOICES = ("pattern-either", "pattern-sources", "pattern-sinks", "pattern-propagators")
LISTS = ("pattern-sanitizers", "not-files")
EXPRESSIONS = (
    "regex", "match", "across", "quiet", "cleaners", "pattern-regex", "text", "unless",
)  # fmt: skip
_LIST = LISTS[0]
FLOW_LISTS = ("language", "sources", "places")


@dataclass(frozen=True)
class Mutant:
    """Rules without one part.

    `part` says which, by its path in the first rule that has it and what it held; `bodies` are
    all rules that have it, without it, by their ids.
    """

    part: str
    bodies: Mapping[str, Mapping[str, Any]]

    @property
    def rule(self) -> str:
        """The first rule that has the part."""
        return next(iter(self.bodies))


def mutants(rules: Sequence[Mapping[str, Any]]) -> list[Mutant]:
    """Every mutant of the rules of a check, in the order of their text."""
    places: dict[_Part, list[tuple[Mapping[str, Any], _Path, _Change]]] = {}
    for rule in rules:
        for path, changed in _without(rule, ()):
            name = (id(_at_path(rule, path)), changed.lost, str(changed.value))
            places.setdefault(name, []).append((rule, path, changed))
    return [_mutant(found) for found in places.values()]


@dataclass(frozen=True)
class _Change:
    """What stands at a path afterwards, or that nothing does; and what was lost."""

    lost: str
    value: Any = None
    keep: bool = False


_Path = tuple[str | int, ...]
_Part = tuple[int, str, str]
"""What a part is known by: the node that holds it, and what it is without it."""


def of_lists(library: Mapping[str, Sequence[Any]]) -> list[Mutant]:
    """Every mutant of the pattern lists that rules share; the bodies are lists, by their names."""
    whole = [
        {"id": name, _LIST: [item for item in items if "words" not in item]}
        for name, items in library.items()
    ]
    listed = lambda bodies: {name: body.get(_LIST, ()) for name, body in bodies.items()}  # noqa: E731
    return [Mutant(made.part, listed(made.bodies)) for made in mutants(whole)]


def spliced(value: Any, library: Mapping[str, Sequence[Any]]) -> Any:
    """A rule, or a part of one, with each `use` replaced by the list of that name."""
    if isinstance(value, Mapping):
        return {key: spliced(item, library) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items: list[Any] = []
    for item in value:
        name = item.get("use") if isinstance(item, Mapping) else None
        used = [one for one in library[name] if "words" not in one] if name else None
        items.extend([spliced(item, library)] if used is None else spliced(used, library))
    return items


def _mutant(places: Sequence[tuple[Mapping[str, Any], _Path, _Change]]) -> Mutant:
    """The rules without one part, wherever it is."""
    _, path, changed = places[0]
    bodies: dict[str, Mapping[str, Any]] = {str(rule["id"]): rule for rule, _, _ in places}
    for rule, at, change in reversed(places):  # what goes does not move what stands before it
        body = bodies[str(rule["id"])]
        whole = _put(body, at, change.value) if change.keep else _dropped(body, at)
        bodies[str(rule["id"])] = whole
    return Mutant(f"{'/'.join(map(str, path))}: {changed.lost}", bodies)


def _at_path(node: Any, path: _Path) -> Any:
    for step in path:
        node = node[step]
    return node


def _without(node: Any, path: _Path) -> Iterator[tuple[_Path, _Change]]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            yield from _at(key, value, (*path, key))
    elif isinstance(node, list):
        for number, item in enumerate(node):
            yield from _without(item, (*path, number))


def _at(key: str, value: Any, path: _Path) -> Iterator[tuple[_Path, _Change]]:
    if key in EXCEPTIONS:
        yield path, _Change(_short(value))
    elif key in EXPRESSIONS and isinstance(value, str):
        for lost, rest in without_a_word(value):
            yield path, _Change(lost, rest, keep=True)
    elif isinstance(value, list):
        is_choice = key in CHOICES or key in FLOW_LISTS
        if key in LISTS or (is_choice and len(value) > 1):
            yield from _each(value, path)
    if key not in ("options", "canary", "text", "message"):
        yield from _without(value, path)


def _each(items: Sequence[Any], path: _Path) -> Iterator[tuple[_Path, _Change]]:
    for number, item in enumerate(items):
        rest = [*items[:number], *items[number + 1 :]]
        yield path, _Change(_short(item), rest, keep=bool(rest))


def _short(value: Any) -> str:
    return " ".join(str(value).split())[:160]


def _copy(node: Any) -> Any:
    """A copy in which no part is shared any more."""
    if isinstance(node, Mapping):
        return {key: _copy(value) for key, value in node.items()}
    return [_copy(item) for item in node] if isinstance(node, list) else node


def _put(whole: Any, path: _Path, value: Any) -> Any:
    """A copy of the whole in which the path holds the value."""
    made = _copy(whole)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return made


def _dropped(whole: Any, path: _Path) -> Any:
    """A copy without what is at the path; a list item of one key goes with it."""
    made = _copy(whole)
    inner, outer = made, None
    for step in path[:-1]:
        inner, outer = inner[step], (inner, step)
    del inner[path[-1]]
    if not inner and outer is not None and isinstance(outer[0], list):
        del outer[0][outer[1]]
    return made


def without_a_word(expression: str) -> Iterator[tuple[str, str]]:
    """Each branch of each choice of an expression, and the expression without it."""
    stack: list[list[int]] = [[0]]
    at = 0
    while at < len(expression):
        sign = expression[at]
        if sign == "\\":
            at += 2
            continue
        if sign == "[":
            at = _class_end(expression, at)
            continue
        if sign == "(":
            stack.append([at + _opening(expression, at)])
        elif sign == "|":
            stack[-1].append(at + 1)
        elif sign == ")" and len(stack) > 1:
            yield from _branches(expression, stack.pop(), at)
        at += 1
    yield from _branches(expression, stack[0], len(expression))


def _class_end(expression: str, at: int) -> int:
    at += 2 if expression[at + 1 : at + 2] == "^" else 1
    first = True
    while at < len(expression) and (first or expression[at] != "]"):
        at += 2 if expression[at] == "\\" else 1
        first = False
    return at + 1


def _opening(expression: str, at: int) -> int:
    """How long the opening of a group is: `(`, `(?:`, `(?!`, `(?i:`, `(?<!`, `(?P<name>`."""
    if expression[at + 1 : at + 2] != "?":
        return 1
    rest = expression[at + 2 :]
    if rest.startswith(("<!", "<=")):
        return 4
    if rest.startswith(("P<", "<")):
        return 2 + rest.index(">") + 1
    end = next((n for n, sign in enumerate(rest) if sign in ":!=)"), 0)
    return 2 + end + (rest[end] != ")")


def _branches(expression: str, starts: Sequence[int], end: int) -> Iterator[tuple[str, str]]:
    if len(starts) < 2:
        return
    ends = [*(start - 1 for start in starts[1:]), end]
    branches = [expression[a:b] for a, b in zip(starts, ends, strict=True)]
    for number, lost in enumerate(branches):
        rest = "|".join(branches[:number] + branches[number + 1 :])
        yield lost, expression[: starts[0]] + rest + expression[end:]

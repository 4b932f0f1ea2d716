"""Routes of Laravel, Lumen, CodeIgniter 3 and 4, and routers shaped like them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vetting.engines.routes.route import METHODS, Route, joined, looks_like_api

_TOKEN = re.compile(
    r"(?P<skip>/\*.*?\*/|//[^\n]*|\#(?!\[)[^\n]*|\s+)"
    r"|(?P<string>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<word>\$?[A-Za-z_]\w*)|(?P<sign>::|->|=>|.)",
    re.DOTALL,
)
_ROUTERS = {"Route", "$router", "$routes", "$app", "$api"}
_RESOURCE = (
    ("index", "get", ""),
    ("store", "post", ""),
    ("show", "get", "{id}"),
    ("update", "put", "{id}"),
    ("destroy", "delete", "{id}"),
)
_API_FILE = re.compile(r"(^|/)(routes/api|api/(v\d+/)?\w+)\.php$", re.IGNORECASE)
_CI3 = re.compile(
    r"""^\s*\$route\[\s*['"]([^'"]+)['"]\s*\](?:\[\s*['"](\w+)['"]\s*\])?\s*=""", re.MULTILINE
)
_REST_CLASS = re.compile(r"class\s+(\w+)\s+extends\s+(?:\\?[\w\\]*)(?:REST_?Controller)\b", re.I)
_REST_ACTION = re.compile(r"function\s+(\w+?)_(get|post|put|patch|delete)\s*\(", re.IGNORECASE)


@dataclass
class _Call:
    name: str
    strings: list[str] = field(default_factory=list)
    prefix: str = ""  # of an array argument: ['prefix' => 'admin']


@dataclass
class _Group:
    depth: int
    prefix: str


def routes(path: str, text: str) -> list[Route]:
    """The routes that one PHP file declares."""
    found = list(_declared(path, text)) if _speaks_of_routes(text) else []
    found += _codeigniter3(path, text)
    return found


def _speaks_of_routes(text: str) -> bool:
    return "Route::" in text or any(f"{name}->" in text for name in _ROUTERS)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    tokens, line = [], 1
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "skip":
            tokens.append((match.lastgroup or "", match.group(), line))
        line += match.group().count("\n")
    return tokens


def _declared(path: str, text: str) -> Iterator[Route]:
    tokens = _tokens(text)
    in_api_file = bool(_API_FILE.search(path))
    # Laravel mounts this very file under /api; a file of that name elsewhere may not be.
    base = "api" if re.search(r"(^|/)routes/api\.php$", path) else ""
    groups: list[_Group] = []
    depth = index = 0
    while index < len(tokens):
        kind, value, line = tokens[index]
        if value == "{":
            depth += 1
        elif value == "}":
            depth -= 1
            while groups and groups[-1].depth > depth:
                groups.pop()
        elif kind == "word" and value in _ROUTERS and _is_called(tokens, index):
            calls, index, opens = _chain(tokens, index + 1)
            prefix = joined(base, *(group.prefix for group in groups))
            own = joined(*_prefixes(calls))
            yield from _of_chain(calls, prefix, own, line, in_api_file or value == "$api")
            if opens:
                groups.append(_Group(depth + 1, own))
            continue
        index += 1


def _is_called(tokens: list[tuple[str, str, int]], index: int) -> bool:
    return index + 1 < len(tokens) and tokens[index + 1][1] in ("::", "->")


def _chain(tokens: list[tuple[str, str, int]], index: int) -> tuple[list[_Call], int, bool]:
    """The calls of a chain that starts at `index`; stops before `{` or after `;`.

    The last value says whether that brace opens the body of a group.
    """
    calls: list[_Call] = []
    parens = 0
    while index < len(tokens):
        kind, value, _line = tokens[index]
        if value == "{":
            return calls, index, bool(calls) and calls[-1].name == "group" and parens > 0
        if value == ";" and parens <= 0:
            return calls, index + 1, False
        if value in "([":
            parens += 1
        elif value in ")]":
            parens -= 1
            if parens < 0:
                return calls, index, False
        elif value in ("::", "->") and parens == 0 and index + 1 < len(tokens):
            calls.append(_Call(tokens[index + 1][1]))
            index += 1
        elif kind == "string" and calls:
            plain = value[1:-1]
            if calls[-1].strings and calls[-1].strings[-1] == "prefix":
                calls[-1].prefix = calls[-1].prefix or plain
            calls[-1].strings.append(plain)
        index += 1
    return calls, index, False


def _prefixes(calls: list[_Call]) -> Iterator[str]:
    """The prefixes of a chain; CodeIgniter gives a group's as its first argument."""
    for call in calls:
        if call.name == "prefix" and call.strings:
            yield call.strings[0]
        elif call.name == "group":
            first = call.strings[0] if call.strings else ""
            plain = first and first not in ("prefix", "namespace", "middleware", "as", "domain")
            yield call.prefix or (first if plain and "." not in first else "")


def _of_chain(
    calls: list[_Call], prefix: str, own: str, line: int, is_machine: bool
) -> Iterator[Route]:
    left = _actions_left(calls)
    for call in calls:
        name = call.name.lower()
        for method, path in _of_call(name, call.strings, left):
            whole = joined(prefix, own, path)
            api = is_machine or name == "apiresource" or looks_like_api(whole)
            yield Route(method, whole, line, "php", api)


def _actions_left(calls: list[_Call]) -> set[str]:
    """The actions of a resource that `only` and `except` leave."""
    left = {action for action, _method, _tail in _RESOURCE}
    for call in calls:
        if call.name == "only":
            left &= set(call.strings)
        elif call.name == "except":
            left -= set(call.strings)
    return left


def _of_call(name: str, strings: list[str], left: set[str]) -> Iterator[tuple[str, str]]:
    if not strings:
        return
    if name in METHODS:
        yield name, strings[0]
    elif name in ("map", "match", "add"):
        verbs = [s.lower() for s in strings if s.lower() in METHODS]
        rest = [s for s in strings if s.lower() not in METHODS and "|" not in s]
        for verb in verbs or [v for v in strings[0].lower().split("|") if v in METHODS]:
            if rest:
                yield verb, rest[0]
    elif name in ("resource", "apiresource", "presenter"):
        for action, verb, tail in _RESOURCE:
            if action in left:
                yield verb, joined(strings[0], tail)


def _codeigniter3(path: str, text: str) -> Iterator[Route]:
    if path.lower().endswith("config/routes.php"):
        for match in _CI3.finditer(text):
            line = text.count("\n", 0, match.start(1)) + 1
            whole = joined(match.group(1))
            if match.group(1) not in ("default_controller", "404_override"):
                method = (match.group(2) or "any").lower()
                yield Route(method, whole, line, "codeigniter", looks_like_api(whole))
    declared = _REST_CLASS.search(text)
    if declared:
        for match in _REST_ACTION.finditer(text, declared.end()):
            line = text.count("\n", 0, match.start()) + 1
            action = "" if match.group(1) == "index" else match.group(1)
            whole = joined("api", declared.group(1).lower(), action)
            yield Route(match.group(2).lower(), whole, line, "codeigniter", True)

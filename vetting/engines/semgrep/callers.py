"""Which methods and functions of PHP nobody calls: no framework routes to them by itself.

Laravel routes to what its files of routes name, and to nothing else of a controller.

It is told by how a call is written, not by what runs: `->name(`, `::name(`, a name in quotes, and
the routes `Class@name` and `Class/name`. Where the class of what is called cannot be told, it
counts for every method of the name.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import re2

from vetting.engines.data_map.column import Source
from vetting.engines.semgrep.findings import lessen, source_of
from vetting.engines.semgrep.output import Read
from vetting.engines.semgrep.targets import Plan
from vetting.model.outcome import Failed
from vetting.model.text import Text
from vetting.model.tree import Tree

_UNCALLED = Text(
    "{text} Pemanggil metode atau fungsi ini tidak ditemukan.",
    "{text} No caller of this method or function was found.",
)
_THROWN_AWAY = Text(
    "{text} Semua pemanggil metode ini membuang jawaban yang dikembalikannya.",
    "{text} Every caller of this method throws away the answer that it returns.",
)
_ASIDE = re.compile(r"(?i)(?:^|/)(?:models?|librar(?:y|ies)|services?|repositor(?:y|ies))/")
_MODEL = re.compile(r"(?i)(?:model|eloquent|authenticatable)$")
_ROUTED = re.compile(r"(?i)controller")
_HOOK = re.compile(r"(?i)^(?:__\w+|boot\w*|scope\w+|[gs]et\w+attribute|handle)$")
"""Methods that a framework, or PHP itself, calls."""
_ACTIONS = {"index", "create", "store", "show", "edit", "update", "destroy"}
"""Methods that a route of a resource calls without naming them."""
_LARAVEL_ROUTES = re.compile(r"(?i)^(.*/)?routes/[^/]+\.php$")
_LARAVEL_CONTROLLER = re.compile(r"(?i)^(.*/)?app/Http/Controllers/(?!Auth/)")
"""Those that `Auth::routes()` calls lie in a folder of their own."""
_PLAIN = {"controller", "basecontroller"}
"""Parents in Laravel itself, which call no method of a controller."""
_RESOURCE = re2.compile(rb"(?i)\b(?:api)?(?:resource|singleton)s?\s*\(([^;]*)")
_ROUTED_BY_NAME = re2.compile(
    rb"(?i)Route::controllers\s*\(|Route::controller\s*\([^()]*,|@['\"]\s*\.|@\{?\$|::class\s*,\s*['\"]?\{?\$"
)
"""Routes whose methods are put together when the application runs."""
_CALLED_UNSEEN = re2.compile(
    rb"(?im)^[ \t]+use[ \t]+[\w\\, ]+[;{]|->\{?\$\w+\}?\s*\(|#\[[\w\\]*(?:Get|Post|Put|Patch|Delete|Any|Route)\b"
)
"""A controller with a trait, which may call it, with calls by a variable, or routes of its own."""
_DECLARED = re2.compile(
    rb"(?im)^[ \t]*(?:(?:abstract|final|readonly)[ \t]+)*(class|trait)[ \t]+(\w+)"
    rb"(?:\s+extends\s+([\w\\]+))?"
    rb"|^[ \t]*(?:(?:public|private|protected|static|final|abstract)[ \t]+)*"
    rb"function[ \t]+&?[ \t]*(\w+)"
)
_OWN = {"self", "static", "parent", "$this"}
_BEFORE = re.compile(
    r"(?P<declared>function\s+&?\s*|function_exists\s*\(\s*['\"])$"
    r"|(?P<scope>\w+)::$"
    r"|(?P<this>\$this)\s*\??->\s*$"
    r"|\$this->(?P<field>\w+)\s*\??->\s*$"
    r"|(?P<any>->\s*)$"
    r"|(?P<named>\w+)::class\s*,\s*['\"]$"
    r"|(?P<route>\w+)[@/]$"
    r"|(?P<quoted>['\"])$"
    r"|(?P<bare>[^\w$/\\@'\">:-])$"
)
_STATEMENT = re.compile(r"[;{}]\s*(?://[^\n]*\n\s*)*[\w\\$]+(?:->\w+)*(?:->|::)$")
"""What stands before the name of a method whose answer nothing takes."""
WIDTH = 80
"""Characters before a name that tell whose it is."""
LONGEST_FUNCTION = 100_000
"""Bytes in which the end of a function is looked for."""
MOST_LEVELS = 8
"""Calls that are gone up; what is called through more counts as called."""


@dataclass(frozen=True)
class Declared:
    """A class or trait, or a function, where its declaration begins."""

    at: int
    kind: str
    name: str
    parent: str
    method: str


@dataclass(frozen=True)
class Method:
    """A method, by the file and the names of its class and itself; a function has no class."""

    path: str
    owner: str
    name: str


def mark_uncalled(done: Iterable[tuple[Plan, Read | Failed]], callers: "Callers") -> None:
    """Tell of each flow through their files whether it begins or ends where nobody calls."""
    ends = [
        (match, {one for one in _ends(match, plan) if one[0] in callers.paths})
        for plan, got in done
        if isinstance(got, Read)
        for match in got.matches
    ]
    uncalled = callers.uncalled({one for _, of in ends for one in of})
    for match, of in ends:
        if not uncalled.isdisjoint(of):
            lessen(match, _UNCALLED)


def mark_thrown_away(
    done: Iterable[tuple[Plan, Read | Failed]], rules: Collection[str], callers: "Callers"
) -> None:
    """Tell of each match of these rules, on what is returned, where no caller takes it."""
    asked = [
        (match, (plan.origin.get(match["path"], ""), match["start"]["line"]))
        for plan, got in done
        if isinstance(got, Read)
        for match in got.matches
        if match["check_id"] in rules
    ]
    places = {place for _, place in asked if place[0] in callers.paths}
    thrown = callers.thrown_away(places) if places else set()
    for match, place in asked:
        if place in thrown:
            lessen(match, _THROWN_AWAY)


def _ends(match: Mapping[str, Any], plan: Plan) -> Iterator[tuple[str, int]]:
    """Where a flow begins and ends; nothing of a match that is none."""
    source = source_of(match)
    for one in (source, match) if source else ():
        yield plan.origin.get(one["path"], ""), one["start"]["line"]


class Callers:
    """The calls of one application, found when asked for."""

    def __init__(self, tree: Tree, paths: Iterable[str]) -> None:
        self._tree = tree
        self.paths = frozenset(paths)
        self._paths = sorted(self.paths)
        self._body = lru_cache(256)(self._read)
        self._declared = lru_cache(256)(self._declarations)

    def uncalled(self, places: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        """Those of these places, a file and a line from 1, that lie in a method nobody calls."""
        within = {place: self._around(place[0], self._offset(*place)) for place in places}
        asked = {method for method in within.values() if method is not None}
        called = self._called(asked) if asked else set()
        return {place for place, method in within.items() if method and method not in called}

    def thrown_away(self, places: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
        """Those of these places that return something which every call of the method drops."""
        within = {
            place: method
            for place in places
            if self._row(*place).lstrip().startswith(b"return")
            and (method := self._method(place[0], self._offset(*place)))
        }
        taken: dict[Method, set[bool]] = {method: set() for method in within.values()}
        for method, _, _, before in self._mentions(taken):
            taken[method].add(not _STATEMENT.search(before))
        return {place for place, method in within.items() if taken[method] == {False}}

    def _called(self, asked: set[Method]) -> set[Method]:
        """Those that something calls that is called itself, or begins by itself."""
        above: dict[Method, set[Method | None]] = {}
        waiting = asked
        for _ in range(MOST_LEVELS):
            above.update(self._callers(waiting))
            waiting = {one for found in above.values() for one in found if one} - above.keys()
            if not waiting:
                break
        # What was not asked any more counts as called.
        called = {one for one, found in above.items() if None in found} | waiting
        while more := {one for one, found in above.items() if found & called} - called:
            called |= more
        return called & asked

    def _callers(self, methods: set[Method]) -> Mapping[Method, set[Method | None]]:
        """Which methods call these; None for what begins by itself."""
        found: dict[Method, set[Method | None]] = {
            one: {None} if _HOOK.match(one.name) or self._is_resource(one) else set()
            for one in methods
        }
        for one, path, at, _ in self._mentions(methods):
            found[one].add(self._around(path, at))
        return found

    def _mentions(self, methods: Collection[Method]) -> Iterator[tuple[Method, str, int, str]]:
        """Each call that may be of one of these methods: where its name stands, and what before."""
        named: dict[bytes, list[Method]] = {}
        for one in methods:
            named.setdefault(one.name.encode(), []).append(one)
        if not named:
            return
        names = re2.compile(rb"(?i)\b(?:" + b"|".join(sorted(named)) + rb")\b")
        for path in self._paths:
            body = self._body(path)
            for mention in names.finditer(body):
                start = mention.start()
                before = body[max(0, start - WIDTH) : start].decode("utf-8", "replace")
                behind = body[mention.end() : mention.end() + WIDTH].lstrip()
                how = _BEFORE.search(before)
                if how is None or how["declared"] or not _is_used(how, behind):
                    continue
                for one in named[mention.group().lower()]:
                    if self._may_mean(how, path, start, one):
                        yield one, path, start, before

    def _may_mean(self, how: re.Match[str], path: str, at: int, method: Method) -> bool:
        """Whether what is written before a name may be of the method's class."""
        if not method.owner:
            return bool(how["bare"] or how["quoted"])
        said = how["scope"] or how["this"] or how["field"] or how["named"] or how["route"]
        if not said:
            return True
        if said.lower() in _OWN:
            owner = self._owner(path, at)
            return owner is None or owner.kind == "trait" or self._is_kin(owner.name, method.owner)
        name = said.lower()
        parents = self._parents.get(name)
        if how["route"] or how["named"]:
            is_alias = bool(how["named"]) and parents is None
            return is_alias or self._is_kin(name, method.owner)
        if parents is None or "facade" in parents or (how["field"] and name not in self._aside):
            return True
        return self._is_kin(name, method.owner)

    def _is_kin(self, one: str, other: str) -> bool:
        """Whether one of the classes is the other, or above it."""
        return one in self._above(other) or other in self._above(one)

    def _above(self, name: str) -> set[str]:
        found, waiting = {name}, [name]
        while waiting:
            new = self._parents.get(waiting.pop(), set()) - found
            found |= new
            waiting += new
        return found

    @property
    def _parents(self) -> Mapping[str, set[str]]:
        return self._classes[0]

    @property
    def _aside(self) -> set[str]:
        return self._classes[1]

    @cached_property
    def _classes(self) -> tuple[Mapping[str, set[str]], set[str]]:
        """The names of the parents of each class, and the classes that no framework routes to."""
        parents: dict[str, set[str]] = {}
        aside: set[str] = set()
        for path in self._paths:
            for one in self._declared(path):
                if one.name:
                    parents.setdefault(one.name, set()).update({one.parent} - {""})
                    if _is_aside(path, one):
                        aside.add(one.name)
        return parents, aside

    def _around(self, path: str, at: int) -> Method | None:
        """The method or function that a place lies in, if no framework routes to it."""
        owner = self._owner(path, at)
        if owner is None:
            return self._function(path, at)
        if _is_aside(path, owner):
            return self._method(path, at)
        return self._last(path, at, owner) if self._needs_route(path, owner) else None

    def _needs_route(self, path: str, owner: Declared) -> bool:
        """Whether a class is a controller of Laravel, whose methods all routes name."""
        found = _LARAVEL_CONTROLLER.match(path)
        return (
            found is not None
            and owner.kind == "class"
            and (found.group(1) or "") in self._laravels
            and self._above(owner.name) - self._parents.keys() <= _PLAIN
            and not _CALLED_UNSEEN.search(self._body(path))
        )

    @cached_property
    def _laravels(self) -> set[str]:
        """The folders of the applications of Laravel that name every method they route to."""
        routes = [(found.group(1) or "", path) for path in self._paths
                  if (found := _LARAVEL_ROUTES.match(path))]  # fmt: skip
        by_name = {root for root, path in routes if _ROUTED_BY_NAME.search(self._body(path))}
        real = {root for root, path in routes if b"Route::" in self._body(path)}
        return real - by_name

    def _is_resource(self, method: Method) -> bool:
        return method.name in _ACTIONS and any(
            self._is_kin(name, method.owner) for name in self._resources
        )

    @cached_property
    def _resources(self) -> set[str]:
        """The words of routes of resources, the names of their controllers among them."""
        return {
            word.decode().lower()
            for path in self._paths
            if b"esource" in (body := self._body(path)) or b"ingleton" in body
            for found in _RESOURCE.finditer(body)
            for word in re.findall(rb"[A-Za-z_]\w*", found.group(1))
        } & self._parents.keys()

    def _function(self, path: str, at: int) -> Method | None:
        """The function that a place lies in, in a file without classes before it."""
        before = self._before(path, at)
        if not before:
            return None
        body = self._body(path)[before[-1].at : before[-1].at + LONGEST_FUNCTION]
        _, end = Source(path, body.decode("latin-1")).block(0)
        return Method(path, "", before[-1].method) if at < before[-1].at + end else None

    def _method(self, path: str, at: int) -> Method | None:
        """The method of a class that a place lies in, unless the class is a controller."""
        owner = self._owner(path, at)
        if owner is None or owner.kind != "class" or _is_routed(path, owner):
            return None
        return self._last(path, at, owner)

    def _last(self, path: str, at: int, owner: Declared) -> Method | None:
        last = self._before(path, at)[-1]
        return Method(path, owner.name, last.method) if last.method else None

    def _owner(self, path: str, at: int) -> Declared | None:
        """The last class or trait that is declared before."""
        return next((one for one in reversed(self._before(path, at)) if one.name), None)

    def _before(self, path: str, at: int) -> list[Declared]:
        declared = self._declared(path)
        return declared[: bisect_right(declared, at, key=lambda one: one.at)]

    def _declarations(self, path: str) -> list[Declared]:
        return [
            Declared(one.start(), *(_named(one.group(number)) for number in (1, 2, 3, 4)))
            for one in _DECLARED.finditer(self._body(path))
        ]

    def _row(self, path: str, line: int) -> bytes:
        rows = self._body(path).split(b"\n")
        return rows[min(line, len(rows)) - 1]

    def _offset(self, path: str, line: int) -> int:
        """The end of a line; of a line beyond the last, as of one that ends otherwise, the file's."""
        rows = self._body(path).split(b"\n")
        return sum(len(row) + 1 for row in rows[:line]) - 1

    def _read(self, path: str) -> bytes:
        return self._tree.path(path).read_bytes()


def _is_used(how: re.Match[str], behind: bytes) -> bool:
    """Whether the name is called, or handed on: a property or a word is neither."""
    if how["named"] or how["route"] or how["quoted"]:
        return behind[:1] in (b"'", b'"')
    return behind.startswith(b"(")


def _is_aside(path: str, one: Declared) -> bool:
    return not _is_routed(path, one) and bool(_ASIDE.search(path) or _MODEL.search(one.parent))


def _is_routed(path: str, one: Declared) -> bool:
    return any(_ROUTED.search(of) for of in (path, one.name, one.parent))


def _named(name: bytes | None) -> str:
    return (name or b"").decode().rsplit("\\", 1)[-1].lower()

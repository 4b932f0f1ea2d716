"""The functions and classes of an application by name, read when first asked for."""

import hashlib
import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from vetting.engines.semgrep.flow import blade, twig
from vetting.engines.semgrep.flow.syntax import Node, kids, looking_for, parse, part, written

_FUNCTIONS = looking_for("function_definition")
_CLASSES = looking_for("class_declaration", "trait_declaration")
MAX_BYTES = 500_000
"""A larger file is not followed: what semgrep says of it stands."""
FILES_KEPT = 150
_VIEWS = re.compile(r"(?i)(?:^|/)(?:views?|templates?)/$")
MOST_ABOVE = 6
"""Classes above one another that are asked for their table."""
_TEMPLATES = {".blade.php": blade.as_php, ".twig": twig.as_php}
_ROWS = ("Model", "Authenticatable", "Pivot", "MorphPivot", "Eloquent")
MOST_ASKED = 8
"""Files looked into for the one that declares a function."""
_REWRITTEN = re.compile(
    rb"\$(?P<key>_(?:GET|POST|REQUEST))\s*\[\s*\$[^\]\n]*\]\s*=(?![=>])"
    rb"|\$(?P<whole>_(?:GET|POST|REQUEST))\s*=(?![=>])[^;]{0,200}?\$(?P=whole)\b"
    rb"|\$_SERVER\s*\[\s*['\"](?P<own>\w+)['\"]\s*\]\s*=(?![=>])"
)
"""What comes in written anew: by any key, as a whole made of itself, or a word of the server."""
_FRAMEWORK = re.compile(rb"(?m)^\s*(?:abstract\s+)?class\s+CI_")
"""CodeIgniter's own files: what they write anew is as raw as before."""
_DECLARED = re.compile(
    rb"(?im)^[ \t]*(?:(?:abstract|final|readonly)[ \t]+)*(class|trait)[ \t]+(\w+)"
    rb"|^[ \t]*function[ \t]+&?[ \t]*(\w+)[ \t]*\("
)


@dataclass(frozen=True)
class File:
    """A file that was read."""

    path: str
    root: Node


@dataclass(frozen=True)
class Function:
    """A function or method: where it stands, and its parameters with their default values."""

    file: File
    node: Node
    owner: "Class | None" = None


@dataclass(frozen=True)
class Class:
    """A class with its own methods and the nodes of its fields' first values."""

    file: File
    name: str
    parent: str
    methods: Mapping[str, Node] = field(default_factory=dict)
    fields: Mapping[str, Node | None] = field(default_factory=dict)
    traits: tuple[str, ...] = ()


class Project:
    """Looks names up; a name that two files declare belongs to none.

    `paths` are the files that may be read, below `root`.
    """

    def __init__(self, root: Path, paths: Iterable[str]) -> None:
        self._root = root
        self._functions: dict[str, list[str]] = {}
        self._classes: dict[str, list[str]] = {}
        self._paths = frozenset(paths)
        self._by_name: dict[str, list[str]] = {}
        self.rewritten: set[str] = set()
        """What PHP fills and some file fills anew: `_GET` by any key, or `_SERVER.KEY`."""
        for path in sorted(self._paths):
            self._by_name.setdefault(posixpath.basename(path), []).append(path)
            self._learn(path)
        self.used: set[str] = set()
        self._read = lru_cache(FILES_KEPT)(self._file)
        self._classes_of = lru_cache(FILES_KEPT)(_classes_of)
        self._functions_of = lru_cache(FILES_KEPT)(_functions_of)

    @property
    def names(self) -> str:
        """A digest of which file declares which name: what look-ups of a file depend on."""
        told = repr((sorted(self._paths), sorted(self._functions.items()),
                     sorted(self._classes.items()), sorted(self.rewritten)))  # fmt: skip
        return hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()

    def file(self, path: str) -> File:
        """A file, read; `used` notes that it was."""
        self.used.add(path)
        return self._read(path)

    def body(self, path: str) -> bytes:
        """The bytes of a file; none of one that is too large."""
        file = self._root / path
        return file.read_bytes() if file.stat().st_size <= MAX_BYTES else b""

    def _learn(self, path: str) -> None:
        body = self.body(path)
        if b"$_" in body and not _FRAMEWORK.search(body):
            for found in _REWRITTEN.finditer(body):
                own = found["own"]
                name = b"_SERVER." + own if own else found["key"] or found["whole"]
                self.rewritten.add(name.decode())
        for found in _DECLARED.finditer(body):
            kind = self._classes if found.group(2) else self._functions
            name = (found.group(2) or found.group(3)).decode().lower()
            paths = kind.setdefault(name, [])
            if path not in paths:
                paths.append(path)

    def _file(self, path: str) -> File:
        body = self.body(path)
        made = next((made for end, made in _TEMPLATES.items() if path.endswith(end)), None)
        if made is not None:
            body = made(body.decode("utf-8", "replace")).encode()
        return File(path, parse(body))

    def template(self, name: str, near: File) -> File | None:
        """The template that a framework finds by this name, the nearest one of several.

        `a.b` and `a/b` are one name; what stands before `::` names where it is looked for.
        """
        name = name.rsplit("::", 1)[-1].strip("/")
        found = [
            path
            for tail in _template_names(name)
            for path in self._by_name.get(posixpath.basename(tail), ())
            if _VIEWS.search(path[: -len(tail)]) and path.endswith(tail)
        ]
        if not found:
            return None
        # One that is found twice under the names is the same; the first name goes before.
        shared = [len(posixpath.commonprefix((path, near.path))) for path in found]
        return self.file(found[shared.index(max(shared))])

    def table(self, of: Class) -> str:
        """The table whose rows the objects of a class are; empty where they are no rows."""
        one: Class | None = of
        for _ in range(MOST_ABOVE):
            if one is None:
                break
            said = one.fields.get("table")
            if said is not None and said.type in ("string", "encapsed_string"):
                return written(said).strip("'\"").lower()
            above = one.parent.rsplit("\\", 1)[-1]
            if above in _ROWS:
                return _table_name(of.name)
            one = self.named(one.parent, one.file) if one.parent else None
        return ""

    def fillable(self, of: Class) -> tuple[str, ...]:
        """The columns that a class lets be filled at once, where it names them."""
        for field_name in ("fillable", "allowedFields"):
            said = of.fields.get(field_name)
            if said is not None:
                return tuple(re.findall(r"['\"](\w+)['\"]", written(said)))
        return ()

    def included(self, start: str, tail: str, near: File) -> File | None:
        """The file that an include means: `tail` is the known end of what is written.

        `start` says what stands before it: nothing, or something that is not known. A name that
        may mean several files means none.
        """
        name = posixpath.normpath(tail.lstrip("/")) if tail.strip("/.") else ""
        while name.startswith("../"):
            start, name = start or "..", name[3:]
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(near.path), tail))
        if not start:
            for path in (beside, name):
                if path in self._paths:
                    return self.file(path)
        found = self._by_name.get(posixpath.basename(name), ())
        fitting = [path for path in found if f"/{path}".endswith(f"/{name}")]
        return self.file(fitting[0]) if len(fitting) == 1 and name else None

    def function(self, name: str, near: File, taken: Collection[str] = ()) -> Function | None:
        """The function of that name: of the file that asks, else of the one that declares it.

        Of several that declare it, it is that of the one among the files `taken` in before.
        """
        name = name.rsplit("\\", 1)[-1].lower()
        paths = self._functions.get(name, [])
        if 1 < len(paths) <= MOST_ASKED and near.path not in paths:
            # Methods are written alike: who of them has a function of that name?
            paths = [path for path in paths if name in self._functions_of(self.file(path))]
            paths = [path for path in paths if path in taken] or paths
        file = self._where(paths, near)
        node = self._functions_of(file).get(name) if file else None
        return Function(file, node) if file and node else None

    def named(self, name: str, near: File) -> Class | None:
        """The class of that name, likewise."""
        name = name.rsplit("\\", 1)[-1].lower()
        file = self._where(self._classes.get(name, ()), near)
        return self._classes_of(file).get(name) if file else None

    def _where(self, paths: Iterable[str], near: File) -> File | None:
        paths = list(paths)
        if near.path in paths:
            return near
        return self.file(paths[0]) if len(paths) == 1 else None

    def method(self, of: Class, name: str) -> Function | None:
        """The method that an object of the class has: its own, a trait's, or an ancestor's."""
        seen: set[str] = set()
        waiting = [of]
        while waiting:
            one = waiting.pop(0)
            if one.name in seen:
                continue
            seen.add(one.name)
            if (node := one.methods.get(name.lower())) is not None:
                return Function(one.file, node, of)
            above = [self.named(n, one.file) for n in (*one.traits, one.parent) if n]
            waiting += [found for found in above if found]
        return None


def _template_names(name: str) -> list[str]:
    """The ends of the paths that a template's name may mean."""
    if name.endswith((".php", ".twig")):
        return [name]
    dotted = name.replace(".", "/")
    return [
        f"{dotted}.blade.php",
        f"{name}.php",
        f"{dotted}.php",
        f"{name}.twig",
        f"{name}.html.twig",
    ]


def _table_name(name: str) -> str:
    """The table that Eloquent takes for a class: its name with underscores, as English writes many."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    if re.search(r"[^aeiou]y$", snake):
        return snake[:-1] + "ies"
    return snake + ("es" if snake.endswith(("s", "x", "ch", "sh")) else "s")


def _functions_of(file: File) -> Mapping[str, Node]:
    """The functions of a file that belong to no class; one declared twice is left out."""
    found: dict[str, Node] = {}
    twice = set()
    for node in file.root.every(_FUNCTIONS):
        name = written(part(node, "name")).lower()
        if name in found:
            twice.add(name)
        found[name] = node
    return {name: node for name, node in found.items() if name not in twice}


def _classes_of(file: File) -> Mapping[str, Class]:
    classes = (_class(node, file) for node in file.root.every(_CLASSES))
    return {one.name.lower(): one for one in classes}


def _class(node: Node, file: File) -> Class:
    methods: dict[str, Node] = {}
    fields: dict[str, Node | None] = {}
    traits: list[str] = []
    parent = ""
    for kid in kids(node):
        if kid.type == "base_clause" and kids(kid):
            parent = written(kids(kid)[0])
    body = part(node, "body")
    for kid in kids(body):
        if kid.type == "method_declaration":
            methods[written(part(kid, "name")).lower()] = kid
        elif kid.type == "property_declaration":
            for one in kids(kid):
                if one.type == "property_element":
                    name = written(part(one, "name")).lstrip("$")
                    fields[name] = part(one, "default_value")
        elif kid.type == "use_declaration":
            traits += [written(one) for one in kids(kid) if "name" in one.type]
    return Class(file, written(part(node, "name")), parent, methods, fields, tuple(traits))

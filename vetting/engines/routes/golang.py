"""Routes of Go: net/http, gorilla, chi, gin, echo, fiber and routers shaped like them.

Functions are followed with the routers that they are handed, so a route carries the groups
and middleware of all its callers.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tree_sitter import Node

from vetting.engines.routes.graph import MAX_ROUTES, Found
from vetting.engines.routes.route import UNSURE, Route, joined, looks_like_api
from vetting.engines.routes.syntax import every, line, named, text
from vetting.engines.routes.syntax import field as child

_WORDS = re.compile(
    r"gin-gonic/gin|go-chi/chi|labstack/echo|gofiber/fiber|gorilla/mux|julienschmidt/httprouter"
    r'|"net/http"|savsgio|gin\.|chi\.|echo\.|fiber\.'
)
_MAKER = re.compile(
    r"^(gin\.(Default|New)|chi\.(NewRouter|NewMux)|echo\.New|fiber\.New|mux\.NewRouter"
    r"|http\.NewServeMux|httprouter\.New|router\.New)$"
)
_TYPED = re.compile(
    r"\b(gin\.(RouterGroup|Engine|IRouter|IRoutes)|chi\.(Router|Mux)|echo\.(Echo|Group)"
    r"|fiber\.(App|Router|Group)|mux\.Router|http\.ServeMux|httprouter\.Router)\b"
)
_VERBS = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "Get", "Post", "Put",
          "Patch", "Delete", "Head", "Options", "Any", "All"}  # fmt: skip
_SUFFIXES = re.compile(r"^\s*(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+(?:[\w.-]+)?(/\S*)$")
_RENDERS = re.compile(r"\.HTML\(|ExecuteTemplate\(|\.Render\(|template\.Parse")
_QUERY = re.compile(r'\.(?:Query|DefaultQuery|QueryParam|QueryInt)\(\s*"([\w.\[\]-]+)"')
MAX_DEPTH = 10
MAX_CALLS = 5_000
"""Functions entered for one application; a program that calls in circles ends here."""


@dataclass
class _At:
    """A router as code holds it: where it is mounted, and what stands before it so far."""

    prefix: str = ""
    guards: tuple[str, ...] = ()
    floating: bool = False

    def group(self, path: str | None, guards: tuple[str, ...] = ()) -> "_At":
        held = (*self.guards, *guards)
        if path is None:
            return _At("", held, floating=True)
        return _At(joined(self.prefix, path), held, self.floating)


@dataclass(frozen=True)
class _Function:
    path: str
    node: Node
    name: str
    package: str
    routers: tuple[tuple[int, str], ...]  # (position, name) of parameters that are routers


@dataclass
class _Program:
    """All functions, constants, and the routes as they are found."""

    functions: dict[str, list[_Function]] = field(default_factory=lambda: defaultdict(list))
    strings: dict[str, str] = field(default_factory=dict)
    found: set[Found] = field(default_factory=set)
    entered: set[int] = field(default_factory=set)
    mounted: set[int] = field(default_factory=set)
    calls: int = 0
    # Routers held in fields and package variables, by the last part of their name.
    shared: dict[tuple[str, str], _At] = field(default_factory=dict)
    handlers: dict[str, Node] = field(default_factory=dict)


def concerns(source: str) -> bool:
    """Whether a source may declare routes; cheap."""
    return bool(_WORDS.search(source))


def routes(sources: Mapping[str, Node]) -> list[Found]:
    """The routes of all packages together, from the files' syntax trees."""
    program = _Program()
    for path, root in sources.items():
        _declare(program, path, root)
    functions = [one for many in program.functions.values() for one in many]
    # Package variables are made in one function (`init`) and used in others: twice over.
    for _round in range(2):
        program.entered.clear()
        program.found.clear()
        program.calls = 0
        for one in functions:
            if not one.routers and one.node.id not in program.mounted:
                _enter(program, one, {}, 0)
    for one in functions:
        if one.routers and one.node.id not in program.entered:
            handed = {name: _At(floating=True) for _position, name in one.routers}
            _enter(program, one, handed, 0)
    return sorted(program.found)


def _declare(program: _Program, path: str, root: Node) -> None:
    package = text(next(iter(every(root, "package_identifier")), None))
    for node in named(root):
        if node.type in ("function_declaration", "method_declaration"):
            name = text(child(node, "name"))
            made = _Function(path, node, name, package, tuple(_handed(node)))
            program.functions[name].append(made)
            program.handlers.setdefault(name, node)
        elif node.type in ("const_declaration", "var_declaration"):
            for spec in every(node, "const_spec", "var_spec"):
                _constant(program, spec)
                if _TYPED.search(text(child(spec, "type"))):
                    program.shared.setdefault((package, text(child(spec, "name"))), _At())


def _constant(program: _Program, spec: Node) -> None:
    values = named(child(spec, "value"))
    said = _string(program, values[0]) if values else None
    if said is not None:
        program.strings[text(child(spec, "name"))] = said


def _handed(node: Node) -> Iterator[tuple[int, str]]:
    position = 0
    for parameter in named(child(node, "parameters")):
        names = parameter.children_by_field_name("name")
        for name in names:
            if _TYPED.search(text(child(parameter, "type"))):
                yield position, text(name)
            position += 1


def _string(program: _Program, node: Node | None) -> str | None:
    """The text of an expression; None when it is not known."""
    if node is None:
        return None
    if node.type in ("interpreted_string_literal", "raw_string_literal"):
        return text(node)[1:-1]
    if node.type in ("identifier", "selector_expression"):
        return program.strings.get(text(node).rsplit(".", 1)[-1])
    if node.type == "binary_expression":
        left = _string(program, child(node, "left"))
        right = _string(program, child(node, "right"))
        return None if left is None or right is None else left + right
    return None


@dataclass
class _Frame:
    """One function being followed: its names and where it stands."""

    program: _Program
    function: _Function
    names: dict[str, _At]
    depth: int

    def at(self, node: Node | None) -> _At | None:
        """The router that an expression is: a name, or a call that makes or groups one."""
        if node is None:
            return None
        if node.type in ("identifier", "selector_expression"):
            return self._named(text(node))
        if node.type in ("parenthesized_expression", "unary_expression"):
            return self.at(named(node)[-1]) if named(node) else None
        if node.type != "call_expression":
            return None
        called, args = child(node, "function"), named(child(node, "arguments"))
        if _MAKER.match(text(called)):
            return _At()
        if called is None or called.type != "selector_expression":
            return None
        name = text(child(called, "field"))
        base = self.at(child(called, "operand"))
        if base is None:
            return None
        if name in ("Group", "PathPrefix") and args:
            return base.group(_string(self.program, args[0]), _guards(args[1:]))
        if name == "With":
            return base.group("", _guards(args))
        return base if name in ("Subrouter", "Methods", "Host", "Schemes") else None

    def _named(self, name: str) -> _At | None:
        own = self.names.get(name)
        if own is not None:
            return own
        key = (self.function.package, name.rsplit(".", 1)[-1])
        return self.program.shared.get(key)

    def keep(self, target: str, value: _At) -> None:
        self.names[target] = value
        key = (self.function.package, target.rsplit(".", 1)[-1])
        if "." in target or key in self.program.shared:
            self.program.shared[key] = value

    def walk(self, node: Node) -> None:
        """Statements in order; calls that concern routers, and into blocks."""
        for one in node.named_children:
            if one.type in ("short_var_declaration", "assignment_statement"):
                self._assign(one)
            elif one.type == "var_spec":
                self._variable(one)
            if one.type == "call_expression":
                if not self._call(one):
                    self.walk(one)
            elif one.type == "func_literal" and self._is_handler(one):
                continue
            else:
                self.walk(one)

    def _is_handler(self, node: Node) -> bool:
        """A closure that answers requests; what it calls declares nothing."""
        kinds = text(child(node, "parameters"))
        return any(w in kinds for w in ("gin.Context", "http.Request", "echo.Context", "fiber.Ctx"))

    def _assign(self, node: Node) -> None:
        left, right = named(child(node, "left")), named(child(node, "right"))
        for target, value in zip(left, right, strict=False):
            made = self.at(value)
            if made is not None:
                # An alias of a name shares its middleware.
                alias = value.type in ("identifier", "selector_expression")
                self.keep(
                    text(target), made if alias else _At(made.prefix, made.guards, made.floating)
                )
                continue
            fields = every(value, "keyed_element", stop="func_literal")
            for pair in fields if value.type != "call_expression" else ():
                key, inner = named(pair)[0], named(pair)[-1]
                held = self.at(named(inner)[0] if inner.type == "literal_element" else inner)
                if held is not None:
                    self.keep(f".{text(key)}", held)

    def _variable(self, node: Node) -> None:
        values = named(child(node, "value"))
        made = self.at(values[0]) if values else None
        if made is not None:
            self.keep(text(child(node, "name")), made)

    def _call(self, node: Node) -> bool:
        """One call; True when all of it was dealt with here."""
        called, args = child(node, "function"), named(child(node, "arguments"))
        if called is None:
            return False
        if called.type == "selector_expression":
            name, operand = text(child(called, "field")), child(called, "operand")
            if text(operand) == "http" and name in ("HandleFunc", "Handle"):
                return self._handle(_At(), args, node, ())
            if name == "Methods" and operand is not None and operand.type == "call_expression":
                return self._gorilla(operand, args, node)
            base = self.at(operand)
            if base is not None:
                return self._on_router(base, name, args, node)
        return self._pass(called, args)

    def _on_router(self, base: _At, name: str, args: list[Node], node: Node) -> bool:
        program = self.program
        if name in _VERBS and args:
            return self._add(base, name, args[0], args[1:], node)
        if name in ("Handle", "Method", "MethodFunc", "Add", "HandlerFunc") and len(args) > 2:
            verb = _string(program, args[0]) or text(args[0]).removeprefix("http.Method")
            return self._add(base, verb, args[1], args[2:], node)
        if name == "Match" and len(args) > 2:
            for one in every(args[0], "interpreted_string_literal", "selector_expression"):
                verb = _string(program, one) or text(one).rsplit(".Method", 1)[-1]
                self._add(base, verb, args[1], args[2:], node)
            return True
        if name in ("HandleFunc", "Handle", "HandlerFunc"):
            return self._handle(base, args, node, ())
        if name == "Use":
            base.guards = (*base.guards, *_guards(args))
            return True
        if name in ("Route", "Group") and args and args[-1].type == "func_literal":
            path = _string(program, args[0]) if len(args) > 1 else ""
            self._closure(args[-1], base.group(path))
            return True
        if name == "Mount" and len(args) == 2:
            return self._mount(base.group(_string(program, args[0])), args[1])
        return False

    def _closure(self, node: Node, handed: _At) -> None:
        names = [
            n for p in named(child(node, "parameters")) for n in p.children_by_field_name("name")
        ]
        inner = dict(self.names)
        if names:
            inner[text(names[0])] = handed
        body = child(node, "body")
        if body is not None:
            _Frame(self.program, self.function, inner, self.depth + 1).walk(body)

    def _mount(self, below: _At, node: Node) -> bool:
        """The `r.Mount("/x", handlers())` of chi: the function makes a router of its own."""
        called = child(node, "function")
        name = text(called).rsplit(".", 1)[-1] if called is not None else ""
        for one in self._functions(called, name):
            program = _Program(self.program.functions, self.program.strings,
                               handlers=self.program.handlers, calls=self.program.calls)  # fmt: skip
            _enter(program, one, {}, self.depth + 1)
            self.program.entered.add(one.node.id)
            self.program.mounted.add(one.node.id)
            for file, route in program.found:
                self._found(file, below, route)
        return True

    def _found(self, file: str, below: _At, route: Route) -> None:
        self.program.found = {f for f in self.program.found if f != (file, route)}
        whole = joined(below.prefix, route.path)
        moved = Route(route.method, whole, route.line, "go", route.is_api,
                      (*below.guards, *route.guards), below.floating, route.queries)  # fmt: skip
        self.program.found.add((file, moved))

    def _gorilla(self, inner: Node, verbs: list[Node], node: Node) -> bool:
        """`r.HandleFunc("/x", h).Methods("GET", "POST")`."""
        called = child(inner, "function")
        base = self.at(child(called, "operand"))
        if text(child(called, "operand")) == "http":
            base = _At()
        name = text(child(called, "field"))
        if base is None or name not in ("HandleFunc", "Handle"):
            return False
        said = [
            _string(self.program, one) or text(one).removeprefix("http.Method") for one in verbs
        ]
        methods = tuple(verb.lower() for verb in said)
        return self._handle(base, named(child(inner, "arguments")), node, methods)

    def _handle(self, base: _At, args: list[Node], node: Node, verbs: tuple[str, ...]) -> bool:
        path = _string(self.program, args[0]) if len(args) > 1 else None
        if path is None:
            return True
        with_verb = _SUFFIXES.match(path)
        if with_verb:
            verbs, path = (with_verb.group(1).lower(),), with_verb.group(2)
        wrapped = args[1].type == "call_expression"
        guards = _guards([args[1]]) if wrapped and "FileServer" not in text(args[1]) else ()
        if "FileServer" in text(args[1]) or "StripPrefix" in text(args[1]):
            return True
        path = path.replace("{$}", "").replace("...}", "}")
        for verb in verbs or ("any",):
            self._keep(base, verb, path, guards, node, args[-1])
        return True

    def _add(self, base: _At, verb: str, path: Node, rest: list[Node], node: Node) -> bool:
        said = _string(self.program, path)
        method = {"any": "any", "all": "any"}.get(verb.lower(), verb.lower())
        if said is not None and rest:
            self._keep(base, method, said, _guards(_before(rest)), node, rest[-1])
        return True

    def _keep(self, base: _At, method: str, path: str, guards: tuple[str, ...], node: Node,
              handler: Node) -> None:  # fmt: skip
        if len(self.program.found) >= MAX_ROUTES:
            raise ValueError("too many routes")
        whole = joined(base.prefix, path)
        body = self.program.handlers.get(text(handler).rsplit(".", 1)[-1], handler)
        source = text(body)
        is_api = looks_like_api(whole) or not _RENDERS.search(source)
        held = tuple(dict.fromkeys((*base.guards, *guards)))
        made = Route(method, whole, line(node), "go", is_api, held, base.floating,
                     tuple(sorted(set(_QUERY.findall(source)))))  # fmt: skip
        self.program.found.add((self.function.path, made))

    def _functions(self, called: Node | None, name: str) -> list[_Function]:
        """The functions that a call may mean: by package where it names one."""
        many = self.program.functions.get(name, [])
        before = text(child(called, "operand")) if called is not None else ""
        same = [one for one in many if before and one.package == before]
        own = [one for one in many if not before and one.package == self.function.package]
        return same or own or ([one for one in many if before] if len(many) == 1 else
                               [one for one in many if before and one.node.type == "method_declaration"
                                and _receiver(one.node).lower() == before.rsplit(".", 1)[-1].lower()]
                               )  # fmt: skip

    def _pass(self, called: Node, args: list[Node]) -> bool:
        """A function of the program is handed a router."""
        handed = [(position, self.at(one)) for position, one in enumerate(args)]
        handed = [(position, at) for position, at in handed if at is not None]
        if not handed:
            return False
        name = text(child(called, "field") or called).rsplit(".", 1)[-1]
        for one in self._functions(called, name):
            names = dict(one.routers)
            inner = {names[position]: at for position, at in handed if at and position in names}
            if inner:
                _enter(self.program, one, inner, self.depth + 1)
        return True


def _receiver(node: Node) -> str:
    names = list(every(child(node, "receiver") or node, "type_identifier", stop="block"))
    return text(names[0]) if names else ""


def _before(rest: list[Node]) -> list[Node]:
    """Middleware among the arguments after the path: before the handler."""
    return rest[:-1]


def _guards(nodes: list[Node]) -> tuple[str, ...]:
    found = []
    for node in nodes:
        if node.type in ("identifier", "selector_expression"):
            found.append(text(node)[:60])
        elif node.type == "call_expression":
            # `Auth(false)` lets the nameless pass: it is no guard that one may count on.
            optional = re.search(r"\bfalse\b", text(child(node, "arguments")))
            found.append(UNSURE if optional else text(child(node, "function"))[:60])
        elif node.type == "func_literal":
            found.append(UNSURE)
    return tuple(found)


def _enter(program: _Program, function: _Function, names: dict[str, _At], depth: int) -> None:
    body = child(function.node, "body")
    program.calls += 1
    if body is None or depth > MAX_DEPTH or program.calls > MAX_CALLS:
        return
    program.entered.add(function.node.id)
    _Frame(program, function, dict(names), depth).walk(body)

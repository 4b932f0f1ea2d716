"""Routes of Express, and of routers shaped like it: Koa, Fastify, Restify, Polka, Hono."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from tree_sitter import Node

from vetting.engines.routes.graph import Found, Key, Mount, Router, linked
from vetting.engines.routes.modules import (
    DEFAULT,
    WHOLE,
    Import,
    Module,
    found,
    read,
    required,
    string,
)
from vetting.engines.routes.route import UNSURE, Route, joined, looks_like_api
from vetting.engines.routes.syntax import every, line, named, text
from vetting.engines.routes.syntax import field as child

_LIBRARIES = {
    "express", "express-promise-router", "fastify", "koa-router", "@koa/router", "koa", "restify",
    "polka", "hono", "router", "find-my-way", "@hono/zod-openapi", "ultimate-express",
}  # fmt: skip
_MAKERS = {"Router", "createServer", "Hono", "default", "OpenAPIHono"}
_VERBS = {"get", "post", "put", "patch", "delete", "all", "del", "options", "head"}
_PARAMETER = re.compile(r"^_?(app|router|server|fastify|api|routes?|application|instance)$")
_TYPED = re.compile(r"\b(Express|Application|Router|IRouter|FastifyInstance|Hono|Koa)\b")
_WRAPPED = (
    "as_expression", "await_expression", "parenthesized_expression", "non_null_expression",
    "satisfies_expression",
)  # fmt: skip
_HOLDERS = (
    "variable_declarator", "assignment_expression", "public_field_definition", "field_definition",
)  # fmt: skip
_FUNCTIONS = (
    "function_declaration", "function_expression", "arrow_function", "method_definition",
    "generator_function_declaration", "generator_function",
)  # fmt: skip
_WORDS = re.compile(r"express|fastify|koa|restify|polka|hono|\bRouter\b")
_TAKES_ROUTER = re.compile(r"\(\s*_?(?:app|router|server|fastify|api|application)\b[^)]{0,80}\)")
# A file that only hands on what others export.
_HANDS_ON = re.compile(
    r"export\s*(?:\*|\{[^}]{0,2000}\})\s*from\s*['\"]\.|exports\b[^;]{0,300}\brequire\(\s*['\"]\."
)
_RENDERS = re.compile(r"\bres(?:ponse)?\.render\s*\(|\breply\.view\s*\(|\bctx\.render\s*\(")
_MAY_GUARD = re.compile(r"(?i)auth|token|session|jwt|\b40[13]\b|role|permission|api[-_]?key")
MAX_HOPS = 8
"""Re-exports that are followed one after another."""
_PLACE = {"request", "response", "req", "res", "next", "ctx"}


def concerns(source: str) -> bool:
    """Whether a source may declare or mount routes; cheap."""
    return bool(_WORDS.search(source) or _TAKES_ROUTER.search(source) or _HANDS_ON.search(source))


@dataclass
class _Reader:
    """One file: its routers as they are built up in document order."""

    path: str
    root: Node
    module: Module
    is_page: bool
    others: "Mapping[str, _Reader]"
    routers: dict[Key, Router] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    # By the place of a function: the router that it is handed.
    handed: dict[int, Key] = field(default_factory=dict)
    # By router: the middleware so far; only what comes later stands behind it.
    before: dict[Key, list[str]] = field(default_factory=lambda: defaultdict(list))

    def name_of(self, node: Node, name: str) -> Key | None:
        """The router that a name means at a node: the nearest enclosing scope that has it."""
        if name not in self.names:
            return None
        here: Node | None = node
        while here is not None:
            if here.type in _FUNCTIONS or here.type == "program":
                key = (self.path, f"{name}@{here.start_byte}")
                if key in self.routers:
                    return key
            here = here.parent
        key = (self.path, name)
        return key if key in self.routers else None

    def made(self, key: Key, *, is_root: bool = False, prefix: str | None = "") -> Key:
        self.routers.setdefault(key, Router(is_root=is_root, prefix=prefix))
        self.names.add(key[1].split("@")[0])
        return key

    def library(self, node: Node | None) -> bool:
        """Whether an expression is a router's maker: `express`, `Router`, `express.Router`."""
        if node is None:
            return False
        if node.type == "member_expression":
            inner = child(node, "object")
            return self.library(inner) and text(child(node, "property")) in _MAKERS
        source = self.module.imports.get(text(node)) or required(node)
        return bool(source and source.spec in _LIBRARIES
                    and source.name.split(".")[0] in (_MAKERS | {"*", "fastify"}))  # fmt: skip

    def is_application(self, maker: Node | None) -> bool:
        if maker is None or maker.type == "member_expression":
            return bool(maker) and not text(maker).endswith("Router")
        source = self.module.imports.get(text(maker)) or required(maker)
        if source is None:
            return False
        return source.name != "Router" and "router" not in source.spec.lower()

    def making(self, node: Node | None) -> Node | None:
        """The maker in `express()`, `new Router()`, `Router().use(…)`; None otherwise."""
        while node is not None:
            if node.type in _WRAPPED:
                node = named(node)[0] if named(node) else None
                continue
            if node.type == "new_expression":
                maker = child(node, "constructor")
                return maker if self.library(maker) else None
            if node.type != "call_expression":
                return None
            called = child(node, "function")
            if self.library(called):
                return called
            if called is None or called.type != "member_expression":
                return None
            node = child(called, "object")
        return None

    def declare(self) -> None:
        """Every name that holds a router, and every function that is handed one."""
        for node in every(self.root, *_HOLDERS, *_FUNCTIONS):
            if node.type in _FUNCTIONS:
                self._handed(node)
                continue
            target = child(node, "name") or child(node, "left") or child(node, "property")
            value = child(node, "value") or child(node, "right")
            maker = self.making(value)
            if target is None or maker is None:
                continue
            field_of_class = node.type.endswith("field_definition")
            name = f"this.{text(target)}" if field_of_class else text(target)
            key = (self.path, name) if "." in name else (self.path, f"{name}@{self._scope(node)}")
            self.made(key, is_root=self.is_application(maker), prefix=self._own_prefix(value))

    def _scope(self, node: Node) -> int:
        here = node.parent
        while here is not None and here.type not in _FUNCTIONS and here.parent is not None:
            here = here.parent
        return here.start_byte if here is not None else 0

    def _own_prefix(self, value: Node | None) -> str | None:
        """`new Router({prefix: '/x'})` of Koa."""
        for pair in every(value, "pair", stop="statement_block") if value else ():
            if text(child(pair, "key")) == "prefix":
                return string(child(pair, "value"), self.module.strings)
        return ""

    def _handed(self, function: Node) -> None:
        single = child(function, "parameter")
        given = named(child(function, "parameters")) or ([single] if single else [])
        for parameter in given[:2]:
            pattern = child(parameter, "pattern") or child(parameter, "left") or parameter
            hint = text(child(parameter, "type"))
            if pattern.type == "identifier" and (
                _PARAMETER.match(text(pattern)) or _TYPED.search(hint)
            ):
                key = self.made((self.path, f"{text(pattern)}@{function.start_byte}"))
                self.handed.setdefault(function.start_byte, key)

    def act(self) -> None:
        """Routes, guards and mounts, in the order in which they are written."""
        for node in every(self.root, "call_expression"):
            above = node.parent
            outer = above.parent if above is not None else None
            goes_on = (
                above is not None
                and above.type == "member_expression"
                and child(above, "object") == node
                and outer is not None
                and outer.type == "call_expression"
                and child(outer, "function") == above
            )
            if not goes_on:
                self._chain(node)

    def _chain(self, node: Node) -> None:
        base, links = _unrolled(node)
        key = self._router(base)
        if key is None:
            self._passed_on(node)
            return
        router, at = self.routers[key], None
        before = self.before[key]
        for name, call in links:
            given = named(child(call, "arguments"))
            if name == "route" and given and given[0].type != "object":
                at = self._paths(given[0])
            elif name == "route" and given:
                self._fastify(router, given[0], before)
            elif name in _VERBS and at is not None:
                self._add(router, name, at, given, call, before)
            elif name in _VERBS and len(given) > 1:
                self._add(router, name, self._paths(given[0]), given[1:], call, before)
            elif name in ("use", "register"):
                for each in self._each(call, given) or [given]:
                    self._use(router, each, before)
            elif name == "prefix" and given:
                router.prefix = string(given[0], self.module.strings)
            elif name == "addHook":
                before += [g for one in given[1:] for g in self._guards(one)]

    def _router(self, node: Node | None) -> Key | None:
        """The router that an expression is, made anew where it is a chain of its own."""
        if node is None:
            return None
        if node.type in ("identifier", "member_expression", "shorthand_property_identifier"):
            return self.name_of(node, text(node))
        if node.type in ("call_expression", "new_expression") and self.making(node):
            return self.made(self._anonymous(node))
        return None

    def _anonymous(self, node: Node) -> Key:
        """The key of a chain `Router().use(…)`: that of the name it is given, if any."""
        top = node
        while (
            top.parent is not None
            and top.parent.type in ("call_expression", "member_expression", *_WRAPPED)
            and child(top.parent, "arguments") != top
        ):
            top = top.parent
        holder = top.parent
        target = child(holder, "name") or child(holder, "left")
        if holder is not None and target is not None and holder.type != "pair":
            name = text(target)
            return (
                (self.path, name) if "." in name else (self.path, f"{name}@{self._scope(holder)}")
            )
        return (self.path, f"@{top.start_byte}")

    def _paths(self, node: Node) -> list[str | None]:
        if node.type == "array":
            return [string(one, self.module.strings) for one in named(node)]
        if node.type == "regex":
            return []
        return [string(node, self.module.strings)]

    def _add(
        self,
        router: Router,
        verb: str,
        paths: list[str | None],
        rest: list[Node],
        call: Node,
        before: list[str],
    ) -> None:
        method = {"all": "any", "del": "delete"}.get(verb, verb)
        guards = (*before, *(g for one in rest[:-1] for g in self._guards(one)))
        at = child(child(call, "function"), "property") or call
        for path in paths:
            # `all('*')` answers what no route does: it is none.
            is_rest = path in ("*", "/*") and method == "any"
            if path is not None and not is_rest and (path.startswith("/") or path in ("*", "")):
                whole = joined(path)
                is_api = not self.is_page or looks_like_api(whole)
                made = Route(method, whole, line(at), "express", is_api, guards)
                router.routes.append((self.path, made))

    def _fastify(self, router: Router, options: Node, before: list[str]) -> None:
        """`fastify.route({method: 'GET', url: '/x', preHandler: [a]})`."""
        pairs = {text(child(pair, "key")): child(pair, "value") for pair in named(options)}
        path = string(pairs.get("url"), self.module.strings)
        methods = pairs.get("method")
        verbs = [text(one)[1:-1].lower() for one in every(methods, "string")] if methods else []
        hooks = [pairs[k] for k in ("preHandler", "onRequest", "preValidation") if pairs.get(k)]
        guards = (*before, *(g for hook in hooks if hook for g in self._guards(hook)))
        for verb in verbs if path is not None else ():
            made = Route(verb, joined(path or ""), line(options), "express", True, guards)
            router.routes.append((self.path, made))

    def _each(self, call: Node, given: list[Node]) -> list[list[Node]]:
        """`list.forEach((one) => router.use(one.path, one.route))`: the arguments, once an entry.

        Empty where it is no such loop, or the list is not written in this file.
        """
        if len(given) < 2 or {one.type for one in given} > {"member_expression", "identifier"}:
            return []
        loop = call.parent
        while loop is not None and loop.type not in (*_FUNCTIONS, "for_in_statement"):
            loop = loop.parent
        if loop is None:
            return []
        if loop.type == "for_in_statement":
            taken, listed = child(loop, "left"), child(loop, "right")
        else:
            taken = child(loop, "parameter") or child(loop, "parameters")
            around = loop.parent.parent if loop.parent is not None else None
            called = child(around, "function")
            is_each = text(child(called, "property")) in ("forEach", "map")
            listed = child(called, "object") if is_each else None
        entries = self._lists.get(text(listed)) if listed is not None else None
        name = re.sub(r"^\(|\)$|:.*$", "", text(taken)).strip()
        found = []
        for entry in entries or ():
            values = {text(child(pair, "key")): child(pair, "value") for pair in named(entry)}
            values |= {text(one): one for one in named(entry) if one.type.startswith("shorthand")}
            chosen = [values.get(text(one).removeprefix(f"{name}.")) for one in given]
            found.append([one for one in chosen if one is not None])
        return [each for each in found if len(each) == len(given)]

    @cached_property
    def _lists(self) -> dict[str, list[Node]]:
        """Lists of objects of this file by their name."""
        return {
            text(child(node, "name")): [one for one in named(value) if one.type == "object"]
            for node in every(self.root, "variable_declarator")
            if (value := child(node, "value")) is not None and value.type == "array"
        }

    def _use(self, router: Router, given: list[Node], before: list[str]) -> None:
        """Middleware guards what follows; a router or a module becomes a mount."""
        prefixes: list[str | None] = [""]
        if given and given[0].type in ("string", "template_string", "array", "binary_expression"):
            paths = self._paths(given[0])
            if given[0].type != "array" or any(path is not None for path in paths):
                prefixes, given = paths, given[1:]
        elif len(given) > 1 and text(given[0]) in self.module.strings:
            prefixes, given = self._paths(given[0]), given[1:]
        elif (
            len(given) > 1 and given[0].type == "member_expression" and not self._mounted(given[0])
        ):
            prefixes, given = [None], given[1:]  # app.use(config.prefix, routes)
        for pair in every(given[-1], "pair", stop="statement_block") if given[1:] else ():
            if given[-1].type == "object" and text(child(pair, "key")) == "prefix":
                prefixes = [string(child(pair, "value"), self.module.strings)]
        guards: list[str] = []
        mounts: list[Key] = []
        for one in given:
            key = self._mounted(one)
            if key is None:
                guards += self._guards(one)
            else:
                mounts.append(key)
        for key in mounts:
            for prefix in prefixes:
                router.mounts.append(Mount(key, prefix, (*before, *guards)))
        if guards and not mounts:
            before += (_scoped(prefix, guard) for prefix in prefixes for guard in guards)

    def _mounted(self, node: Node) -> Key | None:
        """The router that an expression is, here or in another file."""
        target = self.target(node)
        return resolved(target, self.path, self.others, 0) if target is not None else None

    def target(self, node: Node) -> "Key | Import | None":
        """What a mounted expression is: a router here, or something of another module."""
        if node.type in _WRAPPED:
            return self.target(named(node)[0]) if named(node) else None
        if node.type in _FUNCTIONS:
            return self.handed_key(node)
        own = self._router(node)
        if own:
            return own
        if node.type in ("identifier", "shorthand_property_identifier"):
            return self.module.imports.get(text(node)) or self._function(text(node))
        source = required(node)
        if source:
            return source
        if node.type == "member_expression":
            inner = self.module.imports.get(text(child(node, "object")))
            return inner.member(text(child(node, "property"))) if inner else None
        if node.type == "call_expression":
            called = child(node, "function")
            if called is not None and text(called).endswith((".routes", ".middleware")):
                return self.target(child(called, "object") or called)
            if called is not None and not named(child(node, "arguments")):
                return self.target(called)
        return None

    @cached_property
    def _functions(self) -> dict[str, Node]:
        """Functions of this file by the name that they are declared or held by."""
        named_by: dict[str, Node] = {}
        for node in every(self.root, *_FUNCTIONS):
            holder = node.parent
            name = text(child(node, "name")) or text(child(holder, "name"))
            named_by.setdefault(name, node)
        return named_by

    def _function(self, name: str) -> Key | None:
        """A function of this file that is handed a router or returns one."""
        node = self._functions.get(name)
        return self.handed_key(node) if node is not None else None

    def handed_key(self, function: Node) -> Key | None:
        """The router that a function is handed, or the one it returns."""
        if function.start_byte in self.handed:
            return self.handed[function.start_byte]
        for back in every(function, "return_statement"):
            value = named(back)[0] if named(back) else None
            if value is not None and value.type in ("identifier", "member_expression"):
                return self.name_of(value, text(value))
        return None

    def _passed_on(self, node: Node) -> None:
        """`routes(app)` and `require('./routes')(app)`: the function works on that router."""
        given = [one for one in named(child(node, "arguments"))
                 if one.type in ("identifier", "member_expression")]  # fmt: skip
        keys = [key for one in given if (key := self._router(one)) is not None]
        called = child(node, "function")
        target = self._mounted(called) if keys and called is not None else None
        for key in keys:
            if target is not None:
                mount = Mount(target, "", tuple(self.before[key]))
                self.routers[key].mounts.append(mount)

    def _guards(self, node: Node) -> Iterator[str]:
        """Names of middleware: `auth`, `auth.required`, `can('x')`; own closures have none."""
        if node.type in ("identifier", "member_expression"):
            if text(node) not in _PLACE:
                yield text(node)[:60]
        elif node.type == "call_expression":
            yield text(child(node, "function"))[:60]
        elif node.type in ("array", "spread_element"):
            for one in named(node):
                yield from self._guards(one)
        elif node.type in _FUNCTIONS and _may_guard(node):
            yield UNSURE


def _may_guard(function: Node) -> bool:
    """Four parameters make an error handler. Of others only the words can be judged."""
    if len(named(child(function, "parameters"))) == 4:
        return False
    return bool(_MAY_GUARD.search(text(child(function, "body"))))


def _unrolled(node: Node) -> tuple[Node | None, list[tuple[str, Node]]]:
    """`a.b().c()` as a and [(b, call), (c, call)]."""
    links: list[tuple[str, Node]] = []
    here: Node | None = node
    while here is not None and here.type == "call_expression":
        called = child(here, "function")
        if called is None or called.type != "member_expression":
            break
        links.append((text(child(called, "property")), here))
        here = child(called, "object")
    return here, links[::-1]


def routes(sources: Mapping[str, Node]) -> list[Found]:
    """The routes of all files together, from their syntax trees."""
    readers: dict[str, _Reader] = {}
    for path, root in sources.items():
        is_page = bool(_RENDERS.search(text(root)))
        readers[path] = _Reader(path, root, read(root), is_page, readers)
        readers[path].declare()
    for reader in readers.values():
        reader.act()
    known = linked({key: one for reader in readers.values() for key, one in reader.routers.items()})
    return [(path, _held(route)) for path, route in known]


_BELOW = "\0"
"""Between a prefix and what guards the addresses below it alone."""


def _scoped(prefix: str | None, guard: str) -> str:
    """A guard for what lies below a prefix; UNSURE where the prefix is no plain text."""
    if prefix is None or not re.fullmatch(r"[\w./-]*", prefix):
        return UNSURE
    return f"{prefix.lower()}{_BELOW}{guard}" if prefix.strip("/") else guard


def _held(route: Route) -> Route:
    """The route with those guards whose prefix it lies below.

    A router's prefix counts from where the router is mounted: one in the middle of the address
    may be meant, so that nothing is known.
    """
    held = []
    for guard in route.guards:
        prefix, mark, name = guard.partition(_BELOW)
        here, wanted = f"{route.path.lower()}/", f"{joined(prefix)}/"
        if not mark or here.startswith(wanted):
            held.append(name if mark else guard)
        elif wanted in here:
            held.append(UNSURE)
    return replace(route, guards=tuple(held))


def resolved(
    target: "Key | Import", importer: str, readers: Mapping[str, _Reader], depth: int
) -> Key | None:
    """The router that a name of another module is, through re-exports."""
    if not isinstance(target, Import):
        return target
    path = found(target.spec, importer, readers)
    if path is None or depth > MAX_HOPS:
        return None
    reader = readers[path]
    exports = reader.module.exports
    value = exports.get(target.name) or (exports.get(DEFAULT) if target.name == WHOLE else None)
    if value is None:
        hops = (resolved(Import(star, target.name), path, readers, depth + 1)
                for star in reader.module.stars)  # fmt: skip
        return next(filter(None, hops), None)
    inner = value if isinstance(value, Import) else reader.target(value)
    return resolved(inner, path, readers, depth + 1) if inner is not None else None

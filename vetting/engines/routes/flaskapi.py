"""Routes of FastAPI and Flask, with blueprints, routers, resources and class-based views."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from vetting.engines.routes.graph import Found, Key, Mount, Router, linked
from vetting.engines.routes.pymodules import Module, Project, dotted, keyword, strings_in
from vetting.engines.routes.route import METHODS, UNSURE, Route, joined, looks_like_api

_ROOTS = {"FastAPI", "Flask", "Quart", "APIFlask", "Starlette", "Api", "Sanic"}
_ROUTERS = {"APIRouter", "Blueprint", "Namespace", "APIBlueprint", "SQLAlchemyBlueprint"}
_VIEWS = ("get", "post", "put", "patch", "delete")
_SIMPLE = re.compile(
    r"^(Optional\[|List\[|list\[|Union\[|Literal\[|conint|constr|str|int|float|bool|date|datetime|UUID"
    r"|Decimal|NonNegativeInt|PositiveInt)"
)
_NOT_QUERIES = {"Depends", "Security", "Body", "Header", "Cookie", "File", "Form", "Path"}
_MAY_GUARD = re.compile(r"(?i)auth|token|session|current_user|login|\b40[13]\b|jwt|api_?key")
_NOT_GUARDS = {"route", "marshal_with", "expect", "doc", "response", "errorhandler", "wraps",
               "param", "produces", "swag_from", "staticmethod", "classmethod"}  # fmt: skip
# FastAPI's habit: `CurrentUser = Annotated[User, Depends(get_current_user)]`.
_USER = re.compile(
    r"(?i)current_?(active_?)?(super_?)?user|auth(enticated|orized)|admin_?(user|dep)"
)
MAX_DEPTH = 4
Function = ast.FunctionDef | ast.AsyncFunctionDef


def concerns(source: str) -> bool:
    """Whether a source says something on FastAPI or Flask; cheap."""
    return any(word in source for word in ("fastapi", "flask", "Flask", "quart", "starlette"))


@dataclass
class _Reader:
    """One module: its routers, by the names that hold them."""

    module: Module
    project: Project
    routers: dict[Key, Router] = field(default_factory=dict)

    def __post_init__(self) -> None:
        source = ast.dump(self.module.tree)
        names = " ".join(f"{a} {b}" for a, b in self.module.imports.values())
        self.framework = "fastapi" if "fastapi" in names else "flask"
        self.is_page = "render_template" in source or "HTMLResponse" in source

    def declare(self) -> None:
        """Names that are given a router, of the module and of its functions."""
        for node in ast.walk(self.module.tree):
            value = getattr(node, "value", None)
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and isinstance(value, ast.Call):
                maker = dotted(value.func).rsplit(".", 1)[-1]
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for target in targets:
                    name = dotted(target)
                    if name and (maker in _ROOTS | _ROUTERS or self._subclass(maker)):
                        self._make(name, maker, value)
                        self._made_on(name, maker, value)

    def _subclass(self, maker: str) -> bool:
        found = self.project.class_of(self.module, maker)
        above = self.project.bases(*found) if found else ()
        return any(name.rsplit(".", 1)[-1] in _ROOTS | _ROUTERS for _m, name in above)

    def _make(self, name: str, maker: str, call: ast.Call) -> None:
        given = keyword(call, "url_prefix") or keyword(call, "prefix")
        if maker == "Namespace":
            given = keyword(call, "path")
            default = self.project.string(self.module, call.args[0]) if call.args else ""
        else:
            default = ""
        prefix = self.project.string(self.module, given) if given is not None else default
        guards = list(self._depends(keyword(call, "dependencies")))
        key = (self.module.path, name)
        self.routers[key] = Router(is_root=maker in _ROOTS, prefix=prefix, guards=guards)

    def _made_on(self, name: str, maker: str, call: ast.Call) -> None:
        """`Api(app)` and `Api(blueprint, prefix='/x')` work on what they are given."""
        if maker == "Api":
            over = dotted(call.args[0]) if call.args else dotted(keyword(call, "app"))
            own = self.routers[(self.module.path, name)]
            parent = self._named(over)
            own.is_root = parent is None
            if parent is not None:
                self._router(parent).mounts.append(Mount((self.module.path, name), ""))

    def _named(self, name: str) -> Key | None:
        """The router that a name means here, wherever it was made."""
        key = (self.module.path, name)
        if not name:
            return None
        if key in self.routers:
            return key
        owner = self.project.resolve(self.module, name)
        return (owner[0].path, owner[1]) if owner and owner[0] is not self.module else None

    def _router(self, key: Key) -> Router:
        return self.routers.setdefault(key, Router())

    def act(self, routers: dict[Key, Router]) -> None:
        """Routes and mounts."""
        self.routers = routers
        for node in ast.walk(self.module.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self._decorated(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                self._call(node, node.func.attr, dotted(node.func.value))

    def _decorated(self, node: Function | ast.ClassDef) -> None:
        for call in node.decorator_list:
            name = dotted(call.func if isinstance(call, ast.Call) else call)
            owner, _, verb = name.rpartition(".")
            key = self._named(owner)
            if key is None or key not in self.routers:
                continue
            if verb in ("before_request", "before_app_request", "middleware"):
                self._before(key, node)
            elif isinstance(call, ast.Call) and verb in ("route", "api_route", *METHODS):
                self._route(key, verb, call, node)

    def _before(self, key: Key, node: Function | ast.ClassDef) -> None:
        if _MAY_GUARD.search(ast.dump(node)):
            self.routers[key].guards.append(UNSURE)

    def _route(self, key: Key, verb: str, call: ast.Call, node: Function | ast.ClassDef) -> None:
        paths = call.args or [p for p in (keyword(call, "path"), keyword(call, "rule")) if p]
        if isinstance(node, ast.ClassDef):
            for one in paths:
                self._class(key, one, self.module, node, call.lineno)
            return
        methods = [verb] if verb in METHODS else _listed(call) or ["get"]
        guards = (*self._depends(keyword(call, "dependencies")), *self._guards(node))
        for method in methods:
            self._add(key, method, paths[0] if paths else None, call.lineno, guards,
                      tuple(self._queries(node)))  # fmt: skip

    def _add(
        self, key: Key, method: str, path: ast.expr | None, line: int,
        guards: tuple[str, ...] = (), queries: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        said = self.project.string(self.module, path) if path is not None else ""
        is_api = self.framework == "fastapi" or not self.is_page or looks_like_api(said or "")
        inner = re.sub(r"\{(\w+):\w+\}", r"{\1}", said or "")
        made = Route(method, joined(inner), line, self.framework, is_api, guards,
                     said is None, queries)  # fmt: skip
        self.routers[key].routes.append((self.module.path, made))

    def _class(
        self, key: Key, path: ast.expr, module: Module, node: ast.ClassDef, line: int
    ) -> None:
        """A resource: one route for each method that the class answers."""
        found = [(module, node), *(c for m, n in self.project.bases(module, node)
                                   if (c := self.project.class_of(m, n)))]  # fmt: skip
        own = {f.name: f for _m, cls in reversed(found) for f in cls.body
               if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef)) and f.name in _VIEWS}  # fmt: skip
        held = [dotted(d) for _m, cls in found for n in cls.body if isinstance(n, ast.Assign)
                and dotted(n.targets[0]) in ("decorators", "method_decorators")
                for d in ast.walk(n.value)]  # fmt: skip
        for name, function in own.items():
            guards = (*filter(None, held), *self._guards(function))
            self._add(key, name, path, line, guards)

    def _call(self, call: ast.Call, name: str, owner: str) -> None:
        key = self._named(owner)
        if name in ("include_router", "register_blueprint", "add_namespace", "mount"):
            if key is not None:
                self._mount(key, call, name)
        elif key is None or key not in self.routers:
            return
        elif name == "add_resource" and len(call.args) > 1:
            found = self.project.class_of(self.module, dotted(call.args[0]))
            for path in call.args[1:] if found else ():
                if found:
                    self._class(key, path, *found, call.lineno)
        elif name in ("add_url_rule", "add_api_route", "add_route") and call.args:
            self._rule(key, call)

    def _rule(self, key: Key, call: ast.Call) -> None:
        given = [a for a in (keyword(call, "view_func"), keyword(call, "endpoint")) if a]
        handler = next(iter(given or call.args[1:]), None)
        if len(call.args) > 2 and not keyword(call, "view_func"):
            handler = call.args[2]
        if isinstance(handler, ast.Call) and dotted(handler.func).endswith(".as_view"):
            name = dotted(handler.func).removesuffix(".as_view")
            found = self.project.class_of(self.module, name)
            if found:
                self._class(key, call.args[0], *found, call.lineno)
                return
        owner = self.project.resolve(self.module, dotted(handler)) if handler else None
        function = owner[0].functions.get(owner[1]) if owner else None
        guards = tuple(self._guards(function)) if function else ()
        for method in _listed(call) or ["get"]:
            self._add(key, method, call.args[0], call.lineno, guards)

    def _mount(self, key: Key, call: ast.Call, name: str) -> None:
        path = call.args[0] if name == "mount" and call.args else None
        given = call.args[1:2] if name == "mount" else call.args[:1]
        child = self._named(dotted(given[0])) if given else None
        over = (
            path or keyword(call, "url_prefix") or keyword(call, "prefix") or keyword(call, "path")
        )
        prefix = self.project.string(self.module, over) if over is not None else ""
        if child is None:
            return
        replaces = name in ("register_blueprint", "add_namespace") and over is not None
        guards = tuple(self._depends(keyword(call, "dependencies")))
        parent = self.routers.setdefault(key, Router(is_root=False))
        if replaces and child in self.routers:
            self.routers[child].prefix = ""  # Flask: the place of registering wins
        parent.mounts.append(Mount(child, prefix, guards))

    def _guards(self, node: Function) -> Iterator[str]:
        """Decorators by name, and what parameters depend on."""
        for one in node.decorator_list:
            name = dotted(one.func if isinstance(one, ast.Call) else one)
            last = name.rsplit(".", 1)[-1]
            optional = isinstance(one, ast.Call) and dotted(keyword_true(one, "optional"))
            if last and last not in (*_NOT_GUARDS, *METHODS, "api_route", "before_request"):
                yield UNSURE if optional else name
        for annotation, default in _parameters(node):
            yield from self._depends(default)
            yield from self._depends(annotation)
            alias = dotted(annotation)
            yield from self._aliased(alias)
            if _USER.search(alias):
                yield alias

    def _aliased(self, name: str) -> Iterator[str]:
        """What a type that stands for `Annotated[…, Depends(…)]` depends on."""
        owner = self.project.resolve(self.module, name) if name else None
        meant = owner[0].values.get(owner[1]) if owner else None
        if owner and meant is not None and "Annotated" in ast.unparse(meant):
            yield from self._depends(meant, owner[0])

    def _depends(
        self, node: ast.AST | None, module: Module | None = None, depth: int = 0
    ) -> Iterator[str]:
        """`Depends(a)` and `Security(a)`; `Depends(a(required=False))` guards nothing surely."""
        for call in ast.walk(node) if node is not None else ():
            if not (isinstance(call, ast.Call) and call.args):
                continue
            if dotted(call.func).rsplit(".", 1)[-1] not in ("Depends", "Security"):
                continue
            inner = call.args[0]
            if isinstance(inner, ast.Call):
                optional = any(isinstance(k.value, ast.Constant) and k.value.value is False
                               for k in inner.keywords)  # fmt: skip
                yield UNSURE if optional else dotted(inner.func)
            else:
                yield dotted(inner) or UNSURE
                yield from self._deeper(module or self.module, dotted(inner), depth)

    def _deeper(self, module: Module, name: str, depth: int) -> Iterator[str]:
        """What a dependency itself depends on."""
        owner = self.project.resolve(module, name) if name else None
        function = owner[0].functions.get(owner[1]) if owner else None
        if owner is None or function is None or depth > MAX_DEPTH:
            return
        for pair in _parameters(function):
            for node in pair:
                yield from self._depends(node, owner[0], depth + 1)

    def _queries(self, node: Function) -> Iterator[str]:
        """FastAPI: parameters of simple types that are neither of the path nor of a dependency."""
        if self.framework != "fastapi":
            return
        every = [*node.args.posonlyargs, *node.args.args]
        defaults: list[ast.expr | None] = [None] * (len(every) - len(node.args.defaults))
        pairs = list(zip(every, [*defaults, *node.args.defaults], strict=True))
        pairs += list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
        for argument, default in pairs:
            kind = ast.unparse(argument.annotation) if argument.annotation else ""
            said = ast.unparse(default) if default is not None else ""
            maker = re.match(r"(?:\w+\.)?(\w+)\(", said)
            inner = re.search(r"Annotated\[(.*)", kind)
            bare = inner.group(1) if inner else kind
            if (maker and maker.group(1) in _NOT_QUERIES) or re.search(
                r"\b(Depends|Security|Body|Header|Cookie|File|Form|Path)\(", kind
            ):
                yield "*" if "Depends" in said + kind else ""
            elif _SIMPLE.match(bare.replace("typing.", "")):
                alias = re.search(r"alias=['\"]([^'\"]+)", said + kind)
                yield alias.group(1) if alias else argument.arg


def keyword_true(call: ast.Call, name: str) -> ast.expr | None:
    """A name node when the keyword is literally True, so that its text is not empty."""
    value = keyword(call, name)
    is_true = isinstance(value, ast.Constant) and value.value is True
    return ast.Name("True") if is_true else None


def _parameters(node: Function) -> Iterator[tuple[ast.expr | None, ast.expr | None]]:
    every = [*node.args.posonlyargs, *node.args.args]
    defaults: list[ast.expr | None] = [None] * (len(every) - len(node.args.defaults))
    for argument, default in zip(every, [*defaults, *node.args.defaults], strict=True):
        yield argument.annotation, default
    for argument, extra in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        yield argument.annotation, extra


def _listed(call: ast.Call) -> list[str]:
    return [one.lower() for one in strings_in(keyword(call, "methods")) if one.lower() in METHODS]


def routes(project: Project) -> list[Found]:
    """The routes of all modules together."""
    readers = [_Reader(module, project) for module in project.modules.values()]
    routers: dict[Key, Router] = {}
    for reader in readers:
        reader.routers = routers
        reader.declare()
    for reader in readers:
        reader.act(routers)
    found = linked(routers)
    return [(file, _tidy(route)) for file, route in found]


def _tidy(route: Route) -> Route:
    """Query names without those of the path."""
    names = set(re.findall(r"[{:](\w+)[}>]", route.path))
    queries = tuple(q for q in dict.fromkeys(route.queries) if q and q not in names)
    return Route(route.method, route.path, route.line, route.framework, route.is_api,
                 route.guards, route.floating, queries)  # fmt: skip

"""Routes of Laravel, Lumen, Dingo, Slim, CodeIgniter 3 and 4, and Symfony's attributes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tree_sitter import Node

from vetting.engines.routes.graph import Found, Key, Mount, Router, linked
from vetting.engines.routes.route import METHODS, UNSURE, Route, joined, looks_like_api
from vetting.engines.routes.syntax import every, line, named, text
from vetting.engines.routes.syntax import field as child

_ROUTERS = {"Route", "$router", "$routes", "$app", "$api", "$route", "$group", "$r"}
_ENTRY = re.compile(r"Route::|\$(?:router|routes|app|api|route|group|r)\s*->\s*\w+\s*\("
                    r"|\$this->middleware\(|->router->|withRouting|#\[Route|@Route")  # fmt: skip
# Laravel has these routes only; `$app->singleton(…)` binds a service of the container.
_LARAVEL = ("Route", "$router", "$route")
_CALLS = ("member_call_expression", "scoped_call_expression", "nullsafe_member_call_expression")
_REQUIRED = ("require_expression", "require_once_expression", "include_expression",
             "include_once_expression")  # fmt: skip
_STORED = (("index", "get", ""), ("store", "post", ""), ("show", "get", "{id}"),
           ("update", "put", "{id}"), ("destroy", "delete", "{id}"))  # fmt: skip
_PAGES = (("create", "get", "create"), ("edit", "get", "{id}/edit"))
_CI4 = (("index", "get", ""), ("create", "post", ""), ("show", "get", "{id}"),
        ("update", "put", "{id}"), ("delete", "delete", "{id}"), ("new", "get", "new"),
        ("edit", "get", "{id}/edit"))  # fmt: skip
_API_FILE = re.compile(r"(^|/)(routes/api|api/(v\d+/)?\w+)\.php$", re.IGNORECASE)
_CI3 = re.compile(
    r"""^\s*\$route\[\s*['"]([^'"]+)['"]\s*\](?:\[\s*['"](\w+)['"]\s*\])?\s*=""", re.MULTILINE
)
_REST_CLASS = re.compile(r"class\s+(\w+)\s+extends\s+(?:\\?[\w\\]*)(?:REST_?Controller)\b", re.I)
_REST_ACTION = re.compile(r"function\s+(\w+?)_(get|post|put|patch|delete)\s*\(", re.IGNORECASE)
# CodeIgniter 4 finds controllers by their names only where it is told to.
_AUTO = re.compile(r"setAutoRoute\(\s*true|\$autoRoute\s*=\s*true", re.IGNORECASE)
_AUTO_CLASS = re.compile(r"^namespace\s+App\\Controllers\b.*?^(?:final\s+)?class\s+(\w+)\s+extends",
                         re.MULTILINE | re.DOTALL)  # fmt: skip
_AUTO_ACTION = re.compile(
    r"^\s*(?:final\s+)?public\s+function\s+([a-z]\w*)\s*\(([^)]*)\)", re.MULTILINE
)
_AUTO_VERB = re.compile(r"(get|post|put|patch|delete)([A-Z]\w*)\Z")
_OWN_GUARD = re.compile(r"\$this->middleware\(\s*\[?\s*['\"]?([\w:.,\\-]+)[^;]*;", re.DOTALL)
_SYMFONY = re.compile(r"(?:#\[|\*\s*@)Route\(\s*(?:path\s*[:=]\s*)?['\"]([^'\"]*)['\"]([^)\]]*)")
_NOT_PATHS = {"prefix", "namespace", "middleware", "as", "domain", "name", "filter"}


def concerns(source: str) -> bool:
    """Whether a source may declare routes, or guard them in a controller; cheap."""
    return bool(
        _ENTRY.search(source)
        or "$route[" in source
        or "$autoRoute" in source
        or _REST_CLASS.search(source)
        or _AUTO_CLASS.search(source)
    )


@dataclass
class _Call:
    """One call of a chain: its name, arguments, and the keys of array arguments."""

    name: str
    args: list[Node]
    node: Node

    def strings(self) -> list[str]:
        """Literal texts of the arguments, closures left out."""
        return [s for one in self.args for s in _strings(one)]

    def option(self, key: str) -> list[str]:
        """Texts below a key of an array argument: `['prefix' => 'x']`."""
        for one in self.args:
            for pair in every(one, "array_element_initializer", stop="anonymous_function"):
                parts = named(pair)
                if len(parts) == 2 and _plain(parts[0]) == key:
                    return _strings(parts[1])
        return []

    def closure(self) -> Node | None:
        """The body of a closure argument."""
        for one in self.args:
            for inner in named(one):
                if inner.type in ("anonymous_function", "arrow_function",
                                  "anonymous_function_creation_expression"):  # fmt: skip
                    return child(inner, "body")
        return None


@dataclass(frozen=True)
class _Scope:
    """What holds inside groups."""

    prefix: str | None = ""
    guards: tuple[str, ...] = ()
    controller: str = ""

    def down(self, calls: list[_Call]) -> "_Scope":
        prefix, guards, controller = self.prefix, list(self.guards), self.controller
        for call in calls:
            own = _prefix(call)
            prefix = None if own is None or prefix is None else joined(prefix, own)
            guards += _guards(call)
            if call.name == "controller" and call.args:
                controller = text(call.args[0]).removesuffix("::class").rsplit("\\", 1)[-1]
        return _Scope(prefix, tuple(guards), controller)


def _plain(node: Node) -> str:
    return text(node)[1:-1] if node.type in ("string", "encapsed_string") else ""


def _strings(node: Node) -> list[str]:
    kinds = ("string", "encapsed_string", "class_constant_access_expression")
    found = []
    for one in every(node, *kinds, stop="anonymous_function"):
        if one.type == "class_constant_access_expression":
            found.append(text(one).removesuffix("::class").rsplit("\\", 1)[-1])
        elif not any(c.type == "variable_name" for c in one.children):
            found.append(text(one)[1:-1])
    return found


def _prefix(call: _Call) -> str | None:
    """The prefix that one call of a chain adds; None when it is not a literal."""
    if call.name == "prefix":
        return next(iter(call.strings()), None)
    if call.name == "version":
        return (call.option("prefix") or [""])[0]
    if call.name != "group" or not call.args:
        return ""
    said = call.option("prefix")
    if said:
        return said[0]
    first = named(call.args[0])[0] if named(call.args[0]) else call.args[0]
    if first.type in ("string", "encapsed_string"):
        return _plain(first)
    return ""


def _guards(call: _Call) -> list[str]:
    """Names of middleware and filters that one call of a chain puts in front."""
    if call.name in ("middleware", "middlewares", "can", "add"):
        if call.name == "can":
            return ["can"]
        is_verb_map = call.name == "add" and _names(call) and "->" not in text(call.node)[:1]
        return [] if is_verb_map and len(call.args) > 1 else _names(call)
    if call.name == "withoutMiddleware":
        return [UNSURE]
    found = call.option("middleware") + call.option("filter") + call.option("before")
    return [one for one in found if one not in _NOT_PATHS]


def _names(call: _Call) -> list[str]:
    return [one[:60] for one in call.strings()]


@dataclass
class _Reader:
    """One file: the routes it declares, and the files that it mounts."""

    path: str
    root: Node
    files: Mapping[str, object]
    controllers: Mapping[str, list[str]]
    routers: dict[Key, Router] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.router = Router()
        self.routers[(self.path, "")] = self.router
        self.is_api_file = bool(_API_FILE.search(self.path))

    def walk(self, node: Node, scope: _Scope) -> None:
        """Statements below a node in order."""
        for one in node.named_children:
            self.one(one, scope)

    def one(self, node: Node, scope: _Scope) -> None:
        """One statement or expression: a chain of calls, another file, or what holds them."""
        if node.type in _CALLS:
            self.chain(node, scope)
        elif node.type in _REQUIRED:
            self.mount(node, scope)
        else:
            self.walk(node, scope)

    def chain(self, node: Node, scope: _Scope) -> None:
        """`Route::a()->b()`: a group, a route, or something that is none of ours."""
        base, calls = _unrolled(node)
        if base not in _ROUTERS and not base.endswith(("->router", "->routes")):
            for call in calls:
                for one in call.args:
                    self.walk(one, scope)
                if call.name == "withRouting":
                    self.with_routing(call, scope)
            return
        last = calls[-1] if calls else None
        group = next((c for c in calls if c.name in ("group", "version")), None)
        if group is not None:
            inner = scope.down(calls)
            body = group.closure()
            if body is not None:
                self.one(body, inner)
            else:
                for one in group.args:
                    self.mount(one, inner)
        elif last is not None:
            self.routes(base, calls, scope)

    def mount(self, node: Node, scope: _Scope) -> None:
        """`require __DIR__.'/x.php'` and `->group(base_path('routes/x.php'))`."""
        if node.type in _REQUIRED and not _strings(node):
            for beside in self.folder():
                self.router.mounts.append(Mount((beside, ""), scope.prefix, scope.guards))
        for said in _strings(node):
            found = self.file(said)
            if found is not None and found != self.path:
                self.router.mounts.append(Mount((found, ""), scope.prefix, scope.guards))

    def folder(self) -> Iterator[str]:
        """The files that `foreach (glob($folder . '/*.php') as $file) require $file;` means.

        What the file names itself is mounted there, or left out on purpose.
        """
        said = text(self.root)
        if "glob(" not in said and "scandir(" not in said:
            return
        texts = [
            text(one)[1:-1].removesuffix("*.php").strip("/")
            for one in every(self.root, "string", "encapsed_string")
        ]
        for name in self.files:
            above, _, last = name.rpartition("/")
            if last not in texts and any(
                "/" in one and (above == one or above.endswith(f"/{one}")) for one in texts
            ):
                yield name

    def file(self, said: str) -> str | None:
        """The route file that a literal end of a path means."""
        tail = re.sub(r"^(\.{1,2}/|/)+", "", said)
        if not tail.endswith(".php"):
            return None
        here = str(PurePosixPath(self.path).parent / tail)
        if here in self.files:
            return here
        near = [name for name in self.files if name == tail or name.endswith(f"/{tail}")]
        return min(near, key=len) if near else None

    def with_routing(self, call: _Call, scope: _Scope) -> None:
        """Laravel 11: `withRouting(api: __DIR__.'/../routes/api.php', apiPrefix: 'v1')`."""
        given = {text(child(one, "name")): _strings(one) for one in call.args}
        prefix = (given.get("apiPrefix") or ["api"])[0]
        for path in given.get("health", []):
            probe = Route("get", joined(path), line(call.node), "php", False, queries=("*",))
            self.router.routes.append((self.path, probe))
        for key, own in (("api", prefix), ("web", "")):
            for said in given.get(key, []):
                found = self.file(said)
                if found is not None:
                    self.router.mounts.append(Mount((found, ""), own, scope.guards))

    def routes(self, base: str, calls: list[_Call], scope: _Scope) -> None:
        """The routes of one chain."""
        inner = scope.down([c for c in calls if c.name not in ("group",)])
        left = _actions_left(calls)
        for call in calls:
            for method, path, is_api in _of_call(base, call, left):
                held = (*inner.guards, *self.own_guards(call, scope))
                whole = joined(inner.prefix or "", path)
                api = is_api or self.is_api_file or base == "$api" or looks_like_api(whole)
                made = Route(method, whole, line(calls[0].node), self.framework(base), api,
                             tuple(dict.fromkeys(held)), inner.prefix is None, ("*",))  # fmt: skip
                self.router.routes.append((self.path, made))

    def framework(self, base: str) -> str:
        """By the router's customary name; of no consequence to findings."""
        return "codeigniter" if base == "$routes" else "php"

    def own_guards(self, call: _Call, scope: _Scope) -> list[str]:
        """What the controller of a route puts in front in its constructor."""
        names = [s.split("@")[0].split("::")[0].rsplit("\\", 1)[-1] for s in call.strings()]
        names.append(scope.controller)
        return [g for name in names for g in self.controllers.get(name, ())]


def _unrolled(node: Node) -> tuple[str, list[_Call]]:
    """`A::b()->c()` as "A" and its calls in order."""
    calls: list[_Call] = []
    here: Node | None = node
    while here is not None and here.type in _CALLS:
        args = named(child(here, "arguments"))
        calls.append(_Call(text(child(here, "name")), args, here))
        if here.type == "scoped_call_expression":
            return text(child(here, "scope")).rsplit("\\", 1)[-1], _top_line(calls)
        here = child(here, "object")
    return text(here), _top_line(calls)


def _top_line(calls: list[_Call]) -> list[_Call]:
    return calls[::-1]


def _actions_left(calls: list[_Call]) -> set[str]:
    """The actions of a resource that `only` and `except` leave."""
    left = {action for action, _method, _tail in (*_STORED, *_PAGES, *_CI4)}
    for call in calls:
        only = call.strings() if call.name == "only" else call.option("only")
        but = call.strings() if call.name == "except" else call.option("except")
        if only:
            left &= {s for one in only for s in one.split(",")}
        left -= {s for one in but for s in one.split(",")}
    return left


def _of_call(base: str, call: _Call, left: set[str]) -> Iterator[tuple[str, str, bool]]:
    """(method, path, for machines) of one call of a chain."""
    name, strings = call.name.lower(), call.strings()
    first = named(call.args[0])[0] if call.args and named(call.args[0]) else None
    if name in METHODS and len(call.args) > 1 and first is not None:
        if first.type in ("string", "encapsed_string"):
            yield name, _plain(first), False
    elif name in ("map", "match", "add") and len(call.args) > 1:
        verbs = [s.lower() for s in strings if s.lower() in METHODS]
        rest = [s for s in strings if s.lower() not in METHODS and "|" not in s]
        many = [v for v in strings[0].lower().split("|") if v in METHODS] if strings else []
        for verb in verbs or many or (["any"] if name == "add" else []):
            if rest:
                yield verb, rest[0], False
    elif name in ("resource", "apiresource", "presenter") and strings:
        yield from _resource(base, name, strings[0], left)
    elif name in ("singleton", "apisingleton") and strings and base in _LARAVEL:
        pages = (("edit", "get", "edit"),) if name == "singleton" else ()
        *above, last = strings[0].strip("/").split(".")
        whole = joined(*(f"{one}/{{id}}" for one in above), last)
        for action, verb, tail in (("show", "get", ""), ("update", "put", ""), *pages):
            if action in left:
                yield verb, joined(whole, tail), name == "apisingleton"
    elif name in ("resources", "apiresources"):
        for pair in every(call.args[0], "array_element_initializer") if call.args else ():
            if named(pair):
                yield from _resource(base, name[:-1], _plain(named(pair)[0]), left)


def _resource(base: str, name: str, path: str, left: set[str]) -> Iterator[tuple[str, str, bool]]:
    """What a resource stands for; `a.b` nests b below an a."""
    *above, last = path.strip("/").split(".")
    whole = joined(*(f"{one}/{{id}}" for one in above), last)
    table = _CI4 if base == "$routes" else _STORED
    if name == "resource" and base != "$routes":
        table = (*_STORED, *_PAGES)
    for action, verb, tail in table:
        if action in left:
            yield verb, joined(whole, tail), name == "apiresource"


def routes(sources: Mapping[str, Node]) -> list[Found]:
    """The routes of all files together, from their syntax trees."""
    texts = {path: text(root) for path, root in sources.items()}
    controllers = dict(_controllers(texts.values()))
    routers: dict[Key, Router] = {}
    found: list[Found] = []
    for path, root in sources.items():
        reader = _Reader(path, root, sources, controllers)
        reader.walk(root, _Scope())
        routers |= reader.routers
        found += [(path, route) for route in _codeigniter3(path, texts[path])]
        found += [(path, route) for route in _symfony(texts[path])]
    if any(_AUTO.search(source) for path, source in texts.items() if "/Config/" in f"/{path}"):
        for path, source in texts.items():
            found += [(path, route) for route in _codeigniter4_auto(path, source)]
    _customary(routers)
    return sorted({*found, *linked(routers)})


def _customary(routers: dict[Key, Router]) -> None:
    """Laravel mounts routes/api.php below /api unless the application says where."""
    mounted = {mount.child for router in routers.values() for mount in router.mounts}
    for (path, name), router in routers.items():
        # A route file stands at the top: what mounts it is the framework.
        router.is_root = (path, name) not in mounted
        if router.is_root and re.search(r"(^|/)routes/api\.php$", path):
            router.prefix = "api"


def _controllers(sources: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Class names with the middleware of their constructors."""
    for source in sources:
        declared = re.search(
            r"(?:^|[;{}]|<\?php)\s*(?:final |abstract )*class\s+(\w+)", source, re.MULTILINE
        )
        if declared and "$this->middleware(" in source:
            guards = [UNSURE if re.search(r"->\s*(only|except)\(", m.group()) else m.group(1)
                      for m in _OWN_GUARD.finditer(source)]  # fmt: skip
            yield declared.group(1), guards


def _codeigniter3(path: str, source: str) -> Iterator[Route]:
    if path.lower().endswith("config/routes.php"):
        for match in _CI3.finditer(source):
            at = source.count("\n", 0, match.start(1)) + 1
            whole = joined(match.group(1))
            if match.group(1) not in ("default_controller", "404_override", "translate_uri_dashes"):
                method = (match.group(2) or "any").lower()
                api = looks_like_api(whole)
                yield Route(method, whole, at, "codeigniter", api, (UNSURE,), False, ("*",))
    declared = _REST_CLASS.search(source)
    if declared:
        folders = re.search(r"controllers/(.*/)?[^/]*$", path, re.IGNORECASE)
        below = (folders.group(1) or "") if folders else "api"
        for match in _REST_ACTION.finditer(source, declared.end()):
            at = source.count("\n", 0, match.start()) + 1
            action = "" if match.group(1) == "index" else match.group(1)
            whole = joined(below, declared.group(1).lower(), action)
            yield Route(match.group(2).lower(), whole, at, "codeigniter", True, (UNSURE,), False,
                        ("*",))  # fmt: skip


def _codeigniter4_auto(path: str, source: str) -> Iterator[Route]:
    """Controllers that CodeIgniter 4 finds by name: `getDaftar($id)` is GET /folder/class/daftar/{id}."""
    declared = _AUTO_CLASS.search(source)
    folders = re.search(r"(?:^|/)Controllers/(.*/)?[^/]*$", path)
    if declared is None or folders is None or declared.group(1) == "BaseController":
        return
    base = joined((folders.group(1) or "").lower(), declared.group(1).lower())
    for match in _AUTO_ACTION.finditer(source, declared.end()):
        name, taken = match.group(1), re.findall(r"\$(\w+)", match.group(2))
        if name in ("initController", "__construct"):
            continue
        verb = _AUTO_VERB.match(name)
        method, action = (verb.group(1), verb.group(2)) if verb else ("any", name)
        action = action[0].lower() + action[1:]
        whole = joined(base, "" if action == "index" else action, *(f"{{{one}}}" for one in taken))
        at = source.count("\n", 0, match.start(1)) + 1
        yield Route(
            method, whole, at, "codeigniter", looks_like_api(whole), (UNSURE,), False, ("*",)
        )


def _symfony(source: str) -> Iterator[Route]:
    """`#[Route('/x', methods: ['GET'])]`, and the same as an annotation; the class's is a prefix."""
    if "Symfony" not in source:
        return
    prefix = ""
    for match in _SYMFONY.finditer(source):
        after = source[match.end() : match.end() + 600]
        heads = re.search(r"\b(class|function)\s+\w+", after)
        if heads and heads.group(1) == "class":
            prefix = match.group(1)
            continue
        verbs = [v.lower() for v in re.findall(r"['\"]([A-Z]{3,7})['\"]", match.group(2))]
        at = source.count("\n", 0, match.start()) + 1
        whole = joined(prefix, match.group(1))
        for verb in verbs or ["any"]:
            api = looks_like_api(whole) or "JsonResponse" in source
            yield Route(verb, whole, at, "symfony", api, (UNSURE,), False, ("*",))

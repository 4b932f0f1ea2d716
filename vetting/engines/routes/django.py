"""Routes of Django and Django REST framework, from the root list of addresses downwards."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from vetting.engines.routes.graph import MAX_ROUTES, Found
from vetting.engines.routes.permissions import Asked, permitted
from vetting.engines.routes.pymodules import Module, Project, dotted, keyword, strings_in
from vetting.engines.routes.route import UNSURE, Route, joined, looks_like_api

_PATHS = ("path", "re_path", "url")
_GENERIC = {
    "CreateAPIView": ("post",), "ListAPIView": ("get",), "RetrieveAPIView": ("get",),
    "DestroyAPIView": ("delete",), "UpdateAPIView": ("put", "patch"),
    "ListCreateAPIView": ("get", "post"), "RetrieveUpdateAPIView": ("get", "put", "patch"),
    "RetrieveDestroyAPIView": ("get", "delete"),
    "RetrieveUpdateDestroyAPIView": ("get", "put", "patch", "delete"),
    "TokenObtainPairView": ("post",), "TokenRefreshView": ("post",), "TokenVerifyView": ("post",),
    "ObtainAuthToken": ("post",), "SpectacularAPIView": ("get",), "SpectacularSwaggerView": ("get",),
    "SpectacularRedocView": ("get",), "TemplateView": ("get",), "RedirectView": ("get",),
    "ListView": ("get",), "DetailView": ("get",), "CreateView": ("get", "post"),
    "UpdateView": ("get", "post"), "DeleteView": ("get", "post"), "FormView": ("get", "post"),
    "LoginView": ("get", "post"),
}  # fmt: skip
_ACTIONS = (("list", "get", False), ("create", "post", False), ("retrieve", "get", True),
            ("update", "put", True), ("partial_update", "patch", True),
            ("destroy", "delete", True))  # fmt: skip
_SETS = {
    "ModelViewSet": {name for name, _verb, _one in _ACTIONS},
    "ReadOnlyModelViewSet": {"list", "retrieve"},
    "ListModelMixin": {"list"}, "CreateModelMixin": {"create"}, "RetrieveModelMixin": {"retrieve"},
    "UpdateModelMixin": {"update", "partial_update"}, "DestroyModelMixin": {"destroy"},
}  # fmt: skip
_VERBS = ("get", "post", "put", "patch", "delete")
_GUARDING = re.compile(r"(?i)login_required|LoginRequired|PermissionRequired|permission_required"
                       r"|UserPassesTest|user_passes_test|staff_member_required|jwt|auth")  # fmt: skip
MAX_DEPTH = 10


def concerns(source: str) -> bool:
    """Whether a source says something on Django's routes; cheap."""
    return "django" in source or "rest_framework" in source or "ROOT_URLCONF" in source


@dataclass(frozen=True)
class _View:
    """What one view answers, and what guards it."""

    methods: tuple[str, ...]
    guards: tuple[str, ...]
    is_rest: bool


class _Walk:
    """One application: from each root list of addresses to its views."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.found: set[Found] = set()
        self.default = tuple(self._defaults())

    def _defaults(self) -> Iterator[str]:
        """DEFAULT_PERMISSION_CLASSES of the settings."""
        for module in self.project.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Dict):
                    for key, value in zip(node.keys, node.values, strict=True):
                        if (
                            isinstance(key, ast.Constant)
                            and key.value == "DEFAULT_PERMISSION_CLASSES"
                        ):
                            yield from (s.rsplit(".", 1)[-1] for s in strings_in(value))

    def roots(self) -> list[tuple[Module, bool]]:
        """The modules with the root lists: (module, whether the settings name it)."""
        named = []
        for module in self.project.modules.values():
            dotted_name = module.strings.get("ROOT_URLCONF")
            found = self.project.module(dotted_name, module.path) if dotted_name else None
            if found is not None:
                named.append((found, True))
        if named:
            return named
        lists = [m for m in self.project.modules.values() if _has_list(m)]
        included = {id(found) for m in lists for name in _included(m)
                    if (found := self.project.module(name, m.path))}  # fmt: skip
        return [(m, m.path.count("/") <= 1) for m in lists if id(m) not in included]

    def module(self, module: Module, prefix: str, sure: bool, depth: int) -> None:
        """All entries of `urlpatterns` of a module."""
        if depth > MAX_DEPTH:
            return
        for entry in _entries(module.tree, "urlpatterns"):
            self.entry(module, entry, prefix, sure, depth)

    def entry(self, module: Module, node: ast.expr, prefix: str, sure: bool, depth: int) -> None:
        """One entry: a path, an include, or a starred or nested list."""
        if len(self.found) > MAX_ROUTES:
            raise ValueError("too many routes")
        if isinstance(node, ast.Starred):
            node = node.value
        if isinstance(node, (ast.List, ast.Tuple)):
            for one in node.elts:
                self.entry(module, one, prefix, sure, depth + 1)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            self.entry(module, node.left, prefix, sure, depth)
            self.entry(module, node.right, prefix, sure, depth)
        elif isinstance(node, ast.Attribute) and node.attr == "urls":
            self.router(module, dotted(node.value), prefix, sure)
        elif isinstance(node, ast.Name) and depth <= MAX_DEPTH:
            owner = self.project.resolve(module, node.id)
            for one in _entries(owner[0].tree, owner[1]) if owner else ():
                self.entry(owner[0] if owner else module, one, prefix, sure, depth + 1)
        elif isinstance(node, ast.Call):
            self.call(module, node, prefix, sure, depth)

    def call(self, module: Module, node: ast.Call, prefix: str, sure: bool, depth: int) -> None:
        """`path(…)`, or a helper such as `format_suffix_patterns([…])`, `i18n_patterns(…)`."""
        name = dotted(node.func).rsplit(".", 1)[-1]
        if name == "i18n_patterns":
            prefix = f"{prefix}<language>/"
        if name not in _PATHS:
            for one in node.args if name not in ("static", "staticfiles_urlpatterns") else ():
                self.entry(module, one, prefix, sure, depth + 1)
            return
        given = node.args or [k for k in (keyword(node, "route"), keyword(node, "regex")) if k]
        view = node.args[1] if len(node.args) > 1 else keyword(node, "view")
        said = self.project.string(module, given[0]) if given else None
        if view is None:
            return
        sure = sure and said is not None
        piece = said or ""
        whole = prefix + (_plain(piece) if name != "path" else piece)
        if isinstance(view, ast.Call) and dotted(view.func).rsplit(".", 1)[-1] == "include":
            self.include(module, view, whole, sure, depth)
        elif dotted(view).endswith(".urls") and "admin" not in dotted(view):
            self.router(module, dotted(view).removesuffix(".urls"), whole, sure)
        elif not dotted(view).endswith("site.urls"):
            for method, guards, is_rest in self.view(module, view):
                self.add(module, method, whole, node.lineno, guards, is_rest, sure)

    def include(self, module: Module, node: ast.Call, prefix: str, sure: bool, depth: int) -> None:
        """`include('a.urls')`, `include(router.urls)`, `include([…])`, `include((…, 'app'))`."""
        target = node.args[0] if node.args else keyword(node, "arg")
        if isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        if isinstance(target, ast.Constant) and isinstance(target.value, str):
            found = self.project.module(target.value, module.path)
            if found is not None:
                self.module(found, prefix, sure, depth + 1)
        elif dotted(target) and not dotted(target).endswith(".urls"):
            owner = self.project.resolve(module, dotted(target))
            if owner and owner[1] == "":
                self.module(owner[0], prefix, sure, depth + 1)
            elif target is not None:
                self.entry(module, target, prefix, sure, depth + 1)
        elif target is not None:
            owner = self.project.resolve(module, dotted(target).removesuffix(".urls"))
            base = self.project.resolve(module, dotted(target)) if dotted(target) else None
            if base and base[1] == "":
                self.module(base[0], prefix, sure, depth + 1)
            elif owner:
                self.entry(module, target, prefix, sure, depth + 1)

    def router(self, module: Module, name: str, prefix: str, sure: bool) -> None:
        """All sets that are registered with a router of DRF."""
        owner = self.project.resolve(module, name)
        if owner is None:
            return
        home, local = owner
        prefix = joined(prefix, self.above(home, local))
        for node in ast.walk(home.tree):
            is_register = isinstance(node, ast.Call) and dotted(node.func) == f"{local}.register"
            if is_register and isinstance(node, ast.Call) and len(node.args) > 1:
                said = self.project.string(home, node.args[0])
                base = joined(prefix, _plain(said or ""))
                view = self.project.class_of(home, dotted(node.args[1]))
                known = sure and said is not None
                for method, tail, guards in self.set(*view) if view else (("any", "", ()),):
                    self.add(home, method, joined(base, tail), node.lineno, guards, True, known)
                self.nested(home, node, base, known)

    def above(self, module: Module, name: str, depth: int = 0) -> str:
        """What stands before a router of drf-nested-routers: `NestedSimpleRouter(r, 'a', lookup='b')`."""
        made = module.values.get(name)
        is_nested = isinstance(made, ast.Call) and re.match(r"Nested\w*Router", dotted(made.func).rsplit(".", 1)[-1])  # fmt: skip
        if not isinstance(made, ast.Call) or not is_nested or len(made.args) < 2 or depth > 5:
            return ""
        said = self.project.string(module, made.args[1]) or ""
        lookup = (strings_in(keyword(made, "lookup")) or ["nested"])[0]
        return joined(self.above(module, dotted(made.args[0]), depth + 1), said, f"{{{lookup}_pk}}")

    def nested(
        self, module: Module, node: ast.Call, base: str, known: bool, depth: int = 0
    ) -> None:
        """`register('a', A, [Nested('b', B)])` of vng-api-common."""
        held = node.args[2] if len(node.args) > 2 else None
        for one in held.elts if isinstance(held, (ast.List, ast.Tuple)) and depth < 5 else ():
            if not isinstance(one, ast.Call) or len(one.args) < 2:
                continue
            said = self.project.string(module, one.args[0])
            view = self.project.class_of(module, dotted(one.args[1]))
            whole = joined(base, "{parent}", said or "")
            for method, tail, guards in self.set(*view) if view else ():
                self.add(module, method, joined(whole, tail), one.lineno, guards, True, known)
            self.nested(module, one, whole, known, depth + 1)

    def set(self, module: Module, node: ast.ClassDef) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """The routes of a view set: its actions, inherited and own, and extra ones."""
        chain = list(self.classes(module, node))
        above = [name.rsplit(".", 1)[-1] for _m, name in self.project.bases(module, node)]
        actions = {a for name in above for a in _SETS.get(name, ())}
        functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        for _m, one in reversed(chain):
            functions |= {f.name: f for f in one.body
                          if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef))}  # fmt: skip
        allowed = next((strings_in(v) for v in _assigned(chain, "http_method_names")), None)
        one_of = next((s for v in _assigned(chain, "lookup_url_kwarg", "lookup_field")
                       for s in strings_in(v)), "pk")  # fmt: skip
        for action, verb, is_one in _ACTIONS:
            answers = action in actions or action in functions
            if action == "partial_update" and "update" in functions and "update" not in actions:
                answers = action in functions
            if answers and (allowed is None or verb in allowed):
                guards = self.guards(module, node, action, verb)
                yield verb, f"{{{one_of}}}" if is_one else "", guards
        for name, function in functions.items():
            for tail, verb, own in _extra(function, one_of):
                yield verb, tail, self.guards(module, node, name, verb, own)

    def classes(self, module: Module, node: ast.ClassDef) -> Iterator[tuple[Module, ast.ClassDef]]:
        """The class and those above it that the application itself defines."""
        yield module, node
        for owner, name in self.project.bases(module, node):
            found = self.project.class_of(owner, name)
            if found is not None and found[1] is not node:
                yield found

    def guards(
        self, module: Module, node: ast.ClassDef, action: str = "", verb: str = "",
        own: tuple[str, ...] | None = None,
    ) -> tuple[str, ...]:  # fmt: skip
        """What guards one action of a class, answering one method; `own` are an action's own.

        Permission classes, else the settings' default, and what `get_permissions` makes of them;
        mixins and decorators by name.
        """
        chain = list(self.classes(module, node))
        said = next(_assigned(chain, "permission_classes"), None)
        held = self.default if said is None else tuple(_permissions(said))
        held = own if own is not None else held
        functions = {f.name: f for _m, c in reversed(chain) for f in c.body
                     if isinstance(f, ast.FunctionDef)}  # fmt: skip
        if "get_permissions" in functions:
            values = {**chain[0][0].values, **{
                dotted(one.targets[0]): one.value for _m, c in reversed(chain) for one in c.body
                if isinstance(one, ast.Assign)}}  # fmt: skip
            asked = Asked(action, verb.upper(), held, values.get)
            held = permitted(functions["get_permissions"], asked)
        mixed = [name.rsplit(".", 1)[-1] for _m, name in self.project.bases(module, node)
                 if _GUARDING.search(name)]  # fmt: skip
        decorated = [ast.unparse(d)[:60] for _m, c in chain for d in c.decorator_list
                     if _GUARDING.search(ast.unparse(d))]  # fmt: skip
        unsure = [UNSURE] if functions.keys() & {"dispatch", "check_permissions"} else []
        return tuple(dict.fromkeys((*held, *mixed, *decorated, *unsure)))

    def view(self, module: Module, node: ast.expr) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        """(method, guards, is for machines) of a view expression."""
        wrapped: list[str] = []
        while isinstance(node, ast.Call) and not dotted(node.func).endswith(".as_view"):
            wrapped.append(dotted(node.func) or UNSURE)
            if not node.args:
                break
            node = node.args[0]
        held = tuple(w for w in wrapped if _GUARDING.search(w))
        if isinstance(node, ast.Call):
            name = dotted(node.func).removesuffix(".as_view")
            actions = node.args[0] if node.args else keyword(node, "actions")
            found = self.project.class_of(module, name)
            for method, guards, is_rest in self.of_class(name, found, actions):
                yield method, (*held, *guards), is_rest
            return
        owner = self.project.resolve(module, dotted(node)) if dotted(node) else None
        function = owner[0].functions.get(owner[1]) if owner else None
        if function is None:
            yield "any", (*held, UNSURE), False
            return
        for method, guards, is_rest in self.of_function(function):
            yield method, (*held, *guards), is_rest

    def of_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef
    ) -> Iterator[tuple[str, tuple[str, ...], bool]]:
        methods: list[str] = []
        guards: list[str] = []
        is_rest = stated = False
        for one in node.decorator_list:
            name = dotted(one.func if isinstance(one, ast.Call) else one).rsplit(".", 1)[-1]
            if name == "api_view":
                is_rest = True
                methods = [s.lower() for s in strings_in(one)] or ["get"]
            elif name == "require_http_methods":
                methods = [s.lower() for s in strings_in(one)]
            elif name in ("require_POST", "require_GET", "require_safe"):
                methods = ["post" if name == "require_POST" else "get"]
            elif name == "permission_classes":
                stated = True
                guards += [name for arg in getattr(one, "args", ()) for name in _permissions(arg)]
            elif _GUARDING.search(name):
                guards.append(name)
        held = tuple(guards) or (self.default if is_rest and not stated else ())
        if not held and re.search(r"is_authenticated|request\.user", ast.unparse(node)):
            held = (UNSURE,)
        is_rest = is_rest or "JsonResponse" in ast.dump(node)
        for method in methods or ["any"]:
            yield method, held, is_rest

    def of_class(
        self, name: str, found: tuple[Module, ast.ClassDef] | None,
        actions: ast.expr | None,
    ) -> Iterator[tuple[str, tuple[str, ...], bool]]:  # fmt: skip
        """A class-based view: `{'get': 'list'}`, its own methods, or those of what it extends."""
        last = name.rsplit(".", 1)[-1]
        if isinstance(actions, ast.Dict):
            for key, value in zip(actions.keys, actions.values, strict=True):
                if isinstance(key, ast.Constant):
                    verb, action = str(key.value).lower(), (strings_in(value) or [""])[0]
                    guards = self.guards(*found, action, verb) if found else (UNSURE,)
                    yield verb, guards, True
            return
        if found is None:
            for method in _GENERIC.get(last, ("any",)):
                yield method, (UNSURE,), "API" in last or "Token" in last
            return
        chain = list(self.classes(*found))
        above = [n.rsplit(".", 1)[-1] for _m, n in self.project.bases(*found)]
        own = {f.name for _m, c in chain for f in c.body
               if isinstance(f, (ast.FunctionDef, ast.AsyncFunctionDef))}  # fmt: skip
        methods = {m for n in above for m in _GENERIC.get(n, ())} | (own & set(_VERBS))
        allowed = next((strings_in(v) for v in _assigned(chain, "http_method_names")), None)
        is_rest = any("API" in n or "ViewSet" in n for n in above) or "JsonResponse" in ast.dump(
            found[1])  # fmt: skip
        for method in [v for v in _VERBS if v in methods] or ["any"]:
            if method == "any" or allowed is None or method in allowed:
                guards = self.guards(*found, "", method)
                if not is_rest:
                    guards = tuple(g for g in guards if g not in self.default)
                yield method, guards, is_rest

    def add(
        self, module: Module, method: str, path: str, line: int, guards: tuple[str, ...],
        is_rest: bool, sure: bool,
    ) -> None:  # fmt: skip
        """Keep one route."""
        whole = joined(path.replace("//", "/"))
        made = Route(method, whole, line, "django", is_rest or looks_like_api(whole), guards,
                     not sure, ("*",))  # fmt: skip
        self.found.add((module.path, made))


def _has_list(module: Module) -> bool:
    return any(True for _ in _entries(module.tree, "urlpatterns"))


def _included(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and dotted(node.func).endswith("include"):
            yield from strings_in(node.args[0] if node.args else None)


def _entries(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    """What a list of addresses is given, in all its assignments and additions."""
    for node in ast.walk(tree):
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
            targets = [node.target]
        if any(dotted(target) == name for target in targets):
            value = getattr(node, "value", None)
            # `urlpatterns = format_suffix_patterns(urlpatterns)` adds nothing of its own.
            if value is not None and not (isinstance(value, ast.Call) and any(
                dotted(a) == name for a in value.args)):  # fmt: skip
                yield value
        elif isinstance(node, ast.Call) and dotted(node.func) in (
            f"{name}.append",
            f"{name}.extend",
        ):
            yield from node.args


def _assigned(chain: list[tuple[Module, ast.ClassDef]], *names: str) -> Iterator[ast.expr]:
    """What a class attribute is given, nearest class first."""
    for name in names:
        for _module, node in chain:
            for one in node.body:
                target = one.targets[0] if isinstance(one, ast.Assign) else (
                    one.target if isinstance(one, ast.AnnAssign) else None)  # fmt: skip
                value = getattr(one, "value", None)
                if dotted(target) == name and value is not None:
                    yield value


def _extra(
    node: ast.FunctionDef | ast.AsyncFunctionDef, one_of: str
) -> Iterator[tuple[str, str, tuple[str, ...] | None]]:
    """`@action(detail=True, methods=['post'], url_path='x')` as (tail, method, guards)."""
    for call in node.decorator_list:
        name = dotted(call.func if isinstance(call, ast.Call) else call).rsplit(".", 1)[-1]
        if name not in ("action", "list_route", "detail_route") or not isinstance(call, ast.Call):
            continue
        detail = keyword(call, "detail") or (call.args[0] if call.args else None)
        is_one = name == "detail_route" or (isinstance(detail, ast.Constant) and bool(detail.value))
        path = (strings_in(keyword(call, "url_path")) or [node.name])[0]
        held = keyword(call, "permission_classes")
        guards = tuple(_permissions(held)) if held is not None else None
        verbs = [s.lower() for s in strings_in(keyword(call, "methods"))] or ["get"]
        for verb in verbs:
            yield joined(f"{{{one_of}}}" if is_one else "", _plain(path)), verb, guards


def _permissions(node: ast.expr) -> list[str]:
    """The permissions of a list; UNSURE where one is turned round (`~IsStaff`)."""
    turned = any(
        isinstance(n, ast.UnaryOp) and isinstance(n.op, ast.Invert) for n in ast.walk(node)
    )
    return [UNSURE] if turned else _last(node)


def _last(node: ast.expr) -> list[str]:
    """The last part of every dotted name in an expression: `a.B` is B, and a is none."""
    inner = {id(n.value) for n in ast.walk(node) if isinstance(n, ast.Attribute)}
    return [dotted(n).rsplit(".", 1)[-1] for n in ast.walk(node)
            if isinstance(n, (ast.Name, ast.Attribute)) and id(n) not in inner]  # fmt: skip


def _plain(regex: str) -> str:
    """A regular expression of an address as a path with `<name>` for its groups."""
    text = regex.lstrip("^").rstrip("$").removesuffix("\\Z")
    text = re.sub(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\([^()]*\))*\)", r"<\1>", text)
    text = re.sub(r"\((?!\?)(?:[^()]|\([^()]*\))*\)", "<value>", text)
    text = re.sub(r"\(\?:((?:[^()])*)\)\??", r"\1", text)
    return re.sub(r"/\?", "/", text).replace("\\.", ".").replace("\\-", "-").replace("\\/", "/")


def routes(project: Project) -> list[Found]:
    """The routes of all root lists."""
    walk = _Walk(project)
    for module, sure in walk.roots():
        walk.module(module, "", sure, 0)
    return sorted(walk.found)

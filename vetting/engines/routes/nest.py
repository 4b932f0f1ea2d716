"""Routes of NestJS: controllers with decorators, a global prefix, versions, guards."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

from tree_sitter import Node

from vetting.engines.routes.graph import Found
from vetting.engines.routes.modules import string
from vetting.engines.routes.route import UNSURE, Route, joined, template
from vetting.engines.routes.syntax import every, line, named, text
from vetting.engines.routes.syntax import field as child

_VERBS = {"Get", "Post", "Put", "Patch", "Delete", "All", "Head", "Options"}
_NOT_GUARDS = re.compile(
    r"^(Api|Http|Header|Redirect|Render|Use(Interceptors|Pipes|Filters)|Version|Controller|Sse|"
    r"Injectable|Cache|Swagger|Throttle|SkipThrottle|Response|Serialize|Bind)"
)
_PUBLIC = re.compile(r"^(Is)?(Public|SkipAuth|AllowAnonymous|NoAuth|Unprotected)", re.IGNORECASE)
PUBLIC = "@public"
"""Among the guards: the route says that a guard of the whole application is not for it."""


def concerns(source: str) -> bool:
    """Whether a source says something on NestJS's routes; cheap."""
    return "@nestjs/" in source and any(
        word in source
        for word in ("@Controller", "setGlobalPrefix", "NestFactory", "APP_GUARD", "useGlobalGuards",
                     "enableVersioning", "forRoutes")
    )  # fmt: skip


@dataclass(frozen=True)
class _Given:
    """What holds for the whole application."""

    prefix: str | None
    excluded: tuple[str, ...]
    by_uri: bool
    guards: tuple[str, ...]
    middleware: tuple[tuple[str, str, str], ...]  # (guard, method or any, path or class)
    versions: tuple[str, ...] = ()  # of what states none
    before: str = "v"  # what stands before a version


def routes(sources: Mapping[str, Node]) -> list[Found]:
    """The routes of all controllers, from the files' syntax trees."""
    given = _whole(sources.values())
    found = []
    for path, root in sources.items():
        strings = _strings(root)
        for node in every(root, "class_declaration"):
            found += [(path, route) for route in _of_class(node, strings, given)]
    return sorted(set(found))


def _strings(root: Node) -> dict[str, str]:
    strings: dict[str, str] = {}
    for node in every(root, "variable_declarator"):
        said = string(child(node, "value"), strings)
        if said is not None:
            strings[text(child(node, "name"))] = said
    return strings


def _whole(roots: Iterable[Node]) -> _Given:
    # Without the application's own start its prefix is not known.
    prefix: str | None = None
    excluded: list[str] = []
    guards: list[str] = []
    middleware: list[tuple[str, str, str]] = []
    by_uri = False
    versions: list[str] = []
    before = "v"
    for root in roots:
        strings = _strings(root)
        for call in every(root, "call_expression"):
            name = text(child(child(call, "function"), "property"))
            args = named(child(call, "arguments"))
            if name == "create" and text(call).startswith("NestFactory."):
                prefix = prefix or ""
            elif name == "setGlobalPrefix" and args:
                prefix = string(args[0], strings)
                excluded += [text(one)[1:-1] for one in every(args[-1], "string")][len(args) == 1 :]
            elif name == "enableVersioning":
                said = text(call)
                by_uri = not any(word in said for word in ("HEADER", "MEDIA_TYPE", "CUSTOM"))
                pairs = {text(child(p, "key")): child(p, "value") for p in every(call, "pair")}
                versions = _versions(pairs.get("defaultVersion"), strings)
                mark = pairs.get("prefix")
                before = "" if text(mark) == "false" else (string(mark, strings) or "v")
            elif name == "useGlobalGuards":
                guards += [text(child(one, "constructor")) or text(one) for one in args]
            elif name == "forRoutes":
                middleware += _middleware(call, args)
        for pair in every(root, "object"):
            if "APP_GUARD" in text(pair) and "provide" in text(pair):
                used = re.search(r"use(?:Class|Existing|Factory)\s*:\s*([\w.]+)", text(pair))
                guards.append(used.group(1) if used else UNSURE)
    return _Given(prefix, tuple(excluded), by_uri, tuple(guards), tuple(middleware),
                  tuple(versions), before)  # fmt: skip


def _middleware(call: Node, args: list[Node]) -> Iterator[tuple[str, str, str]]:
    """`consumer.apply(A).forRoutes(…)` as (A, method, path or controller)."""
    applied = re.search(r"\.apply\(\s*([\w.]+)", text(call))
    name = applied.group(1) if applied else UNSURE
    if "exclude(" in text(call):
        name = UNSURE
    for one in args:
        pairs = {text(child(p, "key")): child(p, "value") for p in named(one)}
        if one.type == "object":
            method = text(pairs.get("method")).rsplit(".", 1)[-1].lower()
            yield (
                name,
                "any" if method in ("all", "") else method,
                string(pairs.get("path"), {}) or "",
            )
        elif one.type == "identifier":
            yield name, "any", text(one)
        else:
            yield name, "any", string(one, {}) or "*"


def _decorators(node: Node) -> Iterator[tuple[str, list[Node]]]:
    """(name, arguments) of the decorators of a class or method."""
    holders = [node] if node.type == "class_declaration" else []
    if node.parent is not None and node.type == "class_declaration":
        holders.append(node.parent)
    found = [c for holder in holders for c in holder.children if c.type == "decorator"]
    before = node.prev_named_sibling if node.type == "method_definition" else None
    while before is not None and before.type in ("decorator", "comment"):
        found.append(before)
        before = before.prev_named_sibling
    for one in found:
        inner = named(one)[0] if named(one) else None
        if inner is None:
            continue
        if inner.type == "call_expression":
            yield text(child(inner, "function")), named(child(inner, "arguments"))
        elif inner.type == "identifier":
            yield text(inner), []


def _of_class(node: Node, strings: Mapping[str, str], given: _Given) -> Iterator[Route]:
    decorators = list(_decorators(node))
    controller = next((args for name, args in decorators if name == "Controller"), None)
    if controller is None:
        return
    bases, stated = _controller(controller, strings)
    guards = _guards(decorators)
    for method in named(child(node, "body")):
        if method.type != "method_definition":
            continue
        own = list(_decorators(method))
        said = [_versions(args[0], strings) for name, args in own if name == "Version" and args]
        versions = (said or [stated])[0] or list(given.versions) or [""]
        for verb, args in own:
            if verb not in _VERBS:
                continue
            for version, base in product(versions, bases):
                for path in _paths(args, strings):
                    route = _route(verb, base, path, version, given)
                    held = (*given.guards, *guards, *_guards(own))
                    held += tuple(_middlewares(route, text(child(node, "name")), given))
                    place = line(child(method, "name") or method)
                    decorated = list(_lines(method))
                    yield replace(route, line=min([place, *decorated]), guards=_spared(held, given),
                                  queries=tuple(_queries(method)))  # fmt: skip


def _lines(method: Node) -> Iterator[int]:
    """The line of the decorator that names the method."""
    before = method.prev_named_sibling
    while before is not None and before.type in ("decorator", "comment"):
        inner = named(before)[0] if named(before) else None
        if text(child(inner, "function")) in _VERBS:
            yield line(before)
        before = before.prev_named_sibling


def _spared(guards: tuple[str, ...], given: _Given) -> tuple[str, ...]:
    """Without the application's guards where the route says that it is public."""
    if PUBLIC in guards:
        return tuple(dict.fromkeys(g for g in guards if g not in given.guards))
    return tuple(dict.fromkeys(guards))


def _route(verb: str, base: str, path: str | None, version: str | None, given: _Given) -> Route:
    floating = path is None or given.prefix is None
    prefix = given.prefix or ""
    inner = joined(base, path or "")
    if any(template(inner) == template(joined(one)) for one in given.excluded):
        prefix = ""
    level = f"{given.before}{version}" if version and given.by_uri else ""
    whole = joined(prefix, level, base, path or "")
    method = "any" if verb == "All" else verb.lower()
    return Route(method, whole, 0, "nestjs", True, floating=floating)


def _versions(node: Node | None, strings: Mapping[str, str]) -> list[str]:
    """Versions as one or several texts; empty for one that is neutral, none where unsaid."""
    inner = [] if node is None else named(node) if node.type == "array" else [node]
    return ["" if "NEUTRAL" in text(one) else string(one, strings) or "" for one in inner]


def _controller(args: list[Node], strings: Mapping[str, str]) -> tuple[list[str], list[str]]:
    if args and args[0].type == "object":
        pairs = {text(child(p, "key")): child(p, "value") for p in named(args[0])}
        path = pairs.get("path")
        version = _versions(pairs.get("version"), strings)
        return [p or "" for p in _paths([path] if path else [], strings)], version
    return [path or "" for path in _paths(args, strings)], []


def _paths(args: list[Node], strings: Mapping[str, str]) -> list[str | None]:
    if not args:
        return [""]
    if args[0].type == "array":
        return [string(one, strings) for one in named(args[0])]
    return [string(args[0], strings)]


def _guards(decorators: list[tuple[str, list[Node]]]) -> tuple[str, ...]:
    """Guards by name, and own decorators (`Auth`, `Roles`), which may hold guards."""
    found: list[str] = []
    for name, args in decorators:
        if name == "UseGuards":
            found += [text(child(one, "function") or child(one, "constructor") or one)[:60]
                      for one in args]  # fmt: skip
        elif _PUBLIC.match(name):
            found.append(PUBLIC)
        elif name not in _VERBS and not _NOT_GUARDS.match(name):
            found.append(name)
    return tuple(found)


def _middlewares(route: Route, owner: str, given: _Given) -> Iterator[str]:
    for guard, method, at in given.middleware:
        whole = template(joined(given.prefix or "", at.rstrip("*")))
        hit = template(route.path) == whole or at in ("*", owner)
        hit = hit or ("*" in at and template(route.path).startswith(whole))
        if hit and method in ("any", route.method):
            yield guard


def _queries(method: Node) -> Iterator[str]:
    """`@Query('x')` names one, `@Query() all` takes any."""
    for one in every(child(method, "parameters") or method, "decorator", stop="statement_block"):
        inner = named(one)[0] if named(one) else None
        if text(child(inner, "function")) == "Query":
            args = named(child(inner, "arguments"))
            yield (string(args[0], {}) or "*") if args else "*"

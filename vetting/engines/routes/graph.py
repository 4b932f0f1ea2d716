"""Routers that are mounted on routers, over many files, until every route has its whole path."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from vetting.engines.routes.route import Route, joined, looks_like_api

Key = tuple[str, str]
"""The file that makes a router, and its name there."""
Found = tuple[str, Route]
"""A route with the file that declares it."""
MAX_DEPTH = 12
MAX_ROUTES = 20_000


@dataclass(frozen=True)
class Mount:
    """A router below a prefix of another; `prefix` None: not known."""

    child: Key
    prefix: str | None
    guards: tuple[str, ...] = ()


@dataclass
class Router:
    """What one router declares; `is_root` for the application itself.

    `prefix` is the router's own, None when it is not known; its routes' paths lack it.
    """

    is_root: bool = False
    prefix: str | None = ""
    guards: list[str] = field(default_factory=list)
    routes: list[Found] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)


@dataclass(frozen=True)
class _Way:
    """How a router is reached from the application."""

    prefix: str
    guards: tuple[str, ...]
    floating: bool

    def down(self, prefix: str | None, guards: tuple[str, ...]) -> "_Way":
        if prefix is None:
            return _Way("", (*self.guards, *guards), floating=True)
        return _Way(joined(self.prefix, prefix), (*self.guards, *guards), self.floating)


def linked(routers: Mapping[Key, Router]) -> list[Found]:
    """All routes with their whole paths, sorted, each once for every way it is reached.

    A router that nothing mounts floats: its routes are reached, but below an unknown prefix.
    """
    mounted = {mount.child for router in routers.values() for mount in router.mounts}
    found: set[Found] = set()
    for key, router in routers.items():
        if router.is_root or key not in mounted:
            way = _Way("", (), floating=not router.is_root)
            for one in _below(routers, key, way, ()):
                found.add(one)
                if len(found) >= MAX_ROUTES:
                    raise ValueError("too many routes")
    return merged(found)


def merged(found: Iterable[Found]) -> list[Found]:
    """Each place and path once: what is mounted twice keeps the guards of both ways."""
    once: dict[tuple[str, str, str, int], Route] = {}
    for file, route in sorted(found):
        key = (file, route.method, route.path, route.line)
        other = once.get(key, route)
        once[key] = replace(
            route,
            guards=tuple(dict.fromkeys((*other.guards, *route.guards))),
            floating=other.floating and route.floating,
        )
    return sorted((file, route) for (file, *_rest), route in once.items())


def _below(
    routers: Mapping[Key, Router], key: Key, way: _Way, above: tuple[Key, ...]
) -> Iterator[Found]:
    router = routers.get(key)
    if router is None or key in above or len(above) > MAX_DEPTH:
        return
    here = way.down(router.prefix, tuple(router.guards))
    for file, route in router.routes:
        whole = joined(here.prefix, route.path)
        yield (
            file,
            replace(
                route,
                path=whole,
                is_api=route.is_api or looks_like_api(whole),
                guards=tuple(dict.fromkeys((*here.guards, *route.guards))),
                floating=here.floating or route.floating,
            ),
        )
    for mount in router.mounts:
        down = here.down(mount.prefix, mount.guards)
        yield from _below(routers, mount.child, down, (*above, key))

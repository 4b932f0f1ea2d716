"""What a contract promises: its operations, with parameters, protection and shapes."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from vetting.engines.contract.nodes import At, Library, elements, get, is_true, items, line, scalar
from vetting.engines.contract.shapes import Shapes, described
from vetting.model.contract import Contract, Operation, Parameter

METHODS = ("get", "post", "put", "patch", "delete", "options", "head", "trace", "query")
_MORE = "additionalOperations"
"""Where OpenAPI 3.2 keeps methods that it does not know by name."""
MAX_OPERATIONS = 20_000
_BROKEN = "unparsable"
_TOO_LARGE = "too-large"


def operations(library: Library, name: str) -> list[Operation] | None:
    """All operations of a document in its order without shapes, or None when it is broken."""
    node = library.root(name, whole=True)
    if node is None:
        return None
    return list(_operations(library, At(name, node), None))


def contract(library: Library, name: str) -> Contract:
    """A document with all shapes; `fault` says why it could not be read (a code of `skip.*`)."""
    node = library.root(name, whole=True)
    if node is None:
        return Contract(name, "", (), fault=_BROKEN)
    shapes = Shapes(library)
    found = []
    for one in _operations(library, At(name, node), shapes):
        found.append(one)
        if len(found) > MAX_OPERATIONS:
            return Contract(name, "", (), fault=_TOO_LARGE)
    version = scalar(get(node, "info", "version")) or ""
    return Contract(name, version, tuple(found), tuple(shapes.known))


def _operations(library: Library, root: At, shapes: Shapes | None) -> Iterator[Operation]:
    base = _base(root)
    top = root.down("security")
    paths = root.down("paths")
    for path, _key, value in items(paths.node) if paths else ():
        item = library.follow(At(root.file, value))
        if item is None or not path.startswith("/"):
            continue
        shared = list(_parameters(library, item))
        for method, at, where in _methods(item):
            security = at.down("security") or top
            given = {(p.place, p.name): p for p in (*shared, *_parameters(library, at))}
            before = shapes.cut if shapes else 0
            yield Operation(
                method=method,
                path=path,
                base=base,
                file=item.file,
                line=where,
                secured=_secured(security),
                parameters=tuple(given.values()),
                name=scalar(get(at.node, "operationId")) or "",
                needs_body=_needs_body(library, at),
                is_deprecated=is_true(get(at.node, "deprecated")),
                needs=_needs(library, root, security) if shapes else (),
                request=shapes.request(root, at) if shapes else {},
                answers=shapes.answers(root, at) if shapes else {},
                is_whole=shapes is None or shapes.cut == before,
            )


def _methods(item: At) -> Iterator[tuple[str, At, int]]:
    """Method in lower case, its operation, and the line of its key."""
    more = item.down(_MORE)
    for method, key, body in items(item.node):
        if method in METHODS:
            yield method, At(item.file, body), line(key)
    for method, key, body in items(more.node) if more else ():
        yield method.lower(), At(item.file, body), line(key)


def _base(root: At) -> str:
    servers = elements(get(root.node, "servers"))
    url = scalar(get(servers[0], "url")) if servers else None
    if url is not None:
        return urlsplit(url).path if "{" not in url else ""
    return scalar(get(root.node, "basePath")) or ""


def _secured(at: At | None) -> bool | None:
    """Whether a `security` asks for credentials in every alternative."""
    if at is None:
        return None
    needs = elements(at.node)
    return bool(needs) and all(any(True for _ in items(need)) for need in needs)


def _needs(library: Library, root: At, at: At | None) -> tuple[tuple[str, ...], ...]:
    """Each alternative of a `security` as the schemes and scopes that it asks for, sorted."""
    found = []
    for need in elements(at.node) if at else ():
        asked: set[str] = set()
        for name, _key, scopes in items(need):
            scheme = _scheme(library, root, name)
            asked |= {scheme} | {f"{scheme}: {scalar(one)}" for one in elements(scopes)}
        found.append(tuple(sorted(asked)))
    return tuple(sorted(found))


def _scheme(library: Library, root: At, name: str) -> str:
    """A scheme by what it asks of a caller, so that another name for the same is no change."""
    for place in (("components", "securitySchemes"), ("securityDefinitions",)):
        at = library.follow(root.down(*place, name))
        if at is not None:
            parts = (scalar(get(at.node, key)) for key in ("type", "scheme", "in", "name"))
            return " ".join(part for part in parts if part) or name
    return name


def _parameters(library: Library, at: At) -> Iterator[Parameter]:
    for one in elements(get(at.node, "parameters")):
        found = library.follow(At(at.file, one))
        name = scalar(get(found.node, "name")) if found else None
        place = scalar(get(found.node, "in")) if found else None
        if found is None or name is None or place is None:
            continue
        schema = described(library.follow(found.down("schema")) or found)
        required = is_true(get(found.node, "required"))
        yield Parameter(place, name, required, schema.type, schema.values, schema.limits)


def _needs_body(library: Library, at: At) -> bool:
    body = library.follow(at.down("requestBody"))
    if body is not None:
        return is_true(get(body.node, "required"))
    return any(p.place == "body" and p.required for p in _parameters(library, at))

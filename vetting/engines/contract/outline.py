"""What a contract promises: its operations, with parameters, protection and shapes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from vetting.engines.contract.nodes import At, Library, elements, get, is_true, items, line, scalar

METHODS = ("get", "post", "put", "patch", "delete", "options", "head")
MAX_DEPTH = 8
MAX_FIELDS = 1_000
"""Fields of one shape that are kept; the rest of a larger one is not compared."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `place` is query, path, header or cookie."""

    place: str
    name: str
    required: bool
    type: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body, by its path such as `data[].nama`."""

    type: str
    required: bool
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One operation. `base` is the path of the servers; `secured` None: nothing is said.

    `line` is that of the method's key. `request` and `answers` (by status) are the fields of
    bodies; they are empty unless asked for.
    """

    method: str
    path: str
    base: str
    file: str
    line: int
    secured: bool | None
    parameters: tuple[Parameter, ...] = ()
    name: str = ""
    needs_body: bool = False
    request: dict[str, Field] = field(default_factory=dict)
    answers: dict[str, dict[str, Field]] = field(default_factory=dict)


def version(root: At) -> str:
    """`info.version` of a document; empty when it states none."""
    return scalar(get(root.node, "info", "version")) or ""


def operations(library: Library, name: str, *, shapes: bool = False) -> list[Operation] | None:
    """All operations of a document in its order, or None when it is broken."""
    node = library.root(name, whole=True)
    if node is None:
        return None
    root = At(name, node)
    return list(_operations(library, root, shapes))


def _operations(library: Library, root: At, shapes: bool) -> Iterator[Operation]:
    base = _base(root)
    top = _secured(root.down("security"))
    paths = root.down("paths")
    for path, _key, value in items(paths.node) if paths else ():
        item = library.follow(At(root.file, value))
        if item is None or not path.startswith("/"):
            continue
        shared = list(_parameters(library, item))
        for method, key, body in items(item.node):
            if method not in METHODS:
                continue
            at = At(item.file, body)
            own = _secured(at.down("security"))
            given = {(p.place, p.name): p for p in (*shared, *_parameters(library, at))}
            yield Operation(
                method, path, base, item.file, line(key), top if own is None else own,
                tuple(given.values()), scalar(get(body, "operationId")) or "",
                _needs_body(library, at),
                _request(library, at) if shapes else {},
                dict(_answers(library, at)) if shapes else {},
            )  # fmt: skip


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


def _parameters(library: Library, at: At) -> Iterator[Parameter]:
    for one in elements(get(at.node, "parameters")):
        found = library.follow(At(at.file, one))
        name = scalar(get(found.node, "name")) if found else None
        place = scalar(get(found.node, "in")) if found else None
        if found is None or name is None or place is None:
            continue
        schema = library.follow(found.down("schema")) or found
        yield Parameter(place, name, is_true(get(found.node, "required")), _type(schema),
                        _values(schema))  # fmt: skip


def _type(at: At) -> str:
    node = get(at.node, "type")
    return scalar(node) or "|".join(sorted(filter(None, map(scalar, elements(node)))))


def _values(at: At) -> tuple[str, ...]:
    return tuple(sorted(filter(None, map(scalar, elements(get(at.node, "enum"))))))


def _needs_body(library: Library, at: At) -> bool:
    body = library.follow(at.down("requestBody"))
    if body is not None:
        return is_true(get(body.node, "required"))
    return any(p.place == "body" and p.required for p in _parameters(library, at))


def _request(library: Library, at: At) -> dict[str, Field]:
    body = library.follow(at.down("requestBody"))
    schema = _json(library, body) if body else None
    for one in elements(get(at.node, "parameters")) if body is None else ():
        found = library.follow(At(at.file, one))
        if found is not None and scalar(get(found.node, "in")) == "body":
            schema = found.down("schema")
    return fields(library, schema)


def _answers(library: Library, at: At) -> Iterator[tuple[str, dict[str, Field]]]:
    responses = at.down("responses")
    for status, _key, value in items(responses.node) if responses else ():
        answer = library.follow(At(at.file, value))
        if answer is not None:
            yield status, fields(library, _json(library, answer) or answer.down("schema"))


def _json(library: Library, at: At) -> At | None:
    """The schema of the JSON media type of a body or answer."""
    content = at.down("content")
    for name, _key, value in items(content.node) if content else ():
        if "json" in name or name == "*/*":
            return library.follow(At(at.file, value).down("schema"))
    return None


def fields(library: Library, at: At | None) -> dict[str, Field]:
    """The fields below a schema by path; the schema itself is ``""``."""
    found: dict[str, Field] = {}
    _collect(library, at, "", True, found, ())
    return found


def _collect(
    library: Library, at: At | None, path: str, required: bool, found: dict[str, Field],
    above: tuple[int, ...],
) -> None:  # fmt: skip
    schema = library.follow(at)
    if schema is None or id(schema.node) in above:
        return
    if len(above) > MAX_DEPTH or len(found) >= MAX_FIELDS:
        return
    above = (*above, id(schema.node))
    known = found.get(path)
    kind = _type(schema) or (known.type if known else "")
    found[path] = Field(kind, required, _values(schema) or (known.values if known else ()))
    for part in elements(get(schema.node, "allOf")):
        _collect(library, At(schema.file, part), path, required, found, above)
    needed = {scalar(one) for one in elements(get(schema.node, "required"))}
    properties = schema.down("properties")
    for name, _key, value in items(properties.node) if properties else ():
        inner = f"{path}.{name}" if path else name
        _collect(library, At(schema.file, value), inner, name in needed, found, above)
    inside = schema.down("items")
    if inside is not None:
        _collect(library, inside, f"{path}[]", False, found, above)

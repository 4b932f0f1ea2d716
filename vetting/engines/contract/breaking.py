"""What in a contract breaks those who use the one before it. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from vetting.model.contract import Contract, Field, Operation, Parameter

_AT_LEAST = ("minLength", "minimum", "exclusiveMinimum", "minItems")
_AT_MOST = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
_VERSION = re.compile(r"(?:^|/)v(\d+)(?=[./]|$)")


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One breaking change.

    `kind` is a stable word (`operation-removed`, `parameter-required`, …), `operation` such as
    `GET /warga`, `detail` the parameter, field or status that is meant. `before` is the
    operation that breaks and `after` what came in its stead, None when it is gone.
    `is_announced` says that a new major version, or a deprecation, told its callers before.
    """

    kind: str
    operation: str
    detail: str
    before: Operation
    after: Operation | None
    is_announced: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """All changes, sorted, and the operations of `before` that could not be compared."""

    changes: tuple[Change, ...]
    left_out: tuple[Operation, ...]


def compared(before: Sequence[Contract], after: Sequence[Contract]) -> Compared:
    """All changes that break a caller of `before`.

    Paths are compared with their servers' base path and whatever names their variables have;
    documents may be renamed, split or joined. An operation that is still served below the old
    version is no change: add `/v2` beside it. Asking for more breaks (a new required parameter
    or field, a narrower type, list of values or bound, more credentials), and so does answering
    with less (a field, status or media type that is gone, a field that is no longer certain).
    A document that cannot be read, or a shape that was cut off, is left out and listed.
    """
    now: dict[tuple[str, str], list[tuple[Contract, Operation]]] = {}
    for contract in after:
        for one in contract.operations:
            now.setdefault(_key(one), []).append((contract, one))
    broken = {contract.file for contract in after if contract.fault}
    found: dict[tuple[str, str, str], Change] = {}
    left_out: list[Operation] = []
    for contract in before:
        for old in contract.operations:
            others = now.get(_key(old), [])
            if contract.file in broken or not (old.is_whole and all(o.is_whole for _, o in others)):
                left_out.append(old)
                continue
            for change in _changes(contract, old, others, after):
                found.setdefault((change.kind, change.operation, change.detail), change)
    return Compared(tuple(found[key] for key in sorted(found)), tuple(left_out))


def _changes(
    contract: Contract,
    old: Operation,
    others: Sequence[tuple[Contract, Operation]],
    after: Sequence[Contract],
) -> Iterator[Change]:
    """The changes of one operation, against the document of its own name where there is one."""
    name = shown(old)
    if not others:
        announced = old.is_deprecated or _is_superseded(contract, old, after)
        yield Change("operation-removed", name, "", old, None, announced)
        return
    other, new = min(others, key=lambda pair: pair[0].file != contract.file)
    announced = _path_version(old) is None and is_new_major(contract.version, other.version)
    pairs = (
        *_security(old, new),
        *_parameters(old, new),
        *_request(contract, old, other, new),
        *_answers(contract, old, other, new),
    )
    for kind, detail in pairs:
        yield Change(kind, name, detail, old, new, announced)


def shown(one: Operation) -> str:
    """The operation as people name it: `GET /api/v1/warga`."""
    return f"{one.method.upper()} {_whole(one)}"


def is_new_major(before: str, after: str) -> bool:
    """Whether the major version of the document grew: a break that was announced."""
    old, new = (re.match(r"\D*(\d+)", text) for text in (before, after))
    return bool(old and new and int(new.group(1)) > int(old.group(1)))


def _is_superseded(contract: Contract, old: Operation, after: Sequence[Contract]) -> bool:
    """Whether a newer version of the interface took the place of a removed operation."""
    version = _path_version(old)
    if version is None:
        return any(is_new_major(contract.version, one.version) for one in after)
    newer = (_path_version(one) for document in after for one in document.operations)
    return any(one is not None and one > version for one in newer)


def _path_version(one: Operation) -> int | None:
    found = _VERSION.search(_whole(one).lower())
    return int(found.group(1)) if found else None


def _whole(one: Operation) -> str:
    parts = (part.strip("/") for part in (one.base, one.path))
    return "/" + "/".join(part for part in parts if part)


def _key(one: Operation) -> tuple[str, str]:
    return one.method, re.sub(r"\{[^}]*\}", "{}", _whole(one)).rstrip("/").lower()


_Pairs = Iterator[tuple[str, str]]


def _security(old: Operation, new: Operation) -> _Pairs:
    if new.secured and not old.secured:
        # Who demands of an interface that it states its protection must not call that a break.
        yield ("security-added" if old.secured is False else "security-stated"), ""
    elif old.secured and new.secured and old.needs and new.needs:
        wanted = [set(one) for one in new.needs]
        if not all(any(want <= set(one) for want in wanted) for one in old.needs):
            yield "security-tightened", "; ".join(", ".join(one) for one in new.needs)


def _parameters(old: Operation, new: Operation) -> _Pairs:
    known = dict(_numbered(old))
    now = dict(_numbered(new))
    for key, one in now.items():
        other = known.get(key)
        if one.required and one.place != "path" and (other is None or not other.required):
            yield "parameter-required", one.name
        if other is not None:
            yield from _narrower(one.name, _value(other), _value(one))
    for key, one in known.items():
        if key not in now and one.place != "path":
            yield "parameter-removed", one.name


def _numbered(one: Operation) -> Iterator[tuple[tuple[str, str], Parameter]]:
    """Parameters by place and name, those of the path by where they stand in it."""
    order = re.findall(r"\{([^}]*)\}", one.path)
    for parameter in one.parameters:
        if parameter.place == "path" and parameter.name in order:
            yield ("path", str(order.index(parameter.name))), parameter
        elif parameter.place not in ("path", "body"):
            name = parameter.name.lower() if parameter.place == "header" else parameter.name
            yield (parameter.place, name), parameter


def _value(one: Parameter) -> Field:
    return Field(one.type, one.required, one.values, one.limits)


def _request(before: Contract, old: Operation, after: Contract, new: Operation) -> _Pairs:
    if new.needs_body and not old.needs_body:
        yield "body-required", ""
    for media, place in old.request.items():
        if media not in new.request:
            if new.request:
                yield "media-type-refused", media
            continue
        yield from _asked(before.shapes[place], after.shapes[new.request[media]])


def _asked(known: Mapping[str, Field], now: Mapping[str, Field]) -> _Pairs:
    """How a body asks for more; one whose fields were never stated cannot ask for new ones."""
    is_stated = len(known) > 1
    for path, one in now.items():
        other = known.get(path)
        is_new = one.required and path and (other is None or not other.required)
        if is_new and is_stated and _is_within(path, known):
            yield "field-required", path
        if other is not None:
            yield from _narrower(path or "(body)", other, one)
    if known and not is_stated and any(one.required for path, one in now.items() if path):
        yield "fields-stated", ""


def _is_within(path: str, known: Mapping[str, Field]) -> bool:
    """Whether what a field stands in was there before: fields of a new, optional part are not."""
    above = re.sub(r"(\.[^.\[\]]+|\[\])$", "", path)
    return above == path or above in known


def _narrower(name: str, old: Field, new: Field) -> _Pairs:
    """How what is asked for takes less than before."""
    lost = _types(old) - _types(new)
    if old.type and new.type and lost and not (lost == {"integer"} and "number" in _types(new)):
        yield "type-narrowed", f"{name}: {old.type} → {new.type}"
    if new.values:
        gone = sorted(set(old.values) - set(new.values))
        if gone:
            yield "value-refused", f"{name}: {', '.join(gone[:5])}"
        elif not old.values:
            yield "limit-added", f"{name}: enum"
    for key, limit in new.limits.items():
        before = old.limits.get(key)
        if before is None:
            if not (key in _AT_LEAST and _number(limit) in (0.0, None)):
                yield "limit-added", f"{name}: {key} {limit}"
        elif _is_tighter(key, before, limit):
            yield "limit-narrowed", f"{name}: {key} {before} → {limit}"


def _is_tighter(key: str, before: str, after: str) -> bool:
    old, new = _number(before), _number(after)
    if key in _AT_LEAST and old is not None and new is not None:
        return new > old
    if key in _AT_MOST and old is not None and new is not None:
        return new < old
    return before != after


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _answers(before: Contract, old: Operation, after: Contract, new: Operation) -> _Pairs:
    for status, known in old.answers.items():
        if not status.startswith("2"):
            continue
        now = new.answers.get(status, new.answers.get("2XX", new.answers.get("2xx")))
        if now is None:
            yield "answer-removed", status
            continue
        for media, place in known.items():
            if media in now:
                shapes = before.shapes[place], after.shapes[now[media]]
                yield from _less(status, *shapes)
            else:
                yield "media-type-removed", f"{status} {media}"


def _less(status: str, before: Mapping[str, Field], after: Mapping[str, Field]) -> _Pairs:
    """How an answer gives less than before."""
    gone = [path for path in before if path not in after]
    for path in gone:
        if not any(other and path != other and path.startswith(other) for other in gone):
            yield "field-removed", f"{status} {path}".strip()
    for path, one in after.items():
        other = before.get(path)
        if other is None:
            continue
        new = _types(one) - _types(other)
        if (
            one.type
            and other.type
            and new
            and not (new == {"integer"} and "number" in _types(other))
        ):
            yield "type-changed", f"{status} {path}: {other.type} → {one.type}"
        elif other.required and not one.required:
            yield "field-optional", f"{status} {path}"


def _types(one: Field) -> set[str]:
    return {*one.type.split("|")}

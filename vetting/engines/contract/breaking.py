"""What in a contract breaks those who use the one before it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vetting.engines.contract.outline import Field, Operation


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One breaking change.

    `kind` is a stable word (`operation-removed`, `parameter-required`, …), `operation` such as
    `GET /warga`, `detail` the parameter, field or status that is meant.
    """

    kind: str
    operation: str
    detail: str = ""


def breaking(before: Sequence[Operation], after: Sequence[Operation]) -> list[Change]:
    """All changes that break a caller of `before`, sorted.

    Paths are compared with their servers' base path and whatever names their variables have.
    An operation that is still served below the old version is no change: add `/v2` beside it.
    Asking for more breaks (a new required parameter or field, a narrower type or list of
    values), and so does answering with less (a field or a status that is gone, a field that is
    no longer certain).
    """
    now = {_key(one): one for one in after}
    found: set[Change] = set()
    for old in before:
        new = now.get(_key(old))
        name = f"{old.method.upper()} {old.path}"
        if new is None:
            found.add(Change("operation-removed", name))
            continue
        found.update(_request(name, old, new))
        found.update(_answers(name, old, new))
        if not old.secured and new.secured:
            found.add(Change("security-added", name))
    return sorted(found)


def is_new_major(before: str, after: str) -> bool:
    """Whether the major version of the document grew: a break that was announced."""
    old, new = (re.match(r"\D*(\d+)", text) for text in (before, after))
    return bool(old and new and int(new.group(1)) > int(old.group(1)))


def _key(one: Operation) -> tuple[str, str]:
    path = "/".join(part.strip("/") for part in (one.base, one.path))
    return one.method, re.sub(r"\{[^}]*\}", "{}", path).strip("/").lower()


def _request(name: str, old: Operation, new: Operation) -> Iterator[Change]:
    known = {(p.place, p.name): p for p in old.parameters if p.place != "path"}
    for one in new.parameters:
        other = known.get((one.place, one.name))
        if one.place in ("path", "body"):
            continue
        if one.required and (other is None or not other.required):
            yield Change("parameter-required", name, one.name)
        if other is not None:
            if other.type and one.type and other.type != one.type:
                yield Change("type-changed", name, f"{one.name}: {other.type} → {one.type}")
            if other.values and one.values and not set(other.values) <= set(one.values):
                gone = sorted(set(other.values) - set(one.values))
                yield Change("value-refused", name, f"{one.name}: {', '.join(gone[:5])}")
    if new.needs_body and not old.needs_body:
        yield Change("body-required", name)
    yield from _asked(name, old.request, new.request)


def _asked(name: str, old: dict[str, Field], new: dict[str, Field]) -> Iterator[Change]:
    for path, one in new.items():
        other = old.get(path)
        if one.required and path and (other is None or not other.required) and old:
            yield Change("field-required", name, path)
        if other is None:
            continue
        if _types(one, other):
            yield Change("type-changed", name, f"{path}: {other.type} → {one.type}")
        if one.values and not set(other.values) <= set(one.values):
            yield Change("value-refused", name, path)


def _answers(name: str, old: Operation, new: Operation) -> Iterator[Change]:
    for status, before in old.answers.items():
        if not status.startswith("2"):
            continue
        if status not in new.answers:
            yield Change("answer-removed", name, status)
            continue
        after = new.answers[status]
        gone = [path for path in before if path not in after]
        for path in gone:
            if not any(path != other and path.startswith(other) for other in gone if other):
                yield Change("field-removed", name, f"{status} {path}".strip())
        for path, one in after.items():
            other = before.get(path)
            if other is not None and _types(one, other):
                detail = f"{status} {path}: {other.type} → {one.type}"
                yield Change("type-changed", name, detail)
            elif other is not None and other.required and not one.required:
                yield Change("field-optional", name, f"{status} {path}")


def _types(one: Field, other: Field) -> bool:
    return bool(one.type and other.type and one.type != other.type)

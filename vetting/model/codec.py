"""Model values to plain JSON values and back, exactly; unknown or missing keys are errors.

What an older version of the model wrote may lack fields added since: see `from_plain`.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from functools import cache
from typing import Any


def to_plain(value: Any) -> Any:
    """JSON-able form: dataclasses become objects with kebab-case keys, scales their names.

    A member of a sum type carries its class in `kind`.
    """
    if type(value) in _PLAIN:  # most values of a large report; asking this first halves the time
        return value
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, IntEnum):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        plain = {key: to_plain(getattr(value, name)) for name, key in _keys(type(value))}
        if type(value).__name__ in _SUM:
            plain["kind"] = type(value).__name__
        return plain
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    return value


@cache
def _keys(kind: type) -> tuple[tuple[str, str], ...]:
    return tuple((field.name, field.name.replace("_", "-")) for field in fields(kind))


_PLAIN = frozenset({str, int, bool, type(None)})
_SUM = {"Ran", "Failed", "NotApplicable", "NotRun"}
_SUM |= {"Attestation", "Waiver", "Approval", "Withdrawal", "Response", "Acceptance"}


def from_plain(kind: Any, plain: Any, *, absent: set[str] | None = None) -> Any:
    """The value of type `kind` that `to_plain` made `plain` from; raises ValueError if none.

    Where `absent` is given, a missing key whose field has a default is no error: the field takes
    its default, and its name (`Basis.baseline`) is added to `absent`.
    """
    try:
        return _read(kind, plain, absent)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a {getattr(kind, '__name__', kind)}: {error}") from error


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


@cache
def _defaulted(kind: type) -> frozenset[str]:
    """The fields that a value can be made without."""
    free = (f for f in fields(kind) if (f.default, f.default_factory) != (MISSING, MISSING))
    return frozenset(f.name for f in free)


def _given(kind: type, plain: Any, absent: set[str] | None) -> dict[str, Any]:
    """The plain values of a class's fields by name; raises ValueError for other keys than those."""
    hints = _hints(kind)
    given = {key.replace("-", "_"): item for key, item in plain.items()}
    if "kind" not in hints:
        given.pop("kind", None)
    missing = hints.keys() - given.keys()
    if absent is not None and missing <= _defaulted(kind):
        absent |= {f"{kind.__name__}.{name.replace('_', '-')}" for name in missing}
        missing = set()
    if missing or given.keys() - hints.keys():
        raise ValueError(f"keys of {kind.__name__} differ: {sorted(given.keys() ^ hints.keys())}")
    return given


def _read(kind: Any, plain: Any, absent: set[str] | None) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if plain is None and type(None) in args:
            return None
        choices = [arg for arg in args if arg is not type(None)]
        if len(choices) > 1:
            named = {choice.__name__: choice for choice in choices}
            chosen = named[plain["kind"]]
            return _read(chosen, {k: v for k, v in plain.items() if k != "kind"}, absent)
        return _read(choices[0], plain, absent)
    if origin is tuple:
        if args[-1] is Ellipsis:
            return tuple(_read(args[0], item, absent) for item in plain)
        return tuple(_read(arg, item, absent) for arg, item in zip(args, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _read(args[1], item, absent) for key, item in plain.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints, given = _hints(kind), _given(kind, plain, absent)
        return kind(**{name: _read(hints[name], item, absent) for name, item in given.items()})
    if isinstance(kind, type) and issubclass(kind, IntEnum):
        return kind.parse(plain)  # type: ignore[attr-defined]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    if kind is date:
        return date.fromisoformat(plain)
    if kind is float and isinstance(plain, int):
        return float(plain)
    if not isinstance(plain, kind):
        raise ValueError(f"{plain!r} is not a {kind.__name__}")
    return plain

"""Model values to plain JSON values and back, exactly; unknown or missing keys are errors."""

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
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


def from_plain(kind: Any, plain: Any) -> Any:
    """The value of type `kind` that `to_plain` made `plain` from; raises ValueError if none."""
    try:
        return _read(kind, plain)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(f"not a {getattr(kind, '__name__', kind)}: {error}") from error


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _read(kind: Any, plain: Any) -> Any:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        if plain is None and type(None) in args:
            return None
        choices = [arg for arg in args if arg is not type(None)]
        if len(choices) > 1:
            named = {choice.__name__: choice for choice in choices}
            return _read(named[plain["kind"]], {k: v for k, v in plain.items() if k != "kind"})
        return _read(choices[0], plain)
    if origin is tuple:
        if args[-1] is Ellipsis:
            return tuple(_read(args[0], item) for item in plain)
        return tuple(_read(arg, item) for arg, item in zip(args, plain, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        return {key: _read(args[1], item) for key, item in plain.items()}
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        given = {key.replace("-", "_"): item for key, item in plain.items()}
        if "kind" not in hints:
            given.pop("kind", None)
        if set(given) != set(hints):
            raise ValueError(f"keys of {kind.__name__} differ: {set(given) ^ set(hints)}")
        return kind(**{name: _read(hints[name], item) for name, item in given.items()})
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

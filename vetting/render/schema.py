"""The published JSON Schema (2020-12) of `laporan.vet.json`, made from the types themselves.

`python -m vetting.render.schema` prints it; a test compares it with the file in `reports/`.
"""

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum, IntEnum
from typing import Any

from vetting.model.outcome import Failed, NotApplicable, NotRun, Ran
from vetting.model.report import Basis, Report, Subject
from vetting.render.laporan import RUN, RUN_OF_BASIS, SCHEMA, TREE

_SHA256 = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_SUM = (Ran, Failed, NotApplicable, NotRun)
_SAFE = 2**53 - 1


def schema() -> dict[str, Any]:
    """The schema; every object is closed, so an unknown key is an error."""
    defs: dict[str, Any] = {}
    report = _properties(Report, defs)
    subject, basis = _properties(Subject, defs), _properties(Basis, defs)
    run = {key: report.pop(key) for key in RUN}
    run |= {key: basis.pop(key) for key in RUN_OF_BASIS}
    tree = {new: subject.pop(old) for old, new in TREE.items()}
    del report["subject"]
    result = {**report, "basis": _object(basis), "tree": _object(tree)}
    whole = {
        "schema": {"const": SCHEMA},
        "result": _object(result),
        "result-digest": _SHA256,
        "subject": _object(subject),
        "run": _object(run),
    }
    for unused in ("Subject", "Basis"):
        defs.pop(unused)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA,
        "title": "Laporan Hasil Uji Kelayakan Aplikasi",
        **_object(whole),
        "$defs": dict(sorted(defs.items())),
    }


def text() -> str:
    """The schema as the published file holds it."""
    return json.dumps(schema(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": sorted(properties),
        "additionalProperties": False,
    }


def _properties(kind: type, defs: dict[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    return {name.replace("_", "-"): _of(hints[name], defs) for name in names}


def _of(kind: Any, defs: dict[str, Any]) -> dict[str, Any]:
    origin, args = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        choices = [{"type": "null"} if arg is type(None) else _of(arg, defs) for arg in args]
        return {"oneOf": choices}
    if origin is tuple and args[-1] is Ellipsis:
        return {"type": "array", "items": _of(args[0], defs)}
    if origin is tuple:
        size = {"minItems": len(args), "maxItems": len(args)}
        return {"type": "array", "prefixItems": [_of(arg, defs) for arg in args], **size}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(args[1], defs)}
    return _of_class(kind, defs)


def _of_class(kind: type, defs: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(kind):
        return _reference(kind, defs)
    if issubclass(kind, IntEnum):
        return {"enum": [str(member) for member in kind]}
    if issubclass(kind, Enum):
        return {"enum": [member.value for member in kind]}
    simple: Mapping[type, dict[str, Any]] = {
        bool: {"type": "boolean"},
        int: {"type": "integer", "minimum": -_SAFE, "maximum": _SAFE},
        str: {"type": "string"},
        date: {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    }
    return simple[kind]


def _reference(kind: type, defs: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in defs:
        defs[name] = {}  # holds the place while a type that mentions itself is read
        properties = _properties(kind, defs)
        if name == "Text":
            properties = {key: {**rule, "minLength": 1} for key, rule in properties.items()}
        if kind in _SUM:
            properties["kind"] = {"const": name}
        defs[name] = _object(properties)
    return {"$ref": f"#/$defs/{name}"}


if __name__ == "__main__":
    print(text(), end="")

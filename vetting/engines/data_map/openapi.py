"""Schemas and parameters of an OpenAPI document, read with the safe loader inside the sandbox."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from vetting.engines.data_map.column import Column, Source, snake
from vetting.engines.data_map.flows import COLLECTED, Flow

_DEEPEST = 12


def _loaded(source: Source) -> Mapping[str, Any]:
    try:
        if source.path.endswith(".json"):
            loaded = json.loads(source.text)
        else:
            loaded = yaml.load(source.text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (ValueError, yaml.YAMLError, RecursionError):
        return {}
    return loaded if isinstance(loaded, Mapping) else {}


def contract(source: Source) -> tuple[list[Column], list[Flow]]:
    """Properties of the contract's schemas as columns, and its parameters as collected."""
    document = _loaded(source)
    schemas = document.get("components") or document.get("definitions") or {}
    if isinstance(schemas, Mapping) and isinstance(schemas.get("schemas"), Mapping):
        schemas = schemas["schemas"]
    columns = [
        Column(snake(str(entity)), str(name), str(kind), _line(source, str(name)))
        for entity, schema in (schemas.items() if isinstance(schemas, Mapping) else ())
        for name, kind in _properties(schema, 0)
    ]
    flows = [Flow(COLLECTED, "api", name, _line(source, name)) for name in _parameters(document)]
    return columns, flows


def _properties(schema: Any, depth: int) -> Iterator[tuple[str, str]]:
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        for name, inner in properties.items():
            kind = inner.get("type", "") if isinstance(inner, Mapping) else ""
            yield str(name), str(kind)
            yield from _properties(inner, depth + 1)
    yield from _properties(schema.get("items"), depth + 1)
    for word in ("allOf", "oneOf", "anyOf"):
        for inner in schema.get(word) or () if isinstance(schema.get(word), list) else ():
            yield from _properties(inner, depth + 1)


def _parameters(document: Mapping[str, Any]) -> Iterator[str]:
    paths = document.get("paths")
    for path in paths.values() if isinstance(paths, Mapping) else ():
        for operation in path.values() if isinstance(path, Mapping) else ():
            if not isinstance(operation, Mapping):
                continue
            for each in operation.get("parameters") or ():
                if isinstance(each, Mapping) and isinstance(each.get("name"), str):
                    yield each["name"]
            body = operation.get("requestBody")
            content = body.get("content") if isinstance(body, Mapping) else None
            for media in content.values() if isinstance(content, Mapping) else ():
                if isinstance(media, Mapping):
                    yield from (name for name, _ in _properties(media.get("schema"), 0))


def _line(source: Source, name: str) -> int:
    at = source.text.find(name + ":")
    at = at if at >= 0 else source.text.find(f'"{name}"')
    return source.line(at) if at >= 0 else 0

"""What a contract promises: its operations, read strictly and without following anything."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import yaml

from vetting.engines.routes.route import joined, template
from vetting.engines.spectral.guard import Broken, read

_METHODS = {"get", "post", "put", "patch", "delete", "options", "head"}


def operations(data: bytes, name: str) -> list[tuple[str, str]] | None:
    """(method, path template with the servers' base path), or None for a broken document."""
    try:
        read(data, name)
        text = data.decode("utf-8-sig")
        body = json.loads(text) if name.lower().endswith(".json") else yaml.safe_load(text)
    except (Broken, ValueError, RecursionError, yaml.YAMLError):
        return None
    return sorted(set(_operations(body))) if isinstance(body, Mapping) else None


def _operations(body: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    base = _base(body)
    paths = body.get("paths")
    for path, item in paths.items() if isinstance(paths, Mapping) else ():
        for method in item if isinstance(item, Mapping) else ():
            if method in _METHODS:
                yield str(method), template(joined(base, str(path)))


def _base(body: Mapping[str, Any]) -> str:
    servers = body.get("servers")
    first = servers[0] if isinstance(servers, list) and servers else {}
    url = first.get("url") if isinstance(first, Mapping) else None
    if isinstance(url, str):
        return urlsplit(url).path if "{" not in url else ""
    return str(body.get("basePath") or "")

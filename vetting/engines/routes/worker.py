"""Inside the sandbox: read the sources, print the routes that they declare."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

from vetting.engines.routes import graphql
from vetting.engines.routes.contract import promises
from vetting.engines.routes.others import format_of
from vetting.engines.routes.sources import Sources
from vetting.sandbox.serving import serve

MAX_BYTES = 2 * 1024 * 1024
"""Larger sources are generated or bundled: no one declares routes there."""
# A contract that lives in annotations, or is made when the application runs, by what makes it.
_GENERATED = {
    "l5-swagger": rb"@OA\\(?:Get|Post|Put|Delete|Info)|#\[OA\\|@SWG\\",
    "scribe": rb"knuckleswtf/scribe|Knuckles\\Scribe",
    "nestjs": rb"SwaggerModule\.createDocument",
    "swagger-jsdoc": rb"swagger-jsdoc|swaggerJSDoc\(",
    "drf-spectacular": rb"drf_spectacular|drf_yasg",
    "fastapi": rb"\bFastAPI\(",
    "flask": rb"flask_restx|flasgger|flask_smorest|apiflask",
    "springdoc": rb"io\.swagger\.v3\.oas\.annotations|org\.springdoc|springfox",
    "swag": rb"github\.com/swaggo/|//\s*@Router\s+/",
}
_ANY = re.compile(b"|".join(b"(?:" + one + b")" for one in _GENERATED.values()))
_CANARIES = Path(__file__).parent / "canary"


def scan(
    root: Path,
    sources: list[str],
    contracts: list[str],
    settings: list[str],
    others: list[str],
    schemas: list[str],
    manifests: list[str],
) -> dict[str, Any]:
    """Routes, digests of what was read, generators, contracts and what was skipped."""
    texts = {name: _text(root, name) for name in settings}
    reader = Sources(texts)
    read: dict[str, str] = {}
    speaking: list[str] = []
    generators: dict[str, str] = {}
    for name in sources:
        data = (root / name).read_bytes()
        if len(data) > MAX_BYTES:
            reader.skipped[name] = "too-large"
            continue
        read[name] = hashlib.sha256(data).hexdigest()
        if graphql.mentions(data):
            speaking.append(name)
        reader.add(name, data.decode("utf-8", "replace"))
        for tool in _generators(data):
            generators.setdefault(tool, name)
    routes = [[name, *astuple(route)] for name, route in reader.routes()]
    return {
        "routes": routes,
        "read": {name: digest for name, digest in read.items() if name not in reader.skipped},
        "skipped": reader.skipped,
        "generated": generators,
        "contracts": {name: promises(lambda n: _bytes(root, n), name) for name in contracts},
        "others": _others(root, others) | _graphql(root, speaking, schemas, manifests),
        "canaries": canaries(),
    }


def _others(root: Path, names: list[str]) -> dict[str, Any]:
    read = ((name, format_of(name, (root / name).read_bytes())) for name in names)
    return {name: astuple(found) for name, found in read if found}


def _graphql(
    root: Path, sources: list[str], schemas: list[str], manifests: list[str]
) -> dict[str, Any]:
    """GraphQL in files and sources, judged together; a name is kept once where it is both."""
    found = graphql.judged(
        {name: (root / name).read_bytes() for name in schemas},
        sources,
        lambda name: (root / name).read_bytes(),
        {name: _text(root, name).encode() for name in manifests},
    )
    return {name: ["GraphQL", one.faults, one.is_schema] for name, one in found.items()}


def _generators(data: bytes) -> list[str]:
    if not _ANY.search(data):
        return []
    return [tool for tool, pattern in _GENERATED.items() if re.search(pattern, data)]


def _text(root: Path, name: str) -> str:
    return (root / name).read_bytes()[:MAX_BYTES].decode("utf-8", "replace")


def _bytes(root: Path, name: str) -> bytes | None:
    """A document by its name below the root; only a file of the tree's own."""
    path = root / name
    if not path.is_file() or path.is_symlink():
        return None
    return path.read_bytes()


def canaries() -> list[list[str]]:
    """What the readers find in our own known sources: [file, method, path]."""
    found = []
    for file in sorted(_CANARIES.glob("*.txt")):
        reader = Sources()
        reader.add(file.stem, file.read_text(encoding="utf-8"))
        found += [[name, route.method, route.path] for name, route in reader.routes()]
    return found


def answer(order: Mapping[str, Any]) -> dict[str, Any]:
    """The scan that was ordered."""
    return scan(
        Path(order["root"]),
        order["sources"],
        order["contracts"],
        order["settings"],
        order["others"],
        order["schemas"],
        order["manifests"],
    )


if __name__ == "__main__":
    serve(answer)

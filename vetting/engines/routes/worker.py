"""Inside the sandbox: read the sources, print the routes that they declare."""

import hashlib
import json
import re
import sys
from dataclasses import astuple
from pathlib import Path
from typing import Any

from vetting.engines.routes import contract, php, python, script
from vetting.engines.routes.route import Route

MAX_BYTES = 2 * 1024 * 1024
"""Larger sources are generated or bundled: no one declares routes there."""
_READERS = {
    ".php": php.routes,
    ".js": script.routes, ".cjs": script.routes, ".mjs": script.routes, ".ts": script.routes,
    ".py": python.routes,
}  # fmt: skip
# A contract that lives in annotations and is made when the application runs.
_ANNOTATED = re.compile(
    rb"@OA\\(?:Get|Post|Put|Delete|Info)|#\[OA\\|@SWG\\|@nestjs/swagger|swagger-jsdoc|drf_yasg"
    rb"|drf_spectacular|flask_restx|flasgger|FastAPI\("
)
_CANARIES = Path(__file__).parent / "canary"


def routes_of(name: str, data: bytes) -> list[Route]:
    """The routes of one source; raises SyntaxError, ValueError or RecursionError."""
    reader = _READERS.get(Path(name).suffix.lower())
    return reader(name, data.decode("utf-8", "replace")) if reader else []


def scan(root: Path, sources: list[str], contracts: list[str]) -> dict[str, Any]:
    """Routes, digests of what was read, annotated files, contracts and what was skipped."""
    answer: dict[str, Any] = {"routes": [], "read": {}, "skipped": {}, "annotated": []}
    for name in sources:
        data = (root / name).read_bytes()
        if len(data) > MAX_BYTES:
            answer["skipped"][name] = "too-large"
            continue
        answer["read"][name] = hashlib.sha256(data).hexdigest()
        try:
            answer["routes"] += [[name, *astuple(route)] for route in routes_of(name, data)]
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            answer["read"].pop(name)
            answer["skipped"][name] = "unparsable"
        if _ANNOTATED.search(data):
            answer["annotated"].append(name)
    answer["contracts"] = {
        name: contract.operations((root / name).read_bytes(), name) for name in contracts
    }
    answer["canaries"] = canaries()
    return answer


def canaries() -> list[list[str]]:
    """What the readers find in our own known sources: [file, method, path]."""
    found = []
    for file in sorted(_CANARIES.glob("*.txt")):
        for route in routes_of(file.stem, file.read_bytes()):
            found.append([file.stem, route.method, route.path])
    return found


def main() -> None:
    """One JSON document in, one out."""
    order = json.loads(sys.stdin.buffer.read().decode(errors="surrogateescape"))
    json.dump(scan(Path(order["root"]), order["sources"], order["contracts"]), sys.stdout)


if __name__ == "__main__":
    main()

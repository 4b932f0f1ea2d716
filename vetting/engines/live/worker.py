"""Inside the sandbox: make requests out of a contract, and hold answers against it.

Both are the work of schemathesis. Nothing is sent from here: the sandbox has no network.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from vetting.engines.spectral.guard import examine, read
from vetting.sandbox.serving import serve

_SAFE = ("get", "head", "options", "query")
_POSITIVE, _NEGATIVE = 5, 3
"""Requests for an operation that keep the contract, and that break it, at most."""
_CANARY = Path(__file__).parents[1] / "contract" / "canary.yaml"
_WIDTH = 300
_OWN_HEADERS = {"user-agent", "accept-encoding", "connection", "host", "content-length"}


def make(order: Mapping[str, Any]) -> dict[str, Any]:
    """Requests for every operation that may be asked, and the documents that could not be used."""
    rows: list[dict[str, Any]] = []
    faults: dict[str, str] = {}
    for document in order["documents"]:
        try:
            found = [op for op in _operations(Path(order["root"]), document)
                     if order["writes"] or op.method.lower() in _SAFE]  # fmt: skip
        except Exception as error:  # whatever a hostile contract makes of the library
            faults[document] = f"{type(error).__name__}: {error}"[:_WIDTH]
            continue
        share = max(1, order["most"] // max(1, len(found)))
        for operation in found[: order["most"]]:
            base = order["base"] or _path_of(operation.schema)
            rows += _requests(operation, document, base, share)
    return {"requests": rows[: order["most"]], "faults": faults}


def judge(order: Mapping[str, Any]) -> dict[str, Any]:
    """For each answer how it breaks the contract and what it leaks; and for the canary."""
    known = _by_key(Path(order["root"]), {row["document"] for row in order["answers"]} - {""})
    patterns = {
        kind: re.compile(one.encode(), re.IGNORECASE) for kind, one in order["patterns"].items()
    }
    canary = _canary()
    return {
        "answers": [
            {
                "broken": _broken(known.get((row["document"], row["operation"])), row),
                "leaks": _leaks(base64.b64decode(row["body"]), patterns),
            }
            for row in order["answers"]
        ],
        "canary": _broken(canary, {"status": 200, "headers": [["content-type", "application/json"]],
                                   "body": base64.b64encode(b"{}").decode(), "is_cut": False}),
    }  # fmt: skip


def _operations(root: Path, document: str) -> Iterator[Any]:
    """The operations of a document that the strict reader finds sound and within the package."""
    import schemathesis
    from schemathesis.core.result import Ok

    (row,) = examine(root, [document])
    if row["broken"] or any(kind != "part" for _line, _target, kind in row["refs"]):
        raise ValueError("not a sound contract of its own")
    schema = schemathesis.openapi.from_path(root / document)
    for found in schema.get_all_operations():
        if isinstance(found, Ok):
            yield found.ok()


def _path_of(schema: Any) -> str:
    path = str(schema.base_path).rstrip("/")
    return path if path.startswith("/") else ""


def _requests(operation: Any, document: str, base: str, share: int) -> Iterator[dict[str, Any]]:
    from schemathesis import GenerationMode

    modes = ((GenerationMode.POSITIVE, min(_POSITIVE, share)),
             (GenerationMode.NEGATIVE, min(_NEGATIVE, share // 2)))  # fmt: skip
    for mode, count in modes:
        for case in _cases(operation, mode, count):
            row = _plain(case, base)
            if row is not None:
                yield row | {
                    "document": document,
                    "operation": f"{operation.method.lower()} {operation.path}",
                    "mode": mode.value,
                }


def _cases(operation: Any, mode: Any, count: int) -> list[Any]:
    """The same cases for the same contract each time; none where none can be made."""
    from hypothesis import HealthCheck, Phase, given, settings

    found: list[Any] = []
    if count < 1:
        return found
    try:
        strategy = operation.as_strategy(generation_mode=mode)

        @settings(max_examples=count, database=None, derandomize=True, deadline=None,
                  phases=[Phase.generate], suppress_health_check=list(HealthCheck))  # fmt: skip
        @given(case=strategy)
        def collect(case: Any) -> None:
            found.append(case)

        collect()
    except Exception:  # a schema that admits nothing, or nothing but what breaks it
        return found[:count]
    return found[:count]


def _plain(case: Any, base: str) -> dict[str, Any] | None:
    """A case as it would be sent; None for what HTTP cannot carry."""
    import requests

    try:
        given = case.as_transport_kwargs(base_url="http://vet.invalid" + base)
        sent = requests.Request(**given).prepare()
    except Exception:
        return None
    body = sent.body if isinstance(sent.body, bytes) else str(sent.body or "").encode()
    headers = {
        name: value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for name, value in sent.headers.items()
        if name.lower() not in _OWN_HEADERS and not name.lower().startswith("x-schemathesis")
    }
    return {"method": sent.method, "path": sent.path_url, "headers": headers,
            "body": base64.b64encode(body).decode()}  # fmt: skip


def _by_key(root: Path, documents: set[str]) -> dict[tuple[str, str], Any]:
    return {
        (document, f"{one.method.lower()} {one.path}"): one
        for document in sorted(documents)
        for one in _operations(root, document)
    }


def _canary() -> Any:
    import schemathesis
    import yaml
    from schemathesis.core.result import Ok

    read(_CANARY.read_bytes(), _CANARY.name)
    raw = yaml.safe_load(_CANARY.read_text(encoding="utf-8"))
    return next(one.ok() for one in schemathesis.openapi.from_dict(raw).get_all_operations()
                if isinstance(one, Ok))  # fmt: skip


def _broken(operation: Any, row: Mapping[str, Any]) -> list[list[str]]:
    """How an answer breaks the contract: the library's name for it, and its words."""
    import requests
    import schemathesis
    from schemathesis.checks import not_a_server_error
    from schemathesis.core.failures import Failure, FailureGroup
    from schemathesis.specs.openapi import checks

    if operation is None:
        return []
    headers: dict[str, list[str]] = {}
    for name, value in row["headers"]:
        headers.setdefault(str(name).lower(), []).append(str(value))
    response = schemathesis.Response(
        status_code=int(row["status"]), headers=headers, content=base64.b64decode(row["body"]),
        request=requests.Request("GET", "http://vet.invalid/").prepare(), elapsed=0.0, verify=True,
    )  # fmt: skip
    wanted = [not_a_server_error, checks.status_code_conformance, checks.response_headers_conformance,
              checks.content_type_conformance]  # fmt: skip
    if not row["is_cut"]:  # of half a body nothing can be said
        wanted.append(checks.response_schema_conformance)
    try:
        names = re.findall(r"\{([^}]*)\}", operation.path)
        case = operation.Case(path_parameters=dict.fromkeys(names, "1"))
        case.validate_response(response, checks=wanted)
    except FailureGroup as group:
        return [_said(one) for one in group.exceptions]
    except Failure as failure:
        return [_said(failure)]
    return []


def _said(failure: BaseException) -> list[str]:
    message = str(getattr(failure, "message", "") or failure)
    title = str(getattr(failure, "title", "") or "")
    words = " ".join(f"{title}: {message}".split())
    return [type(failure).__name__, words[:_WIDTH]]


def _leaks(body: bytes, patterns: Mapping[str, re.Pattern[bytes]]) -> list[list[str]]:
    """What of an answer lets on about its insides: kind, and the piece that shows it."""
    found = []
    for kind, pattern in patterns.items():
        match = pattern.search(body)
        if match:
            found.append([kind, match.group(0)[:120].decode("utf-8", "replace")])
    return found


def answer(order: Mapping[str, Any]) -> dict[str, Any]:
    """What was ordered."""
    return make(order) if order["job"] == "make" else judge(order)


if __name__ == "__main__":
    serve(answer)

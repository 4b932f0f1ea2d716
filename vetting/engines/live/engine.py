"""The `live` engine: one conversation with the running application, judged by three checks."""

import base64
import hashlib
import importlib.metadata
import importlib.util
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import vetting
from vetting.engines.base import Bench, code_digest
from vetting.engines.contract.facts import take
from vetting.engines.live.client import Client, Request
from vetting.engines.live.judging import QUESTIONS
from vetting.engines.live.talk import Asked, Talk
from vetting.model.check import Check
from vetting.model.contract import Operation
from vetting.model.errors import VetError
from vetting.model.live import Target
from vetting.model.outcome import Failed, NotApplicable, Outcome, Reason
from vetting.model.text import Text
from vetting.model.tree import Tree
from vetting.sandbox.worker import parsed, worker_job

NAME = "live"
LIBRARY = "schemathesis"
MAX_REQUESTS = 300
MAX_SECONDS = 900.0
"""For the whole conversation; what was not asked by then was not examined."""
_HERE = Path(__file__).parent
_WORKER = "vetting.engines.live.worker"
_FOREIGN = "https://asing.invalid"
_NOT_ASKED = Text("Tidak ada alamat yang diuji (--url).", "No address was given (--url).")


class Live:
    """Asks the address that the reviewer named; without one no check applies."""

    name = NAME

    def fingerprint(self, bench: Bench) -> str:
        """Our own code, the library, and this very run: what a server said is never used again."""
        log = bench.live.log.name if bench.live else "-"
        return f"{NAME} {vetting.__version__} {code_digest(_HERE)} {_version()} {log}"

    def run(self, checks: Sequence[Check], tree: Tree, bench: Bench) -> Mapping[str, Outcome]:
        """Ask once, then put each check's question to what came back."""
        if bench.live is None:
            return {check.id: NotApplicable(_NOT_ASKED) for check in checks}
        try:
            client = Client(bench.live)
        except VetError as error:
            failed = Failed(Reason.TOOL_ERRORS, NAME, error.message.en[:200])
            return {check.id: failed for check in checks}
        client.note("start", address=bench.live.address, host=client.pinned,
                    consent=bench.live.consent, writes=bench.live.writes,
                    credentials=", ".join(bench.live.credentials.names))  # fmt: skip
        talk = _talk(checks, client, tree, bench)
        client.note("end")
        digest = hashlib.sha256(bench.live.log.read_bytes()).hexdigest()
        return {
            check.id: QUESTIONS[str(check.settings["asks"])](check, talk, bench.live, digest)
            for check in checks
        }


def _version() -> str:
    try:
        return f"{LIBRARY} {importlib.metadata.version(LIBRARY)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{LIBRARY} -"


def _talk(checks: Sequence[Check], client: Client, tree: Tree, bench: Bench) -> Talk:
    """The whole conversation; `fault` says why the contract's part of it did not take place."""
    assert bench.live is not None  # noqa: S101 - for the type checker
    shake = client.handshake()
    first = client.send(Request("GET", client.base or "/", {"Origin": _FOREIGN, "Accept": "*/*"}))
    contracts = take(tree, bench)
    if isinstance(contracts, Failed):
        return Talk(client, shake, first, (), (), contracts)
    contracts = tuple(one for one in contracts if not one.fault)
    operations = tuple((one.file, op) for one in contracts for op in one.operations)
    if not operations:
        return Talk(client, shake, first, (), ())
    if importlib.util.find_spec(LIBRARY) is None:
        missing = Failed(Reason.TOOL_MISSING, LIBRARY, 'pip install "diskominfo-vet[live]"')
        return Talk(client, shake, first, operations, (), missing)
    if first.error:
        return Talk(client, shake, first, operations, (),
                    Failed(Reason.TOOL_ERRORS, NAME, f"no answer: {first.error}"))  # fmt: skip
    made = _worked({"job": "make", "root": str(tree.root), "base": client.base,
                    "documents": [one.file for one in contracts],
                    "writes": bench.live.writes, "most": MAX_REQUESTS}, tree, bench)  # fmt: skip
    if isinstance(made, Failed):
        return Talk(client, shake, first, operations, (), made)
    asked = [*_asked(made, client, bench, _protected(operations, bench.live))]
    return _judged(checks, asked, Talk(client, shake, first, operations, ()), tree, bench)


def _worked(order: Mapping[str, Any], tree: Tree, bench: Bench) -> Any | Failed:
    job = worker_job(_WORKER, order, read_only=(tree.root,), limits=bench.limits)
    return parsed(LIBRARY, bench.sandbox.run(job))


def _protected(
    operations: Sequence[tuple[str, Operation]], target: Target
) -> frozenset[tuple[str, str]]:
    """The operations that credentials are sent to; none without any."""
    if not target.credentials.headers:
        return frozenset()
    return frozenset((file, f"{op.method} {op.path}") for file, op in operations if op.secured)


def _asked(
    made: Any, client: Client, bench: Bench, protected: frozenset[tuple[str, str]]
) -> list[Asked]:
    """Send what the worker made, in its order, until the time is over.

    What is protected is asked once as a stranger, and then with the credentials.
    """
    rows = made["requests"][:MAX_REQUESTS]
    ends = time.monotonic() + MAX_SECONDS
    found: list[Asked] = []
    strangers: set[tuple[str, str]] = set()
    for number, row in enumerate(rows):
        key = str(row["document"]), str(row["operation"])
        is_known = key in protected
        for known in (False, True) if is_known and key not in strangers else (is_known,):
            if time.monotonic() > ends or client.sent > MAX_REQUESTS:
                return found
            found.append(_sent(row, client, known))
        strangers.add(key)
        bench.progress(number + 1, len(rows))
    return found


def _sent(row: Mapping[str, Any], client: Client, is_known: bool) -> Asked:
    request = Request(str(row["method"]), str(row["path"]),
                      {str(k): str(v) for k, v in row["headers"].items()},
                      base64.b64decode(row["body"]), is_known)  # fmt: skip
    return Asked(str(row["document"]), str(row["operation"]), row["mode"] == "negative",
                 request, client.send(request))  # fmt: skip


def _judged(
    checks: Sequence[Check], asked: list[Asked], talk: Talk, tree: Tree, bench: Bench
) -> Talk:
    """The conversation with the worker's word on every answer."""
    patterns = {
        str(kind): str(one["match"])
        for check in checks
        for kind, one in check.settings.get("leaks", {}).items()
    }
    answered = [one for one in asked if not one.answer.error]
    order = {
        "job": "judge", "root": str(tree.root), "patterns": patterns,
        "answers": [one.plain() for one in answered] + [_first(talk)],
    }  # fmt: skip
    said = _worked(order, tree, bench)
    if isinstance(said, Failed):
        return talk.failed(said)
    try:
        if not said["canary"]:
            return talk.failed(Failed(Reason.CANARY_MISSED, LIBRARY, "a false answer passed"))
        *rows, first = said["answers"]
        judged = [one.judged(row) for one, row in zip(answered, rows, strict=True)]
        leaks = tuple((str(kind), str(shown)) for kind, shown in first["leaks"])
    except (TypeError, KeyError, ValueError) as error:
        reason = f"unexpected shape: {error!r}"[:200]
        return talk.failed(Failed(Reason.OUTPUT_UNREADABLE, LIBRARY, reason))
    silent = tuple(one for one in asked if one.answer.error)
    return talk.with_answers((*judged, *silent), leaks)


def _first(talk: Talk) -> dict[str, Any]:
    return Asked("", "", False, Request("GET", "/"), talk.first).plain()

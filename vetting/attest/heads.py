"""Checkpoints of the log of lives: whether a ledger fits them, and proofs that need no ledger.

A proof file shows, against a signed list of states alone, that one event stands in the log and
that the log begins with the one an earlier list was made of (RFC 6962).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vetting.attest import merkle
from vetting.attest.life import (
    EVENT,
    StatusList,
    check_log,
    leaves_of,
    lines_of,
    opened,
    read_old_list,
)
from vetting.attest.trust import Signer

KIND = "urn:vet:log-proof/1"


@dataclass(frozen=True, slots=True)
class Stored:
    """What a ledger holds: the entries of its log, and the lists signed over it, oldest first."""

    entries: tuple[bytes, ...]
    lists: tuple[bytes, ...]

    @property
    def body(self) -> bytes:
        """The log as a file."""
        return b"".join(entry + b"\n" for entry in self.entries)


def check_stored(stored: Stored, trust: Mapping[str, Signer]) -> int:
    """How many entries no list covers yet; raises ValueError where the ledger was cut or edited."""
    covered, day = 0, date.min
    for body in stored.lists:
        known, _ = read_old_list(body, trust)
        if known.size < covered or known.made_on < day:
            raise ValueError("a list covers less than the one before, or is dated before it")
        check_log(stored.body, known, trust)
        covered, day = known.size, known.made_on
    return len(stored.entries) - covered


def log_of(stored: Stored, copy: bytes) -> bytes:
    """The log: the ledger's, or the copy where the ledger has none yet.

    Raises ValueError unless the ledger begins with its copy.
    """
    body = stored.body or copy
    if not body.startswith(copy):
        raise ValueError("the copy differs from the ledger")
    return body


def proof_of(body: bytes, index: int, since: int) -> bytes:
    """The proof file for the event at `index`, and for the log having grown from `since` events."""
    leaves = leaves_of(body)
    plain = {
        "kind": KIND,
        "index": index,
        "entry": lines_of(body)[index].decode(),
        "inclusion": [step.hex() for step in merkle.inclusion(leaves, index)],
        "since": since,
        "since-root": merkle.root(leaves[:since]).hex(),
        "consistency": [step.hex() for step in merkle.consistency(leaves, since)] if since else [],
    }
    return json.dumps(plain, sort_keys=True, indent=1).encode() + b"\n"


def check_proof(
    body: bytes, known: StatusList, result: str, trust: Mapping[str, Signer]
) -> Mapping[str, Any]:
    """The proof, once it shows an event of that result in the listed log; raises ValueError."""
    plain = _read(body)
    entry = str(plain["entry"]).encode()
    path = _steps(plain["inclusion"])
    if not merkle.includes(bytes.fromhex(known.root), known.size, entry, int(plain["index"]), path):
        raise ValueError("the event does not stand in the listed log")
    event, _ = opened(entry, EVENT, trust)
    if event["result"] != result or event["state"] != known.states.get(result):
        raise ValueError("the event is not the last of this result")
    return plain


def check_since(
    old: bytes,
    known: StatusList,
    log: bytes | None,
    proof: bytes | None,
    trust: Mapping[str, Signer],
) -> None:
    """Raises ValueError unless the listed log begins with the one of an earlier list."""
    before, _ = read_old_list(old, trust)
    if known.size < before.size:
        raise ValueError(f"{known.size} events, {before.size} of them known before: it was cut")
    if log is not None:
        check_log(log, before, trust)
    elif known.size == before.size:
        if known.root != before.root:
            raise ValueError("another log of the same length")
    elif before.size:
        _check_growth(before, known, proof)


def _check_growth(before: StatusList, known: StatusList, proof: bytes | None) -> None:
    if proof is None:
        raise ValueError("neither log nor proof was given")
    plain = _read(proof)
    if plain["since"] != before.size or not merkle.extends(
        bytes.fromhex(before.root), before.size, bytes.fromhex(known.root), known.size,
        _steps(plain["consistency"]),
    ):  # fmt: skip
        raise ValueError("the log does not begin with the earlier one")


def _read(body: bytes) -> Mapping[str, Any]:
    plain = json.loads(body)
    if not isinstance(plain, dict) or plain.get("kind") != KIND:
        raise ValueError("not a proof of the log")
    return plain


def _steps(words: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(word) for word in words]

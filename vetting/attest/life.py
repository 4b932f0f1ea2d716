"""The life of results: signed events, each naming the one before, and the signed list of states.

`riwayat.jsonl` only grows. `status.dsse.json` is its checkpoint: how many events there are, the
digest of the last, the Merkle root over all of them, the state of each result, and the day up to
which the list may be relied on. A log that is shorter than its checkpoint, or differs from it, was
cut or edited.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from vetting.attest import merkle
from vetting.attest.dsse import Envelope, read, verify, write
from vetting.attest.seal import sha256, spelled
from vetting.attest.trust import Signer

EVENT = "application/vnd.vet.event.v1+json"
LIST = "application/vnd.vet.status.v1+json"
LOG_FILE, LIST_FILE = "riwayat.jsonl", "status.dsse.json"
Sign = Callable[[str, bytes], Envelope]


class State(StrEnum):
    """Where a result stands in its life."""

    SUBMITTED = "diajukan"
    EXAMINED = "diuji"
    DECIDED = "diputuskan"
    ISSUED = "diterbitkan"
    SUSPENDED = "ditangguhkan"
    REVOKED = "dicabut"
    EXPIRED = "kedaluwarsa"
    REPLACED = "diganti"


FOLLOWS: Mapping[State | None, frozenset[State]] = {
    None: frozenset({State.SUBMITTED, State.EXAMINED, State.DECIDED, State.ISSUED}),
    State.SUBMITTED: frozenset({State.EXAMINED, State.REPLACED}),
    State.EXAMINED: frozenset({State.DECIDED, State.REPLACED}),
    State.DECIDED: frozenset({State.ISSUED, State.REPLACED}),
    State.ISSUED: frozenset({State.SUSPENDED, State.REVOKED, State.EXPIRED, State.REPLACED}),
    State.SUSPENDED: frozenset({State.ISSUED, State.REVOKED, State.EXPIRED, State.REPLACED}),
    State.REVOKED: frozenset(),
    State.EXPIRED: frozenset({State.REPLACED}),
    State.REPLACED: frozenset(),
}
"""Which state may come after which: what was revoked never comes back."""
ENDS = frozenset({State.SUSPENDED, State.REVOKED, State.EXPIRED, State.REPLACED})
"""The states in which nobody may rely on a result."""


@dataclass(frozen=True, slots=True)
class Event:
    """A result, by its digest, entered a state on a day.

    `by` is the digest of the result that took its place, "" but for a replaced one.
    """

    result: str
    state: State
    on: date
    why: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class StatusList:
    """The states by result digest after `size` events, reliable up to and with `until`.

    `root` is the Merkle root over the lines of the log, in hex. `replaced_by` names, for replaced
    results, the one that took their place.
    """

    size: int
    head: str
    root: str
    made_on: date
    until: date
    states: Mapping[str, State]
    replaced_by: Mapping[str, str]


def read_log(body: bytes, trust: Mapping[str, Signer]) -> tuple[tuple[Event, ...], str]:
    """All events and the digest of the last line; raises ValueError at the first fault."""
    if body and not body.endswith(b"\n"):
        raise ValueError("half a line")
    events: list[Event] = []
    head = ""
    for line in body.split(b"\n")[:-1]:
        plain, signer = opened(line, EVENT, trust)
        if signer.revoked_on and date.fromisoformat(plain["on"]) >= signer.revoked_on:
            raise ValueError(f"the key of {signer.name} was revoked on {signer.revoked_on}")
        if plain["previous"] != head:
            raise ValueError("an event does not follow the one before")
        if events and date.fromisoformat(plain["on"]) < events[-1].on:
            raise ValueError("an event is dated before the one above it")
        events.append(Event(plain["result"], State(plain["state"]),
                            date.fromisoformat(plain["on"]), plain["why"],
                            str(plain.get("by", ""))))  # fmt: skip
        states(events)
        head = sha256(line)
    return tuple(events), head


def states(events: Iterable[Event]) -> dict[str, State]:
    """The last state of each result; raises ValueError for a step that no life takes."""
    now: dict[str, State] = {}
    for event in events:
        before = now.get(event.result)
        if event.state not in FOLLOWS[before]:
            raise ValueError(f"{before or '-'} is not followed by {event.state}")
        now[event.result] = event.state
    return now


def successors(events: Iterable[Event]) -> dict[str, str]:
    """By result, the one that took its place."""
    return {event.result: event.by for event in events if event.by}


def appended(body: bytes, event: Event, sign: Sign, trust: Mapping[str, Signer]) -> bytes:
    """The log with one more event; the old one is verified first. Raises ValueError."""
    events, head = read_log(body, trust)
    states([*events, event])
    if events and event.on < events[-1].on:
        raise ValueError("an event is dated before the one above it")
    plain = {"result": event.result, "state": str(event.state), "on": event.on.isoformat(),
             "why": event.why, "previous": head} | ({"by": event.by} if event.by else {})  # fmt: skip
    return body + write(sign(EVENT, spelled(plain))) + b"\n"


def checkpoint(
    body: bytes, made_on: date, until: date, sign: Sign, trust: Mapping[str, Signer]
) -> bytes:
    """The signed list of states for a log."""
    events, head = read_log(body, trust)
    if events and made_on < events[-1].on:
        raise ValueError("the list would be dated before the last event")
    plain = {
        "size": len(events), "head": head, "root": merkle.root(leaves_of(body)).hex(),
        "made-on": made_on.isoformat(),
        "until": until.isoformat(), "states": {k: str(v) for k, v in states(events).items()},
        "replaced-by": successors(events),
    }  # fmt: skip
    return write(sign(LIST, spelled(plain))) + b"\n"


def read_list(body: bytes, trust: Mapping[str, Signer]) -> StatusList:
    """The list, once its signature holds; raises ValueError, also for a key revoked since."""
    known, signer = read_old_list(body, trust)
    if signer.revoked_on:
        raise ValueError(f"the key of {signer.name} was revoked on {signer.revoked_on}")
    return known


def read_old_list(body: bytes, trust: Mapping[str, Signer]) -> tuple[StatusList, Signer]:
    """A list of the past and who signed it, whatever became of the key since.

    Raises ValueError, also for a list dated on or after the day its key was revoked.
    """
    plain, signer = opened(body.removesuffix(b"\n"), LIST, trust)
    made_on = date.fromisoformat(plain["made-on"])
    if signer.revoked_on and made_on >= signer.revoked_on:
        raise ValueError(f"the key of {signer.name} was revoked on {signer.revoked_on}")
    found = {str(key): State(value) for key, value in plain["states"].items()}
    known = StatusList(int(plain["size"]), str(plain["head"]), str(plain["root"]), made_on,
                       date.fromisoformat(plain["until"]), found,
                       {str(k): str(v) for k, v in plain["replaced-by"].items()})  # fmt: skip
    return known, signer


def check_log(body: bytes, known: StatusList, trust: Mapping[str, Signer]) -> None:
    """Raises ValueError unless the log begins with exactly what the list was made of."""
    events, _ = read_log(body, trust)
    if len(events) < known.size:
        raise ValueError(f"{len(events)} events of {known.size}: the log was cut")
    lines = lines_of(body)[: known.size]
    digests = [merkle.leaf(line) for line in lines]
    if (sha256(lines[-1]) if lines else "") != known.head or merkle.root(
        digests
    ).hex() != known.root:
        raise ValueError("the log is not the one that the list was made of")
    seen = events[: known.size]
    if states(seen) != dict(known.states) or successors(seen) != dict(known.replaced_by):
        raise ValueError("the states are not those of the log")


def lines_of(body: bytes) -> list[bytes]:
    """The entries of a log, without their line ends."""
    return body.split(b"\n")[:-1]


def leaves_of(body: bytes) -> list[bytes]:
    """The Merkle leaves of a log."""
    return [merkle.leaf(line) for line in lines_of(body)]


def opened(line: bytes, kind: str, trust: Mapping[str, Signer]) -> tuple[dict[str, Any], Signer]:
    """The signed JSON object of that kind and who signed it, whatever became of the key since.

    Raises ValueError when the signature is of no trusted key.
    """
    envelope = read(line)
    if envelope.kind != kind:
        raise ValueError(f"a {envelope.kind!r}, not a {kind!r}")
    key = verify(envelope, {name: signer.key for name, signer in trust.items()})
    plain = json.loads(envelope.payload)
    if not isinstance(plain, dict):
        raise ValueError("not an object")
    return plain, trust[key]

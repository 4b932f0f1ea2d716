"""The file of records: one DSSE envelope a line, each naming the digest of the line before.

Nothing in it is ever changed. A line that is edited, left out, moved or signed by a stranger
makes the whole file unusable; a cut tail shows in the `records` digest of an issued report.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from vetting.attest.dsse import BadEnvelope, Envelope, read, verify, write
from vetting.attest.errors import BadProof
from vetting.attest.trust import Signer
from vetting.model.codec import from_plain, to_plain
from vetting.model.record import Record, Signed
from vetting.model.text import Text

KIND = "application/vnd.vet.record.v1+json"
SCHEMA = "urn:vet:record/1"
FILE = "keputusan.jsonl"
Sign = Callable[[str, bytes], Envelope]


def read_log(path: Path, trust: Mapping[str, Signer]) -> tuple[tuple[Signed, ...], str]:
    """All records in order, and the digest of the last line; raises BadProof at the first fault.

    An absent file is a fault, and so is a link: whoever names a file means it.
    """
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            body = file.read()
    except OSError as error:
        raise _bad(path, 0, error.strerror or str(error)) from error
    return _read(path, body, trust)


def append(path: Path, record: Record, sign: Sign, trust: Mapping[str, Signer]) -> Signed:
    """Add one signed record at the end, safely against other writers; returns it verified.

    The file is verified first, so that nobody builds on a broken one.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise _bad(path, 0, error.strerror or str(error)) from error
    with open(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        rows, head = _read(path, file.read(), trust)
        line = write(sign(KIND, payload(record, head)))
        signed = _one(path, len(rows) + 1, line, head, trust)
        if rows and record.made_on < rows[-1].record.made_on:
            raise _bad(path, len(rows) + 1, "dated before the line above it")
        file.write(line + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return signed


def payload(record: Record, previous: str) -> bytes:
    """The bytes that are signed for a record that follows the line of that digest."""
    plain = {"schema": SCHEMA, "previous": previous, "record": to_plain(record)}
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def _read(path: Path, body: bytes, trust: Mapping[str, Signer]) -> tuple[tuple[Signed, ...], str]:
    if body and not body.endswith(b"\n"):
        raise _bad(path, body.count(b"\n") + 1, "half a line")
    rows: list[Signed] = []
    head = ""
    for number, line in enumerate(body.split(b"\n")[:-1], start=1):
        row = _one(path, number, line, head, trust)
        if rows and row.record.made_on < rows[-1].record.made_on:
            raise _bad(path, number, "dated before the line above it")
        rows.append(row)
        head = row.line
    return tuple(rows), head


def _one(path: Path, number: int, line: bytes, head: str, trust: Mapping[str, Signer]) -> Signed:
    try:
        envelope = read(line)
        if envelope.kind != KIND:
            raise BadEnvelope(f"a {envelope.kind!r}")
        key = verify(envelope, {name: signer.key for name, signer in trust.items()})
        record = _record(envelope.payload, head)
    except ValueError as error:
        raise _bad(path, number, str(error)) from error
    signer = trust[key]
    if signer.revoked_on and record.made_on >= signer.revoked_on:
        raise _bad(path, number, f"the key of {signer.name} was revoked on {signer.revoked_on}")
    own = hashlib.sha256(envelope.payload).hexdigest()
    return Signed(own, signer.name, key, record, hashlib.sha256(line).hexdigest())


def _record(body: bytes, head: str) -> Record:
    plain: Mapping[str, Any] = json.loads(body)
    if not isinstance(plain, dict) or set(plain) != {"schema", "previous", "record"}:
        raise ValueError("not a record")
    if plain["schema"] != SCHEMA or plain["previous"] != head:
        raise ValueError("does not follow the line before: something was left out, moved or edited")
    record: Record = from_plain(Record, plain["record"])
    return record


def _bad(path: Path, line: int, why: str) -> BadProof:
    return BadProof(
        Text(f"catatan keputusan tidak dapat dipercaya: {why}",
             f"the records cannot be relied on: {why}"),
        hint=Text("Ambil salinan asli berkas ini; percayai kunci dengan `vet key trust`.",
                  "Fetch the original of this file; trust a key with `vet key trust`."),
        where=f"{path.name}:{line}" if line else path.name,
    )  # fmt: skip

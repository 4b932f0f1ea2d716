"""DSSE envelopes with Ed25519: bytes of one type, signed so that the type is signed too.

The envelope format is DSSE 1.0 (secure-systems-lab/dsse); any other implementation of it reads
ours. A key's id is the SHA-256 of its public half in DER (SubjectPublicKeyInfo): it is a hint to
find the key, never a proof.
"""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from vetting.model.errors import BadSetup
from vetting.model.text import Text


class BadEnvelope(ValueError):
    """Bytes that are no envelope, or one that no trusted key signed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an envelope holds and the ids of the keys whose signatures hold, never empty."""

    payload: bytes
    keys: tuple[str, ...]


def pae(kind: str, payload: bytes) -> bytes:
    """The pre-authentication encoding: what is really signed."""
    named = kind.encode()
    return b"DSSEv1 %d %s %d %s" % (len(named), named, len(payload), payload)


def sign(kind: str, payload: bytes, key: Ed25519PrivateKey) -> bytes:
    """The envelope as one line of JSON with a final newline; the same input, the same bytes."""
    signature = base64.b64encode(key.sign(pae(kind, payload))).decode()
    envelope = {
        "payload": base64.b64encode(payload).decode(),
        "payloadType": kind,
        "signatures": [{"keyid": key_id(key.public_key()), "sig": signature}],
    }
    return json.dumps(envelope, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def verify(body: bytes, kind: str, trusted: Mapping[str, Ed25519PublicKey]) -> Opened:
    """The payload, once a trusted key's signature over it and its type holds.

    Raises BadEnvelope when it is no envelope, of another type, or signed by no trusted key.
    """
    found, payload, signatures = _read(body)
    if found != kind:
        raise BadEnvelope(f"payload type {found!r}, not {kind!r}")
    signed = pae(kind, payload)
    holding = tuple(
        name
        for name, key in sorted(trusted.items())
        if any(_holds(key, signature, signed) for signature in signatures)
    )
    if not holding:
        raise BadEnvelope("no signature of a trusted key")
    return Opened(payload, holding)


def peek(body: bytes) -> bytes:
    """The payload, unverified: to show to somebody, never to decide by."""
    return _read(body)[1]


def key_id(key: Ed25519PublicKey) -> str:
    """SHA-256 in hex over the public key in DER."""
    return hashlib.sha256(
        key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).hexdigest()


def new_key(path: Path) -> Ed25519PrivateKey:
    """Make a key pair: the private half at `path`, readable by its owner alone, and `.pub`.

    Raises BadSetup where either file exists already or cannot be written.
    """
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _create(path, private, 0o600)
    _create(path.with_name(path.name + ".pub"), public_pem(key.public_key()), 0o644)
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """The public half as PEM."""
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def read_private(path: Path) -> Ed25519PrivateKey:
    """The private key of a PEM file; raises BadSetup when it is no Ed25519 key."""
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _no_key(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path)
    return key


def read_public(body: bytes, where: Path | str = "") -> Ed25519PublicKey:
    """The public key in PEM; raises BadSetup when it is no Ed25519 key."""
    try:
        key = serialization.load_pem_public_key(body)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(where) from error
    if not isinstance(key, Ed25519PublicKey):
        raise _no_key(where)
    return key


def _read(body: bytes) -> tuple[str, bytes, list[bytes]]:
    try:
        envelope = json.loads(body)
        payload = _decoded(envelope["payload"])
        signatures = [_decoded(each["sig"]) for each in envelope["signatures"]]
        kind = envelope["payloadType"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadEnvelope(f"not an envelope: {error}") from error
    if not isinstance(kind, str):
        raise BadEnvelope("not an envelope: the payload type is no text")
    return kind, payload, signatures


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _holds(key: Ed25519PublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def _create(path: Path, body: bytes, mode: int) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
    except OSError as error:
        raise BadSetup(
            Text(f"kunci tidak dapat ditulis: {error.strerror}",
                 f"the key cannot be written: {error.strerror}"),
            hint=Text("Pilih nama lain; kunci yang ada tidak pernah ditimpa.",
                      "Choose another name; an existing key is never overwritten."),
            where=str(path),
        ) from error  # fmt: skip


def _no_key(where: Path | str) -> BadSetup:
    return BadSetup(
        Text("bukan kunci Ed25519 (PEM)", "not an Ed25519 key (PEM)"),
        hint=Text("Buat dengan: vet key new BERKAS", "Make one with: vet key new FILE"),
        where=str(where),
    )

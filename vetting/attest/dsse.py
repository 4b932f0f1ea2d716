"""DSSE 1.0 envelopes with Ed25519: what is signed, and whether a signature is right.

After the protocol text of the secure-systems-lab project (protocol.md, version 1.0.2).
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAX_ENVELOPE = 4 << 20
"""Bytes of one envelope; a longer one is not ours."""


class BadEnvelope(ValueError):
    """Bytes that are no envelope, or whose signature is not that of a known key."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Signed bytes, what they are, and signatures by key id."""

    payload: bytes
    kind: str
    signatures: Mapping[str, bytes]


def pae(kind: str, payload: bytes) -> bytes:
    """The bytes that are signed: lengths and all, so that no other pair gives the same."""
    name = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def key_id(key: Ed25519PublicKey) -> str:
    """SHA-256 in hex over the raw 32 bytes of a public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()


def write(envelope: Envelope) -> bytes:
    """The envelope as one line of JSON, without its line end."""
    signatures = [
        {"keyid": name, "sig": base64.b64encode(sig).decode()}
        for name, sig in sorted(envelope.signatures.items())
    ]
    plain = {
        "payload": base64.b64encode(envelope.payload).decode(),
        "payloadType": envelope.kind,
        "signatures": signatures,
    }
    return json.dumps(plain, separators=(",", ":"), sort_keys=True).encode()


def read(line: bytes) -> Envelope:
    """The envelope that `write` wrote, and no other spelling of it; raises BadEnvelope."""
    if len(line) > MAX_ENVELOPE:
        raise BadEnvelope("too long")
    try:
        plain = json.loads(line)
        envelope = Envelope(
            payload=base64.b64decode(plain["payload"], validate=True),
            kind=str(plain["payloadType"]),
            signatures={
                str(s["keyid"]): base64.b64decode(s["sig"], validate=True)
                for s in plain["signatures"]
            },
        )
    except (ValueError, TypeError, KeyError, binascii.Error, RecursionError) as error:
        raise BadEnvelope(f"no envelope: {error}") from error
    if write(envelope) != line:
        raise BadEnvelope("not in our spelling")
    return envelope


def verify(envelope: Envelope, keys: Mapping[str, Ed25519PublicKey]) -> str:
    """The id of the one key that signed; raises BadEnvelope for any other number or key."""
    if len(envelope.signatures) != 1:
        raise BadEnvelope(f"{len(envelope.signatures)} signatures")
    ((name, signature),) = envelope.signatures.items()
    if name not in keys:
        raise BadEnvelope(f"the key {name[:16]} is not trusted")
    try:
        keys[name].verify(signature, pae(envelope.kind, envelope.payload))
    except InvalidSignature:
        raise BadEnvelope(f"the signature of {name[:16]} is wrong") from None
    return name

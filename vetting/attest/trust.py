"""Whose signatures the office accepts: one public file a person, in a folder of its own."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from vetting.attest.dsse import key_id
from vetting.attest.errors import BadProof
from vetting.model.text import Text

ENDING = ".pub.json"
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Signer:
    """A person and a public key. From `revoked_on` on, records dated that day or later fall."""

    name: str
    key: Ed25519PublicKey
    revoked_on: date | None = None

    @property
    def id(self) -> str:
        """The key's id."""
        return key_id(self.key)

    @property
    def text(self) -> bytes:
        """The public file."""
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        plain = {"name": self.name, "ed25519": raw}
        if self.revoked_on:
            plain["revoked-on"] = self.revoked_on.isoformat()
        return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def read_signer(path: Path) -> Signer:
    """The signer of a public file; raises BadProof for anything else."""
    try:
        return signer_of(json.loads(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadProof(
            Text(f"bukan kunci publik vet: {error}", f"not a public key of vet: {error}"),
            hint=Text("Beri berkas .pub.json dari `vet key new`.",
                      "Give a .pub.json file of `vet key new`."),
            where=path.name,
        ) from error  # fmt: skip


def signer_of(plain: dict[str, str]) -> Signer:
    """The signer of a public file's JSON; raises ValueError, KeyError, TypeError or the like."""
    name, revoked = plain["name"].strip(), plain.get("revoked-on")
    if not set(plain) <= {"name", "ed25519", "revoked-on"} or not _HEX.fullmatch(plain["ed25519"]):
        raise ValueError("unknown keys")
    if not name or not name.isprintable():
        raise ValueError("no name")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(plain["ed25519"]))
    return Signer(name, key, date.fromisoformat(revoked) if revoked else None)


def read_trust(folder: Path) -> Mapping[str, Signer]:
    """All signers of a folder by key id; an absent folder trusts nobody.

    A key that lies there twice is revoked on the earliest day that any file says. Raises BadProof
    where two files give one key to two people.
    """
    found: dict[str, Signer] = {}
    for path in sorted(folder.glob(f"*{ENDING}")):
        signer = read_signer(path)
        known = found.get(signer.id, signer)
        if known.name != signer.name:
            raise BadProof(
                Text(f"satu kunci untuk dua orang: {known.name}, {signer.name}",
                     f"one key for two people: {known.name}, {signer.name}"),
                hint=Text("Buang yang salah.", "Take away the wrong one."),
                where=path.name,
            )  # fmt: skip
        days = [day for day in (known.revoked_on, signer.revoked_on) if day]
        found[signer.id] = replace(signer, revoked_on=min(days, default=None))
    return found

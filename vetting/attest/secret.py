"""The signing key: made, kept encrypted, and used to sign. Never imported where an application is read."""

import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from vetting.attest.dsse import Envelope, key_id, pae
from vetting.attest.errors import BadProof
from vetting.attest.trust import Signer
from vetting.model.text import Text

MIN_PASSPHRASE = 12


def make(name: str, path: Path, passphrase: str) -> Signer:
    """A fresh key in a new file that its owner alone may read; returns its public half.

    Raises BadProof for a short passphrase or a file that exists.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise _bad(f"kata sandi kunci kurang dari {MIN_PASSPHRASE} huruf",
                   f"the passphrase has fewer than {MIN_PASSPHRASE} characters", path)  # fmt: skip
    key = Ed25519PrivateKey.generate()
    body = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise _bad("berkas kunci sudah ada", "the key file exists already", path) from None
    with open(handle, "wb") as file:
        file.write(body)
    return Signer(name, key.public_key())


def unlock(path: Path, passphrase: str) -> Ed25519PrivateKey:
    """The key in an encrypted file; raises BadProof for an open, wrong or foreign one."""
    try:
        body = path.read_bytes()
        key = load_pem_private_key(body, passphrase.encode())
    except TypeError:
        raise _bad("kunci ini tidak disandikan", "this key is not encrypted", path) from None
    except (OSError, ValueError) as error:
        raise _bad("kunci tidak terbuka: berkas atau kata sandi salah",
                   "the key does not open: wrong file or passphrase", path) from error  # fmt: skip
    if not isinstance(key, Ed25519PrivateKey):
        raise _bad("bukan kunci Ed25519", "not an Ed25519 key", path)
    return key


def sign(key: Ed25519PrivateKey, kind: str, payload: bytes) -> Envelope:
    """An envelope with one signature."""
    return Envelope(payload, kind, {key_id(key.public_key()): key.sign(pae(kind, payload))})


def _bad(id: str, en: str, path: Path) -> BadProof:
    return BadProof(Text(id, en), where=path.name,
                    hint=Text("Buat kunci dengan `vet key new`.", "Make a key with `vet key new`."))  # fmt: skip

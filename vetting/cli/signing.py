"""Options and steps of the commands that sign; the only door to the signing key."""

import argparse
import os
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import add_language, trust_of
from vetting.model.record import Record, Signed

PASSPHRASE = "VET_KEY_PASSPHRASE"


def add_key(parser: Any, *, signs: bool = True) -> None:
    """`--key`, `--passphrase-file`, and where the records and the trusted keys lie."""
    if signs:
        parser.add_argument("--key", type=Path, required=True, metavar="BERKAS.key",
                            help=pick("kunci penanda tangan", "the signer's key"))  # fmt: skip
        parser.add_argument("--records", type=Path, required=True, metavar="keputusan.jsonl",
                            help=pick("berkas catatan; ditambah, tidak pernah diubah",
                                      "file of records; added to, never changed"))  # fmt: skip
        parser.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                            help=pick("tanggal catatan (bawaan: hari ini, UTC)",
                                      "date of the record (default: today, UTC)"))  # fmt: skip
    passphrase_option(parser)
    parser.add_argument("--trust", type=Path, default=None, metavar="DIR",
                        help=pick("folder kunci publik yang dipercaya",
                                  "folder of trusted public keys"))  # fmt: skip
    add_language(parser)


def passphrase_option(parser: Any) -> None:
    """`--passphrase-file`."""
    parser.add_argument("--passphrase-file", type=Path, default=None, metavar="BERKAS",
                        help=pick(f"bawaan: {PASSPHRASE}, lalu ditanyakan",
                                  f"default: {PASSPHRASE}, else asked for"))  # fmt: skip


def passphrase(args: argparse.Namespace) -> str:
    """From the file, the environment, or the person at the terminal."""
    if args.passphrase_file:
        return str(args.passphrase_file.read_text(encoding="utf-8")).rstrip("\r\n")
    if PASSPHRASE in os.environ:
        return os.environ[PASSPHRASE]
    if not hasattr(args, "typed"):
        from getpass import getpass

        args.typed = getpass(pick("Kata sandi kunci: ", "Passphrase of the key: "))
    return str(args.typed)


def today() -> date:
    """The day that a record is dated: today, UTC."""
    return datetime.now(UTC).date()


def day_of(args: argparse.Namespace) -> date:
    """The day that the options give a record; never before the line above it in the file."""
    given: date | None = args.date
    return given or today()


def signed(args: argparse.Namespace, record: Record) -> Signed:
    """Sign a record and add it to the file; raises BadProof."""
    from vetting.attest.log import append
    from vetting.attest.secret import sign, unlock
    from vetting.attest.trust import read_trust

    key = unlock(args.key, passphrase(args))
    trust = read_trust(trust_of(args))
    return append(args.records, record, lambda kind, body: sign(key, kind, body), trust)


def make_key(name: str, path: Path, secret: str) -> Path:
    """A key and its public file beside it; returns the public one."""
    from vetting.attest.secret import make
    from vetting.attest.trust import ENDING

    signer = make(name, path, secret)
    public = path.with_name(path.stem + ENDING)
    public.write_bytes(signer.text)
    return public


def key_in(args: argparse.Namespace) -> str:
    """The id of the key that the options name."""
    from vetting.attest.dsse import key_id
    from vetting.attest.secret import unlock

    return key_id(unlock(args.key, passphrase(args)).public_key())


def signer(args: argparse.Namespace) -> Any:
    """A function that signs bytes of a kind with the key that the options name."""
    from vetting.attest.secret import sign, unlock

    key = unlock(args.key, passphrase(args))
    return lambda kind, body: sign(key, kind, body)


PDF_PASSPHRASE = "VET_PDF_PASSPHRASE"
_BSRE = ("VET_BSRE_USER", "VET_BSRE_PASSWORD", "VET_BSRE_NIK")


def document_signer(args: argparse.Namespace) -> Any:
    """What signs PDFs: a PKCS#12 file, a key in a token, or BSrE's service; raises BadProof."""
    from vetting.attest.bsre import Account, Bsre
    from vetting.attest.pdf_signing import Pkcs12, pkcs11_of
    from vetting.tooling import home

    where, stamps = str(args.pdf_key), str(args.pdf_timestamp or "")
    if stamps and where.startswith(("https://", "http://")):
        raise _no_stamps()
    secret = _pdf_passphrase(args)
    if where.startswith("pkcs11:"):
        return pkcs11_of(where, secret, stamps)
    if where.startswith(("https://", "http://")):
        user, password, nik = (_environment(name) for name in _BSRE)
        return Bsre(where, Account(user, password, nik, secret), home() / "esign")
    return Pkcs12(Path(where), secret, stamps)


def _no_stamps() -> Exception:
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    return BadContent(
        Text("--pdf-timestamp tidak berlaku untuk layanan e-sign",
             "--pdf-timestamp is not for an e-sign service"),
        hint=Text("Layanan itu memberi cap waktunya sendiri, atau tidak sama sekali.",
                  "That service gives time stamps of its own, or none."),
    )  # fmt: skip


def _pdf_passphrase(args: argparse.Namespace) -> str:
    if args.pdf_passphrase_file:
        return str(args.pdf_passphrase_file.read_text(encoding="utf-8")).rstrip("\r\n")
    if PDF_PASSPHRASE in os.environ:
        return os.environ[PDF_PASSPHRASE]
    from getpass import getpass

    return getpass(pick("Kata sandi atau PIN tanda tangan PDF: ", "Passphrase or PIN for PDFs: "))


def _environment(name: str) -> str:
    from vetting.model.errors import BadSetup
    from vetting.model.text import Text

    if not os.environ.get(name):
        raise BadSetup(Text(f"peubah {name} belum diisi", f"the variable {name} is not set"),
                       hint=Text("Isi menurut perjanjian dengan BSrE.",
                                 "Set it as your agreement with BSrE says."))  # fmt: skip
    return os.environ[name]

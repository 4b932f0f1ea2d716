"""The signature inside a PDF, checked by pyHanko offline: whose it is, and what changed since.

Only what the last signature covers to its last byte counts. Nothing is fetched: revocation of a
certificate is known only from what the document itself carries.
"""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from vetting.attest.errors import BadProof
from vetting.attest.said import Said, Word
from vetting.model.errors import BadSetup
from vetting.model.text import Text

EXTRA = "pdf-signing"


def read_roots(path: Path) -> tuple[bytes, ...]:
    """The certificates, in DER, that a file in PEM or DER names as anchors; raises BadProof."""
    needed()
    from pyhanko.keys import load_certs_from_pemder

    try:
        roots = tuple(cert.dump() for cert in load_certs_from_pemder([str(path)]))
    except (OSError, ValueError) as error:
        raise _bad(path.name) from error
    if not roots:
        raise _bad(path.name)
    return roots


def check_pdf(name: str, body: bytes, roots: tuple[bytes, ...], today: date) -> tuple[Said, ...]:
    """What is to say of the signatures of one document; one without any is invalid."""
    needed()
    try:
        return tuple(_checked(name, body, roots, today))
    except Exception as error:  # a hostile file may break the reader anywhere
        return (_no(f"{name}: tanda tangannya tidak terbaca ({type(error).__name__})",
                    f"{name}: its signature cannot be read ({type(error).__name__})"),)  # fmt: skip


def is_signed(body: bytes) -> bool:
    """Whether a document bears a signature, whatever that is worth; False for what is no PDF."""
    needed()
    from pyhanko.pdf_utils.misc import PdfReadError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        return bool(PdfFileReader(io.BytesIO(body)).embedded_signatures)
    except (PdfReadError, ValueError):
        return False


def needed() -> None:
    """Raise BadSetup, which says what to install, where pyHanko is not there."""
    try:
        import pyhanko.sign  # noqa: F401
    except ImportError as error:
        raise BadSetup(
            Text("tanda tangan PDF butuh pyHanko, yang tidak terpasang",
                 "PDF signatures need pyHanko, which is not installed"),
            hint=Text(f"Pasang: pip install 'diskominfo-vet[{EXTRA}]'",
                      f"Install: pip install 'diskominfo-vet[{EXTRA}]'"),
        ) from error  # fmt: skip


def _checked(name: str, body: bytes, roots: tuple[bytes, ...], today: date) -> Iterator[Said]:
    from asn1crypto import x509
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    signatures = PdfFileReader(io.BytesIO(body)).embedded_signatures
    if not signatures:
        yield _no(f"{name}: tidak bertanda tangan", f"{name}: not signed")
        return
    anchors = [x509.Certificate.load(root) for root in roots]

    def at(moment: datetime) -> ValidationContext:
        return ValidationContext(trust_roots=anchors, allow_fetching=False, moment=moment)

    now = datetime.combine(today, time(23, 59), tzinfo=UTC)
    for number, signature in enumerate(signatures, start=1):
        status = validate_pdf_signature(signature, at(now), at(now))
        if stamped := _stamped(status, now):
            status = validate_pdf_signature(signature, at(stamped), at(now))
        yield _of(name, status, now, is_last=number == len(signatures))


def _stamped(status: Any, now: datetime) -> datetime | None:
    """The time that an authority of a trusted root vouches for today; None where none does."""
    stamp = status.timestamp_validity
    if stamp is None or not (stamp.intact and stamp.valid and stamp.trusted):
        return None
    when: datetime = stamp.timestamp
    return when if when <= now else None


def _of(name: str, status: Any, now: datetime, *, is_last: bool) -> Said:
    from pyhanko.sign.validation import SignatureCoverageLevel

    who = str(status.signing_cert.subject.human_friendly)[:80]
    if not (status.intact and status.valid):
        return _no(f"{name}: dokumen berubah sesudah ditandatangani",
                   f"{name}: it was changed after it was signed")  # fmt: skip
    if is_last and status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        return _no(f"{name}: ada yang ditambahkan sesudah ditandatangani",
                   f"{name}: something was added after it was signed")  # fmt: skip
    if not status.trusted:
        return _no(f"{name}: sertifikatnya bukan dari akar yang dipercaya atau tidak berlaku ({who})",
                   f"{name}: its certificate is of no trusted root, or out of term ({who})")  # fmt: skip
    if not status.bottom_line:
        return _no(f"{name}: tanda tangannya tidak sah", f"{name}: its signature is not valid")
    stamp = status.timestamp_validity
    if stamp and stamp.timestamp > now:
        return Said(Word.UNKNOWN, Text(f"{name}: dicap waktu esok hari; jam mesin ini mungkin salah.",
                                       f"{name}: stamped in the future; the clock here may be wrong."))  # fmt: skip
    when = f", {stamp.timestamp.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if stamp else ""
    return Said(Word.VALID, Text(f"{name}: ditandatangani {who}{when}.",
                                 f"{name}: signed by {who}{when}."))  # fmt: skip


def _no(id: str, en: str) -> Said:
    return Said(Word.INVALID, Text(f"{id}.", f"{en}."))


def _bad(where: str) -> BadProof:
    return BadProof(Text("bukan sertifikat", "not a certificate"), where=where,
                    hint=Text("Beri sertifikat akar dalam PEM atau DER.",
                              "Give root certificates in PEM or DER."))  # fmt: skip

"""Document in, signed document out: PAdES signatures with a key in a file or in a token.

Never imported where an application is read. The signature is invisible, because a visible field
breaks PDF/UA, and is appended to the document, whose own bytes stay as they were.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote

from vetting.attest.errors import BadProof
from vetting.attest.pdf_check import needed
from vetting.attest.timestamps import stamper
from vetting.model.text import Text

FIELD = "Pengesahan"


class DocumentSigner(Protocol):
    """Whatever signs a document."""

    def sign(self, document: bytes) -> bytes:
        """The document with one more signature; raises BadProof, and then nothing was signed."""
        ...


@dataclass(frozen=True, slots=True)
class Pkcs12:
    """A key and certificate in a PKCS#12 file, and the address for time stamps or none."""

    path: Path
    passphrase: str
    timestamps: str = ""

    def sign(self, document: bytes) -> bytes:
        """Signed with the key of the file; raises BadProof where it does not open."""
        needed()
        from pyhanko.sign.signers import SimpleSigner

        signer = SimpleSigner.load_pkcs12(str(self.path), passphrase=self.passphrase.encode())
        if signer is None:
            raise _bad("berkas PKCS#12 atau kata sandinya salah",
                       "wrong PKCS#12 file or passphrase", self.path.name)  # fmt: skip
        return _signed(document, signer, stamper(self.timestamps))


@dataclass(frozen=True, slots=True)
class Pkcs11:
    """A key that never leaves its token: module of the token, its label, and the key's label."""

    module: str
    token: str
    label: str
    pin: str
    timestamps: str = ""

    def sign(self, document: bytes) -> bytes:
        """Signed inside the token; raises BadProof where token, key or PIN is wrong."""
        needed()
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

        try:
            criteria = TokenCriteria(label=self.token)
            with open_pkcs11_session(
                self.module, token_criteria=criteria, user_pin=self.pin
            ) as session:
                signer = PKCS11Signer(session, cert_label=self.label, key_label=self.label)
                return _signed(document, signer, stamper(self.timestamps))
        except BadProof:
            raise
        except Exception as error:  # each token's library has errors of its own
            raise _bad(f"token PKCS#11: {type(error).__name__}",
                       f"PKCS#11 token: {type(error).__name__}", self.token) from error  # fmt: skip


def pkcs11_of(uri: str, pin: str, timestamps: str = "") -> Pkcs11:
    """The token and key of a PKCS#11 URI (RFC 7512); raises BadProof for one that lacks a part."""
    path, _, query = uri.removeprefix("pkcs11:").partition("?")
    parts: Mapping[str, str] = {
        key: unquote(value) for key, _, value in (word.partition("=") for word in path.split(";"))
    }
    module = parse_qs(query).get("module-path", [""])[0]
    if not (module and parts.get("token") and parts.get("object")):
        raise _bad("alamat PKCS#11 tidak lengkap", "an incomplete PKCS#11 URI",
                   "pkcs11:token=…;object=…?module-path=…")  # fmt: skip
    return Pkcs11(module, parts["token"], parts["object"], pin, timestamps)


def _signed(document: bytes, signer: Any, timestamper: Any) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter

    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(document))
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
        )
        made = signers.sign_pdf(
            writer, meta, signer, timestamper, new_field_spec=SigFieldSpec(FIELD)
        )
    except Exception as error:  # whatever the document or the key makes of pyHanko
        raise _bad(f"tidak dapat ditandatangani: {type(error).__name__}: {error}"[:200],
                   f"cannot be signed: {type(error).__name__}: {error}"[:200], "PDF") from error  # fmt: skip
    body: bytes = made.getbuffer().tobytes()
    return body


def _bad(id: str, en: str, where: str) -> BadProof:
    return BadProof(Text(id, en), where=where,
                    hint=Text("Periksa kunci, sertifikat, dan dokumennya; tidak ada yang diubah.",
                              "Look at key, certificate and document; nothing was changed."))  # fmt: skip

"""Signing by BSrE's e-sign service: the document goes out once, and comes back signed or not.

A call is never repeated by itself. What is on its way stands as a note in vet's home; where the
answer did not come, nobody knows whether the service signed, and the note keeps a second call
from being made until a person has looked. The calls follow the service's published client
(`POST /api/sign/pdf`, basic authentication); compare them with your own agreement.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import requests
from urllib3.exceptions import NewConnectionError

from vetting.attest.address import is_safe
from vetting.attest.errors import BadProof
from vetting.model.errors import BadSetup
from vetting.model.text import Text

PATH = "/api/sign/pdf"
SECONDS = 60


class UnknownOutcome(BadSetup):
    """The call was made and its answer is not known: perhaps signed, perhaps not."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls, and for whom: `nik` and `passphrase` are the signer's, and are never printed."""

    user: str
    password: str
    nik: str
    passphrase: str


@dataclass(frozen=True, slots=True)
class Bsre:
    """The service at an address; `notes` is the folder of calls under way."""

    url: str
    account: Account
    notes: Path
    seconds: float = SECONDS

    def sign(self, document: bytes) -> bytes:
        """The document as the service signed it.

        Raises BadProof for a refusal, or for a document that does not begin with ours; raises
        UnknownOutcome where nobody knows, and for a document whose last call is still unknown.
        """
        if not is_safe(self.url):
            raise _refused("alamat layanan harus https", "the service's address must be https")
        note = self.notes / f"{hashlib.sha256(document).hexdigest()}.menunggu"
        if note.exists():
            raise _unknown(note)
        self.notes.mkdir(parents=True, exist_ok=True)
        note.touch(exist_ok=False)
        answer = self._called(document, note)
        if answer.status_code >= 500 or 300 <= answer.status_code < 400:
            raise _unknown(note)
        if answer.status_code != 200:
            note.unlink()
            raise _refused(f"layanan menolak ({answer.status_code})",
                           f"the service refused ({answer.status_code})")  # fmt: skip
        body = bytes(answer.content)
        if not body.startswith(b"%PDF-"):
            raise _unknown(note)
        note.unlink()
        if len(body) <= len(document) or not body.startswith(document):
            raise _refused("yang kembali bukan dokumen kita", "what came back is not our document")
        return body

    def _called(self, document: bytes, note: Path) -> requests.Response:
        account = self.account
        try:
            with requests.Session() as session:
                session.trust_env = False
                return session.post(
                    self.url.rstrip("/") + PATH,
                    auth=(account.user, account.password),
                    data={"nik": account.nik, "passphrase": account.passphrase,
                          "tampilan": "invisible"},
                    files={"file": ("dokumen.pdf", document, "application/pdf")},
                    timeout=self.seconds,
                    allow_redirects=False,
                )  # fmt: skip
        except requests.RequestException as error:
            if _never_left(error):
                note.unlink()
                raise _refused(
                    "layanan tidak terjangkau", "the service cannot be reached"
                ) from error
            raise _unknown(note) from error


def _never_left(error: requests.RequestException) -> bool:
    """Whether no connection was made at all, so that nothing can have been signed."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(cause, NewConnectionError)


def _refused(id: str, en: str) -> BadProof:
    return BadProof(Text(f"BSrE: {id}", f"BSrE: {en}"),
                    hint=Text("Tidak ada dokumen yang diubah.", "No document was changed."))  # fmt: skip


def _unknown(note: Path) -> UnknownOutcome:
    return UnknownOutcome(
        Text("BSrE: hasil panggilan tidak diketahui; mungkin sudah ditandatangani",
             "BSrE: the outcome of the call is not known; it may have been signed"),
        hint=Text(f"Periksa di layanan. Bila tidak ditandatangani, hapus {note.name} di {note.parent}.",
                  f"Look at the service. If it was not signed, remove {note.name} in {note.parent}."),
    )  # fmt: skip

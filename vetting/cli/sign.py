"""`vet sign BUNDLE`: seal a bundle, or the folder of trusted keys, with the office's key."""

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import add_language
from vetting.cli.signing import (
    PDF_PASSPHRASE,
    document_signer,
    passphrase_option,
    signer,
    today,
)

YEAR = 365
TRUST_DAYS = 30


def add_parser(commands: Any) -> None:
    """Options of `vet sign`."""
    parser = commands.add_parser(
        "sign", help=pick("sahkan folder laporan", "seal the folder of a report"),
        description=pick("Sahkan setiap berkas folder laporan. Folder berisi kunci publik"
                         " menjadi berkas kepercayaan yang disahkan.",
                         "Seal every file of a report's folder. A folder of public keys"
                         " becomes a signed trust file."),
    )  # fmt: skip
    parser.add_argument("bundle", type=Path, metavar="FOLDER")
    parser.add_argument("--key", type=Path, required=True, metavar="BERKAS.key",
                        help=pick("kunci penanda tangan", "the signer's key"))  # fmt: skip
    passphrase_option(parser)
    parser.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                        help=pick("tanggal pengesahan", "date of the seal"))  # fmt: skip
    parser.add_argument("--until", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                        help=pick("hari terakhir berlaku (bawaan: setahun; kepercayaan 30 hari)",
                                  "last day it holds (default: a year; trust 30 days)"))  # fmt: skip
    parser.add_argument("--pdf-key", default=None, metavar="P12|pkcs11:…|https://…",
                        help=pick("tandatangani pula tiap PDF (PAdES): berkas PKCS#12, kunci dalam"
                                  " token, atau layanan BSrE",
                                  "sign every PDF too (PAdES): by a PKCS#12 file, a key in a token,"
                                  " or BSrE's service"))  # fmt: skip
    parser.add_argument("--pdf-timestamp", default=None, metavar="https://…",
                        help=pick("minta cap waktu (RFC 3161) di alamat ini untuk tiap PDF",
                                  "ask this address for a time stamp (RFC 3161) on every PDF"))  # fmt: skip
    parser.add_argument("--pdf-passphrase-file", type=Path, default=None, metavar="BERKAS",
                        help=pick(f"bawaan: {PDF_PASSPHRASE}, lalu ditanyakan",
                                  f"default: {PDF_PASSPHRASE}, else asked for"))  # fmt: skip
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Write the seals; raises BadProof where there is nothing to seal."""
    from vetting.attest import seal
    from vetting.attest.circle import FILE, write_circle
    from vetting.attest.dsse import write
    from vetting.attest.trust import read_trust

    day, sign = args.date or today(), signer(args)
    trust = {} if (args.bundle / seal.REPORT).is_file() else read_trust(args.bundle)
    if trust:
        until = args.until or day + timedelta(days=TRUST_DAYS)
        (args.bundle / FILE).write_bytes(write_circle(trust, day, until, sign))
        print(f"TRUST={args.bundle / FILE} UNTIL={until}")
        return 0
    if args.pdf_key:
        _sign_documents(args)
    until = args.until or day + timedelta(days=YEAR)
    made = seal.statements(seal.files_of(args.bundle), day, until)
    for name, body in made.items():
        (args.bundle / name).write_bytes(write(sign(seal.KIND, body)) + b"\n")
    print(f"SEALED={args.bundle / seal.FILE} UNTIL={until}")
    return 0


def _sign_documents(args: argparse.Namespace) -> None:
    """Sign every PDF of an intact bundle that somebody stands for, and list its sums anew."""
    from vetting.attest import seal
    from vetting.attest.pdf_check import is_signed
    from vetting.render import SUMS

    files = seal.files_of(args.bundle)
    _refuse(files)
    maker = document_signer(args)
    todo = [name for name in sorted(files) if name.lower().endswith(".pdf")]
    try:
        # One after the other: what is signed is kept, though the next one fail.
        for name in (name for name in todo if not is_signed(files[name])):
            files[name] = maker.sign(files[name])
            (args.bundle / name).write_bytes(files[name])
            print(f"SIGNED={args.bundle / name}")
    finally:
        sums = sorted((name, seal.sha256(body)) for name, body in files.items() if name != SUMS)
        rows = (f"{digest}  {name}\n" for name, digest in sums)
        (args.bundle / SUMS).write_text("".join(rows), encoding="utf-8")


def _refuse(files: dict[str, bytes]) -> None:
    """Raise BadProof for a draft, and for a folder that is not as vet wrote it."""
    from vetting.attest import seal
    from vetting.attest.errors import BadProof
    from vetting.model.text import Text
    from vetting.render import SUMS

    rows = files.get(SUMS, b"").decode("utf-8", "replace").splitlines()
    listed = {name: digest for digest, _, name in (row.partition("  ") for row in rows)}
    found = {name: seal.sha256(body) for name, body in files.items() if name != SUMS}
    if listed != found:
        message = Text("folder laporan berubah sejak ditulis", "the folder was changed since")
    elif not seal.facts_of(files.get(seal.REPORT, b"")).accepted_by:
        message = Text("laporan ini masih konsep", "this report is a draft still")
    else:
        return
    raise BadProof(message, hint=Text("Jalankan `vet approve` lalu `vet decide`, dan jangan ubah hasilnya.",
                                      "Run `vet approve`, then `vet decide`, and change nothing."))  # fmt: skip

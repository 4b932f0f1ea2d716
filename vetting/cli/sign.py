"""`vet sign BUNDLE`: seal a bundle, or the folder of trusted keys, with the office's key."""

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import add_language
from vetting.cli.signing import passphrase_option, signer, today

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
    until = args.until or day + timedelta(days=YEAR)
    made = seal.statements(seal.files_of(args.bundle), day, until)
    for name, body in made.items():
        (args.bundle / name).write_bytes(write(sign(seal.KIND, body)) + b"\n")
    print(f"SEALED={args.bundle / seal.FILE} UNTIL={until}")
    return 0

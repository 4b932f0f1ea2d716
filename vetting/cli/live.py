"""Options of the live check: the one time that vet uses the network while it judges."""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.model.live import Target

LOG = "permintaan-langsung.jsonl"
"""The log of every request, as it is called in the bundle."""
_FASTEST = 50.0


def add_live(parser: Any) -> None:
    """`--url` and what belongs to it."""
    parser.add_argument("--url", default=None, metavar="ALAMAT",
                        help=pick("uji juga aplikasi yang berjalan di alamat ini",
                                  "also ask the application that runs at this address"))  # fmt: skip
    parser.add_argument("--url-consent", default="", metavar="NAMA",
                        help=pick("siapa yang mengizinkan pengujian alamat itu (wajib)",
                                  "who allowed that address to be tested (required)"))  # fmt: skip
    parser.add_argument("--url-credentials", default=None, metavar="BERKAS",
                        help=pick("tajuk kredensial: berkas, atau env:NAMA untuk variabel",
                                  "headers with credentials: a file, or env:NAME"))  # fmt: skip
    parser.add_argument("--url-write", action="store_true",
                        help=pick("panggil juga metode yang mengubah data",
                                  "also call methods that change data"))  # fmt: skip
    parser.add_argument("--url-rate", type=_rate, default=5.0, metavar="N",
                        help=pick("permintaan per detik (bawaan: 5)",
                                  "requests a second (default: 5)"))  # fmt: skip


def _rate(word: str) -> float:
    number = float(word)
    if not 0 < number <= _FASTEST:
        raise argparse.ArgumentTypeError(pick(f"di antara 0 dan {_FASTEST:.0f}",
                                              f"between 0 and {_FASTEST:.0f}"))  # fmt: skip
    return number


def target_of(args: argparse.Namespace) -> Target | None:
    """The address that the options allow to be asked; raises BadContent without consent."""
    from vetting.engines.live.client import parts_of
    from vetting.engines.live.credentials import read
    from vetting.model.errors import BadContent
    from vetting.model.live import Credentials
    from vetting.model.text import Text
    from vetting.tooling import home

    if args.url is None:
        return None
    parts_of(args.url)
    if args.offline or not args.url_consent.strip():
        what = "--offline" if args.offline else "--url-consent"
        raise BadContent(
            Text(f"--url tidak dapat dipakai: {what}", f"--url cannot be used: {what}"),
            hint=Text("Sebut siapa yang mengizinkan: --url-consent 'Nama, jabatan'.",
                      "Say who allowed it: --url-consent 'Name, office'."),
        )  # fmt: skip
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{os.getpid()}.jsonl"
    log = Path(home()) / "live" / name
    held = read(args.url_credentials) if args.url_credentials else Credentials()
    return Target(args.url, args.url_consent.strip(), log, args.url_write, args.url_rate, held)

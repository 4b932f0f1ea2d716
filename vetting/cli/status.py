"""`vet status BUNDLE STATE`: note where a result stands in its life, and sign the list anew."""

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import add_language, trust_of
from vetting.cli.signing import passphrase_option, signer, today

WEEK = 7
STATES = ("diajukan", "diuji", "diputuskan", "diterbitkan", "ditangguhkan", "dicabut",
          "kedaluwarsa", "diganti")  # fmt: skip


def add_parser(commands: Any) -> None:
    """Options of `vet status`."""
    parser = commands.add_parser(
        "status", help=pick("catat status hasil uji", "note the state of a result")
    )
    parser.add_argument("bundle", type=Path, metavar="FOLDER")
    parser.add_argument("state", choices=STATES, metavar="STATUS", help=", ".join(STATES))
    parser.add_argument("--log", type=Path, required=True, metavar="riwayat.jsonl",
                        help=pick("riwayat; daftar status ditulis di sebelahnya",
                                  "the log; the list is written beside it"))  # fmt: skip
    parser.add_argument("--why", default="", help=pick("sebab", "the reason"))
    parser.add_argument("--key", type=Path, required=True, metavar="BERKAS.key",
                        help=pick("kunci penanda tangan", "the signer's key"))  # fmt: skip
    passphrase_option(parser)
    parser.add_argument("--trust", type=Path, default=None, metavar="DIR",
                        help=pick("folder kunci publik", "folder of public keys"))  # fmt: skip
    parser.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                        help=pick("tanggal (bawaan: hari ini)", "date (default: today)"))  # fmt: skip
    parser.add_argument("--days", type=int, default=WEEK, metavar="N",
                        help=pick("lama daftar dapat dipercaya (bawaan: 7 hari)",
                                  "how long the list may be relied on (7 days)"))  # fmt: skip
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Add the event and write the list; raises BadProof for a broken log or an impossible step."""
    import fcntl

    from vetting.attest import life, seal
    from vetting.attest.errors import BadProof
    from vetting.attest.trust import read_trust
    from vetting.model.text import Text

    day, sign, trust = args.date or today(), signer(args), read_trust(trust_of(args))
    facts = seal.facts_of(seal.files_of(args.bundle).get(seal.REPORT, b""))
    event = life.Event(facts.result, life.State(args.state), day, args.why)
    with args.log.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = file.read()
        try:
            after = life.appended(before, event, sign, trust)
            listed = life.checkpoint(after, day, day + timedelta(days=args.days), sign, trust)
        except (ValueError, KeyError, TypeError) as error:
            raise BadProof(
                Text(f"riwayat tidak dapat ditambah: {error}", f"cannot add to the log: {error}"),
                hint=Text("Periksa riwayat dan kunci; tidak ada yang diubah.",
                          "Look at the log and the keys; nothing was changed."),
                where=args.log.name,
            ) from error  # fmt: skip
        file.write(after[len(before) :])
        file.flush()
        (args.log.parent / life.LIST_FILE).write_bytes(listed)
    print(f"STATUS={args.state} LIST={args.log.parent / life.LIST_FILE}")
    return 0

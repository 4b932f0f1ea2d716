"""`vet status BUNDLE [STATE]`: note where a result stands in its life, and sign the list anew.

The log lies in the ledger's database; `--log` is its copy for others, with the list beside it.
"""

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
    parser.add_argument("state", choices=STATES, metavar="STATUS", nargs="?",
                        help=pick(f"{', '.join(STATES)}; tanpa ini daftar disahkan ulang saja",
                                  f"{', '.join(STATES)}; without it the list is signed anew"))  # fmt: skip
    parser.add_argument("--log", type=Path, required=True, metavar="riwayat.jsonl",
                        help=pick("salinan riwayat; daftar status ditulis di sebelahnya",
                                  "copy of the log; the list is written beside it"))  # fmt: skip
    parser.add_argument("--by", type=Path, default=None, metavar="FOLDER-BARU",
                        help=pick("laporan yang menggantikannya (diganti)",
                                  "the report that takes its place (diganti)"))  # fmt: skip
    parser.add_argument("--proof", type=Path, default=None, metavar="bukti-riwayat.json",
                        help=pick("tulis bukti bahwa status ini tercatat",
                                  "write the proof that this state is on record"))  # fmt: skip
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
    """Add the event and sign the list; raises BadProof for a broken log or an impossible step."""
    import fcntl

    from vetting.attest import life, seal
    from vetting.attest.heads import Stored
    from vetting.ledger.store import Ledger
    from vetting.tooling import home

    facts = seal.facts_of(seal.files_of(args.bundle).get(seal.REPORT, b""))
    _refuse_draft(args.state, facts.accepted_by)
    ledger = Ledger.in_folder(home())
    stored = Stored(*ledger.log())
    with args.log.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        given = file.read()
        after, listed = _grown(args, facts.result, stored, given)
        new = life.lines_of(after)[len(stored.entries) :]
        ledger.extend_log(len(stored.entries), new, listed)
        file.write(after[len(given) :])
        file.flush()
        (args.log.parent / life.LIST_FILE).write_bytes(listed)
    if args.proof:
        args.proof.write_bytes(_proof(after, facts.result, len(stored.entries)))
    print(f"STATUS={args.state or '-'} LIST={args.log.parent / life.LIST_FILE}")
    return 0


def _refuse_draft(state: str | None, accepted_by: tuple[str, ...]) -> None:
    """A report that nobody stands for is not issued."""
    from vetting.attest.life import State
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    if state == State.ISSUED and not accepted_by:
        raise BadContent(
            Text("laporan ini masih konsep", "this report is a draft still"),
            hint=Text("Setujui dengan `vet approve`, lalu `vet decide` dan `vet sign`.",
                      "Approve it with `vet approve`, then `vet decide` and `vet sign`."),
        )  # fmt: skip


def _by(args: argparse.Namespace) -> str:
    """The result that takes the place of this one."""
    from vetting.attest import seal
    from vetting.attest.life import State
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    if (args.state == State.REPLACED) is not (args.by is not None):
        raise BadContent(
            Text("'diganti' dan --by harus bersama", "'diganti' and --by go together"),
            hint=Text("Beri folder laporan yang menggantikan.",
                      "Give the folder of the report that takes its place."),
        )  # fmt: skip
    if args.by is None:
        return ""
    return seal.facts_of(seal.files_of(args.by).get(seal.REPORT, b"")).result


def _grown(args: argparse.Namespace, result: str, stored: Any, given: bytes) -> tuple[bytes, bytes]:
    """The log with the new event, if there is one, and its list; nothing is written yet."""
    from vetting.attest import heads, life
    from vetting.attest.errors import BadProof
    from vetting.attest.trust import read_trust
    from vetting.model.text import Text

    day, sign, trust = args.date or today(), signer(args), read_trust(trust_of(args))
    try:
        heads.check_stored(stored, trust)
        body = heads.log_of(stored, given)
        if args.state:
            event = life.Event(result, life.State(args.state), day, args.why, _by(args))
            body = life.appended(body, event, sign, trust)
        until = day + timedelta(days=args.days)
        return body, life.checkpoint(body, day, until, sign, trust)
    except (ValueError, KeyError, TypeError) as error:
        raise BadProof(
            Text(f"riwayat tidak dapat ditambah: {error}", f"cannot add to the log: {error}"),
            hint=Text("Periksa riwayat dan kunci; tidak ada yang diubah.",
                      "Look at the log and the keys; nothing was changed."),
            where=args.log.name,
        ) from error  # fmt: skip


def _proof(body: bytes, result: str, since: int) -> bytes:
    """The proof of the last event of the result; raises BadProof where there is none."""
    import json

    from vetting.attest import life
    from vetting.attest.dsse import read
    from vetting.attest.errors import BadProof
    from vetting.attest.heads import proof_of
    from vetting.model.text import Text

    events = [json.loads(read(line).payload)["result"] for line in life.lines_of(body)]
    if result not in events:
        raise BadProof(
            Text("hasil ini belum tercatat", "this result is not on record"),
            hint=Text("Catat statusnya lebih dahulu.", "Note its state first."),
        )
    last = len(events) - 1 - events[::-1].index(result)
    return proof_of(body, last, since)

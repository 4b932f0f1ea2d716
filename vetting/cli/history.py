"""`vet history`: what each vendor handed in, in order, and what became of it."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import add_language, date_of, trust_of
from vetting.model.history import Vendor


def add_parser(commands: Any) -> None:
    """Options of `vet history`."""
    parser = commands.add_parser(
        "history", help=pick("riwayat pengujian tiap penyedia", "what each vendor handed in"),
        description=pick("Riwayat pengujian dari buku besar kantor: tiap penyedia, aplikasinya,"
                         " dan pengajuannya menurut urutan. Nama penyedia adalah pengakuannya"
                         " sendiri dalam vet.yaml, kecuali penguji memberi --vendor.",
                         "What the office's ledger tells: each vendor, its applications and"
                         " submissions in order. A vendor's name is its own word in vet.yaml,"
                         " unless the reviewer gave --vendor."),
    )  # fmt: skip
    parser.add_argument("--vendor", default="", metavar="NAMA",
                        help=pick("penyedia ini saja", "this vendor alone"))  # fmt: skip
    parser.add_argument("--app", default="", metavar="NAMA",
                        help=pick("aplikasi ini saja", "this application alone"))  # fmt: skip
    parser.add_argument("--ledger", default=None, metavar="RUMAH|URL",
                        help=pick("buku besar (bawaan: rumah vet)",
                                  "the ledger (default: vet's home)"))  # fmt: skip
    parser.add_argument("--trust", type=Path, default=None, metavar="DIR",
                        help=pick("folder kunci publik yang dipercaya, untuk membaca status",
                                  "folder of trusted public keys, to read states"))  # fmt: skip
    parser.add_argument("--date", type=date.fromisoformat, default=None, metavar="YYYY-MM-DD",
                        help=pick("hitung umur sampai tanggal ini (bawaan: hari ini, UTC)",
                                  "count ages up to this day (default: today, UTC)"))  # fmt: skip
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    add_language(parser)


def run(args: argparse.Namespace) -> int:
    """Print the history; 0, or 3 where a part of the ledger cannot be relied on."""
    from vetting.history import histories
    from vetting.ledger.store import Ledger
    from vetting.render.history import as_csv, as_json, as_text
    from vetting.tooling import home

    ledger = Ledger.at(args.ledger or str(home()))
    rows, damaged = ledger.judgements()
    states = _states(ledger, trust_of(args))
    today = date_of(args)
    chosen = _chosen(histories(rows, states, today), args.vendor, args.app)
    if args.format == "json":
        sys.stdout.buffer.write(as_json(chosen, today))
    else:
        print(as_csv(chosen) if args.format == "csv" else as_text(chosen, language()), end="")
    return _warned(damaged, states)


def _states(ledger: Any, trust: Path) -> Mapping[str, str] | None:
    """The state of each result, from the log of lives once it is verified; None where it is not."""
    from vetting.attest import heads, life
    from vetting.attest.trust import read_trust

    stored = heads.Stored(*ledger.log())
    known = read_trust(trust)
    try:
        heads.check_stored(stored, known)
        events, _ = life.read_log(stored.body, known)
    except (ValueError, KeyError, TypeError):
        return None
    return {result: str(state) for result, state in life.states(events).items()}


def _chosen(vendors: Sequence[Vendor], vendor: str, app: str) -> tuple[Vendor, ...]:
    from dataclasses import replace

    named = (each for each in vendors if _same(vendor, each.name.name))
    kept = (
        replace(each, applications=tuple(a for a in each.applications if _same(app, a.name.name)))
        for each in named
    )
    return tuple(each for each in kept if each.applications)


def _same(asked: str, name: str) -> bool:
    return not asked or " ".join(asked.casefold().split()) in " ".join(name.casefold().split())


def _warned(damaged: int, states: Mapping[str, str] | None) -> int:
    if damaged:
        print(pick(f"Peringatan: {damaged} baris buku besar rusak dan tidak ikut.",
                   f"Warning: {damaged} rows of the ledger are damaged and left out."),
              file=sys.stderr)  # fmt: skip
    if states is None:
        print(pick("Peringatan: riwayat status tidak dapat dipercaya, jadi status '?'.\n"
                   "Periksa kunci (--trust) dan jalankan `vet verify … --ledger`.",
                   "Warning: the log of states cannot be relied on, so states are '?'.\n"
                   "Look at the keys (--trust) and run `vet verify … --ledger`."),
              file=sys.stderr)  # fmt: skip
    return 3 if damaged or states is None else 0

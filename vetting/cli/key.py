"""`vet key new|trust|list|revoke`: who may sign what people decide."""

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from vetting.cli.language import pick
from vetting.cli.options import trust_of
from vetting.cli.signing import add_key, make_key, passphrase, today
from vetting.cli.table import print_table


def add_parser(commands: Any) -> None:
    """Options of `vet key`."""
    parser = commands.add_parser("key", help=pick("kelola kunci", "manage keys"))
    kinds = parser.add_subparsers(dest="what", metavar="APA", required=True)
    new = kinds.add_parser("new", help=pick("buat kunci", "make a key"))
    new.add_argument("--name", required=True, help=pick("nama pejabat", "the person's name"))
    new.add_argument("--out", type=Path, required=True, metavar="BERKAS.key")
    add_key(new, signs=False)
    trust = kinds.add_parser("trust", help=pick("percayai kunci publik", "trust a public key"))
    trust.add_argument("file", type=Path, metavar="BERKAS.pub.json")
    add_key(trust, signs=False)
    add_key(kinds.add_parser("list", help=pick("daftar kunci", "list the keys")), signs=False)
    revoke = kinds.add_parser("revoke", help=pick("cabut kunci", "revoke a key"))
    revoke.add_argument("id", help=pick("awal sidik kunci", "first digits of the key's id"))
    revoke.add_argument("--from", dest="since", type=date.fromisoformat, default=None,
                        metavar="YYYY-MM-DD")  # fmt: skip
    add_key(revoke, signs=False)


def run(args: argparse.Namespace) -> int:
    """Do one of the four; 0, or 6 where a key cannot be relied on."""
    return {"new": _new, "trust": _trust, "list": _list, "revoke": _revoke}[args.what](args)


def _new(args: argparse.Namespace) -> int:
    public = make_key(args.name, args.out, passphrase(args))
    print(pick(f"Kunci: {args.out}\nKunci publik: {public}\n"
               f"Serahkan yang publik kepada pengelola: vet key trust {public}",
               f"Key: {args.out}\nPublic key: {public}\n"
               f"Hand the public one to the operator: vet key trust {public}"))  # fmt: skip
    return 0


def _trust(args: argparse.Namespace) -> int:
    from vetting.attest.trust import ENDING, read_signer

    signer, folder = read_signer(args.file), trust_of(args)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{signer.id}{ENDING}"
    if path.exists():  # never over a revocation
        print(pick("Kunci ini sudah dikenal.", "This key is known already."))
        return 0
    path.write_bytes(signer.text)
    print(pick(f"Dipercaya: {signer.name}", f"Trusted: {signer.name}") + f"\n  {signer.id}")
    return 0


def _list(args: argparse.Namespace) -> int:
    from vetting.attest.trust import read_trust

    signers = read_trust(trust_of(args))
    rows = [(name[:16], s.name, _state(s.revoked_on)) for name, s in sorted(signers.items())]
    print_table(pick("Kunci yang dipercaya", "Trusted keys"), rows)
    if not rows:
        print(pick("Belum ada kunci yang dipercaya.", "No key is trusted yet."))
    return 0


def _state(revoked: date | None) -> str:
    return pick(f"dicabut mulai {revoked}", f"revoked from {revoked}") if revoked else "-"


def _revoke(args: argparse.Namespace) -> int:
    from vetting.attest.trust import ENDING, read_signer, read_trust
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    folder = trust_of(args)
    found = [s for name, s in read_trust(folder).items() if name.startswith(args.id.lower())]
    if len(found) != 1 or len(args.id) < 8:
        raise BadContent(
            Text(f"{len(found)} kunci berawal '{args.id}'", f"{len(found)} keys begin '{args.id}'"),
            hint=Text("Beri paling sedikit 8 angka dari `vet key list`.",
                      "Give at least 8 digits of `vet key list`."),
        )  # fmt: skip
    signer = replace(found[0], revoked_on=args.since or today())
    for path in folder.glob(f"*{ENDING}"):
        if read_signer(path).id == signer.id:  # whatever the file is called
            path.write_bytes(signer.text)
    print(pick(f"Dicabut: {signer.name}, mulai {signer.revoked_on}",
               f"Revoked: {signer.name}, from {signer.revoked_on}"))  # fmt: skip
    return 0

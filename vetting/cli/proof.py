"""The part of `vet verify` that reads seals: offline, with keys that the verifier brings."""

import argparse
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from vetting.cli.language import language, pick
from vetting.cli.options import date_of

EXITS = {"valid": 0, "invalid": 6, "unknown": 3}


def add_proof(parser: argparse.ArgumentParser) -> None:
    """Options of a verification by seal; `--trust` asks for one."""
    for name, metavar, words, en in (
        ("--trust", "KUNCI", "periksa pengesahan: folder kunci, .pub.json, atau berkas kepercayaan",
         "check the seal: folder of keys, .pub.json, or a trust file"),
        ("--root", "AKAR.pub.json", "kunci akar dari berkas kepercayaan",
         "the root key of the trust file"),
        ("--status", "status.dsse.json", "daftar status dari kantor penerbit",
         "the list of states of the issuing office"),
        ("--log", "riwayat.jsonl", "riwayat status, dicocokkan dengan daftarnya",
         "the log of states, compared with the list"),
        ("--artefact", "APP.zip", "arsip yang seharusnya diuji",
         "the archive that should have been vetted"),
        ("--proof", "bukti-riwayat.json", "bukti bahwa statusnya tercatat, bila riwayat tidak ada",
         "proof that the state is on record, where the log is not at hand"),
        ("--pdf-trust", "AKAR.pem", "sertifikat akar untuk tanda tangan di dalam PDF",
         "root certificates for the signatures inside PDFs"),
        ("--since", "status-lama.dsse.json", "daftar status terdahulu yang harus dilanjutkan",
         "an earlier list, which the log must continue"),
    ):  # fmt: skip
        parser.add_argument(name, type=Path, default=None, metavar=metavar, help=pick(words, en))
    parser.add_argument("--ledger", default=None, metavar="RUMAH|URL",
                        help=pick("buku besar kantor: rumah vet, berkasnya, atau URL basis data",
                                  "the office's ledger: vet's home, its file, or a URL"))  # fmt: skip
    parser.add_argument("--policy-digest", default="", metavar="SHA256",
                        help=pick("sidik kebijakan kantor", "digest of the office's policy"))  # fmt: skip


def run_proof(args: argparse.Namespace) -> int:
    """Say every point; 0 valid, 6 invalid, 3 unknown."""
    from vetting.attest.proof import Papers, verify_bundle

    folder = args.source if args.source.is_dir() else args.source.parent
    papers = Papers(
        trust=_trust(args.trust, args.root, date_of(args)),
        today=date_of(args),
        status=_body(args.status),
        log=_body(args.log),
        artefact=_body(args.artefact),
        policy=args.policy_digest,
        ledger=_stored(args.ledger),
        proof=_body(args.proof),
        since=_body(args.since),
        roots=_roots(args.pdf_trust),
    )
    return _printed(verify_bundle(folder, papers), f"BUNDLE={folder}")


def run_document(args: argparse.Namespace) -> int:
    """Say what the signatures of one PDF are worth; 0 valid, 6 invalid."""
    from vetting.attest.pdf_check import check_pdf

    said = check_pdf(args.source.name, _body(args.source) or b"", _roots(args.pdf_trust),
                     date_of(args))  # fmt: skip
    return _printed(said, f"PDF={args.source}")


def _printed(said: Any, what: str) -> int:
    from vetting.attest.said import Word, overall
    from vetting.render.visible import one_line

    marks = {Word.VALID: "✓", Word.INVALID: "✕", Word.UNKNOWN: "?"}
    for one in said:
        print(f"{marks[one.word]} {one_line(one.about.in_language(language()), 78)}")
    word = overall(said)
    print(f"VERIFY={word} {what}")
    return EXITS[word]


def _trust(path: Path, root: Path | None, today: date) -> Mapping[str, Any]:
    from vetting.attest.circle import read_circle
    from vetting.attest.trust import ENDING, read_signer, read_trust

    if root is not None:
        return read_circle(_body(path) or b"", read_signer(root), today)
    if path.is_dir() or not path.name.endswith(ENDING):
        return read_trust(path)
    signer = read_signer(path)
    return {signer.id: signer}


def _roots(path: Path | None) -> tuple[bytes, ...]:
    from vetting.attest.pdf_check import read_roots

    return () if path is None else read_roots(path)


def _stored(place: str | None) -> Any:
    from vetting.attest.heads import Stored
    from vetting.ledger.store import Ledger

    return None if place is None else Stored(*Ledger.at(place).log())


def _body(path: Path | None) -> bytes | None:
    from vetting.model.errors import BadContent
    from vetting.model.text import Text

    if path is None:
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadContent(Text("berkas tidak terbaca", "the file cannot be read"), where=str(path),
                         hint=Text("Periksa jalurnya.", "Look at its path.")) from error  # fmt: skip

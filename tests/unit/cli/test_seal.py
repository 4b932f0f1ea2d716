"""`vet sign`, `vet status` and `vet verify --trust` as an office uses them."""

import json
import sqlite3
from datetime import date

import pytest

from tests.unit.attest.pki import SECRET, Office
from tests.unit.render import builder
from vetting.cli import main
from vetting.content import load
from vetting.ledger.store import Ledger
from vetting.render import choose_formats, write_bundle

DAY = "2026-11-24"


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_KEY_PASSPHRASE", "kata sandi contoh")
    monkeypatch.setenv("VET_LANG", "id")
    report = builder.accepted(builder.report(3))
    write_bundle(report, tmp_path / "b", choose_formats("md"), "id", load())
    for name in ("akar", "ibu"):
        assert main(["key", "new", "--name", name, "--out", f"{name}.key"]) == 0
    assert main(["key", "trust", "ibu.pub.json", "--trust", "kunci"]) == 0
    return tmp_path


def said(capsys):
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    return lines


def verify(*more):
    return main(["verify", "b", "--date", DAY, *more])


def test_from_seal_to_revocation(office, capsys):
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    assert verify("--trust", "ibu.pub.json") == 3
    common = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", DAY]
    assert main(["status", "b", "diterbitkan", *common]) == 0
    capsys.readouterr()
    known = ("--status", "status.dsse.json", "--log", "riwayat.jsonl")
    assert verify("--trust", "kunci", *known) == 0
    assert said(capsys)[-1] == "VERIFY=valid BUNDLE=b"
    assert verify("--trust", "akar.pub.json", *known) == 6
    assert verify("--trust", "tidak-ada", *known) == 6
    assert main(["status", "b", "dicabut", "--why", "uji", *common]) == 0
    assert verify("--trust", "kunci", *known) == 6
    assert main(["status", "b", "diterbitkan", *common]) == 6
    assert verify("--trust", "kunci", *known) == 6


def test_a_draft_is_not_issued(office):
    write_bundle(builder.report(3), office / "b", choose_formats("md"), "id", load())
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    common = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", DAY]
    assert main(["status", "b", "diterbitkan", *common]) == 2
    assert main(["status", "b", "diputuskan", *common]) == 0
    assert len(Ledger.at("home").log()[0]) == 1


def test_the_signed_trust_file_and_its_root(office):
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    assert main(["sign", "kunci", "--key", "akar.key", "--date", DAY]) == 0
    trust = ("--trust", "kunci/kepercayaan.dsse.json", "--root")
    assert verify(*trust, "akar.pub.json") == 3
    assert verify(*trust, "ibu.pub.json") == 6
    late = ["verify", "b", "--date", date(2027, 1, 1).isoformat(), *trust, "akar.pub.json"]
    assert main(late) == 6


def test_a_changed_file_ends_in_six(office):
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    with (office / "b" / "ringkasan.md").open("a") as file:
        file.write("LULUS")
    assert verify("--trust", "ibu.pub.json") == 6


def test_a_seal_never_hides_that_the_folder_could_not_be_compared(office):
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    (office / "pasang").mkdir()
    assert verify("--trust", "ibu.pub.json", "--against", "pasang") == 2


def ledger(office, statement):
    with sqlite3.connect(office / "home" / "ledger.sqlite") as connection:
        assert connection.execute(statement).rowcount > 0


def lives(office):
    """A result whose life has three events, two lists of its past, and a proof of the last."""
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    common = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", DAY]
    for number, state in enumerate(("diterbitkan", "ditangguhkan", "diterbitkan")):
        assert main(["status", "b", state, *common, "--proof", "bukti.json"]) == 0
        (office / f"status-{number}.json").write_bytes((office / "status.dsse.json").read_bytes())
    return ("--trust", "kunci", "--status", "status.dsse.json")


def test_the_log_lies_in_the_ledger_and_its_copy_beside_the_list(office):
    known = lives(office)
    entries, lists = Ledger.at("home").log()
    assert b"".join(line + b"\n" for line in entries) == (office / "riwayat.jsonl").read_bytes()
    assert (len(entries), len(lists)) == (3, 3)
    assert verify(*known, "--ledger", "home") == 0
    assert verify(*known, "--ledger", "home/ledger.sqlite", "--since", "status-0.json") == 0
    assert verify(*known, "--ledger", "kosong") == 3


def test_a_list_is_signed_anew_without_an_event(office):
    known = lives(office)
    later = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date"]
    assert main(["status", "b", *later, "2026-12-20"]) == 0
    assert len(Ledger.at("home").log()[0]) == 3
    assert main(["verify", "b", *known, "--ledger", "home", "--date", "2026-12-21"]) == 0


CUTS = {
    "an entry is edited": "update log_entries set body = replace(body, 'a', 'b') where position = 1",
    "the last entry is cut": "delete from log_entries where position = 2",
    "the first entry is cut": "delete from log_entries where position = 0",
    "two entries change places": "update log_entries set position = 9 where position = 0",
    "a list is edited": "update checkpoints set body = replace(body, 'a', 'b') where number = 1",
    "lists change places": "update checkpoints set number = 9 where number = 0",
}


@pytest.mark.parametrize("cut", CUTS)
def test_an_edited_ledger_is_found_and_never_added_to(office, cut):
    known = lives(office)
    ledger(office, CUTS[cut])
    assert verify(*known, "--ledger", "home") == 6
    copy = (office / "riwayat.jsonl").read_bytes()
    common = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", DAY]
    assert main(["status", "b", "dicabut", *common]) == 6
    assert (office / "riwayat.jsonl").read_bytes() == copy


def test_a_ledger_cut_with_its_lists_differs_from_any_published_list(office):
    known = lives(office)
    ledger(office, "delete from log_entries where position = 2")
    ledger(office, "delete from checkpoints where number = 2")
    assert verify(*known, "--ledger", "home") == 6
    old = ("--trust", "kunci", "--status", "status-1.json", "--ledger", "home")
    assert verify(*old) == 6  # suspended then
    assert verify(*old, "--since", "status-2.json") == 6  # and shorter than what was published


def test_events_that_no_list_covers_leave_it_unknown(office):
    known = lives(office)
    ledger(office, "delete from checkpoints where number = 2")
    assert verify(*known, "--ledger", "home") == 3


def test_a_proof_stands_for_the_log_that_is_not_at_hand(office):
    known = lives(office)
    (office / "riwayat.jsonl").unlink()
    proof = ("--proof", "bukti.json")
    assert verify(*known, *proof) == 0
    assert verify(*known, *proof, "--since", "status-1.json") == 0
    assert verify(*known, "--since", "status-1.json") == 6  # nothing shows the growth
    assert verify(*known, *proof, "--since", "status-0.json") == 6  # the proof is from the second
    plain = json.loads((office / "bukti.json").read_bytes())
    for key, value in (("index", 1), ("inclusion", []), ("since", 1), ("consistency", []),
                       ("kind", "x"), ("entry", plain["entry"].replace("a", "b"))):  # fmt: skip
        (office / "bukti.json").write_text(json.dumps(plain | {key: value}))
        assert verify(*known, *proof, "--since", "status-1.json") == 6, key


def test_a_copy_that_differs_from_the_ledger_is_refused(office):
    lives(office)
    path = office / "riwayat.jsonl"
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    common = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", DAY]
    assert main(["status", "b", "dicabut", *common]) == 6
    path.unlink()
    assert main(["status", "b", "dicabut", *common]) == 0
    assert path.read_bytes().count(b"\n") == 4


@pytest.fixture
def papers(office):
    """The office with an officer's certificate and a bundle that has documents."""
    pki = Office()
    (office / "pejabat.p12").write_bytes(pki.p12)
    (office / "akar.pem").write_bytes(pki.pem)
    (office / "sandi").write_text(SECRET)
    report = builder.accepted(builder.report(3))
    write_bundle(report, office / "b", choose_formats("pdf,minutes"), "id", load())
    return office


PDF_KEY = ("--pdf-key", "pejabat.p12", "--pdf-passphrase-file", "sandi")


def test_documents_are_signed_before_the_seal_and_verified_with_it(papers, capsys):
    sealing = ["sign", "b", "--key", "ibu.key", "--date", DAY, *PDF_KEY]
    assert main(sealing) == 0
    assert "SIGNED=b/berita-acara.pdf" in said(capsys)
    common = ["--log", "riwayat.jsonl", "--key", "ibu.key", "--trust", "kunci", "--date", DAY]
    assert main(["status", "b", "diterbitkan", *common]) == 0
    known = ("--trust", "kunci", "--status", "status.dsse.json", "--pdf-trust")
    assert verify(*known, "akar.pem") == 0
    assert sum("Pejabat Contoh" in line for line in said(capsys)) == 2
    (papers / "lain.pem").write_bytes(Office().pem)
    assert verify(*known, "lain.pem") == 6
    assert main(["verify", "b"]) == 0  # the sums are those of the signed documents
    before = (papers / "b" / "laporan.pdf").read_bytes()
    assert main(sealing) == 0  # what is signed is not signed again
    assert (papers / "b" / "laporan.pdf").read_bytes() == before


def test_a_document_alone_is_verified(papers):
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY, *PDF_KEY]) == 0
    alone = ["verify", "b/laporan.pdf", "--pdf-trust", "akar.pem", "--date", DAY]
    assert main(alone) == 0
    path = papers / "b" / "laporan.pdf"
    path.write_bytes(path.read_bytes() + b"\nLULUS\n")
    assert main(alone) == 6


def test_unsigned_documents_are_no_signed_ones(papers):
    assert main(["sign", "b", "--key", "ibu.key", "--date", DAY]) == 0
    assert verify("--trust", "kunci", "--pdf-trust", "akar.pem") == 6


def test_neither_a_draft_nor_a_changed_folder_is_signed(papers):
    sealing = ["sign", "b", "--key", "ibu.key", "--date", DAY, *PDF_KEY]
    (papers / "b" / "tambahan.pdf").write_bytes(b"%PDF-1.7")
    assert main(sealing) == 6
    (papers / "b" / "tambahan.pdf").unlink()
    write_bundle(builder.report(3), papers / "b", choose_formats("pdf"), "id", load())
    assert main(sealing) == 6
    assert not (papers / "b" / "pengesahan.dsse.json").exists()

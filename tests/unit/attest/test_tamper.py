"""What somebody may do to papers, logs, keys and sums besides the acts of the other files here."""

import base64
import json
import os
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.attest.test_log import ANI, BUDI, RECORDS, signing
from tests.unit.attest.test_log import TRUST as PEOPLE
from tests.unit.attest.test_proof import (
    BAPAK,
    DAY,
    IBU,
    KEY,
    OTHER,
    TRUST,
    by,
    reseal,
    result_of,
    sealed,
    word,
)
from tests.unit.render import builder
from vetting.attest import heads, life, seal
from vetting.attest.circle import read_circle, write_circle
from vetting.attest.dsse import read, write
from vetting.attest.errors import BadProof
from vetting.attest.heads import Stored
from vetting.attest.life import Event, State
from vetting.attest.log import append, read_log
from vetting.attest.proof import Word
from vetting.attest.secret import sign
from vetting.attest.trust import read_trust
from vetting.cli import main
from vetting.content import load
from vetting.model.record import Approval
from vetting.render import choose_formats, write_bundle

WEEK = timedelta(days=7)


def listed(log, key=KEY, day=DAY, trust=TRUST):
    return life.checkpoint(log, day, day + WEEK, by(key), trust)


# The seal


def envelope(case):
    path = case.folder / seal.FILE
    return path, json.loads(path.read_bytes())


def signed_twice(case):
    path, plain = envelope(case)
    body = base64.b64decode(plain["payload"])
    ours, theirs = (sign(key, seal.KIND, body).signatures for key in (KEY, OTHER))
    path.write_bytes(write(replace(read(json.dumps(plain, separators=(",", ":"),
                     sort_keys=True).encode()), signatures={**ours, **theirs})) + b"\n")  # fmt: skip


def another_kind(case):
    path, plain = envelope(case)
    plain["payloadType"] = "application/json"
    path.write_text(json.dumps(plain, separators=(",", ":"), sort_keys=True) + "\n")


def another_key_named(case):
    path, plain = envelope(case)
    plain["signatures"][0]["keyid"] = BAPAK.id
    path.write_text(json.dumps(plain, separators=(",", ":"), sort_keys=True) + "\n")


def longer_term(case):
    path, plain = envelope(case)
    body = base64.b64decode(plain["payload"]).replace(b"2027-11-24", b"2037-11-24")
    plain["payload"] = base64.b64encode(body).decode()
    path.write_text(json.dumps(plain, separators=(",", ":"), sort_keys=True) + "\n")


def one_name_for_two_files(case):
    path, plain = envelope(case)
    said = json.loads(base64.b64decode(plain["payload"]))
    said["subject"].append(said["subject"][0])
    path.write_bytes(write(sign(KEY, seal.KIND, seal.spelled(said))) + b"\n")


def a_summary_in_place_of_the_seal(case):
    (case.folder / seal.FILE).write_bytes((case.folder / seal.VSA_FILE).read_bytes())


def document_of_another_with_the_same_number(case):
    """Both documents name `VET-…` of twelve digits; the seal is over every byte."""
    (case.folder / "laporan.pdf").write_bytes(b"%PDF-1.7 VET-AAAA-BBBB-CCCC satu")
    reseal(case.folder)
    assert word(case) is Word.VALID
    (case.folder / "laporan.pdf").write_bytes(b"%PDF-1.7 VET-AAAA-BBBB-CCCC lain")


def emptied(case):
    for path in case.folder.iterdir():
        if path.name not in (seal.FILE, seal.VSA_FILE, seal.REPORT):
            path.unlink()


def seal_that_says_too_little(case):
    path, plain = envelope(case)
    said = json.loads(base64.b64decode(plain["payload"]))
    del said["predicate"]["accepted-by"]
    path.write_bytes(write(sign(KEY, seal.KIND, seal.spelled(said))) + b"\n")


SEALS = [seal_that_says_too_little, signed_twice, another_kind, another_key_named, longer_term, one_name_for_two_files,
         a_summary_in_place_of_the_seal, document_of_another_with_the_same_number, emptied]  # fmt: skip


@pytest.mark.parametrize("act", SEALS, ids=lambda act: act.__name__)
def test_an_act_on_the_seal_is_found(case, act):
    act(case)
    assert word(case, trust={**TRUST, BAPAK.id: BAPAK}) is Word.INVALID


# The log of lives


def test_a_repeated_or_reordered_event_is_found(case):
    one, two = case.log.splitlines(keepends=True)
    for lines in (one + two + two, one + one + two, two, two + one, b"\xef\xbb\xbf" + one + two,
                  (one + two).replace(b"\n", b"\r\n"), one + b"\n" + two):  # fmt: skip
        assert word(case, log=lines) is Word.INVALID


def test_a_clock_moved_back_adds_nothing(case):
    name, early = result_of(case.folder), DAY - timedelta(days=1)
    with pytest.raises(ValueError, match="dated before"):
        life.appended(case.log, Event(name, State.REVOKED, early, ""), by(KEY), TRUST)
    with pytest.raises(ValueError, match="dated before"):
        life.checkpoint(case.log, early, early + WEEK, by(KEY), TRUST)
    assert word(case, today=early) is Word.UNKNOWN


def test_a_log_whose_dates_go_back_is_refused(case):
    head = seal.sha256(case.log.splitlines()[-1])
    plain = {"result": "11" * 32, "state": "diterbitkan", "on": "2026-11-23", "why": "",
             "previous": head}  # fmt: skip
    line = write(sign(KEY, life.EVENT, seal.spelled(plain))) + b"\n"
    with pytest.raises(ValueError, match="dated before"):
        life.read_log(case.log + line, TRUST)
    assert word(case, log=case.log + line) is Word.INVALID


def test_an_old_list_hides_no_revocation_from_who_holds_the_log(case):
    gone = Event(result_of(case.folder), State.REVOKED, DAY, "")
    grown = life.appended(case.log, gone, by(KEY), TRUST)
    assert word(case) is Word.VALID
    assert word(case, log=grown) is Word.INVALID
    stored = Stored(tuple(grown.splitlines()), (case.papers.status, listed(grown)))
    assert word(case, log=None, ledger=stored) is Word.INVALID
    assert word(case, log=None, since=listed(grown)) is Word.INVALID


def test_two_ledgers_that_begin_alike_do_not_stand_for_each_other(case):
    ours, theirs = (
        life.appended(case.log, Event(name * 32, State.ISSUED, DAY, ""), by(KEY), TRUST)
        for name in ("22", "33")
    )
    assert word(case, status=listed(ours), log=theirs) is Word.INVALID
    assert word(case, status=listed(ours), log=None, since=listed(theirs)) is Word.INVALID
    assert word(case, status=listed(ours), log=ours, since=listed(theirs)) is Word.INVALID
    assert word(case, status=listed(ours), log=ours, since=case.papers.status) is Word.VALID


def test_lists_of_a_ledger_that_go_back_are_found(case):
    later = listed(case.log, day=DAY + WEEK)
    entries = tuple(case.log.splitlines())
    assert heads.check_stored(Stored(entries, (case.papers.status, later)), TRUST) == 0
    for lists in ((later, case.papers.status), (listed(case.log), listed(b""))):
        with pytest.raises(ValueError, match="covers less"):
            heads.check_stored(Stored(entries, lists), TRUST)


def test_a_list_that_says_otherwise_than_its_log_is_found(case):
    gone = Event(result_of(case.folder), State.REVOKED, DAY, "")
    grown = life.appended(case.log, gone, by(KEY), TRUST)
    plain = json.loads(read(listed(grown).removesuffix(b"\n")).payload)
    plain["states"][result_of(case.folder)] = "diterbitkan"
    forged = write(sign(KEY, life.LIST, seal.spelled(plain))) + b"\n"
    assert word(case, status=forged, log=grown) is Word.INVALID


# Keys


def test_a_key_laid_into_the_folder_counts_only_where_the_folder_is_trusted(case, tmp_path):
    folder = tmp_path / "kunci"
    folder.mkdir()
    (folder / "ibu.pub.json").write_bytes(IBU.text)
    body = write_circle(read_trust(folder), DAY, DAY + WEEK, by(KEY))
    (folder / "bapak.pub.json").write_bytes(BAPAK.text)
    reseal(case.folder, OTHER)
    assert word(case, trust=read_circle(body, IBU, DAY)) is Word.INVALID
    with pytest.raises(BadProof):
        read_circle(body.replace(b"a", b"b", 1), IBU, DAY)
    with pytest.raises(BadProof):
        read_circle(write_circle(read_trust(folder), DAY, DAY + WEEK, by(OTHER)), IBU, DAY)


def test_a_second_file_of_a_key_takes_no_revocation_back(tmp_path):
    (tmp_path / "a.pub.json").write_bytes(replace(IBU, revoked_on=DAY).text)
    (tmp_path / "z.pub.json").write_bytes(IBU.text)
    assert read_trust(tmp_path)[IBU.id].revoked_on == DAY
    (tmp_path / "z.pub.json").write_bytes(replace(IBU, name="Orang Lain").text)
    with pytest.raises(BadProof, match="two people"):
        read_trust(tmp_path)


def test_a_revocation_reaches_a_key_file_of_any_name(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    (tmp_path / "ibu.pub.json").write_bytes(IBU.text)
    words = ["--from", DAY.isoformat(), "--trust", str(tmp_path)]
    assert main(["key", "revoke", IBU.id[:12], *words]) == 0
    assert read_trust(tmp_path)[IBU.id].revoked_on == DAY


@pytest.mark.parametrize(("revoked", "is_read"), [(DAY, True), (RECORDS[-1].made_on, False)])
def test_records_of_a_revoked_key_stand_only_where_they_are_older(log, revoked, is_read):
    name = next(key for key, signer in PEOPLE.items() if signer.name == "Ani")
    later = {**PEOPLE, name: replace(PEOPLE[name], revoked_on=revoked)}
    if is_read:
        assert len(read_log(log, later)[0]) == len(RECORDS)
    else:
        with pytest.raises(BadProof, match="revoked"):
            read_log(log, later)


# Records


RECODED = {
    "byte order mark": lambda body: b"\xef\xbb\xbf" + body,
    "line ends of another system": lambda body: body.replace(b"\n", b"\r\n"),
    "empty line": lambda body: body + b"\n",
    "blanks at the end": lambda body: body.replace(b"\n", b" \n", 1),
    "NUL": lambda body: body + b"\x00\n",
    "UTF-16": lambda body: body.decode().encode("utf-16"),
    "the file twice": lambda body: body + body,
}


@pytest.mark.parametrize("how", RECODED)
def test_a_recoded_file_of_records_is_refused(log, how):
    log.write_bytes(RECODED[how](log.read_bytes()))
    with pytest.raises(BadProof):
        read_log(log, PEOPLE)
    with pytest.raises(BadProof):
        append(log, RECORDS[-1], signing(), PEOPLE)


def test_a_link_in_place_of_the_records_is_neither_read_nor_written(log, tmp_path):
    link, before = tmp_path / "lain.jsonl", log.read_bytes()
    link.symlink_to(log)
    with pytest.raises(BadProof):
        read_log(link, PEOPLE)
    with pytest.raises(BadProof):
        append(link, Approval("b" * 64, RECORDS[-1].made_on), signing(BUDI), PEOPLE)
    assert log.read_bytes() == before


def test_a_line_of_another_file_of_records_is_refused(log, tmp_path):
    other = tmp_path / "lain.jsonl"
    append(other, Approval("b" * 64, RECORDS[-1].made_on), signing(ANI), PEOPLE)
    log.write_bytes(log.read_bytes() + other.read_bytes())
    with pytest.raises(BadProof, match="does not follow"):
        read_log(log, PEOPLE)


# The sums of a bundle


def sums(folder, change):
    path = folder / "SHA256SUMS"
    path.write_bytes(change(path.read_bytes()))


def piped(path):
    path.unlink()
    os.mkfifo(path)


def linked(path):
    path.rename(path.parent.parent / path.name)
    path.symlink_to(path.parent.parent / path.name)


SUMS = {
    "a file added": lambda folder: (folder / "lampiran.pdf").write_bytes(b"LULUS"),
    "a folder added": lambda folder: (folder / "lain").mkdir(),
    "a file left out": lambda folder: sums(folder, lambda body: body.split(b"\n", 1)[1]),
    "an empty list": lambda folder: sums(folder, lambda body: b""),
    "a line too many": lambda folder: sums(folder, lambda body: body + b"00  tidak-ada.txt\n"),
    "byte order mark": lambda folder: sums(folder, lambda body: b"\xef\xbb\xbf" + body),
    "other line ends": lambda folder: sums(folder, lambda body: body.replace(b"\n", b"\r\n")),
    "another folder's file": lambda folder: sums(
        folder, lambda body: body.replace(b"  r", b"  ../r")
    ),
    "no text": lambda folder: sums(folder, lambda body: b"\xff\xfe"),
    "a pipe in place of a file": lambda folder: piped(folder / "ringkasan.md"),
    "a link to the same bytes": lambda folder: linked(folder / "ringkasan.md"),
    "no list in a sealed folder": lambda folder: (folder / "SHA256SUMS").unlink(),
}


@pytest.mark.parametrize("act", SUMS)
def test_sums_that_do_not_fit_their_folder_are_found(tmp_path, monkeypatch, act):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    folder = tmp_path / "laporan"
    sealed(folder)
    assert main(["verify", str(folder)]) == 0
    SUMS[act](folder)
    assert main(["verify", str(folder)]) == 6


def test_a_report_alone_needs_no_sums(tmp_path):
    write_bundle(builder.report(3), tmp_path / "b", choose_formats("md"), "id", load())
    alone = tmp_path / "sendiri"
    alone.mkdir()
    (alone / seal.REPORT).write_bytes((tmp_path / "b" / seal.REPORT).read_bytes())
    assert main(["verify", str(alone)]) == 0

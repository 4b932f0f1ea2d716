"""The life of an application over a year, with a moved clock; `vet verify` says it at each step."""

import json
import re

import pytest

from tests.journeys.conftest import Vet

POLICY = """
id: kantor
version: '1'
title: {id: Kantor, en: Office}
floors: {integrity: {coverage: 0.5}, package: {coverage: 0.5}}
decisions: {four-eyes: true}
documents: {manual: {by: vendor, months: 24}}
controls:
  DAERAH/SURAT: {checks: [package/manifest, package/documents]}
  BSSN-4-2021/P27.4.h: {checks: [integrity/policy-override]}
  DAERAH/PENTEST: {mode: manual, guidance: {id: Baca laporannya., en: Read the report.}}
"""
MANIFEST = """\
schema: urn:vet:schema:pengajuan/1
application: {{name: Layanan Surat Warga, version: '{version}'}}
vendor: {{name: PT Uji, contact: a@uji.example}}
owner: {{office: Dinas Uji}}
documents:
  - {{kind: manual, path: panduan.md, by: vendor, date: '2026-01-02'}}
"""
VALID, UNKNOWN, INVALID = 0, 3, 6


class Office:
    """Two officers, a vendor's application, and the ledger between them."""

    def __init__(self, vet: Vet, place, app) -> None:
        self.vet, self.place, self.app = vet, place, app
        (place / "kantor.yaml").write_text(POLICY)
        (app / "panduan.md").write_text("Panduan Layanan Surat Warga untuk pengelola. " * 12)
        for name in ("ani", "budi"):
            self.does("key", "new", "--name", name, "--out", self.at(f"{name}.key"))
            self.does("key", "trust", self.at(f"{name}.pub.json"))

    def at(self, name: str) -> str:
        return str(self.place / name)

    def does(self, *words: str, code: int = 0):
        run = self.vet.run(*words, VET_KEY_PASSPHRASE="kata sandi contoh")
        assert run.code == code, (words, run.code, run.out, run.err)
        return run

    def signs(self, day: str, *words: str, key: str = "ani", code: int = 0):
        records = ("--records", self.at("keputusan.jsonl"))
        return self.does(*words, "--key", self.at(f"{key}.key"), *records, "--date", day, code=code)

    def submits(self, day: str, version: str, out: str, *more: str) -> None:
        (self.app / "vet.yaml").write_text(MANIFEST.format(version=version))
        words = ("--policy", self.at("kantor.yaml"), "--date", day, "--quiet", *more)
        self.does("submit", str(self.app), "--out", self.at(out), *words, code=7)

    def decides(self, day: str, source: str, out: str, code: int) -> None:
        words = ("--records", self.at("keputusan.jsonl"), "--policy", self.at("kantor.yaml"))
        more = ("--out", self.at(out), "--date", day, "--format", "json,html,pdf")
        self.does("decide", self.at(f"{source}/laporan.vet.json"), *words, *more, code=code)

    def issues(self, day: str, source: str, out: str, until: str) -> None:
        """Attested by one, confirmed and approved by two, sealed and issued."""
        report = self.at(f"{source}/laporan.vet.json")
        (self.place / "uji.pdf").write_bytes(b"%PDF-1.7 laporan uji")
        words = ("--control", "DAERAH/PENTEST", "--evidence", self.at("uji.pdf"))
        more = ("--statement", "Sudah dibaca.", "--until", until)
        said = self.signs(day, "attest", report, *words, *more).out
        self.decides(day, source, f"{out}-satu", 7)  # one pair of eyes is not enough
        self.signs(day, "waive", "approve", re.search(r"ID=(\w+)", said)[1], key="budi")
        self.decides(day, source, f"{out}-konsep", 0)
        draft = self.at(f"{out}-konsep/laporan.vet.json")
        self.signs(day, "approve", draft)
        self.decides(day, source, out, 0)
        seal = ("sign", self.at(out), "--key", self.at("ani.key"), "--date", day, "--until", until)
        self.does(*seal)
        self.notes(day, out, "diterbitkan", code=2)  # a draft still: one approval of two
        self.signs(day, "approve", draft, key="budi")
        self.decides(day, source, out, 0)
        self.does(*seal)
        assert self.verifies(day, out) == UNKNOWN
        self.notes(day, out, "diputuskan")
        assert self.verifies(day, out) == UNKNOWN
        self.notes(day, out, "diterbitkan")
        assert self.verifies(day, out) == VALID

    def notes(self, day: str, out: str, *state: str, code: int = 0) -> None:
        words = ("--log", self.at("riwayat.jsonl"), "--key", self.at("ani.key"), "--date", day)
        self.does("status", self.at(out), *state, *words, code=code)

    def verifies(self, day: str, out: str) -> int:
        words = ["--trust", str(self.vet.home / "trust"), "--date", day]
        if (self.place / "status.dsse.json").exists():
            words += ["--status", self.at("status.dsse.json"), "--ledger", str(self.vet.home)]
        return self.vet.run("verify", self.at(out), *words).code


@pytest.mark.slow
def test_a_year_in_the_life_of_an_application(vet, repaired, tmp_path):
    office = Office(vet, tmp_path, repaired)
    office.submits("2026-01-05", "1.0.0", "uji-1")
    assert vet.run("verify", office.at("uji-1")).code == 0
    assert office.verifies("2026-01-05", "uji-1") == INVALID  # nobody sealed it
    office.notes("2026-01-05", "uji-1", "diajukan")
    office.notes("2026-01-06", "uji-1", "diuji")
    office.notes("2026-01-06", "uji-1", "diterbitkan", code=2)

    office.issues("2026-01-12", "uji-1", "v1", "2026-12-31")
    office.notes("2026-01-12", "uji-1", "diganti", "--by", office.at("v1"))
    assert office.verifies("2026-01-19", "v1") == VALID
    assert office.verifies("2026-01-20", "v1") == UNKNOWN  # the list has grown stale
    office.notes("2026-01-20", "v1")
    assert office.verifies("2026-01-20", "v1") == VALID

    office.notes("2026-03-01", "v1", "ditangguhkan", "--why", "laporan celah")
    assert office.verifies("2026-03-02", "v1") == INVALID
    assert office.verifies("2026-09-02", "v1") == INVALID  # also by a list grown stale
    office.notes("2026-03-10", "v1", "diterbitkan", "--why", "celah ditutup")
    assert office.verifies("2026-03-11", "v1") == VALID

    baseline = ("--baseline", office.at("v1/laporan.vet.json"))
    office.submits("2026-07-01", "2.0.0", "uji-2", *baseline)
    office.issues("2026-07-08", "uji-2", "v2", "2026-12-31")
    assert office.verifies("2026-07-08", "v1") == VALID
    office.notes("2026-07-09", "v1", "diganti", code=2)  # by what?
    office.notes("2026-07-09", "v1", "diganti", "--by", office.at("v2"))
    assert office.verifies("2026-07-10", "v1") == INVALID
    assert office.verifies("2026-07-10", "v2") == VALID
    office.notes("2026-07-10", "v1", "diterbitkan", code=6)  # what was replaced stays so

    office.notes("2026-12-30", "v2")
    assert office.verifies("2026-12-31", "v2") == VALID
    assert office.verifies("2027-01-01", "v2") == INVALID  # its last day is over
    office.notes("2027-01-02", "v2", "kedaluwarsa")
    office.issues("2027-01-04", "uji-2", "v3", "2027-06-30")
    office.notes("2027-01-04", "v2", "diganti", "--by", office.at("v3"))
    assert office.verifies("2027-01-05", "v3") == VALID

    office.notes("2027-01-05", "v3", "dicabut", "--why", "kebocoran")
    assert office.verifies("2027-01-05", "v3") == INVALID
    office.notes("2027-01-06", "v3", "diterbitkan", code=6)
    assert office.verifies("2027-01-06", "v3") == INVALID

    said = vet.run("history", "--date", "2027-01-06", "--format", "json")
    assert said.code == 0, said.err
    (vendor,) = json.loads(said.out)["vendors"]
    assert vendor["name"] == {"name": "PT Uji", "by": "vet.yaml"}
    (application,) = vendor["applications"]
    lines = application["lines"]
    assert [line["judged"]["version"] for line in lines] == ["1.0.0", "2.0.0"]
    assert [line["judged"]["as-of"] for line in lines] == ["2026-01-05", "2026-07-01"]
    assert [line["state"] for line in lines] == ["diganti", "dicabut"]
    assert [line["overall"] for line in lines] == ["lulus", "lulus"]
    assert lines[0]["new"] == lines[1]["unchanged"] + lines[1]["moved"] + lines[1]["fixed"]

"""`vet sign`, `vet status` and `vet verify --trust` as an office uses them."""

from datetime import date

import pytest

from tests.unit.render import builder
from vetting.cli import main
from vetting.content import load
from vetting.render import choose_formats, write_bundle

DAY = "2026-11-24"


@pytest.fixture
def office(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_KEY_PASSPHRASE", "kata sandi contoh")
    monkeypatch.setenv("VET_LANG", "id")
    write_bundle(builder.report(3), tmp_path / "b", choose_formats("md"), "id", load())
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

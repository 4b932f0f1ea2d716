"""`vet db` as a user types it, on a VET_HOME of its own."""

import json

import pytest

from tests.unit.advisories.data import osv
from vetting.cli import main


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_LANG", "en")


def test_info_without_data_is_inconclusive_and_says_what_to_do(capsys):
    assert main(["db", "info"]) == 3
    assert "vet db update" in capsys.readouterr().err


def test_import_then_info(tmp_path, capsys):
    (tmp_path / "a.json").write_text(json.dumps(osv()))
    assert main(["db", "import", str(tmp_path / "a.json")]) == 0
    assert main(["db", "info"]) == 0
    text = capsys.readouterr().out
    assert "1 records of OSV npm are in" in text
    assert "incomplete" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_starter_data_say_what_they_are(capsys):
    assert main(["db", "import", "--starter"]) == 0
    assert main(["db", "info"]) == 0
    assert capsys.readouterr().out.count("incomplete") == 9, "one for each ecosystem"


@pytest.mark.parametrize("words", [[], ["x.zip", "--starter"]])
def test_import_wants_one_source(words):
    assert main(["db", "import", *words]) == 2


def test_export_and_import_elsewhere(tmp_path, monkeypatch, capsys):
    main(["db", "import", "--starter"])
    assert main(["db", "export", str(tmp_path / "out.sqlite")]) == 0
    main(["db", "info"])
    digest = capsys.readouterr().out.splitlines()[-1]
    monkeypatch.setenv("VET_HOME", str(tmp_path / "elsewhere"))
    assert main(["db", "import", str(tmp_path / "out.sqlite")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == digest


def test_update_without_a_network_is_inconclusive_with_a_remedy(capsys):
    assert main(["db", "update", "--ecosystem", "npm", "--url", "http://127.0.0.1:9"]) == 3
    assert "vet db import" in capsys.readouterr().err


def test_a_useless_file_is_refused(tmp_path, capsys):
    (tmp_path / "a.zip").write_bytes(b"PK nothing")
    assert main(["db", "import", str(tmp_path / "a.zip")]) == 3
    assert main(["db", "info"]) == 3
    assert "a.zip" in capsys.readouterr().err


def test_lists_of_exploited_faults_are_imported_and_shown(tmp_path, capsys):
    plain = {"catalogVersion": "1", "vulnerabilities": [
        {"cveID": "CVE-2026-1111", "dateAdded": "2026-03-01"}]}  # fmt: skip
    (tmp_path / "kev.json").write_text(json.dumps(plain))
    assert main(["db", "import", "--starter"]) == 0
    assert main(["db", "import", str(tmp_path / "kev.json")]) == 0
    assert main(["db", "info"]) == 0
    text = capsys.readouterr().out
    assert "KEV: 1" in text
    assert "KEV 1, EPSS 0" in text

"""`vet recheck` as a user types it."""

import pytest

from tests.unit.advisories.data import advisory, store_with
from tests.unit.runner.test_recheck import LOCKED, OTHER, old
from vetting.advisories.store import FILE_NAME
from vetting.cli import main
from vetting.content import load
from vetting.model.bill import Bill
from vetting.model.scale import Severity
from vetting.render.laporan import render

BAD = advisory("GHSA-1", aliases=("CVE-2026-1111",), severity=Severity.CRITICAL)


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_LANG", "en")


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "laporan.vet.json"
    content = load()
    file.write_bytes(render(old(Bill(locked=LOCKED), content), "id", content))
    return str(file)


def test_a_given_store_says_what_is_new(tmp_path, report, capsys):
    store_with(tmp_path, BAD, OTHER).__exit__()
    out = tmp_path / "baru"
    data = str(tmp_path / FILE_NAME)
    assert (
        main(
            [
                "recheck",
                report,
                "--db",
                data,
                "--policy",
                "baseline",
                "--date",
                "2026-11-24",
                "--out",
                str(out),
            ]
        )
        == 1
    )
    text = capsys.readouterr().out
    assert "New findings (1)" in text
    assert "CVE-2026-1111" in text
    assert text.splitlines()[-1].startswith("VERDICT=tidak-lulus REPORT=")
    assert max(map(len, text.splitlines()[:-1])) <= 80
    assert (out / "sbom.cdx.json").is_file()
    assert (
        main(
            [
                "recheck",
                str(out / "laporan.vet.json"),
                "--db",
                data,
                "--policy",
                "baseline",
                "--date",
                "2026-11-24",
            ]
        )
        == 1
    )
    assert "Nothing changed." in capsys.readouterr().out


def test_without_data_nothing_is_cleared(report, capsys):
    assert main(["recheck", report, "--policy", "baseline", "--date", "2026-11-24"]) in (1, 3)
    assert "tidak-teruji" in capsys.readouterr().out


def test_what_is_no_report_is_a_usage_error(tmp_path, capsys):
    (tmp_path / "x.json").write_text("{}")
    assert main(["recheck", str(tmp_path / "x.json")]) == 2
    assert "laporan.vet.json" in capsys.readouterr().err

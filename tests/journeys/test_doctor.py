"""`vet doctor` says what is missing and what to do, and finds its own bad cases."""

from tests.journeys.test_broken_workshop import dump
from vetting.advisories.build import LEAST_RECORDS


def test_a_machine_without_advisories_is_not_ready(vet):
    run = vet.run("doctor")
    assert run.code == 3
    assert "belum ada: `vet db update`" in run.out
    assert "kotak pasir" in run.out
    for engine in ("semgrep", "browser", "secrets", "personal-data", "spectral", "bandit"):
        assert f"baik uji diri {engine}" in " ".join(run.out.split())
    assert max(map(len, run.out.splitlines())) <= 80


def test_a_missing_browser_and_incomplete_data_are_named(vet, tmp_path):
    folder = dump(tmp_path / "osv", LEAST_RECORDS - 1)
    assert vet.run("db", "import", str(folder)).code == 0
    run = vet.run("doctor", "--no-self-test", VET_CHROMIUM="/nonexistent")
    assert run.code == 3
    assert "GAGAL alat browser" in " ".join(run.out.split())
    assert "apt-get install chromium" in " ".join(run.out.split())
    assert "hanya contoh, tidak lengkap" in " ".join(run.out.split())

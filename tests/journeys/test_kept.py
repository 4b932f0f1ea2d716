"""A resubmission is examined faster and with the same result, whatever lies in the cache."""

import sqlite3
from pathlib import Path

from tests.journeys.conftest import Vet

SQL, SHELL = "security/sql-injection", "security/command-injection"
BAD = "<?php\n$q = $_GET['q'];\nmysqli_query($db, \"select * from warga where nama = '$q'\");\n"


def changed(app: Path) -> None:
    (app / "tambahan.php").write_text(BAD)


def fresh(vet: Vet, tmp_path: Path, app: Path, policy: str) -> str:
    other = Vet(tmp_path / "other-home")
    run = other.submit(app, tmp_path / "fresh", "--policy", policy)
    assert run.code == 1, run.err
    return run.text("laporan.vet.json")


def test_a_warm_run_and_a_cold_one_give_the_same_bytes(vet, faulty, tmp_path, policy_of):
    policy = policy_of(SQL, SHELL)
    vet.submit(faulty, tmp_path / "first", "--policy", policy)
    changed(faulty)
    warm = vet.submit(faulty, tmp_path / "warm", "--policy", policy)
    assert warm.code == 1, warm.err
    assert "tambahan.php" in warm.text("laporan.vet.json")
    assert warm.text("laporan.vet.json") == fresh(vet, tmp_path, faulty, policy)
    assert "diubah" not in warm.err


def test_every_tool_that_remembers_gives_the_same_bytes(vet, faulty, tmp_path):
    """All checks of the baseline, on an application of all four families."""
    runs = []
    vet.submit(faulty, tmp_path / "first")
    changed(faulty)
    (faulty / "catatan.txt").write_text("kata sandi: Rahasia-Dinas-77x\n")
    (faulty / "index.php").unlink(missing_ok=True)
    runs.append(vet.submit(faulty, tmp_path / "warm"))
    runs.append(Vet(tmp_path / "other-home").submit(faulty, tmp_path / "cold"))
    warm, cold = (run.text("laporan.vet.json") for run in runs)
    assert runs[0].code == 1, runs[0].err
    assert warm == cold


def test_a_poisoned_cache_changes_nothing_and_is_told(vet, faulty, tmp_path, policy_of):
    policy = policy_of(SQL, SHELL)
    vet.submit(faulty, tmp_path / "first", "--policy", policy)
    changed(faulty)
    base = sqlite3.connect(vet.home / "kept" / "answers.sqlite")
    with base:
        count = base.execute("update answer set body = (select body from answer limit 1)").rowcount
    base.close()
    assert count > 3
    warm = vet.submit(faulty, tmp_path / "warm", "--policy", policy)
    assert warm.text("laporan.vet.json") == fresh(vet, tmp_path, faulty, policy)
    assert "hasil tersimpan telah diubah" in warm.err


def test_no_cache_leaves_none(vet, faulty, tmp_path, policy_of):
    run = vet.submit(faulty, tmp_path / "out", "--policy", policy_of(SQL), "--no-cache")
    assert run.code == 1, run.err
    assert not (vet.home / "kept").exists()

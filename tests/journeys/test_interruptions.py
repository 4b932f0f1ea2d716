"""Ctrl-C, kill -9, a full disk, company: what is left is whole or visibly not."""

import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.journeys.conftest import Run, Vet

SQL, NIK, PAGE = "security/sql-injection", "privacy/nik-in-files", "accessibility/page-title"


def start(vet: Vet, app: Path, out: Path, *words: str) -> subprocess.Popen[str]:
    # A shell lets what it runs in the background ignore Ctrl-C, and children inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            vet.command("submit", str(app), "--out", str(out), *words),
            env=vet.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)


def many_pages(app: Path, count: int = 1500) -> None:
    for number in range(count):
        page = f"<html><body><h1>{number}</h1>" + "<p>isi</p>" * 200 + "</body></html>"
        (app / f"halaman-{number}.html").write_text(page)


def recorded(vet: Vet) -> set[str]:
    path = vet.home / "ledger.sqlite"
    if not path.is_file():
        return set()
    try:
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            return {row[0] for row in connection.execute("select check_id from outcomes")}
    except sqlite3.Error:
        return set()


def wait_for(condition, seconds: float = 120) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.05)


def strays(marker: str) -> list[str]:
    """Command lines of living processes that name the marker."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if marker in line and str(os.getpid()) != path.parent.name:
            found.append(line)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_a_report_marked_incomplete(vet, repaired, policy_of, tmp_path, number):
    many_pages(repaired)
    out = tmp_path / "out"
    child = start(vet, repaired, out, "--policy", policy_of(SQL, PAGE))
    wait_for(lambda: SQL in recorded(vet))
    time.sleep(1)  # it is recorded a moment before it is told
    child.send_signal(number)
    said, _ = child.communicate(timeout=60)
    run = Run(child.returncode, said, "", out)
    assert run.code == 130
    assert run.json["run"]["completeness"] == "interrupted"
    assert run.outcome(SQL)["kind"] == "Ran"
    assert run.outcome(PAGE)["kind"] == "NotRun"
    assert run.json["result"]["verdict"]["overall"] != "lulus"
    assert "TIDAK LENGKAP" in run.text("laporan.html")
    time.sleep(0.5)
    assert not strays(str(vet.home))


def test_kill_9_then_the_same_again_goes_on_and_ends_alike(vet, repaired, policy_of, tmp_path):
    many_pages(repaired, 300)
    words = ("--policy", policy_of(SQL, PAGE))
    child = start(vet, repaired, tmp_path / "killed", *words)
    wait_for(lambda: SQL in recorded(vet))
    child.kill()
    child.communicate()
    assert not (tmp_path / "killed" / "laporan.vet.json").exists()
    time.sleep(0.5)
    assert not strays(str(vet.home))
    again = vet.submit(repaired, tmp_path / "again", *words)
    fresh = Vet(tmp_path / "other").submit(repaired, tmp_path / "fresh", *words)
    assert (tmp_path / "again/laporan.vet.json").read_bytes() == (
        tmp_path / "fresh/laporan.vet.json"
    ).read_bytes()
    assert again.code == fresh.code


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_leaves_no_bundle_that_looks_whole(vet, repaired, policy_of, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=48k", "vet-test", str(small)], check=True)
    try:
        run = vet.submit(repaired, small / "out", "--policy", policy_of(NIK))
        assert run.code == 3, run.err
        assert "Traceback" not in run.err
        assert not (small / "out" / "laporan.vet.json").exists()
        assert not (small / "out" / "SHA256SUMS").exists()
        assert not list((small / "out").glob("*.tmp*"))
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_home_is_said_and_nothing_is_passed(vet, repaired, policy_of, tmp_path):
    vet.home.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32k", "vet-test", str(vet.home)], check=True
    )
    try:
        run = vet.submit(repaired, tmp_path / "out", "--policy", policy_of(NIK))
        assert run.code == 3, run.err
        assert "Traceback" not in run.err
        assert not (tmp_path / "out" / "laporan.vet.json").exists()
    finally:
        subprocess.run(["umount", str(vet.home)], check=True)


def test_two_runs_at_once_end_alike(vet, repaired, policy_of, tmp_path):
    words = ("--policy", policy_of(SQL, "security/xss"))
    children = [start(vet, repaired, tmp_path / f"out{n}", *words) for n in range(2)]
    said = [child.communicate(timeout=120) for child in children]
    assert children[0].returncode == children[1].returncode, said
    one, two = ((tmp_path / f"out{n}" / "laporan.vet.json").read_bytes() for n in range(2))
    assert one == two


def test_same_input_same_bytes_wherever_and_whenever(repaired, policy_of, tmp_path):
    words = ("--policy", policy_of(SQL, NIK), "--date", "2026-11-24")
    results = []
    for n, more in enumerate(
        ({"TZ": "Asia/Jayapura", "PYTHONHASHSEED": "1"}, {"LC_ALL": "C", "PYTHONHASHSEED": "2"})
    ):
        vet = Vet(tmp_path / f"home{n}")
        vet.submit(repaired, tmp_path / f"out{n}", *words, **more)
        folder = tmp_path / f"out{n}"
        results.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert results[0] == results[1]
    assert "laporan.vet.json" in results[0]

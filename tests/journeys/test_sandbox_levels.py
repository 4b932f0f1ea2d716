"""The level of the walls decides what a report may say, and every format says it.

Levels are taken away for real: bubblewrap forbids user namespaces to what it starts, and a
filter of system calls takes Landlock away, or the filters as well.
"""

import json
import os
import platform
import shutil
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.journeys.conftest import Run, Vet

pytestmark = [
    pytest.mark.skipif(not shutil.which("bwrap"), reason="no bubblewrap to take levels away with"),
    pytest.mark.skipif(platform.machine() != "x86_64", reason="numbers are x86-64's"),
]
PRCTL, LANDLOCK, SET_SECCOMP = 157, 444, 22
REFUSE, ALLOW = 0x00050016, 0x7FFF0000  # EINVAL
CHECK = "integrity/scanner-evasion"
NO_LANDLOCK = [(0x20, 0, 0, 0), (0x15, 0, 1, LANDLOCK), (0x06, 0, 0, REFUSE)]
NO_FILTERS = [
    *NO_LANDLOCK, (0x20, 0, 0, 0), (0x15, 0, 3, PRCTL), (0x20, 0, 0, 16),
    (0x15, 0, 1, SET_SECCOMP), (0x06, 0, 0, REFUSE),
]  # fmt: skip
Code = Sequence[tuple[int, int, int, int]]


def submit(vet: Vet, app: Path, out: Path, code: Code, *words: str) -> Run:
    """`vet submit` where user namespaces are forbidden and this filter stands."""
    read, write = os.pipe()
    os.write(write, b"".join(struct.pack("=HBBI", *step) for step in [*code, (0x06, 0, 0, ALLOW)]))
    os.close(write)
    walls = ["bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/"]
    words = ("submit", str(app), "--out", str(out), "--lang", "en", *words)
    try:
        done = subprocess.run(
            [*walls, "--seccomp", str(read), "--", *vet.command(*words)],
            env=vet.environment(), pass_fds=[read], capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip
    finally:
        os.close(read)
    if "ermission" in done.stderr and not done.stdout:
        pytest.skip(done.stderr)
    return Run(done.returncode, done.stdout, done.stderr, out)


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "index.php").write_text("<?php\necho 'layanan';\n")
    return tmp_path / "app"


def marks(run: Run) -> dict[str, bool]:
    """For each format, whether it is marked as provisional."""
    sarif = json.loads(run.text("temuan.sarif"))["runs"][0]["properties"]
    words = {name: run.text(name) for name in ("laporan.html", "ringkasan.md", "junit.xml")}
    shown = {name: "PROVISIONAL" in text for name, text in words.items()}
    return shown | {"terminal": "PROVISIONAL" in run.out, "sarif": sarif["provisional"]}


def test_landlock_supports_a_verdict(vet, clean, tmp_path, policy_of):
    run = submit(vet, clean, tmp_path / "out", [], "--policy", policy_of(CHECK))
    assert run.json["result"]["verdict"]["overall"] == "lulus", run.out + run.err
    assert run.json["run"]["sandbox"] == "landlock"
    assert not any(marks(run).values())


def test_limits_alone_are_provisional_in_every_format(vet, clean, tmp_path, policy_of):
    run = submit(vet, clean, tmp_path / "out", NO_LANDLOCK, "--policy", policy_of(CHECK))
    assert run.code == 3, run.out + run.err
    verdict = run.json["result"]["verdict"]
    assert verdict["overall"] == "belum-dapat-disimpulkan"
    assert "sandbox" in verdict["reasons"][0]["en"]
    assert run.json["run"]["sandbox"] == "rlimits"
    assert all(marks(run).values()), marks(run)


def test_a_finding_fails_behind_limits_too(vet, clean, tmp_path, policy_of):
    (clean / "x.php").write_text("<?php eval($_POST['x']);\n")
    policy = policy_of("integrity/webshell")
    run = submit(vet, clean, tmp_path / "out", NO_LANDLOCK, "--policy", policy)
    assert run.code == 1, run.out + run.err
    assert all(marks(run).values()), marks(run)


def test_without_walls_nothing_runs_unless_it_is_allowed_by_name(vet, clean, tmp_path, policy_of):
    policy = policy_of(CHECK)
    run = submit(vet, clean, tmp_path / "out", NO_FILTERS, "--policy", policy)
    assert run.code == 3, run.out + run.err
    assert "sandbox" in run.err
    assert not (tmp_path / "out" / "laporan.vet.json").exists()
    words = ("--policy", policy, "--unsafe-no-sandbox")
    run = submit(vet, clean, tmp_path / "out", NO_FILTERS, *words)
    assert run.code == 3, run.out + run.err
    assert run.json["run"]["sandbox"] == "none"
    assert all(marks(run).values()), marks(run)

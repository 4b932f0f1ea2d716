"""Whatever breaks in the workshop: exit 3, a complete report, the cause and the remedy."""

import html
import json
import subprocess
from pathlib import Path

import pytest

from tests.journeys.conftest import Run, Vet, smash
from vetting.advisories.build import LEAST_RECORDS
from vetting.content import load
from vetting.model.outcome import Reason
from vetting.render.catalogue import catalogue

SEMGREP = "lib/python*/site-packages/semgrep/bin/semgrep-core"
SQL, PAGE, API = "security/sql-injection", "accessibility/page-title", "api/https-servers"
PACKAGES = "security/vulnerable-php-packages"


def assert_undecided(run: Run, check: str, reason: Reason) -> None:
    assert run.code == 3, run.out + run.err
    outcome = run.outcome(check)
    assert (outcome["kind"], outcome["reason"]) == ("Failed", reason.value)
    assert run.json["run"]["completeness"] == "complete"
    assert run.json["result"]["verdict"]["overall"] == "belum-dapat-disimpulkan"
    labels = catalogue(load(), "id")
    for part in ("cause", "remedy"):
        said = labels(f"failure.{reason.value}.{part}")
        assert said in html.unescape(run.text("laporan.html"))
        assert said.split(".")[0] in " ".join(run.out.split())
    assert run.out.splitlines()[-1].startswith("VERDICT=belum-dapat-disimpulkan REPORT=")
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=run.folder, check=False)
    assert sums.returncode == 0


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (None, Reason.TOOL_MISSING),
        ("#!/bin/sh\nkill -9 $$\n", Reason.TOOL_CRASHED),
        ("#!/bin/sh\nprintf '{\"results\": ['\n", Reason.OUTPUT_UNREADABLE),
        ("#!/bin/sh\nexit 0\n", Reason.OUTPUT_UNREADABLE),
        ("#!/bin/sh\necho '{}'\n", Reason.OUTPUT_UNREADABLE),
    ],
    ids=["missing", "killed", "truncated", "silent", "empty"],
)
def test_semgrep_broken(workshop: Vet, repaired, policy_of, tmp_path, script, reason):
    smash(workshop, SEMGREP, script)
    run = workshop.submit(repaired, tmp_path / "out", "--policy", policy_of(SQL))
    assert_undecided(run, SQL, reason)


def test_no_advisory_data(vet, repaired, policy_of, tmp_path):
    run = vet.submit(repaired, tmp_path / "out", "--policy", policy_of(PACKAGES))
    assert_undecided(run, PACKAGES, Reason.NO_DATA)


def dump(folder: Path, records: int) -> Path:
    """As many made-up OSV records as a whole dump has at least."""
    folder.mkdir()
    for number in range(records):
        name = f"UJI-2026-{number}"
        affected = {
            "package": {"ecosystem": "Packagist", "name": f"contoh/paket-{number}"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0.5"}, {"fixed": "1.0"}]}],
        }
        record = {
            "id": name,
            "modified": "2026-11-01T00:00:00Z",
            "published": "2026-11-01T00:00:00Z",
            "summary": "a made-up fault",
            "affected": [affected],
        }
        (folder / f"{name}.json").write_text(json.dumps(record))
    return folder


def test_stale_advisory_data(vet, repaired, policy_of, tmp_path):
    assert vet.run("db", "import", str(dump(tmp_path / "osv", LEAST_RECORDS))).code == 0
    words = ("--policy", policy_of(PACKAGES))
    fresh = vet.submit(repaired, tmp_path / "fresh", *words, "--date", "2026-11-20")
    assert fresh.outcome(PACKAGES)["kind"] == "Ran"
    stale = vet.submit(repaired, tmp_path / "stale", *words, "--date", "2026-12-20")
    assert_undecided(stale, PACKAGES, Reason.STALE_DATA)


def test_chromium_missing(vet, repaired, policy_of, tmp_path):
    words = ("--policy", policy_of(PAGE))
    run = vet.submit(repaired, tmp_path / "out", *words, VET_CHROMIUM="/nonexistent/chromium")
    assert_undecided(run, PAGE, Reason.TOOL_MISSING)


def test_chromium_that_does_not_start(vet, repaired, policy_of, tmp_path):
    run = vet.submit(
        repaired, tmp_path / "out", "--policy", policy_of(PAGE), VET_CHROMIUM="/bin/false"
    )
    assert run.code == 3
    assert run.outcome(PAGE)["kind"] == "Failed"


def test_node_packages_missing(vet, repaired, policy_of, tmp_path):
    words = ("--policy", policy_of(API))
    run = vet.submit(repaired, tmp_path / "out", *words, VET_NODE_MODULES="/nonexistent")
    assert_undecided(run, API, Reason.TOOL_MISSING)


def test_timeout_of_one_tool(vet, repaired, policy_of, tmp_path):
    for number in range(400):
        (repaired / f"halaman-{number}.html").write_text(
            f"<html><body><p>{number}</p></body></html>"
        )
    words = ("--policy", policy_of(PAGE, SQL), "--timeout", "2")
    run = vet.submit(repaired, tmp_path / "out", *words)
    assert_undecided(run, PAGE, Reason.TIMED_OUT)


def test_a_check_that_raises(vet, repaired, policy_of, tmp_path):
    folder = tmp_path / "isi" / "checks" / "security" / "rusak"
    folder.mkdir(parents=True)
    (tmp_path / "isi" / "policies").mkdir()
    (folder / "check.yaml").write_text(
        "id: security/rusak\ntitle: {id: a, en: a}\nwhy: {id: a, en: a}\nfix: {id: a, en: a}\n"
        "severity: high\nmaturity: stable\nengine: tidak-ada\n"
    )
    words = ("--policy", policy_of("security/rusak"), "--content", str(tmp_path / "isi"))
    assert_undecided(vet.submit(repaired, tmp_path / "out", *words), "security/rusak", Reason.BUG)


def test_a_broken_engine_does_not_hide_what_others_found(workshop, faulty, tmp_path, policy_of):
    smash(workshop, SEMGREP, None)
    policy = tmp_path / "dua.yaml"
    policy.write_text(
        Path(policy_of(SQL)).read_text() + "  BSSN-4-2021/P27.12.a: {checks: [api/https-servers]}\n"
    )
    run = workshop.submit(faulty, tmp_path / "out", "--policy", str(policy))
    assert run.code == 1
    controls = {c["control"]["id"]: c["status"] for c in run.json["result"]["verdict"]["controls"]}
    assert controls == {
        "BSSN-4-2021/P27.12.a": "tidak-terpenuhi",
        "BSSN-4-2021/P27.4.h": "tidak-teruji",
    }

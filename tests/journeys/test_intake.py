"""From the door to the deployed folder: refused in words, unpacked as examined, verified."""

import hashlib
import json
import os
import zipfile
from pathlib import Path

import pytest

from tests.hostile.intake.corpus.zip_writer import APP, Entry, build

CHECKS = ("integrity/unopened-archive", "integrity/webshell")


def pack(folder: Path, archive: Path, top: str = "aplikasi/") -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                packed.write(path, top + path.relative_to(folder).as_posix())
    return archive


@pytest.fixture
def archive(repaired, tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "modul.php").write_text("<?php echo 1;\n")
    pack(inner, repaired / "modul.zip", "")
    return pack(repaired, tmp_path / "aplikasi.zip")


def narrow(text: str) -> bool:
    """All but the last line, which may name a folder of any length."""
    return all(len(line) <= 80 for line in text.splitlines()[:-1])


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_refused_archive_still_has_a_whole_report(vet, tmp_path, language):
    archive = tmp_path / "rusak.zip"
    archive.write_bytes(build([*APP, Entry("../../etc/cron.d/x", b"* * * * *")]))
    out = tmp_path / "laporan"
    run = vet.submit(archive, out, "--quiet", VET_LANG=language)
    assert run.code == 4, run.err
    assert narrow(run.out)
    assert "path-traversal" in run.out
    assert run.out.splitlines()[-1].startswith("VERDICT=belum-dapat-disimpulkan REPORT=")
    said, remedy = {
        "id": ("menunjuk ke luar folder aplikasi", "Buat arsip dari dalam folder induk"),
        "en": ("points outside the application's folder", "Make the archive from the folder above"),
    }[language]
    told = " ".join(run.out.split())
    assert said in told
    assert remedy in told
    body = run.json
    data = archive.read_bytes()
    assert body["subject"]["archive-sha256"] == hashlib.sha256(data).hexdigest()
    assert body["subject"]["archive-bytes"] == len(data)
    assert body["run"]["completeness"] == "refused"
    assert body["result"]["refusal"]["code"] == "path-traversal"
    assert body["result"]["refusal"]["entry"] == "../../etc/cron.d/x"
    assert body["result"]["checks"] == []
    page = run.text("laporan.html")
    assert "path-traversal" in page
    assert "../../etc/cron.d/x" in page
    for name in ("junit.xml", "temuan.sarif", "ringkasan.md", "SHA256SUMS"):
        assert (out / name).stat().st_size
    assert not (out / "daftar-berkas.jsonl").exists()
    assert not any((vet.home / "store/trees").iterdir())


def test_a_refusal_takes_an_older_list_of_files_away(vet, tmp_path, archive, policy_of):
    out = tmp_path / "laporan"
    vet.submit(archive, out, "--quiet", "--policy", policy_of(*CHECKS))
    assert (out / "daftar-berkas.jsonl").is_file()
    archive.write_bytes(archive.read_bytes()[:-9])
    assert vet.submit(archive, out, "--quiet").code == 4
    assert not (out / "daftar-berkas.jsonl").exists()


def test_what_is_deployed_is_what_was_examined(vet, tmp_path, archive, repaired, policy_of):
    out, live = tmp_path / "laporan", tmp_path / "live"
    policy = policy_of(*CHECKS)
    run = vet.submit(archive, out, "--quiet", "--policy", policy)
    tree = run.json["result"]["tree"]["digest"]
    listed = (out / "daftar-berkas.jsonl").read_bytes()
    assert hashlib.sha256(listed).hexdigest() == tree
    assert b"modul.zip!/modul.php" in listed

    placed = vet.run("unpack", str(archive), str(live))
    assert placed.code == 0, placed.err
    assert narrow(placed.out)
    assert placed.out.splitlines()[-1] == f"TREE={tree}"
    files = {p.relative_to(repaired).as_posix() for p in repaired.rglob("*") if p.is_file()}
    assert {p.relative_to(live).as_posix() for p in live.rglob("*") if p.is_file()} == files
    assert vet.run("unpack", str(archive), str(live)).code == 2

    for source in (out, out / "laporan.vet.json", out / "daftar-berkas.jsonl", archive, repaired):
        same = vet.run("verify", str(source), "--against", str(live))
        assert same.code == 0, same.out + same.err
        assert same.out.splitlines()[-1] == f"VERIFY=identical TREE={tree}"

    (live / "composer.json").unlink()
    (live / "routes/web.php").write_text("<?php // lain\n")
    (live / "storage/logs").mkdir(parents=True, exist_ok=True)
    (live / "storage/logs/a.log").write_text("x")
    os.symlink("/etc/passwd", live / "tautan")
    run = vet.run("verify", str(out), "--against", str(live), VET_LANG="en")
    assert run.code == 6, run.err
    assert narrow(run.out)
    lines = run.out.splitlines()
    assert lines[lines.index("Missing (1)") + 1] == "  composer.json"
    assert lines[lines.index("Changed (1)") + 1] == "  routes/web.php"
    assert "  tautan (→)" in lines
    assert lines[-1] == f"VERIFY=different TREE={tree}"


def test_a_report_that_was_touched_verifies_nothing(vet, tmp_path, archive, policy_of):
    out = tmp_path / "laporan"
    vet.submit(archive, out, "--quiet", "--policy", policy_of(*CHECKS))
    assert vet.run("verify", str(out)).code == 0
    (out / "laporan.html").write_text("LULUS")
    run = vet.run("verify", str(out))
    assert run.code == 6
    assert "laporan.html" in run.out


def test_a_folder_and_the_zip_of_it_give_the_same_result(
    vet, tmp_path, archive, repaired, policy_of
):
    words = ("--quiet", "--policy", policy_of(*CHECKS), "--date", "2026-11-24")
    results = [
        vet.submit(app, tmp_path / f"out{n}", *words).json["result"]
        for n, app in enumerate((repaired, archive, pack(repaired, tmp_path / "x.zip", "")))
    ]
    texts = {json.dumps(result, sort_keys=True) for result in results}
    assert len(texts) == 1


def test_an_archive_that_stays_closed_is_named_and_nothing_passes(
    vet, tmp_path, repaired, policy_of
):
    (repaired / "lampiran.rar").write_bytes(b"Rar!\x1a\x07\x01\x00" + bytes(60))
    run = vet.submit(repaired, tmp_path / "out", "--quiet", "--policy", policy_of(CHECKS[0]))
    assert run.code == 3, run.out
    outcome = run.outcome(CHECKS[0])
    assert [finding["place"]["path"] for finding in outcome["findings"]] == ["lampiran.rar"]
    assert (outcome["scope"]["eligible"], outcome["scope"]["examined"]) == (1, 0)


def test_an_overlay_may_only_lower_the_limits(vet, tmp_path, archive):
    overlay = tmp_path / "ketat.yaml"
    text = "id: ketat\nversion: '1'\ntitle: {id: Ketat, en: Strict}\nextends: baseline\n"
    overlay.write_text(text + "intake:\n  entries: 3\n")
    run = vet.submit(archive, tmp_path / "out", "--quiet", "--policy", str(overlay))
    assert run.code == 4, run.err
    assert run.json["result"]["refusal"]["code"] == "limit-count"
    assert run.json["result"]["basis"]["intake"]["entries"] == 3
    overlay.write_text(text + "intake:\n  entries: 99999\n")
    run = vet.run("policy", "lint", "--policy", str(overlay))
    assert run.code == 2
    assert "ketat.yaml:6" in run.err


@pytest.mark.parametrize("language", ["id", "en"])
def test_unpack_tells_what_it_left_out_and_why_it_refuses(vet, tmp_path, language):
    archive = tmp_path / "app.zip"
    odd = [Entry("app/l", b"index.php", mode=0o120777), Entry("app/.git/HEAD", b"ref: x")]
    archive.write_bytes(build([*APP, *odd]))
    placed = vet.run("unpack", str(archive), str(tmp_path / "live"), VET_LANG=language)
    assert placed.code == 0
    assert [line.split(":")[0] for line in placed.err.splitlines() if line[0] != " "] == [
        "symlink-inside",
        "vcs-metadata",
    ]
    assert {p.name for p in (tmp_path / "live").iterdir()} == {"index.php", "composer.json"}

    archive.write_bytes(build(APP)[:-30])
    refused = vet.run("unpack", str(archive), str(tmp_path / "other"), VET_LANG=language)
    assert refused.code == 4
    assert "no-eocd" in refused.err
    assert not (tmp_path / "other").exists()
    for told in (placed.err, refused.err):
        assert all(len(line) <= 80 for line in told.splitlines())

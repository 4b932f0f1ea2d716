"""What others do with such archives, and what intake does: each row before and after.

| trap | before | after |
|---|---|---|
| `.git/config` with core.fsmonitor | git runs the vendor's command | no `.git` reaches the disk |
| `tarfile` with `filter="data"` (CVE-2025-4517) | a file outside the folder | refused |
| one zip, two names (`zipfile`, `bsdtar`) | the readers differ | refused |
| plain `unzip` on hostile zips | exit 0 | refused |
| a corrupt zip, exit 0 | names are listed all the same | refused, with a report and exit 4 |
| a common limit of 10,000 entries | a real application refused | accepted: test_common_writers.py |
"""

import io
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

from tests.hostile.intake.corpus import CASES, Verdict
from tests.hostile.intake.corpus.zip_writer import APP, Entry, build
from tests.hostile.intake.readers import READERS
from vetting.intake import Refused, receive
from vetting.sandbox import open_sandbox

BY_NAME = {case.name: case for case in CASES}


def refusal(data, name, tmp_path):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Refused) as raised:
        receive(path, tmp_path / "store", sandbox=open_sandbox())
    assert not any((tmp_path / "store/trees").iterdir())
    return raised.value.code


def git_status(folder):
    words = ["git", "-C", str(folder), "-c", "safe.directory=*", "status"]
    subprocess.run(words, capture_output=True, check=False)


def test_a_command_in_git_configuration(tmp_path):
    """Semgrep and others ask git about the folder, and git starts what the folder says."""
    if not shutil.which("git"):
        pytest.skip("git is not installed: the trap cannot be shown")
    marker = tmp_path / "ran"
    repository = tmp_path / "repository"
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    (repository / "index.php").write_text("<?php\n")
    with (repository / ".git/config").open("a") as file:
        file.write(f"[core]\n\tfsmonitor = touch {marker} #\n")
    archive = tmp_path / "app.zip"
    shutil.make_archive(str(archive)[:-4], "zip", repository)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path / "naive")
    git_status(tmp_path / "naive")
    assert marker.exists(), "before: the vendor's command ran"
    marker.unlink()
    tree = receive(archive, tmp_path / "store", sandbox=open_sandbox()).tree
    assert [entry.path for entry in tree.manifest] == ["index.php"]
    git_status(tree.root)
    assert not marker.exists()
    assert not list((tmp_path / "store/trees").rglob(".git"))


def test_tarfile_writes_outside_its_folder(tmp_path):
    case = BY_NAME["tar-cve-2025-4517.tar"]
    target = tmp_path / "a/b/target"
    target.mkdir(parents=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(case.make())) as archive:
            archive.extractall(target, filter="data")
    except (tarfile.TarError, OSError) as error:
        print(f"Python {sys.version.split()[0]} refuses it by now: {error!r:.80}")
    else:
        outside = [p for p in (tmp_path / "a").rglob("*") if not p.is_relative_to(target)]
        print(f"before: outside the folder {outside}")
    assert refusal(case.make(), case.name, tmp_path) in case.codes


def by_zipfile(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(archive.namelist())


NAMES = {
    "nul": build([*APP, Entry(b"app/a.php\0.txt", b"1")]),
    "local-name": build([*APP, Entry("app/a.txt", b"1", local={"name": b"app/a.php"})]),
    "backslash": build([*APP, Entry("app\\x\\a.php", b"1")]),
}


def test_one_zip_has_two_names(tmp_path):
    reader = READERS[0]
    if reader.program is None:
        pytest.skip("bsdtar is not installed: the trap cannot be shown")
    differing = 0
    for name, data in NAMES.items():
        archive = tmp_path / f"{name}.zip"
        archive.write_bytes(data)
        theirs = set(reader.read(archive, tmp_path / "x"))
        try:
            differing += by_zipfile(data) != theirs
        except (zipfile.BadZipFile, ValueError):
            differing += 1
        (tmp_path / name).mkdir()
        refusal(data, f"{name}.zip", tmp_path / name)
    assert differing, "before: the readers agree on all of them"


def test_unzip_is_content_with_what_is_hostile(tmp_path):
    if not shutil.which("unzip"):
        pytest.skip("unzip is not installed: the trap cannot be shown")
    content = 0
    for case in CASES:
        if case.verdict is not Verdict.REFUSE or not case.name.startswith(("dup-", "path-")):
            continue
        archive = tmp_path / "a.zip"
        archive.write_bytes(case.make())
        words = ["unzip", "-qq", "-o", str(archive), "-d", str(tmp_path / "x")]
        done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        content += done.returncode == 0
    print(f"before: unzip ends with 0 on {content} of them")
    assert content
    # After: each of them is refused, in test_corpus.py.


def test_a_corrupt_zip_is_never_a_result(tmp_path):
    """Validators of shops list such a file and exit 0; test_intake.py has the whole journey."""
    data = bytearray(build([*APP, Entry("app/big.php", b"<?php\n" * 999)]))
    data[data.index(b"<?php\n<?php") + 3] ^= 1
    assert "app/big.php" in by_zipfile(bytes(data)), "before: its names are listed"
    assert refusal(bytes(data), "app.zip", tmp_path) == "crc-mismatch"

"""The wheel holds everything that the checkout does, fixtures such as `.env` included."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("vetting", "checks", "policies", "reports")
LOOK = """
import sys
sys.path.insert(0, sys.argv[1])
from vetting import content
assert content.__file__.startswith(sys.argv[1]), content.__file__
print(content.shipped())
print(content.load().digest)
"""


def tracked() -> set[str]:
    """Tracked files that still exist; without git, every file on disk."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *PARTS], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    names = done.stdout.decode().split("\0")
    return {name for name in names if name and (ROOT / name).is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def inside(name: str) -> str:
    return name if name.startswith("vetting/") else f"vetting/_content/{name}"


def test_every_tracked_file_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    missing = {name for name in tracked() if inside(name) not in held}
    assert not missing
    tops = {name.split("/")[0] for name in held}
    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"vetting"}


def test_the_commands_are_scripts_that_isolate_python(wheel):
    with zipfile.ZipFile(wheel) as archive:
        found = {info.filename: info for info in archive.infolist() if ".data/" in info.filename}
        assert {name.rpartition("/")[2] for name in found} == {"vet", "vetting"}
        for name, info in found.items():
            assert b'python3" -I' in archive.read(name)
            assert info.external_attr >> 16 & 0o111, "can be started"
        assert not [name for name in archive.namelist() if name.endswith("entry_points.txt")]


def test_the_installed_content_is_the_same_content(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-I", "-c", LOOK, str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    where, digest = done.stdout.splitlines()
    assert where == str(tmp_path / "vetting" / "_content")
    from vetting import content

    assert digest == content.load().digest

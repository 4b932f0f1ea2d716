"""A folder is compared with a manifest to the byte."""

import hashlib
import os

import pytest

from vetting.intake import Differences, compare
from vetting.model.tree import Entry, Manifest

FILES = {"a": b"1", "d/b": b"22", "d/e/c": b""}


@pytest.fixture
def folder(tmp_path):
    for name, data in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path


MANIFEST = Manifest.of(
    Entry(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in FILES.items()
)


def test_equal_is_falsy(folder):
    assert not compare(folder, MANIFEST)
    assert compare(folder, MANIFEST) == Differences()


def test_every_kind_of_difference(folder):
    (folder / "a").unlink()
    (folder / "d/b").write_bytes(b"23")
    (folder / "d/new").write_bytes(b"")
    (folder / "x/y").mkdir(parents=True)
    os.symlink("a", folder / "l")
    os.mkfifo(folder / "p")
    found = compare(folder, MANIFEST)
    assert found == Differences(("a",), ("d/new", "l", "p", "x", "x/y"), ("d/b",))
    assert found


def test_a_file_turned_into_link_folder_or_second_name_has_changed(folder):
    (folder / "a").unlink()
    os.symlink("d/b", folder / "a")
    (folder / "d/e/c").unlink()
    (folder / "d/e/c").mkdir()
    os.link(folder / "d/b", folder.parent / f"{folder.name}-second")
    found = compare(folder, MANIFEST)
    assert found.changed == ("a", "d/b")
    assert found.added == ("d/e/c",)
    assert found.missing == ("d/e/c",)


@pytest.mark.parametrize("size", [1 << 40, 2])
def test_a_file_of_another_size_is_not_read_to_its_end(folder, monkeypatch, size):
    """A terabyte of holes costs nothing to make, and would take hours to hash."""
    os.truncate(folder / "a", size)
    hashed, sha256 = [], hashlib.sha256

    class Counting:
        def __init__(self):
            self._inner = sha256()

        def update(self, piece):
            hashed.append(len(piece))
            self._inner.update(piece)

        def hexdigest(self):
            return self._inner.hexdigest()

    monkeypatch.setattr("vetting.intake.verify.hashlib.sha256", Counting)
    assert compare(folder, MANIFEST, is_ours=False).changed == ("a",)
    assert sum(hashed) == 2  # the two bytes of d/b

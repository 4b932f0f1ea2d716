"""What is unpacked for use is what is examined, whole or not at all."""

import os
from pathlib import Path

import pytest

from tests.hostile.intake.corpus.zip_writer import APP, Entry, build
from vetting.intake import Refused, compare, place, receive
from vetting.model.errors import BadContent


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "app.zip"
    path.write_bytes(build(APP))
    return path


def beside(folder):
    return [path.name for path in folder.parent.iterdir() if path.name.startswith(".vet-")]


@pytest.mark.parametrize("exists", [False, True])
def test_the_folder_holds_what_was_examined(archive, tmp_path, exists):
    target = tmp_path / "out"
    if exists:
        target.mkdir()
    old = os.umask(0o077)
    try:
        placed = place(archive, target)
    finally:
        os.umask(old)
    examined = receive(archive, tmp_path / "store")
    assert placed.tree.manifest == examined.tree.manifest
    assert not compare(target, examined.tree.manifest)
    assert target.stat().st_mode & 0o7777 == 0o755
    for path in target.rglob("*"):
        assert path.stat().st_mode & 0o7777 == (0o755 if path.is_dir() else 0o644)
    assert not beside(target)


def test_a_refused_archive_leaves_no_folder(archive, tmp_path):
    archive.write_bytes(build([*APP, Entry("../evil", b"x")]))
    with pytest.raises(Refused):
        place(archive, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.zip"]


def test_what_is_there_is_never_touched(archive, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine").write_bytes(b"1")
    with pytest.raises(BadContent):
        place(archive, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


@pytest.mark.parametrize("kind", ["file", "link", "dangling", "no-parent"])
def test_a_target_that_is_no_folder_of_ours_is_refused(archive, tmp_path, kind):
    target = tmp_path / "out"
    if kind == "file":
        target.write_bytes(b"1")
    elif kind == "link":
        (tmp_path / "real").mkdir()
        target.symlink_to(tmp_path / "real")
    elif kind == "dangling":
        target.symlink_to(tmp_path / "gone")
    else:
        target = Path(tmp_path / "gone/out")
    with pytest.raises(BadContent):
        place(archive, target)
    assert not beside(tmp_path / "out")
    assert not (tmp_path / "real").exists() or not any((tmp_path / "real").iterdir())

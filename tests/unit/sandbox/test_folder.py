"""Files go in and come out by name, and no name leads anywhere else."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from vetting.sandbox import folder


@pytest.fixture
def fd(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "job").mkdir()
    opened = os.open(tmp_path / "job", os.O_RDONLY | os.O_DIRECTORY)
    yield opened
    os.close(opened)


@pytest.mark.parametrize("name", ["", "/", "/x", "..", "a/../b", "a/..", "x\0y", "."])
def test_name_that_leads_out_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        folder.parts_of(name)


def test_lay_makes_folders_and_bring_finds_them(fd: int) -> None:
    files = {"a/b/c.txt": b"1", "a/d": b"", "e": b"\0" * 100}
    folder.lay(fd, files)
    assert folder.bring(fd, [*files, "f", "a/b", "e/x"], 101) == (files, False)


def test_bring_stops_at_its_room_and_says_so(fd: int) -> None:
    folder.lay(fd, {"a": b"12", "b": b"345", "c": b"6"})
    assert folder.bring(fd, ("a", "b", "c"), 4) == ({"a": b"12", "c": b"6"}, True)


def test_links_and_pipes_are_not_followed_nor_waited_for(fd: int, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("token")
    (tmp_path / "job" / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "job" / "dir").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "job" / "pipe")
    assert folder.bring(fd, ("link", "dir/secret", "pipe"), 100) == ({}, False)


def test_lay_never_writes_through_what_is_there(fd: int, tmp_path: Path) -> None:
    (tmp_path / "job" / "dir").symlink_to(tmp_path)
    with pytest.raises(OSError):
        folder.lay(fd, {"dir/new": b"x"})
    assert not (tmp_path / "new").exists()

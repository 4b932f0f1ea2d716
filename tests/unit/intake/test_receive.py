"""The door: copied once, hashed, reused; faults told to whom they belong."""

import hashlib
import os
from dataclasses import replace

import pytest

from tests.hostile.intake.corpus.zip_writer import APP, Entry, build
from vetting.intake import DEFAULT, Refused, receive
from vetting.intake.gathering import Gathering
from vetting.intake.sink import Nowhere
from vetting.model.errors import BadContent


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "app.zip"
    path.write_bytes(build(APP))
    return path


def test_what_is_received(archive, tmp_path):
    submission = receive(archive, tmp_path / "store")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert (submission.name, submission.kind) == ("app.zip", "zip")
    assert submission.archive_sha256 == digest
    assert submission.archive_bytes == archive.stat().st_size
    assert submission.tree.root == tmp_path / "store/trees" / submission.tree.manifest.root
    assert submission.tree.path("composer.json").read_bytes() == b"{}\n"
    assert (tmp_path / "store/archives" / digest).read_bytes() == archive.read_bytes()


def test_the_same_again_reuses_the_tree(archive, tmp_path):
    first = receive(archive, tmp_path / "store")
    marker = first.tree.root.stat().st_ino
    again = receive(archive, tmp_path / "store")
    assert again == first
    assert again.tree.root.stat().st_ino == marker


def test_other_packing_of_the_same_files_is_the_same_tree(archive, tmp_path):
    other = tmp_path / "other.zip"
    other.write_bytes(build(list(reversed(APP)), comment=b"packed again"))
    first, second = (receive(path, tmp_path / "store") for path in (archive, other))
    assert first.tree == second.tree
    assert first.archive_sha256 != second.archive_sha256


def test_a_refused_archive_leaves_nothing_but_its_digest(archive, tmp_path):
    archive.write_bytes(build([*APP, Entry("../evil", b"x")]))
    with pytest.raises(Refused) as raised:
        receive(archive, tmp_path / "store")
    assert raised.value.archive_sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()
    assert raised.value.archive_bytes == archive.stat().st_size
    assert [path for path in (tmp_path / "store").rglob("*") if path.is_file()] == []


def test_nothing_there_is_the_commands_fault(tmp_path):
    with pytest.raises(BadContent):
        receive(tmp_path / "absent.zip", tmp_path / "store")


def test_a_pipe_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "p.zip")
    with pytest.raises(Refused) as raised:
        receive(tmp_path / "p.zip", tmp_path / "store")
    assert raised.value.code == "not-archive"


def test_a_hostile_archive_name_is_made_printable(archive, tmp_path):
    odd = tmp_path / "a\x1b[2J\udcff.zip"
    archive.rename(odd)
    assert receive(odd, tmp_path / "store").name == "a\\x1b[2J\\udcff.zip"


def test_warnings_of_one_code_are_capped_and_say_so():
    gathering = Gathering(replace(DEFAULT, warnings_per_code=2), Nowhere(), 1)
    for index in range(5):
        gathering.warn("nested", f"{index}.zip")
    gathering.warn("mode-setuid", "x")
    assert gathering.warnings == [
        ("nested", "0.zip"),
        ("nested", "1.zip"),
        ("warnings-shortened", "nested"),
        ("mode-setuid", "x"),
    ]

"""A file called by an identity number: hidden in the tree, and still provable and deployable."""

import io
import zipfile

import pytest

from tests.hostile.intake.corpus.zip_writer import Entry, build
from vetting.intake import Refused, compare, place, receive

_ONE, _TWO = "3374010101900001", "3374010202900001"
_FILES = {
    f"ktp/{_ONE}.jpg": b"1", f"ktp/{_TWO}.jpg": b"2", f"{_TWO}/a.php": b"3", "index.php": b"4",
}  # fmt: skip
_TREE = ["337401xxxxxxxx2x/a.php", "index.php", "ktp/337401xxxxxxxx2x.jpg",
         "ktp/337401xxxxxxxxxx.jpg"]  # fmt: skip


def _folder(root, files=_FILES):
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return root


def _archive(path, files=_FILES):
    path.write_bytes(build([Entry(name, body) for name, body in sorted(files.items())]))
    return path


def _paths(submission):
    return [entry.path for entry in submission.tree.manifest]


def test_folder_and_archive_are_one_tree_without_numbers(tmp_path):
    folder = receive(_folder(tmp_path / "app"), tmp_path / "store")
    archive = receive(_archive(tmp_path / f"{_ONE}.zip"), tmp_path / "store")
    assert _paths(folder) == _paths(archive) == _TREE
    assert folder.tree.manifest.root == archive.tree.manifest.root
    assert archive.name == "337401xxxxxxxxxx.zip"
    assert not compare(archive.tree.root, archive.tree.manifest)
    assert (archive.tree.root / _TREE[2]).read_bytes() == b"2"


def test_what_is_unpacked_has_its_own_names_and_compares_as_the_same(tmp_path):
    archive = _archive(tmp_path / "app.zip")
    examined = receive(archive, tmp_path / "store").tree.manifest
    placed = place(archive, tmp_path / "out")
    assert placed.tree.manifest == examined
    assert (tmp_path / "out" / "ktp" / f"{_ONE}.jpg").read_bytes() == b"1"
    assert not compare(tmp_path / "out", examined, is_ours=False)
    (tmp_path / "out" / "ktp" / f"{_ONE}.jpg").write_bytes(b"9")
    assert compare(tmp_path / "out", examined, is_ours=False).changed == (_TREE[3],)
    (tmp_path / "out" / _TWO / "a.php").unlink()
    assert compare(tmp_path / "out", examined, is_ours=False).missing == (_TREE[0],)


def test_two_files_that_changed_their_names_are_told(tmp_path):
    root = _folder(tmp_path / "app")
    examined = receive(root, tmp_path / "store").tree.manifest
    one, two = (root / "ktp" / f"{number}.jpg" for number in (_ONE, _TWO))
    one.rename(root / "x")
    two.rename(one)
    (root / "x").rename(two)
    assert len(compare(root, examined, is_ours=False).changed) == 2


def test_names_inside_archives_do_not_change_those_handed_in(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as packed:
        packed.writestr(f"{_ONE}.txt", "x")
    files = {f"{_TWO}.jpg": b"1", f"{_TWO}.zip": inner.getvalue()}
    root = _folder(tmp_path / "app", files)
    submission = receive(root, tmp_path / "store")
    assert _paths(submission) == [
        "337401xxxxxxxxxx.jpg",
        "337401xxxxxxxxxx.zip",
        "337401xxxxxxxxxx.zip!/337401xxxxxxxx2x.txt",
    ]
    assert ("nested", "337401xxxxxxxxxx.zip") in submission.warnings
    assert not compare(root, submission.tree.manifest.handed_in, is_ours=False)


def test_a_name_that_looks_hidden_already_is_not_overwritten(tmp_path):
    files = {f"{_ONE}.jpg": b"1", "337401xxxxxxxxxx.jpg": b"2"}
    tree = receive(_folder(tmp_path / "app", files), tmp_path / "store").tree
    assert (tree.root / "337401xxxxxxxxxx.jpg").read_bytes() == b"2"
    assert (tree.root / "337401xxxxxxxx2x.jpg").read_bytes() == b"1"


def test_warnings_and_refusals_name_no_number(tmp_path):
    root = _folder(tmp_path / "app")
    (root / f"{_ONE}.lnk").symlink_to("index.php")
    (root / f"{_TWO}.lnk").symlink_to("/etc/passwd")
    with pytest.raises(Refused) as refused:
        receive(root, tmp_path / "store")
    assert _TWO not in f"{refused.value} {refused.value.entry} {refused.value.detail}"
    (root / f"{_TWO}.lnk").unlink()
    warnings = receive(root, tmp_path / "store").warnings
    assert ("symlink-inside", "337401xxxxxxxxxx.lnk") in warnings

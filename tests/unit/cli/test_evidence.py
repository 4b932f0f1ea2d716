"""What a folder is compared with, and how differences are told."""

import hashlib

import pytest

from tests.unit.render.builder import report, subject
from vetting.cli import evidence
from vetting.content import load
from vetting.model.errors import BadContent
from vetting.model.tree import Entry, Manifest
from vetting.render import MANIFEST, SUMS, write_bundle

LISTED = Manifest.of([Entry("a", 1, hashlib.sha256(b"1").hexdigest())])


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def bundle(tmp_path):
    folder = tmp_path / "laporan"
    made = report(subject=subject(tree=LISTED.root))
    formats = {"json": evidence.REPORT, "md": "ringkasan.md"}
    write_bundle(made, folder, formats, "id", load([]), {MANIFEST: LISTED.text})
    return folder


def test_a_bundle_is_intact_and_names_its_files(bundle):
    source = evidence.resolved(bundle)
    assert source == bundle / evidence.REPORT
    assert evidence.faults(source) == []
    assert evidence.manifest_of(source) == LISTED
    assert evidence.manifest_of(bundle / MANIFEST) == LISTED


@pytest.mark.parametrize("name", [MANIFEST, "ringkasan.md"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_every_changed_file_of_a_bundle_is_named(bundle, name, how):
    if how == "gone":
        (bundle / name).unlink()
    else:
        (bundle / name).write_bytes(b"x")
    assert evidence.faults(bundle / evidence.REPORT) == [name]


def test_a_list_that_fits_the_sums_but_not_the_report_is_a_fault(bundle):
    other = Manifest.of([Entry("evil", 1, "0" * 64)])
    before = hashlib.sha256(LISTED.text).hexdigest()
    (bundle / MANIFEST).write_bytes(other.text)
    (bundle / SUMS).write_text((bundle / SUMS).read_text().replace(before, other.root))
    assert evidence.faults(bundle / evidence.REPORT) == [MANIFEST]


def test_a_report_edited_by_hand_is_a_fault(bundle):
    path = bundle / evidence.REPORT
    path.write_bytes(path.read_bytes().replace(b"tidak-lulus", b"lulus"))
    assert [fault.split(":")[0] for fault in evidence.faults(path)] == [evidence.REPORT]


def test_without_a_list_the_store_is_asked_and_believed_only_by_its_bytes(bundle, home):
    (bundle / MANIFEST).unlink()
    (bundle / SUMS).unlink()
    source = bundle / evidence.REPORT
    with pytest.raises(BadContent):
        evidence.manifest_of(source)
    tree = home / "store/trees" / LISTED.root
    tree.mkdir(parents=True)
    (tree / "a").write_bytes(b"1")
    assert evidence.manifest_of(source) == LISTED
    (tree / "a").write_bytes(b"2")
    with pytest.raises(BadContent):
        evidence.manifest_of(source)


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b'["a", 1, "x"]', b"\xff"])
def test_garbage_is_no_list(tmp_path, body):
    path = tmp_path / "x.jsonl"
    path.write_bytes(body + b"?")
    with pytest.raises(BadContent):
        evidence.manifest_of(path)


def test_added_folders_are_one_line_and_links_are_marked(tmp_path):
    for name in ("a/b/c", "a/d", "e"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "l").symlink_to("a")
    added = ("a", "a/b", "a/b/c", "a/d", "e", "l")
    assert evidence.summed(tmp_path, added) == ["a/ (2)", "e", "l (→)"]


def test_a_folder_that_is_not_there_is_the_users_fault(tmp_path):
    with pytest.raises(BadContent):
        evidence.readable(tmp_path / "gone", lambda: None)

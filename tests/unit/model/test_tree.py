"""The manifest names the tree."""

import hashlib

import pytest

from vetting.model.tree import Entry, Manifest, Tree

A, B = Entry("a", 1, "1" * 64), Entry("b", 2, "2" * 64)


def test_order_of_entries_does_not_matter_and_content_does():
    assert Manifest.of([A, B]).root == Manifest.of([B, A]).root
    assert Manifest.of([A]).root != Manifest.of([B]).root
    assert Manifest.of([Entry("a", 1, "3" * 64)]).root != Manifest.of([A]).root


def test_a_path_occurs_once():
    with pytest.raises(ValueError, match="twice"):
        Manifest.of([A, A])


def test_only_listed_files_are_reached(tmp_path):
    tree = Tree(tmp_path, Manifest.of([A]))
    assert tree.path("a") == tmp_path / "a"
    with pytest.raises(KeyError):
        tree.path("../etc/passwd")


def test_the_text_is_read_back_and_its_digest_names_the_tree():
    manifest = Manifest.of([B, A, Entry('c "é\u2028', 0, "3" * 64)])
    assert Manifest.read(manifest.text) == manifest
    assert hashlib.sha256(manifest.text).hexdigest() == manifest.root
    assert manifest.text.count(b"\n") == 3


@pytest.mark.parametrize(
    "body",
    [
        b'["a",1,"x"]\n',  # other spelling
        b'["b", 1, "x"]\n["a", 1, "x"]\n',  # other order
        b'["a", 1, "x"]',
        b'["a", 1, "x"]\n\n',
        b'["a", true, "x"]\n',
        b'["a", 1]\n',
        b"{}\n",
        b"1\n",
        b"\xff\n",
    ],
)
def test_another_text_is_no_manifest(body):
    with pytest.raises(ValueError):
        Manifest.read(body)


def test_files_from_inside_an_archive_are_told_apart():
    inside = [
        Entry(p, 1, "3" * 64) for p in ("l.zip!/a", "l.zip!/m.jar!/b", "l.zip!/m.jar", "n!/c")
    ]
    manifest = Manifest.of([A, Entry("l.zip", 1, "4" * 64), *inside])
    assert [entry.path for entry in manifest.handed_in] == ["a", "l.zip", "n!/c"]
    assert manifest.container("l.zip!/m.jar!/b") == "l.zip"
    assert manifest.container("n!/c") == ""

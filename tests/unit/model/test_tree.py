"""The manifest names the tree."""

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

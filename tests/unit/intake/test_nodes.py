"""No path means two things, whatever the order of entries."""

from itertools import permutations

import pytest

from vetting.intake import DEFAULT, Limits, Refused
from vetting.intake.links import Links
from vetting.intake.nodes import Nodes


class Told(list):
    def __call__(self, code, path):
        self.append((code, path))


def filled(*steps, limits=DEFAULT):
    told = Told()
    nodes = Nodes(limits, told)
    for kind, path in steps:
        getattr(nodes, f"add_{kind}")(path)
    return nodes, told


@pytest.mark.parametrize("order", list(permutations([("file", "a"), ("file", "a/b")])))
def test_a_file_is_no_folder_in_any_order(order):
    with pytest.raises(Refused) as raised:
        filled(*order)
    assert raised.value.code == "file-dir-conflict"


def test_nothing_lies_beneath_a_link():
    with pytest.raises(Refused) as raised:
        filled(("link", "a"), ("file", "a/b"))
    assert raised.value.code == "file-dir-conflict"


@pytest.mark.parametrize("pair", [("file", "file"), ("file", "link"), ("link", "link")])
def test_one_path_once(pair):
    with pytest.raises(Refused) as raised:
        filled(*((kind, "a") for kind in pair))
    assert raised.value.code == "duplicate"


def test_a_folder_may_be_implied_first_and_named_once():
    nodes, told = filled(("file", "a/b/c"), ("folder", "a/b"), ("folder", "a"))
    assert len(nodes) == 3
    assert told == []
    _, told = filled(("folder", "a"), ("folder", "a"))
    assert told == [("duplicate-dir", "a")]


def test_every_case_variant_is_compared_with_every_look_alike():
    _, told = filled(("file", "ab"), ("file", "AB"))
    assert told == [("collision-case", "AB")]
    with pytest.raises(Refused) as raised:
        filled(("file", "ab"), ("file", "AB"), ("file", "A\u200bB"))
    assert raised.value.code == "collision-unicode"


def test_implied_folders_count_as_nodes():
    limits = Limits(nodes=4)
    filled(("file", "a/b/c/d"), limits=limits)
    with pytest.raises(Refused) as raised:
        filled(("file", "a/b/c/d"), ("file", "e"), limits=limits)
    assert raised.value.code == "limit-count"


def links(*pairs):
    told = Told()
    judged = Links(Nodes(DEFAULT, told), DEFAULT.depth, told)
    for path, target in pairs:
        judged.add(path, target)
    judged.finish()
    return told


@pytest.mark.parametrize("target", [b"b", b"./b", b"../x/b", b"../../b", b"d/e/f", b"b/"])
def test_links_inside_are_listed(target):
    assert links(("x/y/l", target)) == [("symlink-inside", "x/y/l")]


@pytest.mark.parametrize(
    "target",
    [b"", b"/b", b"..", b"../..", b".", b"../../../b", b"l", b"a/../b", b"a\\b", b"\xff",
     b"a\0b", b"a" * 1024, b"a/" * 100],
)  # fmt: skip
def test_links_outside_or_unclear_are_refused(target):
    with pytest.raises(Refused) as raised:
        links(("x/y/l", target))
    assert raised.value.code == "symlink"


@pytest.mark.parametrize("order", list(permutations([("a", b"b"), ("b", b"c")])))
def test_a_link_to_a_link_is_refused_in_any_order(order):
    with pytest.raises(Refused) as raised:
        links(*order)
    assert raised.value.code == "symlink"

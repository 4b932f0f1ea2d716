"""Slices become elements of the same length; nothing else of a file changes."""

import ast

import pytest

from vetting.engines.semgrep.slices import unsliced


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("x[1:2]", "x[1,2]"),
        ("x[1:]", "x[1,]"),
        ("x[:n]", "x[+n]"),
        ("x[:]", "x[0]"),
        ("f(y)[2:]", "f(y)[2,]"),
        ("x[4:-17]", "x[4,-17]"),
        ('x[x.find("a:b") + 1:]', 'x[x.find("a:b") + 1,]'),
    ],
)
def test_a_slice_becomes_an_element(written: str, read: str) -> None:
    assert unsliced(written.encode()).decode() == read
    ast.parse(read)


@pytest.mark.parametrize(
    "kept",
    ["x[1]", "{'a': [1]}", "x = {a: b}", "x[a:b:c]", "x[lambda a: a]",
     "[a for a in b]", "def f(x: int) -> y: ...", "x[{1: 2}]"],
)  # fmt: skip
def test_everything_else_stays(kept: str) -> None:
    assert unsliced(kept.encode()).decode() == kept


def test_every_line_and_column_keeps_its_place() -> None:
    body = b"a = b[1:]\nc = [d for d in e[:3]]\n# x[\n"
    changed = unsliced(body)
    assert len(changed) == len(body)
    assert changed.count(b"\n") == body.count(b"\n")

"""How `make bench-secrets` counts: by labelled line, a finding elsewhere not at all."""

import csv

from tests.bench.secrets import Label, Score, _lines, labels, score
from vetting import content
from vetting.model.finding import Place, Step
from vetting.model.text import same

COLUMNS = ("FilePath", "LineStart", "LineEnd", "GroundTruth", "Category")


def _write(file, *rows):
    with file.open("w", newline="") as lines:
        csv.writer(lines).writerows([COLUMNS, *rows])


def test_labels_of_one_line_are_one_and_true_if_any_is(tmp_path):
    _write(
        tmp_path / "a1.csv",
        ("data/a1/_/x.py", 3, 3, "F", "Key"),
        ("data/a1/_/x.py", 3, 3, "T", "UUID:Nonce"),
        ("data/a1/_/x.py", 5, 9, "T", "PEM Private Key"),
        ("data/a1/_/x.py", 12, 12, "X", "Password"),
    )
    assert labels(tmp_path) == (
        Label("a1/_/x.py", 3, 3, True, True),
        Label("a1/_/x.py", 5, 9, True, False),
        Label("a1/_/x.py", 12, 12, False, False),
    )


def test_any_line_of_a_true_label_finds_it_and_only_labelled_lines_accuse():
    sample = [
        Label("a", 1, 1, True, False),
        Label("a", 5, 9, True, False),
        Label("a", 6, 6, False, False),
        Label("a", 20, 20, False, False),
        Label("b", 20, 20, True, False),
    ]
    got = score(sample, {("a", 6), ("a", 20), ("a", 99), ("c", 1)})
    assert got == Score(true=3, found=1, false=2, accused=1)
    assert (got.recall, got.precision) == (1 / 3, 1 / 2)


def test_a_finding_tells_of_its_further_lines_too():
    check = content.load().checks["security/committed-secrets"]
    further = (Step(Place("a", 7), same("x")),)
    found = check.finding("credsweeper", Place("a", 2), anchor="a", steps=further)
    assert list(_lines(found)) == [("a", 2), ("a", 7)]

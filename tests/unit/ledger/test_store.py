"""The ledger remembers answers, never failures, and survives damage and company."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.samples import finding, ran
from vetting.ledger.store import Ledger
from vetting.ledger.tables import Moment
from vetting.model.errors import BadSetup
from vetting.model.outcome import Failed, NotRun, Reason
from vetting.model.text import same
from vetting.model.tree import Entry, Manifest, Submission, Tree

OUTCOME = ran(finding())


def submission():
    return Submission(
        "a.zip", "zip", "0" * 64, 1, Tree(Path("x"), Manifest.of([Entry("a", 1, "1")]))
    )


def test_an_answer_is_kept_once(tmp_path):
    ledger = Ledger.in_folder(tmp_path)
    ledger.record("k", "t", "security/a", OUTCOME)
    ledger.record("k", "t", "security/a", ran())
    assert ledger.recall("k") == OUTCOME
    assert Ledger.in_folder(tmp_path).recall("k") == OUTCOME
    assert ledger.recall("other") is None


@pytest.mark.parametrize("outcome", [Failed(Reason.BUG, "t"), NotRun(same("x"))])
def test_no_answer_is_never_kept(tmp_path, outcome):
    ledger = Ledger.in_folder(tmp_path)
    ledger.record("k", "t", "security/a", outcome)
    assert ledger.recall("k") is None


@pytest.mark.parametrize(
    "damage",
    [
        "update outcomes set body = replace(body, '\"high\"', '\"low\"')",
        "update outcomes set body = 'nonsense'",
    ],
)
def test_a_damaged_row_counts_as_none(tmp_path, damage):
    Ledger.in_folder(tmp_path).record("k", "t", "security/a", OUTCOME)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        assert connection.execute(damage).rowcount == 1
    assert Ledger.in_folder(tmp_path).recall("k") is None


def test_runs_begin_and_end_once(tmp_path):
    ledger = Ledger.in_folder(tmp_path)
    number = ledger.start_run(submission(), "p" * 64)
    assert ledger.start_run(submission(), "p" * 64) == number + 1
    ledger.end_run(number, "lulus", "r" * 64)
    ledger.end_run(number, "tidak-lulus", "x" * 64)
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        rows = connection.execute("select overall, ended is null from runs order by id").fetchall()
    assert rows == [("lulus", 0), (None, 1)]


def test_durable_by_default(tmp_path):
    ledger = Ledger.in_folder(tmp_path)
    with ledger._begin() as connection:
        assert connection.exec_driver_sql("pragma journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 2


def test_many_processes_may_open_a_new_ledger_at_once(tmp_path):
    code = (
        "import sys; from pathlib import Path; from vetting.ledger.store import Ledger;"
        "from vetting.model.outcome import *;"
        "l = Ledger.in_folder(Path(sys.argv[1]));"
        "l.record(sys.argv[2], 't', 'c/x', Ran((), Scope(1, 1), Tool('t', '1')))"
    )
    children = [
        subprocess.Popen([sys.executable, "-I", "-c", code, str(tmp_path), f"k{n}"])
        for n in range(4)
    ]
    assert [child.wait(60) for child in children] == [0] * 4
    assert all(Ledger.in_folder(tmp_path).recall(f"k{n}") for n in range(4))


def test_an_unusable_folder_is_the_operators_matter(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadSetup, match="ledger cannot be used"):
        Ledger.in_folder(tmp_path / "file")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), None)
    text = Moment().process_bind_param(datetime(2026, 1, 1, tzinfo=UTC), None)
    assert text == "2026-01-01T00:00:00.000000+00:00"

"""A file that intake unpacked is asked once: where its content stands."""

from vetting.content import load
from vetting.engines.personal_data.questions import eligible, unopened
from vetting.model.facts import Facts

CHECK = load([]).checks["privacy/nik-in-files"]


def facts(*paths):
    archives = tuple(path for path in paths if path.endswith((".gz", ".zip")))
    return Facts({}, {"text": paths, "archive": archives, "sql": paths})


def test_an_opened_archive_is_asked_by_its_files_only():
    found = facts("a.sql.gz", "a.sql.gz!/a.sql", "b.zip", "b.zip!/c.zip", "b.zip!/c.zip!/d.sql")
    assert eligible(CHECK, found) == ["a.sql.gz!/a.sql", "b.zip!/c.zip!/d.sql"]


def test_a_closed_one_is_still_asked_and_listed():
    found = facts("a.sql.gz", "b.zip")
    paths = eligible(CHECK, found)
    assert paths == ["a.sql.gz", "b.zip"]
    assert [skip.path for skip in unopened(paths, found)] == ["b.zip"]

"""`vet db update` as a user types it: good data are replaced by good data, or stay."""

import resource
import subprocess
from datetime import date
from zipfile import ZIP_DEFLATED

import pytest

from tests.unit.advisories.dump_server import records, serving, zipped
from vetting.advisories.match import look_up
from vetting.advisories.store import FILE_NAME, Store
from vetting.cli import main
from vetting.tooling import script


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VET_LANG", "en")
    return tmp_path / "home"


@pytest.fixture
def server(home):
    with serving() as (url, mood):
        mood.bodies["npm"] = zipped(records())
        yield url, mood


def update(server, *words, ecosystem="npm"):
    return main(["db", "update", "--ecosystem", ecosystem, "--url", server[0] + "/", *words])


def known(home, version="1.0.0", ecosystem="npm"):
    with Store.open(home / FILE_NAME) as store:
        return [v.name for v in look_up(store, ecosystem, "kartu", version).vulnerabilities]


def coverage(home, ecosystem="npm"):
    with Store.open(home / FILE_NAME) as store:
        return store.coverage(ecosystem)


def test_the_data_are_there_whole_and_of_the_mirrors_day(server, home, capsys):
    assert update(server) == 0
    assert "npm: 600 records" in capsys.readouterr().err
    assert known(home) == ["CVE-2026-1000"]
    found = coverage(home)
    assert (found.records, found.is_complete, found.data_date) == (600, True, date(2026, 11, 23))
    assert list((home / "downloads").iterdir()) == []


def test_nothing_newer_is_not_fetched_and_keeps_the_data(server, home, capsys):
    update(server)
    before = (home / FILE_NAME).read_bytes()
    server[1].requests.clear()
    assert update(server) == 0
    assert "nothing newer" in capsys.readouterr().err
    assert [method for method, *_ in server[1].requests] == ["HEAD"]
    assert (home / FILE_NAME).read_bytes() == before
    server[1].modified = "Tue, 24 Nov 2026 04:00:00 GMT"
    update(server)
    assert coverage(home).data_date == date(2026, 11, 24), "the mirror copied the same again"


def test_a_newer_dump_replaces_the_old_and_a_withdrawn_record_matches_no_more(server, home):
    update(server)
    server[1].bodies["npm"] = zipped(records(withdrawn="2026-11-22T00:00:00Z"))
    server[1].etag = '"two"'
    server[1].bodies["npm"] = zipped(
        [records()[0] | {"withdrawn": "2026-11-22T00:00:00Z"}, *records()[1:]]
    )
    assert update(server) == 0
    assert known(home) == []
    assert coverage(home).records == 599


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (zipped(records(count=10) + [b"{"] * 10), "broken records"),
        (zipped([b"[]"] * 600), "no advisory record"), (b"<html>maintenance</html>", "npm.zip"),
        (zipped(records())[:-500], "npm.zip"), (zipped(records("PyPI")), "no record of npm"),
        (b"", "npm.zip"), (zipped(records()).replace(b"GHSA-0300", b"GHSA-XXXX"), "npm.zip"),
    ],
    ids=["broken-json", "other-json", "html", "truncated", "other-ecosystem", "empty", "crc"],
)  # fmt: skip
def test_what_is_no_dump_of_it_replaces_nothing(server, home, capsys, body, said):
    update(server)
    before = (home / FILE_NAME).read_bytes()
    server[1].bodies["npm"], server[1].etag = body, '"two"'
    capsys.readouterr()
    assert update(server) == 3
    text = capsys.readouterr().err
    assert said in text
    assert "The old data stand." in text
    assert "vet db update" in text
    assert (home / FILE_NAME).read_bytes() == before
    assert list((home / "downloads").iterdir()) == []


def test_a_broken_record_among_many_is_left_out_and_named(server, home, capsys):
    server[1].bodies["npm"] = zipped([*records(), b"\x1b{"])
    assert update(server) == 0
    text = capsys.readouterr().err
    assert "left out GHSA-0600.json" in text
    assert "\x1b" not in text
    assert coverage(home).records == 600


def test_a_cut_connection_keeps_the_data_and_resumes(server, home, capsys):
    update(server)
    before = (home / FILE_NAME).read_bytes()
    server[1].etag, server[1].stop_after = '"two"', 100_000
    server[1].bodies["npm"] = zipped(records(count=700))
    assert update(server) == 3
    assert "resumes" in capsys.readouterr().err
    assert (home / FILE_NAME).read_bytes() == before
    server[1].stop_after = None
    assert update(server) == 0
    assert server[1].requests[-1][2].startswith("bytes=")
    assert coverage(home).records == 700


def test_an_ecosystem_that_fails_leaves_those_before_it_done(server, home, capsys):
    words = ["db", "update", "--url", server[0], "--ecosystem", "npm", "--ecosystem", "Pub"]
    server[1].bodies["Pub"] = b"?"
    assert main(words) == 3
    assert "npm: 600 records" in capsys.readouterr().err
    assert known(home) == ["CVE-2026-1000"]


def test_a_dump_speaks_for_its_own_ecosystem_only(server, home):
    """Records of the npm dump that also name a Maven package make no knowledge of Maven."""
    both = records()
    for record in both[:550]:
        record["affected"].append(
            {"package": {"ecosystem": "Maven", "name": "a:b"}, "versions": ["1.0"]}
        )
    server[1].bodies["npm"] = zipped(both)
    assert update(server) == 0
    assert coverage(home, "Maven") is None
    server[1].bodies["Maven"], server[1].modified = zipped(records("Maven")), ""
    assert update(server, ecosystem="Maven") == 0
    assert coverage(home, "Maven").data_date == date(2026, 11, 1), "of its newest record"
    assert coverage(home).data_date == date(2026, 11, 23)


def test_a_disk_without_room_keeps_the_data_and_says_so(server, home):
    """The whole command under a cap on the size of files: first the download, then the store."""
    update(server)
    before = (home / FILE_NAME).read_bytes()
    found = records()
    for record in found:
        record["affected"][0]["versions"] = ["1.0.0"] * 400  # much in the store, little in a zip
    dump = zipped(found, ZIP_DEFLATED)
    server[1].bodies["npm"], server[1].etag = dump, '"two"'
    for room in (len(dump) // 2, max(len(dump), len(before)) + 4096):
        done = subprocess.run(
            [script("vet"), "db", "update", "--ecosystem", "npm", "--url",
             server[0]],
            preexec_fn=lambda room=room: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 3, done.stderr
        assert "no more space" in done.stderr
        assert (home / FILE_NAME).read_bytes() == before
        assert not (home / FILE_NAME).with_suffix(".new").exists()

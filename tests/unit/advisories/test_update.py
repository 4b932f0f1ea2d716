"""The download, against a small server on this machine that can break off and lie."""

from datetime import UTC, date, datetime

import pytest

from tests.unit.advisories.dump_server import serving
from vetting.advisories import update
from vetting.model.errors import BadSetup

BODY = bytes(range(256)) * 2000
MOST = len(BODY)


@pytest.fixture
def server():
    with serving() as (url, mood):
        mood.bodies["npm"] = BODY
        yield url, mood


def fetch(server, folder, progress=lambda _done, _total: None, known=""):
    return update.fetch("npm", folder, progress, server[0], known)


def ranges(mood):
    return [asked for method, path, asked in mood.requests if method == "GET" and "sha" not in path]


def test_a_whole_download(server, tmp_path):
    seen = []
    found = fetch(server, tmp_path, lambda done, total: seen.append((done, total)))
    assert found == update.Dump(tmp_path / "npm.zip", '"one"', date(2026, 11, 23))
    assert found.path.read_bytes() == BODY
    assert seen[-1] == (MOST, MOST)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})
    assert [path.name for path in tmp_path.iterdir()] == ["npm.zip"]


@pytest.mark.parametrize("etag", ['"one"', 'W/"weak"'])
def test_what_is_known_is_not_fetched_again(server, tmp_path, etag):
    server[1].etag = etag
    assert fetch(server, tmp_path, known=etag) == update.Unchanged(date(2026, 11, 23))
    assert ranges(server[1]) == []
    assert isinstance(fetch(server, tmp_path, known='"old"'), update.Dump)


def test_a_server_without_conditions_is_asked_all_the_same(server, tmp_path):
    """It answers 200 to a conditional request: equal tags say the same as 304."""
    server[1].etag = ""
    assert isinstance(fetch(server, tmp_path, known='"one"'), update.Dump)


def test_a_broken_download_is_resumed(server, tmp_path):
    server[1].stop_after = 300_000
    with pytest.raises(BadSetup) as caught:
        fetch(server, tmp_path)
    assert "resumes" in caught.value.hint.en
    assert "npm/all.zip" in caught.value.hint.id
    server[1].stop_after = None
    seen = []
    found = fetch(server, tmp_path, lambda done, total: seen.append((done, total)))
    assert found.path.read_bytes() == BODY
    (again,) = ranges(server[1])[1:]
    start = int(again.removeprefix("bytes=").rstrip("-"))
    assert 0 < start <= 300_000
    assert seen[0][0] > start, "progress counts what was there"
    assert seen[-1] == (MOST, MOST)


def test_a_server_that_knows_no_ranges_sends_all_again(server, tmp_path):
    server[1].stop_after = 300_000
    with pytest.raises(BadSetup):
        fetch(server, tmp_path)
    server[1].stop_after, server[1].knows_ranges = None, False
    assert fetch(server, tmp_path).path.read_bytes() == BODY


def test_a_changed_dump_is_not_resumed(server, tmp_path):
    server[1].stop_after = 300_000
    with pytest.raises(BadSetup):
        fetch(server, tmp_path)
    server[1].stop_after, server[1].etag = None, '"two"'
    assert fetch(server, tmp_path).path.read_bytes() == BODY
    assert ranges(server[1])[-1] == ""


def test_a_whole_part_is_not_asked_for_again(server, tmp_path):
    """As when the machine stopped between the last byte and the checksum."""
    fetch(server, tmp_path)
    server[1].stop_after = 0
    with pytest.raises(BadSetup):
        fetch(server, tmp_path)
    (part,) = tmp_path.glob("*.part")
    part.write_bytes(BODY)
    assert fetch(server, tmp_path).path.read_bytes() == BODY


def test_a_body_that_ends_early_without_saying_so_fails_the_checksum(server, tmp_path):
    server[1].stop_after, server[1].says_length = 300_000, False
    with pytest.raises(BadSetup, match="checksum"):
        fetch(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("states", ["wrong", "nothing"])
def test_without_the_right_checksum_nothing_is_kept(server, tmp_path, states):
    server[1].states = states
    with pytest.raises(BadSetup, match="checksum"):
        fetch(server, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_mirror_may_state_the_checksum_in_a_file(server, tmp_path):
    server[1].states = "file"
    assert fetch(server, tmp_path).path.read_bytes() == BODY


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_an_answer_that_is_no_dump_is_told_by_its_number(server, tmp_path, status):
    server[1].status = status
    with pytest.raises(BadSetup, match=str(status)) as caught:
        fetch(server, tmp_path)
    assert caught.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("header", "day"),
    [("Mon, 23 Nov 2026 04:00:00 GMT", date(2026, 11, 23)), ("", None), ("kemarin", None),
     ("Tue, 01 Jan 2999 00:00:00 GMT", datetime.now(UTC).date())],
)  # fmt: skip
def test_the_day_of_a_mirror_is_that_of_its_copy_and_never_one_to_come(
    server, tmp_path, header, day
):
    server[1].modified = header
    assert fetch(server, tmp_path).day == day


def test_the_day_of_the_authority_is_that_of_asking(server, tmp_path, monkeypatch):
    monkeypatch.setattr(update, "SOURCE", server[0])
    assert fetch(server, tmp_path).day == datetime.now(UTC).date()
    assert fetch(server, tmp_path, known='"one"').day == datetime.now(UTC).date()


def test_plain_http_to_another_host_is_refused(tmp_path):
    with pytest.raises(BadSetup, match="https"):
        update.fetch("npm", tmp_path, lambda *_: None, "http://example.invalid")


def test_no_network_is_exit_3_with_a_remedy(tmp_path):
    with pytest.raises(BadSetup) as caught:
        update.fetch("npm", tmp_path, lambda *_: None, "http://127.0.0.1:9")
    assert caught.value.exit_code == 3
    assert "vet db import" in caught.value.hint.id


def test_a_full_disk_is_told_as_such(server, tmp_path):
    """The part that is to be written lies on a device that has no room."""
    server[1].stop_after = 0
    with pytest.raises(BadSetup):
        fetch(server, tmp_path)
    (part,) = tmp_path.glob("*.part")
    part.unlink()
    part.symlink_to("/dev/full")
    server[1].stop_after = None
    with pytest.raises(BadSetup, match="space") as caught:
        fetch(server, tmp_path)
    assert "1 GB" in caught.value.hint.id

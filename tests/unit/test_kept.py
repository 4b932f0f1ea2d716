"""Kept answers: sound ones come back, altered ones never do, and no fault reaches a run."""

import sqlite3
import threading
import zlib

import pytest

from vetting.kept import MAX_ANSWER, Kept, key_of

FILE = "answers.sqlite"


def test_an_answer_is_there_in_the_next_run(tmp_path):
    first = Kept(tmp_path)
    first.put({"a": b"one", "b": b""})
    first.close()
    assert Kept(tmp_path).get(["a", "b", "c"]) == {"a": b"one", "b": b""}


def test_no_two_lists_of_parts_share_a_key():
    assert key_of("ab", "c") != key_of("a", "bc") != key_of("abc")
    assert key_of("a\udcff") != key_of("a")


@pytest.mark.parametrize(
    "change",
    [
        ("update answer set body = ?", zlib.compress(b"two")),
        ("update answer set code = ?", b"\0" * 16),
        ("update answer set key = ?", "b"),
    ],
)
def test_an_altered_answer_is_thrown_away_and_counted(tmp_path, change):
    kept = Kept(tmp_path)
    kept.put({"a": b"one"})
    kept.close()
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute(change[0], (change[1],))
    again = Kept(tmp_path)
    assert again.get(["a", "b"]) == {}
    assert again.rejected == 1


def test_the_store_of_another_key_is_not_believed(tmp_path):
    Kept(tmp_path / "other").put({"a": b"one"})
    mine = Kept(tmp_path / "mine")
    mine.close()
    (tmp_path / "mine" / FILE).write_bytes((tmp_path / "other" / FILE).read_bytes())
    wal = tmp_path / "other" / f"{FILE}-wal"
    if wal.is_file():
        (tmp_path / "mine" / f"{FILE}-wal").write_bytes(wal.read_bytes())
    again = Kept(tmp_path / "mine")
    assert again.get(["a"]) == {}
    assert again.rejected == 1


@pytest.mark.parametrize("body", [b"", b"no database at all " * 100])
def test_a_broken_file_begins_anew(tmp_path, body):
    (tmp_path / FILE).write_bytes(body)
    kept = Kept(tmp_path)
    kept.put({"a": b"one"})
    assert kept.get(["a"]) == {"a": b"one"}


def test_a_folder_that_cannot_be_made_keeps_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    kept = Kept(tmp_path / "file")
    kept.put({"a": b"one"})
    assert kept.get(["a"]) == {}
    kept.close()


def test_a_bomb_is_no_answer(tmp_path):
    kept = Kept(tmp_path)
    kept.put({"a": b"\0" * (MAX_ANSWER + 1), "b": b"small"})
    assert set(kept.get(["a", "b"])) == {"b"}


def test_the_longest_unused_is_forgotten_first(tmp_path):
    for key in "abc":
        kept = Kept(tmp_path)
        kept.put({key: key.encode() * 10})
        kept.get(["a"])
        kept.close()
    small = Kept(tmp_path, max_bytes=1)
    small.get(["c"])
    small.close()
    assert set(Kept(tmp_path).get(["a", "b", "c"])) == {"c"}


def test_many_threads_and_two_runs_at_once(tmp_path):
    stores = [Kept(tmp_path), Kept(tmp_path)]

    def work(number):
        kept = stores[number % 2]
        for n in range(50):
            kept.put({f"{number}-{n}": str(n).encode()})
            assert kept.get([f"{number}-{n}"]) == {f"{number}-{n}": str(n).encode()}

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores[0].get([f"{k}-{n}" for k in range(6) for n in range(50)])) == 300


def test_the_key_is_its_owners_alone(tmp_path):
    Kept(tmp_path)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600

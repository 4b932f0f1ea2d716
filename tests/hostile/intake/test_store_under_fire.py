"""Killed, starved or raced, the store holds whole trees and nothing else."""

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hostile.intake.corpus.zip_writer import Entry, build
from vetting.intake import Store, compare, receive
from vetting.model.errors import BadSetup

KILLS = int(os.environ.get("VET_KILLS", "30"))
RECEIVING = "tests.hostile.intake.receiving"
CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """300 files of 20 kB in 60 folders: long enough in the making to be hit."""
    entries = [
        Entry(f"app/d{i % 60}/f{i}.txt", random.Random(i).randbytes(20_000)) for i in range(300)
    ]
    path = tmp_path_factory.mktemp("archive") / "app.zip"
    path.write_bytes(build(entries))
    return path


@pytest.fixture(scope="module")
def manifest(archive, tmp_path_factory):
    return receive(archive, tmp_path_factory.mktemp("reference")).tree.manifest


def start(archive, store):
    command = [sys.executable, "-m", RECEIVING, str(archive), str(store)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT)
    assert process.stdout.readline() == "ready\n"
    return process


def assert_only_whole_trees(store, manifest):
    for tree in (store / "trees").iterdir():
        assert tree.name == manifest.root
        assert not compare(tree, manifest)
    for kept in (store / "archives").iterdir():
        assert len(kept.name) == 64


def test_kill_9_at_any_time_leaves_only_temporaries(archive, manifest, tmp_path):
    store = tmp_path / "store"
    start_of_run = time.monotonic()
    whole = start(archive, tmp_path / "timing")
    whole.communicate()
    duration = time.monotonic() - start_of_run
    dice, killed = random.Random(1), 0
    for _ in range(KILLS):
        process = start(archive, store)
        time.sleep(dice.random() * duration * 0.8)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        # The first timing says little where others work on the machine as well.
        duration *= 1.05 if process.returncode == -signal.SIGKILL else 0.8
        assert_only_whole_trees(store, manifest)
        for tree in (store / "trees").iterdir():  # so that the next one has all the way to go
            shutil.rmtree(tree)
    print(f"{KILLS} kills, {killed} before the end, 0 corrupt objects")
    assert killed > KILLS / 4
    assert Store(store).collect(older_than=3600) == 0
    Store(store).collect(older_than=0)
    assert not list((store / "tmp").iterdir())
    assert receive(archive, store).tree.manifest == manifest


def test_a_room_in_use_is_never_collected(tmp_path):
    keep = Store(tmp_path)
    with keep.room() as room:
        os.utime(room, (0, 0))
        assert keep.collect() == 0
        assert room.is_dir()
    assert not room.exists()


def test_eight_at_once_make_one_tree(archive, manifest, tmp_path):
    store = tmp_path / "store"
    processes = [start(archive, store) for _ in range(8)]
    answers = {process.communicate()[0].strip() for process in processes}
    assert answers == {manifest.root}
    assert [tree.name for tree in (store / "trees").iterdir()] == [manifest.root]
    assert_only_whole_trees(store, manifest)
    assert len(list((store / "archives").iterdir())) == 1
    assert not list((store / "tmp").iterdir())


def test_eight_threads_at_once_make_one_tree(archive, manifest, tmp_path):
    barrier = threading.Barrier(8)

    def one(_):
        barrier.wait()
        return receive(archive, tmp_path).tree.manifest.root

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(8))) == {manifest.root}
    assert_only_whole_trees(tmp_path, manifest)


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 4 MiB; only root may make one."""
    point = tmp_path / "disk"
    point.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(point)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield point
    subprocess.run(["umount", str(point)], check=True)


def test_a_full_disk_leaves_nothing(archive, small_disk):
    with pytest.raises(BadSetup) as raised:
        receive(archive, small_disk)
    assert raised.value.message.en == "the disk is full"
    assert [path for path in small_disk.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("after", [0, 1, 150])
def test_any_write_may_find_the_disk_full(archive, tmp_path, monkeypatch, number, after):
    from vetting.intake import sink

    made, create = [], sink._create

    def failing(path):
        made.append(path)
        if len(made) > after:
            raise OSError(number, os.strerror(number))
        return create(path)

    monkeypatch.setattr(sink, "_create", failing)
    with pytest.raises(BadSetup):
        receive(archive, tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_stored_tree_that_was_altered_is_not_reused(archive, manifest, tmp_path):
    tree = receive(archive, tmp_path).tree
    first = next(iter(manifest))
    tree.path(first.path).write_bytes(b"altered")
    with pytest.raises(BadSetup) as raised:
        receive(archive, tmp_path)
    assert manifest.root in raised.value.where
    assert tree.path(first.path).read_bytes() == b"altered"


def test_a_tree_has_no_bits_to_start_anything(archive, manifest, tmp_path):
    old = os.umask(0o077)
    try:
        tree = receive(archive, tmp_path).tree
    finally:
        os.umask(old)
    for path in tree.root.rglob("*"):
        assert path.stat().st_mode & 0o7777 == (0o755 if path.is_dir() else 0o644)

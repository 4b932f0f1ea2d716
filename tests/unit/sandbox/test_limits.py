"""Trees are counted whole, and a gauge names the limit that is broken."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vetting.sandbox import census, confined, landlock, view
from vetting.sandbox.gauge import MAX_FILES, MIB, Gauge
from vetting.sandbox.job import Cap, Limits

TREE = """
import os, threading, time
kept = bytearray(b"x" * (30 << 20))
if os.fork() == 0:
    threading.Thread(target=time.sleep, args=(30,)).start()
    print("up", flush=True)
time.sleep(30)
"""


@pytest.fixture
def root() -> Iterator[int]:
    command = [sys.executable, "-I", "-c", TREE]
    with subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdout
        assert process.stdout.readline() == b"up\n"
        yield process.pid
        os.killpg(process.pid, 9)


def test_census_counts_below_the_root(root: int) -> None:
    seen = census.count(root)
    assert (len(seen.pids), seen.threads) == (1, 2)
    assert census.count(os.getpid()).resident > seen.resident > 30 * MIB


def test_census_of_processes_that_are_known(root: int) -> None:
    """The same as the tree's, without a look at any other process; one that ended is left out."""
    tree = census.count(root)
    ended = subprocess.Popen([sys.executable, "-I", "-c", ""])
    ended.wait()
    assert census.of((*tree.pids, ended.pid)) == tree


def test_gauge_looks_at_the_members_where_the_kernel_keeps_them(root: int) -> None:
    child = census.count(root).pids
    gauge = Gauge(os.getpid(), Limits(pids=1), lambda: (0, 0), lambda: False, lambda: child)
    assert gauge.look() is None
    assert gauge.peak < census.count(os.getpid()).resident
    alone = Gauge(root, Limits(pids=0), lambda: (0, 0), lambda: False, tuple)
    assert alone.look() is Cap.PIDS


def test_shared_pages_are_counted_once(root: int) -> None:
    both = (root, *census.count(root).pids)
    resident = census.count(os.getpid()).resident
    assert 30 * MIB < census.proportional(both) < 60 * MIB < resident


@pytest.mark.parametrize(
    ("limits", "disk", "cap"),
    [
        (Limits(), (0, 0), None),
        (Limits(pids=0), (0, 0), Cap.PIDS),
        (Limits(memory_mib=10), (0, 0), Cap.MEMORY),
        (Limits(tmp_mib=1), (MIB, 1), Cap.DISK),
        (Limits(), (0, MAX_FILES + 1), Cap.DISK),
    ],
)
def test_gauge_names_the_broken_limit(
    root: int, limits: Limits, disk: tuple[int, int], cap: Cap | None
) -> None:
    gauge = Gauge(root, limits, lambda: disk, lambda: False)
    assert gauge.look() is cap
    assert gauge.peak > 30 * MIB


def test_memory_shared_within_the_tree_does_not_break_the_limit(root: int) -> None:
    """Resident counts twice what a fork shares; the limit is on what is really held."""
    gauge = Gauge(os.getpid(), Limits(memory_mib=1), lambda: (0, 0), lambda: False)
    assert gauge.look() is Cap.MEMORY
    total = census.count(os.getpid())
    held = census.proportional(total.pids)
    limits = Limits(memory_mib=(held + total.resident) // 2 // MIB)
    assert Gauge(os.getpid(), limits, lambda: (0, 0), lambda: False).look() is None


def test_folder_is_measured_with_what_has_no_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "f").write_bytes(b"x" * 100_000)
    (tmp_path / "link").symlink_to("/")
    fd = os.open(tmp_path, os.O_RDONLY)
    program = "f = open('gone', 'wb'); f.write(b'x' * 200000); f.flush()\n"
    program += "import os, time; os.unlink('gone'); print('up', flush=True); time.sleep(30)"
    command = ["/bin/sh", "-c", '"$0" -I -S -c "$1"; true', sys.executable, program]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE,
                          start_new_session=True) as process:  # fmt: skip
        assert process.stdout
        process.stdout.readline()
        size, entries = confined._measure(fd, process.pid)
        os.killpg(process.pid, 9)
    os.close(fd)
    assert entries == 3
    assert 300_000 <= size < 400_000


def test_depth_without_end_is_too_many(tmp_path: Path) -> None:
    fd = os.open(tmp_path, os.O_RDONLY)
    (tmp_path / "/".join("d" * (confined.MAX_DEPTH + 1))).mkdir(parents=True)
    started = time.monotonic()
    assert confined._used(fd)[1] > MAX_FILES
    os.close(fd)
    assert time.monotonic() - started < 5


def test_landlock_rules_fit_each_version() -> None:
    for version, size in ((3, 8), (4, 16), (5, 16), (6, 24)):
        attributes, rules = landlock.rules(
            ["/a/", "/f"], ["/w/"], inet=False, sockets=False, version=version
        )
        access = dict(rules)
        assert len(attributes) == size
        assert access[b"/a/"] == landlock.READ
        assert not access[b"/f"] & landlock.READ_DIR
        assert not access[b"/w/"] & (landlock.MAKE_CHAR | landlock.MAKE_BLOCK | landlock.MAKE_SOCK)
        handled = int.from_bytes(attributes[:8], sys.byteorder)
        assert all(a & handled == a for a in access.values())


def test_view_keeps_the_topmost_paths(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    shown = view.extended((tmp_path / "a" / "b", tmp_path / "a")).paths
    assert str(tmp_path / "a") in shown
    assert str(tmp_path / "a" / "b") not in shown
    assert not any(p.startswith("/etc/shadow") for p in shown)

"""A control group per job: where one can be made, and what the kernel tells there."""

import os
import sys
from pathlib import Path

import pytest

from vetting.sandbox import cgroup, open_sandbox
from vetting.sandbox.job import Cap, Job, Limits

V2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
V1 = (
    "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
    "39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids\n"
)
CONTAINER = "60 50 0:26 /docker/abc /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n"


@pytest.mark.parametrize(
    ("mounts", "memberships", "folders"),
    [
        pytest.param(V2, "0::/user.slice/a.scope\n",
                     ["/sys/fs/cgroup/user.slice/a.scope", "/sys/fs/cgroup/user.slice",
                      "/sys/fs/cgroup"], id="version 2"),
        pytest.param(V1, "8:pids:/a\n4:memory:/b\n0::/\n",
                     ["/sys/fs/cgroup/pids/a", "/sys/fs/cgroup/pids"], id="version 1"),
        pytest.param(CONTAINER, "0::/docker/abc/x\n", ["/sys/fs/cgroup/x", "/sys/fs/cgroup"],
                     id="a part of the tree is mounted"),
        pytest.param(CONTAINER, "0::/elsewhere\n", ["/sys/fs/cgroup"], id="we stand outside"),
        pytest.param("", "0::/\n", [], id="none is mounted"),
    ],
)  # fmt: skip
def test_folders_above_us_nearest_first(mounts: str, memberships: str, folders: list[str]) -> None:
    assert cgroup.standing(mounts, memberships) == [Path(f) for f in folders]


@pytest.mark.parametrize(
    ("file", "events", "cap"),
    [
        ("pids.events", "max 0\n", None),
        ("pids.events", "max 3\n", Cap.PIDS),
        ("pids.events", "", None),
        ("memory.events", "low 0\nmax 9\noom 1\noom_kill 0\n", None),
        ("memory.events", "low 0\nmax 9\noom 1\noom_kill 2\n", Cap.MEMORY),
    ],
)
def test_kernel_tells_what_it_held_a_job_to(
    tmp_path: Path, file: str, events: str, cap: Cap | None
) -> None:
    (tmp_path / file).write_text(events)
    assert cgroup.Group(tmp_path).cap() is cap


def test_members_are_the_kernels(tmp_path: Path) -> None:
    assert cgroup.Group(tmp_path).members() == ()
    assert cgroup.Group().members() == ()
    (tmp_path / "cgroup.procs").write_text("12\n7\n")
    assert cgroup.Group(tmp_path).members() == (12, 7)


def test_the_tasks_of_a_group_are_counted_by_the_kernel(tmp_path: Path) -> None:
    assert (cgroup.Group().tasks(), cgroup.Group(tmp_path).tasks()) == (0, 0)
    (tmp_path / "pids.current").write_text("61\n")
    assert cgroup.Group(tmp_path).tasks() == 61


@pytest.mark.parametrize("has_memory", [True, False])
def test_memory_is_capped_where_its_controller_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, has_memory: bool
) -> None:
    """A folder of ours stands for the kernel's, which makes the files of its controllers."""
    names = ("memory.max", "memory.oom.group") if has_memory else ()

    def made(folder: Path) -> None:
        os.mkdir(folder)
        for name in names:
            (folder / name).touch()

    monkeypatch.setattr(cgroup, "_parent", lambda: tmp_path)
    monkeypatch.setattr(Path, "mkdir", made)
    group = cgroup.around(7, 20, 1 << 30)
    assert group.folder
    said = {file.name: file.read_text() for file in group.folder.iterdir()}
    memory = {"memory.max": str(1 << 30), "memory.oom.group": "1"} if has_memory else {}
    assert said == {"pids.max": "20", "cgroup.procs": "7"} | memory


def test_no_group_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroup, "_parent", lambda: None)
    group = cgroup.around(os.getpid(), 9, 1 << 30)
    group.remove()
    assert (group, group.cap()) == (cgroup.Group(), None)


def test_group_that_cannot_be_entered_is_no_obstacle(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(cgroup, "_parent", lambda: tmp_path / "gone")
    assert cgroup.around(os.getpid(), 9, 1 << 30) == cgroup.Group()


@pytest.mark.skipif(not cgroup._parent(), reason="no control group can be made here")
def test_kernel_holds_a_job_to_its_tasks_and_nothing_is_left() -> None:
    parent = cgroup._parent()
    assert parent
    program = "import os, time\nfor _ in range(200):\n  if os.fork() == 0: time.sleep(30)"
    python = (os.path.realpath(sys.executable), "-I", "-S", "-c")
    done = open_sandbox(allow_none=True).run(
        Job((*python, program), limits=Limits(pids=20, wall_seconds=20))
    )
    assert done.cap is Cap.PIDS
    assert not list(parent.glob(f"vet-job-{os.getpid()}-*"))

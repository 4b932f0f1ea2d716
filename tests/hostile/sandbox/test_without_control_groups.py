"""Root in a container whose control groups are read-only: nothing but the parent bounds tasks.

The same place in earnest, made by remounting, passes all tests of this folder; here the jobs are
denied their group, and a wide one around them keeps the machine safe should the bound fail.
"""

import os
import sys
from collections.abc import Iterator

import pytest

from tests.hostile.sandbox.test_bombs import BOMBS, LIMITS
from vetting.sandbox import box, cell, cgroup, seccomp
from vetting.sandbox.box import Box
from vetting.sandbox.job import Cap, Job, Limits, Sandbox

PYTHON = (os.path.realpath(sys.executable), "-I", "-S", "-c")
_GUARD_TASKS = 1000


@pytest.fixture(autouse=True)
def ungrouped(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Jobs believe that there is no group, while a wide one stands around them unseen."""
    if os.geteuid() != 0 or not seccomp.supported():
        pytest.skip("RLIMIT_NPROC binds who is not root")
    if not cgroup.is_available():
        pytest.skip("no control group can be made: test_bombs.py has tried it already")
    around, guards = cgroup.around, []

    def unseen(pid: int, tasks: int, memory: int) -> cgroup.Group:
        del tasks
        guards.append(around(pid, _GUARD_TASKS, memory))
        return cgroup.Group()

    monkeypatch.setattr(cell.cgroup, "around", unseen)
    yield
    for guard in guards:
        guard.remove()


def _bounded(sandbox: Sandbox) -> None:
    assert isinstance(sandbox, Box)
    if not sandbox.bounds_tasks:
        pytest.skip("this kernel does not let us be asked")


@pytest.mark.parametrize("name", ["forks", "forks that exit", "zombies", "threads"])
def test_a_fork_bomb_of_root_runs_no_faster_than_it_is_counted(name: str, sandbox: Sandbox) -> None:
    _, program = BOMBS[name]
    done = sandbox.run(Job((*PYTHON, program), limits=LIMITS))
    _bounded(sandbox)
    assert done.cap is Cap.PIDS
    assert done.seconds < 5


def test_the_job_cannot_answer_for_itself(sandbox: Sandbox) -> None:
    """A second listener in one chain of filters is refused by the kernel."""
    program = (
        "import ctypes, os, struct\n"
        "code = struct.pack('HBBI', 6, 0, 0, 0x7FFF0000)\n"
        "held = ctypes.create_string_buffer(code, 8)\n"
        "prog = struct.pack('HxxxxxxQ', 1, ctypes.addressof(held))\n"
        "libc = ctypes.CDLL(None, use_errno=True)\n"
        "number = 317 if os.uname().machine == 'x86_64' else 277\n"
        "print(libc.syscall(number, 1, 8, prog), ctypes.get_errno(), flush=True)\n"
        "while True:\n  try: os.fork()\n  except OSError: pass\n"
    )
    done = sandbox.run(Job((*PYTHON, program), limits=LIMITS))
    _bounded(sandbox)
    assert (done.stdout.splitlines()[:1], done.cap) == ([b"-1 16"], Cap.PIDS)


def test_many_short_processes_and_threads_are_no_bomb(sandbox: Sandbox) -> None:
    program = (
        "import os, threading\n"
        "for _ in range(300):\n"
        "  if os.fork() == 0: os._exit(0)\n"
        "  os.wait()\n"
        "for _ in range(40):\n"
        "  threads = [threading.Thread(target=len, args=('',)) for _ in range(8)]\n"
        "  [t.start() for t in threads]; [t.join() for t in threads]\n"
        "os.posix_spawn('/bin/echo', ['echo', 'all'], {})\n"
        "os.wait()\n"
    )
    done = sandbox.run(Job((*PYTHON, program), limits=Limits(wall_seconds=20, pids=20)))
    _bounded(sandbox)
    assert (done.returncode, done.stdout, done.cap) == (0, b"all\n", None), done.stderr


def test_a_sandbox_that_cannot_ask_says_so(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(sandbox, Box)
    job = Job((*PYTHON, "pass"), limits=LIMITS)
    sandbox.run(job)
    _bounded(sandbox)
    monkeypatch.setattr(box, "_asking", lambda _cell, _level: None)
    sandbox.run(job)
    assert not sandbox.bounds_tasks

"""No process of a job is alive when `run` returns, nor when the caller dies, however it dies."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vetting.sandbox.job import Cap, Job, Level, Limits, Sandbox

PYTHON = (os.path.realpath(sys.executable), "-I", "-S", "-c")

SURVIVOR = """
import os, signal, sys, time
for number in range(1, 32):
    try: signal.signal(number, signal.SIG_IGN)
    except OSError: pass
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for fd in range(3): os.close(fd)
            time.sleep(60)
        os._exit(0)
print("ready", flush=True)
time.sleep(float(sys.argv[2]))
"""

PARENT = """
import sys
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Job, Level
sandbox = open_sandbox(Level(sys.argv[1]))
print("running", flush=True)
sandbox.run(Job(tuple(sys.argv[2:])))
"""


def _alive(token: str) -> list[int]:
    """The processes with this word in their command line."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            if token.encode() in Path(f"/proc/{name}/cmdline").read_bytes():
                found.append(int(name))
        except OSError:
            continue
    return found


def _soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False


def _command(token: str, seconds: float) -> tuple[str, ...]:
    return (*PYTHON, SURVIVOR, token, str(seconds))


def test_daemons_die_with_their_job(sandbox: Sandbox) -> None:
    token = uuid.uuid4().hex
    done = sandbox.run(Job(_command(token, 0.1)))
    assert (done.returncode, done.stdout, done.cap) == (0, b"ready\n", None)
    assert _alive(token) == []


def test_daemons_die_with_the_cap(sandbox: Sandbox) -> None:
    token = uuid.uuid4().hex
    done = sandbox.run(Job(_command(token, 60), limits=Limits(wall_seconds=0.5)))
    assert done.cap is Cap.WALL
    assert _alive(token) == []


def test_fork_chain_does_not_outrun_the_end(sandbox: Sandbox) -> None:
    token = uuid.uuid4().hex
    program = "import os, time\nwhile True:\n  if os.fork(): os._exit(0)"
    done = sandbox.run(Job((*PYTHON, program, token), limits=Limits(wall_seconds=1)))
    assert done.returncode in (0, 137)
    assert _alive(token) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_job_dies_with_its_caller(number: signal.Signals, sandbox: Sandbox, tmp_path: Path) -> None:
    token = uuid.uuid4().hex
    caller = subprocess.Popen(
        [sys.executable, "-c", PARENT, sandbox.level.value, *_command(token, 60)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert caller.stdout
    assert caller.stdout.readline() == b"running\n"
    assert _soon(lambda: bool(_alive("-S\0-c\0" + SURVIVOR + "\0" + token)))
    time.sleep(0.2)
    caller.send_signal(number)
    caller.wait()
    assert _soon(lambda: not _alive(token)), _alive(token)
    assert _soon(lambda: not list(tmp_path.iterdir())), "the job's folder was left behind"
    assert _soon(lambda: not _alive(str(tmp_path))), "the supervisor was left behind"


def test_jobs_of_two_threads_do_not_touch(sandbox: Sandbox) -> None:
    token = uuid.uuid4().hex
    long = Job((*PYTHON, "import time; time.sleep(1.5); print('whole')", token))
    short = Job(_command(token + "x", 0.05))
    with ThreadPoolExecutor(3) as pool:
        kept = pool.submit(sandbox.run, long)
        for _ in range(3):
            assert [d.returncode for d in pool.map(sandbox.run, (short, short))] == [0, 0]
        assert kept.result().stdout == b"whole\n"
    assert _alive(token) == []


def test_callers_own_children_are_left_alone(sandbox: Sandbox) -> None:
    with subprocess.Popen(["/bin/sleep", "30"]) as child:
        sandbox.run(Job(_command(uuid.uuid4().hex, 0.05)))
        assert child.poll() is None
        child.kill()
    assert sandbox.level in (Level.NAMESPACES, Level.LANDLOCK)

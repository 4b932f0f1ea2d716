"""Jobs that eat: each is ended by the right cap, soon, and the answer says which."""

import os
import sys
import time
from pathlib import Path

import pytest

from vetting.sandbox.job import Cap, Job, Limits, Sandbox

PYTHON = (os.path.realpath(sys.executable), "-I", "-S", "-c")
LIMITS = Limits(wall_seconds=15, memory_mib=200, pids=20, output_mib=2, tmp_mib=16)

BOMBS = {
    "forks": (Cap.PIDS, "import os, time\nwhile True:\n  try: os.fork()\n  except OSError: pass"),
    "forks that exit": (
        Cap.PIDS,
        "import os, time\nfor _ in range(60):\n  if os.fork() == 0: time.sleep(30); os._exit(0)\n"
        "time.sleep(30)",
    ),
    "zombies": (
        Cap.PIDS,
        "import os, time\nfor _ in range(60):\n  if os.fork() == 0: os._exit(0)\ntime.sleep(30)",
    ),
    "threads": (
        Cap.PIDS,
        "import threading, time\nfor _ in range(600): threading.Thread(target=time.sleep, "
        "args=(30,)).start()",
    ),
    "memory": (Cap.MEMORY, "kept = []\nwhile True: kept.append(bytearray(b'x' * (8 << 20)))"),
    "memory of many": (
        Cap.MEMORY,
        "import os, time\nfor _ in range(10):\n  if os.fork() == 0:\n"
        "    kept = bytearray(b'x' * (40 << 20)); time.sleep(30); os._exit(0)\ntime.sleep(30)",
    ),
    "shared memory": (
        Cap.MEMORY,
        "import mmap, time\nm = mmap.mmap(-1, 400 << 20)\nfor i in range(0, len(m), 4096): "
        "m[i] = 1\ntime.sleep(30)",
    ),
    "one file": (
        Cap.DISK,
        "import time\nwith open('f', 'wb') as f:\n  try:\n"
        "    while True: f.write(b'x' * (1 << 20))\n  except OSError: pass\ntime.sleep(30)",
    ),
    "many files": (
        Cap.DISK,
        "import time\ntry:\n  for i in range(1000):\n    with open(f'f{i}', 'wb') as f: "
        "f.write(b'x' * (1 << 20))\nexcept OSError: time.sleep(30)",
    ),
    "files without a name": (
        Cap.DISK,
        "import os, time\nkept = []\nwhile True:\n  f = open('f', 'wb'); os.unlink('f')\n"
        "  kept.append(f)\n  try: f.write(b'x' * (1 << 20)); f.flush()\n"
        "  except OSError: time.sleep(30)",
    ),
    "stdout": (Cap.OUTPUT, "import os\nwhile True: os.write(1, b'A' * 65536)"),
    "stderr": (Cap.OUTPUT, "import os\nwhile True: os.write(2, b'A' * 65536)"),
    "stdout by many": (
        Cap.OUTPUT,
        "import os\nfor _ in range(3): os.fork()\nwhile True: os.write(1, b'A' * 65536)",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_ended_by_its_cap(name: str, sandbox: Sandbox) -> None:
    cap, program = BOMBS[name]
    before = _folders()
    started = time.monotonic()
    done = sandbox.run(Job((*PYTHON, program), limits=LIMITS))
    assert done.cap is cap
    assert time.monotonic() - started < 14
    assert len(done.stdout) + len(done.stderr) <= 2 << 20
    assert _folders() <= before


@pytest.mark.parametrize(
    "program",
    [
        "while True: pass",
        "import os\nfor _ in range(3): os.fork()\nwhile True: pass",
        "import time; time.sleep(1000)",
        "import os, time\nfor fd in range(3): os.close(fd)\ntime.sleep(1000)",
        "import signal, time\nfor n in range(1, 32):\n  try: signal.signal(n, signal.SIG_IGN)\n"
        "  except OSError: pass\nwhile True: time.sleep(1)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        "import os\nos.read(0, 1)\nimport time; time.sleep(1000)",
    ],
    ids=["busy", "busy by many", "asleep", "closed", "deaf", "stopped", "not reading"],
)
def test_time_ends_every_job(program: str, sandbox: Sandbox) -> None:
    limits = Limits(wall_seconds=0.4)
    done = sandbox.run(Job((*PYTHON, program), stdin=b"x" * 300_000, limits=limits))
    assert done.cap is Cap.WALL
    assert done.seconds < 3


@pytest.mark.parametrize(
    "program",
    [
        "while True: os.mkdir('d'); os.chdir('d')",
        "for i in range(10**9): os.close(os.open(f'i{i}', os.O_CREAT))",
    ],
    ids=["deep folders", "empty files"],
)
def test_names_without_end_are_ended_and_removed(program: str, sandbox: Sandbox) -> None:
    """By the disk cap, or by time first where the disk is too slow to make so many."""
    before = _folders()
    done = sandbox.run(Job((*PYTHON, "import os\n" + program), limits=Limits(wall_seconds=2)))
    assert done.cap in (Cap.DISK, Cap.WALL)
    assert _folders() <= before


def test_what_is_within_the_caps_has_none(sandbox: Sandbox) -> None:
    program = (
        "open('f', 'wb').write(b'x' * (8 << 20)); kept = bytearray(b'x' * (80 << 20)); print(1)"
    )
    done = sandbox.run(Job((*PYTHON, program), limits=LIMITS))
    assert (done.cap, done.returncode, done.stdout) == (None, 0, b"1\n")


def _folders() -> set[Path]:
    import tempfile

    return set(Path(tempfile.gettempdir()).glob("vet-job-*"))

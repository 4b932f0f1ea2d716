"""What comes back from a job's folder are its own regular files, whatever it laid there."""

import os
import sys

import pytest

from tests.hostile.sandbox.conftest import World
from vetting.sandbox.job import Cap, Job, Limits, Sandbox

PYTHON = (os.path.realpath(sys.executable), "-I", "-S", "-c")

TRICKS = {
    "link to a secret": "os.symlink(secret, 'report')",
    "link to shadow": "os.symlink('/etc/shadow', 'report')",
    "folder that is a link": "os.symlink(os.path.dirname(secret), 'dir')",
    "dangling link": "os.symlink('nowhere', 'report')",
    "link to itself": "os.symlink('report', 'report')",
    "folder": "os.mkdir('report')",
    "pipe": "os.mkfifo('report')",
    "socket": "import _socket; s = _socket.socket(1, 1); s.bind('report')",
    "device": "os.mknod('report', 0o020666, os.makedev(1, 5))",
    "link to a device": "os.symlink('/dev/zero', 'report')",
}


@pytest.mark.parametrize("name", TRICKS)
def test_trick_brings_nothing(name: str, sandbox: Sandbox, world: World) -> None:
    program = "import os, sys\nsecret = sys.argv[1]\ntry:\n  " + TRICKS[name]
    program += "\nexcept OSError: pass\nprint('done')"
    job = Job((*PYTHON, program, str(world.secret)), collect=("report", "dir/secret", "absent"))
    done = sandbox.run(job)
    assert (done.stdout, done.cap, dict(done.files)) == (b"done\n", None, {})


@pytest.mark.parametrize("how", ["f.truncate(900 << 20)", "f.write(b'x' * (3 << 20))"])
def test_file_over_the_output_cap_is_left_out_and_said(how: str, sandbox: Sandbox) -> None:
    limits = Limits(output_mib=2, tmp_mib=1000)
    program = f"f = open('report', 'wb'); {how}; f.close(); open('small', 'w').write('s')"
    done = sandbox.run(Job((*PYTHON, program), collect=("report", "small"), limits=limits))
    assert done.cap is Cap.OUTPUT
    assert dict(done.files) == {"small": b"s"}


def test_many_files_share_one_output_cap(sandbox: Sandbox) -> None:
    program = "for n in 'abc': open(n, 'wb').write(bytes(900 << 10))"
    done = sandbox.run(
        Job((*PYTHON, program), collect=("a", "b", "c"), limits=Limits(output_mib=2))
    )
    assert (done.cap, sorted(done.files)) == (Cap.OUTPUT, ["a", "b"])


def test_files_come_back_after_a_cap(sandbox: Sandbox) -> None:
    program = "open('report', 'w').write('half'); import time; time.sleep(60)"
    done = sandbox.run(
        Job((*PYTHON, program), collect=("report",), limits=Limits(wall_seconds=0.5))
    )
    assert (done.cap, done.files["report"]) == (Cap.WALL, b"half")

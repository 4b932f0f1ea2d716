"""A job gets exactly what it was promised, at every level there is."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from vetting.model.errors import BadSetup
from vetting.sandbox import open_sandbox, stop_all
from vetting.sandbox.job import Job, Level, Limits, Sandbox

PYTHON = (sys.executable, "-I", "-S", "-c")


@pytest.fixture(params=list(Level))
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    try:
        return open_sandbox(request.param, allow_none=True)
    except BadSetup as missing:
        pytest.skip(str(missing))


def test_output_status_and_level_are_told(sandbox: Sandbox) -> None:
    done = sandbox.run(Job(("/bin/sh", "-c", "echo out; echo err >&2; exit 3")))
    assert (done.returncode, done.stdout, done.stderr) == (3, b"out\n", b"err\n")
    assert (done.cap, done.level) == (None, sandbox.level)
    assert 0 < done.seconds < 20


def test_large_input_and_output_at_once_do_not_deadlock(sandbox: Sandbox) -> None:
    data = os.urandom(1 << 20) * 12
    done = sandbox.run(Job(("/bin/cat",), stdin=data))
    assert done.stdout == data


def test_output_before_input_is_read_does_not_deadlock(sandbox: Sandbox) -> None:
    program = "import os, sys\nos.write(2, b'e' * 3000000)\nprint(len(sys.stdin.read()))"
    done = sandbox.run(Job((*PYTHON, program), stdin=b"i" * 3_000_000))
    assert (done.stdout, len(done.stderr)) == (b"3000000\n", 3_000_000)


def test_input_that_is_not_read_is_no_error(sandbox: Sandbox) -> None:
    done = sandbox.run(Job(("/bin/true",), stdin=b"x" * 3_000_000))
    assert (done.returncode, done.cap) == (0, None)


def test_folder_is_private_named_and_gone(sandbox: Sandbox) -> None:
    program = (
        "import os, sys; print(os.getcwd(), os.environ['HOME'], os.environ['TMPDIR'], "
        "os.environ['MINE'], sys.argv[1], os.listdir('.'))"
    )
    done = sandbox.run(Job((*PYTHON, program, "{cwd}/x"), env={"MINE": "{cwd}/y"}))
    cwd = done.stdout.split()[0].decode()
    assert done.stdout.decode().split() == [cwd, cwd, cwd, cwd + "/y", cwd + "/x", "[]"]
    assert not Path(cwd).exists()


def test_inputs_are_laid_and_files_brought_back(sandbox: Sandbox) -> None:
    job = Job(
        ("/bin/sh", "-c", "cat a/b/in.txt; mkdir -p out/deep; cp a/b/in.txt out/deep/copy"),
        inputs={"a/b/in.txt": b"laid\0", "a/other": b""},
        collect=("out/deep/copy", "absent", "out"),
    )
    done = sandbox.run(job)
    assert done.stdout == b"laid\0"
    assert dict(done.files) == {"out/deep/copy": b"laid\0"}


def test_environment_is_a_fixed_base_and_what_was_given(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/evil")
    monkeypatch.setenv("VET_SIGNING_KEY", "secret")
    done = sandbox.run(Job(("/usr/bin/env",), env={"GIVEN": "ü"}))
    names = {line.split(b"=")[0].decode() for line in done.stdout.splitlines()}
    assert {"GIVEN", "PATH", "HOME", "TMPDIR", "LANG"} <= names
    assert not {"PYTHONPATH", "VET_SIGNING_KEY", "USER", "PWD"} & names
    assert "GIVEN=ü".encode() in done.stdout


def test_shown_paths_are_readable_where_they_are(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "app").mkdir(mode=0o700)
    (tmp_path / "app" / "x.txt").write_text("shown")
    (tmp_path / "single").write_text("file")
    tmp_path.chmod(0o700)
    shown = (tmp_path / "app", tmp_path / "single")
    done = sandbox.run(Job(("/bin/cat", *(str(p) for p in shown[1:]), f"{shown[0]}/x.txt"), shown))
    assert done.stdout == b"fileshown"


def test_our_own_package_can_be_imported(sandbox: Sandbox) -> None:
    program = "import vetting.model.check, yaml; print(vetting.__file__)"
    done = sandbox.run(Job((sys.executable, "-I", "-c", program)))
    import vetting

    assert done.stdout.decode().strip() == vetting.__file__, done.stderr


def test_threads_get_their_own_answers(sandbox: Sandbox) -> None:
    answers: dict[int, bytes] = {}

    def run(number: int) -> None:
        job = Job(("/bin/sh", "-c", f"sleep 0.1; echo {number}; cat"), stdin=b"%d" % number)
        answers[number] = sandbox.run(job).stdout

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == {n: b"%d\n%d" % (n, n) for n in range(4)}


@pytest.mark.parametrize("argv", [("/nowhere/tool",), ("/etc",), ("relative",)])
def test_command_that_cannot_run_is_not_our_failure(
    argv: tuple[str, ...], sandbox: Sandbox
) -> None:
    done = sandbox.run(Job(argv))
    assert (done.returncode, done.stdout, done.cap) == (127, b"", None)
    assert done.stderr


@pytest.mark.parametrize("number", [9, 6, 11])
def test_signal_is_told_as_the_shell_does(number: int, sandbox: Sandbox) -> None:
    if sandbox.level is Level.RLIMITS:
        pytest.skip("no signals at all there")
    done = sandbox.run(Job((*PYTHON, f"import os; os.kill(os.getpid(), {number})")))
    assert done.returncode == 128 + number


@pytest.mark.parametrize(
    "job",
    [
        Job(("/bin/true",), read_only=(Path("/"),)),
        Job(("/bin/true",), read_only=(Path("/etc"),)),
        Job(("/bin/true",), read_only=(Path("relative"),)),
        Job(("/bin/true",), read_only=(Path("/nowhere/at/all"),)),
        Job(("/bin/true",), read_only=(Path.home(),)),
        Job(("/bin/true",), inputs={"../x": b""}),
        Job(("/bin/true",), inputs={"/etc/x": b""}),
        Job(("/bin/true",), collect=("a/../../x",)),
        Job(("/bin/true",), collect=("",)),
    ],
)
def test_what_no_job_may_have_is_refused(job: Job, sandbox: Sandbox) -> None:
    with pytest.raises(ValueError):
        sandbox.run(job)


def test_nothing_of_ours_stays_open(sandbox: Sandbox) -> None:
    sandbox.run(Job(("/bin/true",)))
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        sandbox.run(Job(("/bin/true",)))
    assert len(os.listdir("/proc/self/fd")) == before


def test_all_jobs_can_be_stopped_from_another_thread(sandbox: Sandbox) -> None:
    timer = threading.Timer(0.6, stop_all)
    timer.start()
    started = time.monotonic()
    done = sandbox.run(Job(("/bin/sleep", "60"), limits=Limits(wall_seconds=50)))
    timer.join()
    assert time.monotonic() - started < 10
    assert done.returncode == 137


def test_import_is_cheap() -> None:
    program = "import sys, vetting.sandbox; print(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"subprocess", "ctypes", "socket", "selectors", "tempfile", "vetting.sandbox.box"}
    assert not heavy & set(result.stdout.split())

"""The walls as an ordinary user meets them, and where user namespaces are forbidden.

The tests run as whoever runs them; where that is root, these start a child as nobody. The child
is the system's Python, since an environment beneath root's home is closed to others.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vetting.sandbox.job import Level

ROOT = Path(__file__).resolve().parents[3]
PROBE = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from vetting.sandbox import opening
from vetting.sandbox.job import Job, Level
PRY = '''
import _socket, os, sys
def tries(act):
    try: act()
    except OSError: return False
    return True
print([n for n, act in {
    "secret": lambda: open(sys.argv[1]),
    "network": lambda: _socket.socket(2, 1).connect(("127.0.0.1", 22)),
    "signal": lambda: os.kill(int(sys.argv[2]), 0),
    "memory": lambda: os.open("/proc/" + sys.argv[2] + "/mem", 0),
    "nesting": lambda: os.listdir("/proc/" + sys.argv[2] + "/fd"),
}.items() if tries(act)])
'''
secret = Path(sys.argv[2])
secret.write_text("token")
found = opening.survey()
answer = {"survey": {level: why for level, why in found.items()}, "uid": os.geteuid()}
for level in (level for level in Level if level.is_sound and not found[level]):
    python = os.path.realpath(sys.executable)
    job = Job((python, "-I", "-S", "-c", PRY, str(secret), str(os.getpid())))
    done = opening.open_sandbox(level).run(job)
    answer[level] = [done.returncode, done.stdout.decode(), done.stderr.decode()]
print(json.dumps(answer))
"""
AS_NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--")
NO_NAMESPACES = (
    "bwrap", "--unshare-user", "--disable-userns", "--dev-bind", "/", "/", "--",
)  # fmt: skip


def _python() -> str:
    """An interpreter that anybody may start and that is new enough."""
    names = (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3")
    candidates = [os.path.realpath(name) for name in names]
    check = "import sys; open(sys.executable); sys.exit(sys.version_info < (3, 11))"
    prefix = AS_NOBODY if os.geteuid() == 0 else ()
    for name in candidates:
        if os.path.exists(name):
            tried = subprocess.run(
                [*prefix, name, "-I", "-c", check], capture_output=True, check=False, cwd="/"
            )
            if tried.returncode == 0:
                return name
    pytest.skip("no Python that an ordinary user may start")


@pytest.fixture
def secret() -> Iterator[Path]:
    """A place that everybody may write to, outside pytest's closed folders."""
    folder = Path(tempfile.mkdtemp(prefix="vet-others-"))
    folder.chmod(0o777)
    yield folder / "secret"
    shutil.rmtree(folder)


def _probe(prefix: tuple[str, ...], secret: Path) -> dict[str, object]:
    missing = [name for name in ("setpriv", "bwrap") if name in prefix and not shutil.which(name)]
    if missing:
        pytest.skip(f"no {missing[0]}")
    command = [*prefix, _python(), "-I", "-S", "-c", PROBE, str(ROOT), str(secret)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={})
    if "permission" in done.stderr.lower() and not done.stdout:
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def _held(answer: dict[str, object]) -> list[str]:
    """The sound levels that worked; each job must have got nowhere."""
    levels = [level for level in Level if level.is_sound and level in answer]
    for level in levels:
        assert answer[level] == [0, "[]\n", ""], level
    return [level.value for level in levels]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_walls_hold_for_an_ordinary_user(secret: Path) -> None:
    answer = _probe(AS_NOBODY, secret)
    assert answer["uid"] == 65534
    assert _held(answer), answer["survey"]


@pytest.mark.parametrize("prefix", [(), AS_NOBODY], ids=["same user", "nobody"])
def test_landlock_takes_over_where_user_namespaces_are_forbidden(
    prefix: tuple[str, ...], secret: Path
) -> None:
    """As on GitHub's Ubuntu runners, and in containers: bubblewrap is there and may not work."""
    if prefix and os.geteuid() != 0:
        pytest.skip("only root can become nobody")
    answer = _probe((*prefix, *NO_NAMESPACES), secret)
    survey = answer["survey"]
    assert isinstance(survey, dict)
    assert survey["namespaces"], "user namespaces were not forbidden"
    assert _held(answer) == ["landlock"], survey

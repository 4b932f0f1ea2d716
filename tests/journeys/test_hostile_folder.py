"""`vet` started by somebody who stands in the unpacked application, whatever his environment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import Vet

MODULES = (
    "sitecustomize.py", "usercustomize.py", "argparse.py", "json.py", "os.py", "re.py", "yaml.py",
    "rich/__init__.py", "vetting/__init__.py", "vetting/cli/__init__.py", "encodings/__init__.py",
)  # fmt: skip
PROGRAMS = ("python3", "python", "readlink", "test", "sh", "bwrap", "node")
ENVIRONMENTS = {
    "none": {},
    "a path that means here": {"PYTHONPATH": ":"},
    "a path by name": {"PYTHONPATH": "{app}"},
    "a home": {"PYTHONHOME": "{app}"},
    "a user's packages": {"PYTHONUSERBASE": "{app}"},
    "a start file": {"PYTHONSTARTUP": "{app}/sitecustomize.py", "PYTHONINSPECT": ""},
    "programs here": {"PATH": ":{app}:/usr/bin:/bin"},
    "a shell's start files": {"ENV": "{app}/start.sh", "BASH_ENV": "{app}/start.sh"},
}


@pytest.fixture
def app(repaired: Path, tmp_path: Path) -> Path:
    """An application that leaves a trace wherever Python or a shell would look by themselves."""
    for name in MODULES:
        (repaired / name).parent.mkdir(parents=True, exist_ok=True)
        (repaired / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'a').write({name!r})\n")
    site = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
    (repaired / site).mkdir(parents=True)
    (repaired / site / "usercustomize.py").write_text((repaired / "usercustomize.py").read_text())
    (repaired / "start.sh").write_text(f"echo start >> {tmp_path / 'ran'}\n")
    for name in PROGRAMS:
        (repaired / name).write_text(f"#!/bin/sh\necho {name} >> {tmp_path / 'ran'}\n")
        (repaired / name).chmod(0o755)
    return repaired


@pytest.mark.parametrize("environment", ENVIRONMENTS)
@pytest.mark.parametrize("name", ["vet", "vetting"])
def test_nothing_of_the_folder_runs(app, tmp_path, environment, name):
    more = {key: value.format(app=app) for key, value in ENVIRONMENTS[environment].items()}
    vet = Vet(tmp_path / "home")
    done = subprocess.run(
        [vet.prefix / "bin" / name, "--version"],
        cwd=app, env=vet.environment(**more), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout[:4]) == (0, "vet "), done.stderr
    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_a_whole_run_from_within(app, vet, tmp_path, policy_of):
    policy = policy_of("security/committed-secrets", "security/python-insecure-calls")
    words = ("submit", ".", "--out", str(tmp_path / "out"), "--policy", policy)
    path = f":{app}:{os.environ['PATH']}"
    run = vet.run(*words, cwd=app, folder=tmp_path / "out", PYTHONPATH=":", PATH=path)
    assert run.outcome("security/python-insecure-calls")["kind"] == "Ran", run.err
    assert not (tmp_path / "ran").exists()


def test_ordinary_python_would_run_it(app, tmp_path):
    (app / "encodings" / "__init__.py").unlink()  # it would end Python before it can write
    env = {"PYTHONPATH": ":", "PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-c", "pass"], cwd=app, env=env, check=False)
    assert (tmp_path / "ran").exists()


def test_started_without_isolation_it_refuses(tmp_path):
    words = [sys.executable, "-m", "vetting.cli", "--version"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "`vet`" in done.stderr

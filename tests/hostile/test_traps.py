"""What the tools themselves do with such an application, and what vet does: before and after.

Archives have their own in intake/test_traps.py; docs/traps.md lists where each trap is tested.
Where a trap is code that runs, vet is tried without walls: nothing but vet itself holds it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.conftest import EXAMPLES, POLICY, Vet
from tests.journeys.test_sandbox_levels import NO_FILTERS
from tests.journeys.test_sandbox_levels import submit as submit_behind
from tests.unit.advisories.data import TODAY, advisory, filling
from tests.unit.engines import test_bandit as with_bandit
from tests.unit.engines import test_semgrep as with_semgrep
from tests.unit.engines.supply_chain.bench import PYPI
from tests.unit.engines.supply_chain.bench import run as supply_chain
from vetting import tooling
from vetting.advisories import build
from vetting.advisories.importers.batch import Batch
from vetting.advisories.spans import Span
from vetting.advisories.store import FILE_NAME
from vetting.model.outcome import Failed, Ran, Reason
from vetting.sandbox.box import Box
from vetting.sandbox.job import Job
from vetting.sandbox.opening import _WALLS, Level

SEMGREP_RULES = """\
rules:
  - id: shell
    languages: [php]
    severity: ERROR
    message: pesan
    pattern: system(...)
"""


def naive(words, folder, **more):
    """A tool as one would start it by hand, in the folder of the application."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env = kept | {"HOME": str(folder.parent), "TMPDIR": str(folder.parent)} | more
    return subprocess.run(
        list(map(str, words)), cwd=folder, env=env, capture_output=True, text=True, check=False
    )


def without_walls():
    return Box(_WALLS[Level.NONE]())


def laid(root, files):
    for name, body in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(body)
    return root


def marking(marker):
    """Python that leaves a trace of having run."""
    return f"open({str(marker)!r}, 'w').close()\n"


OFF_SWITCHES = {
    "an ignore file": {"a.php": with_semgrep.BAD, ".semgrepignore": "*\n"},
    "a comment": {"a.php": with_semgrep.BAD.replace("($a);", "($a); // nosemgrep")},
    "a megabyte": {"a.php": "<?php\n" + "// x\n" * 300_000 + "system($_GET['x']);\n"},
    "a folder of tests": {"tests/a.php": with_semgrep.BAD},
}


@pytest.mark.parametrize("how", OFF_SWITCHES)
def test_the_semgrep_command_looks_away_and_we_do_not(tmp_path, how):
    app = laid(tmp_path / "naive", OFF_SWITCHES[how])
    (tmp_path / "rules.yaml").write_text(SEMGREP_RULES)
    words = ["scan", "--metrics", "off", "--disable-version-check", "--json", "--quiet"]
    done = naive([tooling.script("semgrep"), *words, "--config", "../rules.yaml", "."], app)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"] == [], "before: nothing found, and exit 0"
    files = OFF_SWITCHES[how]
    php = [name for name in files if name.endswith(".php")]
    outcome = with_semgrep.scan(tmp_path, files, php=php)
    assert [place[0] for place in with_semgrep.places(outcome)] == php


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"a.py": "exec(x)\n\0\n"}, Reason.NOTHING_READ),
        ({"a.py": "exec(x)\n", ".bandit": "[bandit]\nskips: B102\n"}, None),
        ({"a.py": "exec(x)  # nosec\n"}, None),
    ],
    ids=["a NUL", "its settings", "a comment"],
)
def test_the_bandit_command_looks_away_and_we_do_not(tmp_path, files, reason):
    app = laid(tmp_path / "naive", files)
    done = naive([tooling.script("bandit"), "-r", "-q", "-f", "json", "."], app)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"] == [], "before: nothing found, and exit 0"
    outcome = with_bandit.scan(tmp_path, files)
    if reason:
        assert isinstance(outcome, Failed)
        assert outcome.reason is reason
    else:
        assert isinstance(outcome, Ran)
        assert [f.place.path for f in outcome.findings] == ["a.py"]


def test_a_package_of_the_application_named_like_the_tool(tmp_path, monkeypatch):
    marker = tmp_path / "ran"
    files = {"bandit/__init__.py": "", "bandit/__main__.py": "", "a.py": "exec(x)\n"}
    files = {name: body or marking(marker) for name, body in files.items()}
    app = laid(tmp_path / "app", files)
    naive([sys.executable, "-m", "bandit", "."], app)
    assert marker.exists(), "before: the application's bandit ran"
    marker.unlink()
    monkeypatch.chdir(app)
    outcome = with_bandit.scan(tmp_path, files, sandbox=without_walls())
    assert isinstance(outcome, Ran)
    assert [f.place.path for f in outcome.findings] == ["a.py"]
    assert not marker.exists()


@pytest.mark.parametrize("line", ["./paket", "-e ./paket", "paket @ file://{app}/paket"])
def test_requirements_that_name_a_folder(tmp_path, line):
    """pip-audit hands such a file to pip, and pip asks the folder's own code what it needs."""
    marker = tmp_path / "ran"
    root = tmp_path / "naive"
    files = {
        "requirements.txt": f"flask==2.0.1\n{line.format(app=root)}\n",
        "paket/pyproject.toml": "[build-system]\nrequires = []\nbuild-backend = 'buat'\n"
        "backend-path = ['.']\n",
        "paket/buat.py": marking(marker),
        "paket/setup.py": marking(marker),
    }
    laid(root, files)
    (root / "one.txt").write_text(files["requirements.txt"].partition("\n")[2])
    pip = [sys.executable, "-I", "-m", "pip", "install", "--dry-run", "--no-index", "--no-deps"]
    naive([*pip, "-r", "one.txt"], root)
    assert marker.exists(), "before: the vendor's code ran"
    marker.unlink()
    known = advisory("PYSEC-1", "flask", Span("", True, "2.2.5"), ecosystem="PyPI")
    build.add(tmp_path / FILE_NAME, Batch("OSV PyPI", True, (known, *filling("PyPI")), ()), TODAY)
    outcome = supply_chain(PYPI, tmp_path, files, sandbox=without_walls())
    assert isinstance(outcome, Ran), "vet read the file"
    assert [finding.references for finding in outcome.findings] == [("PYSEC-1",)]
    assert not marker.exists()


@pytest.mark.parametrize("path", [":", "{app}"])
def test_a_path_of_the_environment_that_means_here(tmp_path, monkeypatch, path):
    marker = tmp_path / "ran"
    app = laid(tmp_path / "app", {"sitecustomize.py": marking(marker)})
    path = path.format(app=app)
    naive([sys.executable, "-c", "pass"], app, PYTHONPATH=path)
    assert marker.exists(), "before: the vendor's sitecustomize ran"
    marker.unlink()
    monkeypatch.chdir(app)
    monkeypatch.setenv("PYTHONPATH", path)
    done = without_walls().run(Job((sys.executable, "-c", "print(1)")))
    assert done.stdout == b"1\n", done.stderr
    assert not marker.exists()


def test_without_walls_a_trace_would_be_left(tmp_path):
    marker = tmp_path / "ran"
    without_walls().run(Job((sys.executable, "-I", "-c", marking(marker))))
    assert marker.exists()


CHECKS = (
    "security/sql-injection", "security/python-insecure-calls", "security/committed-secrets",
    "security/install-scripts", "security/unlocked-dependencies", "api/https-servers",
    "accessibility/page-title", "integrity/scanner-evasion",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("bwrap"), reason="no bubblewrap to take the walls away with")
def test_settings_that_are_code(tmp_path):
    """Ordinary tools of a workshop run what the application says; vet starts none of them."""
    marker = tmp_path / "ran"
    touch = f"touch {marker}"
    script = f"require('fs').writeFileSync({json.dumps(str(marker))}, '')\n"
    kit = {
        "package.json": json.dumps(
            {"name": "a", "version": "1.0.0", "scripts": {"preinstall": touch, "build": touch}}
        ),
        ".npmrc": "ignore-scripts=false\n",
        "eslint.config.js": script, ".eslintrc.js": script, "vite.config.js": script,
        "postcss.config.js": script, ".spectral.js": script,
        "composer.json": json.dumps({"scripts": {"pre-install-cmd": touch}}),
        "build.gradle": f"new File('{marker}').createNewFile()\n",
        "setup.py": marking(marker), "conftest.py": marking(marker),
        ".njsscan": "---\n- nodejs-extensions: []\n", ".bandit": "[bandit]\nskips: B102\n",
    }  # fmt: skip
    app = laid(Path(shutil.copytree(EXAMPLES / "repaired", tmp_path / "app")), kit)
    laid(tmp_path / "naive", kit)
    if shutil.which("npm"):
        naive(["npm", "install", "--offline", "--no-audit"], tmp_path / "naive")
        assert marker.exists(), "before: the vendor's command ran"
        marker.unlink()
    policy = tmp_path / "policy.yaml"
    policy.write_text(POLICY.format(family="security", checks=", ".join(CHECKS)))
    words = ("--policy", str(policy), "--unsafe-no-sandbox")
    run = submit_behind(Vet(tmp_path / "home"), app, tmp_path / "out", NO_FILTERS, *words)
    assert run.json["run"]["sandbox"] == "none", "nothing but vet itself holds it"
    ran = {name for name in CHECKS if run.outcome(name)["kind"] == "Ran"}
    assert len(ran) >= 6, {name: run.outcome(name) for name in set(CHECKS) - ran}
    listed = {f["place"]["path"] for f in run.outcome("integrity/scanner-evasion")["findings"]}
    assert {".njsscan", ".bandit"} <= listed
    assert not marker.exists()

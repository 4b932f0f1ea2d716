"""The composite action, its steps run one by one as GitHub's runner would."""

import os
import subprocess
import sys
from pathlib import Path

import yaml

from tests.journeys.conftest import ROOT, Vet

ACTION = ROOT / ".github" / "actions" / "vet"
SQL = "security/sql-injection"


class Runner:
    """Just enough of a runner: files for outputs and summary, and a folder to work in."""

    def __init__(self, folder: Path, vet: Vet, app: Path, policy: str) -> None:
        self.folder, self.app = folder, app
        self.output, self.summary = folder / "output", folder / "summary"
        for file in (self.output, self.summary):
            file.write_text("")
        (folder / "vet").symlink_to(sys.prefix)
        self.inputs = {"app": str(app), "policy": policy, "tier": "tinggi", "advisories": "",
                       "baseline": "", "only-new": "false", "language": "id"}  # fmt: skip
        self.env = vet.environment() | {
            "RUNNER_TEMP": str(folder), "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(self.summary), "PATH": os.environ["PATH"],
        }  # fmt: skip

    @property
    def outputs(self) -> dict[str, str]:
        return dict(row.split("=", 1) for row in self.output.read_text().splitlines())

    def step(self, name: str):
        steps = yaml.safe_load((ACTION / "action.yml").read_text())["runs"]["steps"]
        step = next(one for one in steps if one["name"] == name)
        env = {key: self._filled(value) for key, value in step["env"].items()}
        return subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
                              env=self.env | env, cwd=self.folder, capture_output=True, text=True,
                              check=False)  # fmt: skip

    def _filled(self, value: str) -> str:
        inner = value.removeprefix("${{").removesuffix("}}").strip()
        if inner.startswith("inputs."):
            return self.inputs[inner.removeprefix("inputs.")]
        return self.outputs.get(inner.rpartition(".")[2], "")


def test_a_faulty_application_turns_the_job_red_with_all_that_a_vendor_needs(
    vet, faulty, tmp_path, policy_of
):
    runner = Runner(tmp_path, vet, faulty, policy_of(SQL))
    examined = runner.step("Examine")
    assert examined.returncode == 0, examined.stderr
    assert runner.outputs["verdict"] == "tidak-lulus"
    assert runner.outputs["exit-code"] == "1"
    assert "::error file=" in examined.stdout
    assert "TIDAK LULUS" in runner.summary.read_text()
    assert (Path(runner.outputs["report"]) / "temuan.sarif").is_file()
    assert runner.step("Decide").returncode == 1


def test_a_refused_archive_turns_the_job_red_without_a_verdict(vet, tmp_path, policy_of):
    broken = tmp_path / "app.zip"
    broken.write_bytes(b"PK\x03\x04 cut off")
    runner = Runner(tmp_path, vet, broken, policy_of(SQL))
    assert runner.step("Examine").returncode == 0
    assert runner.outputs["verdict"] == ""
    assert runner.step("Decide").returncode == 4


def test_a_run_that_left_nothing_turns_the_job_red(vet, tmp_path, faulty):
    runner = Runner(tmp_path, vet, faulty, "tidak-ada")
    assert runner.step("Examine").returncode == 0
    assert runner.step("Decide").returncode == 2
    runner.output.write_text("")
    assert runner.step("Decide").returncode == 5

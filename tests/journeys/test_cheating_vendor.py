"""The examined cannot edit the exam: every defect is still found, every attempt is listed."""

import shutil

import pytest

from tests.journeys.conftest import EXAMPLES

SQL = "security/sql-injection"
VULNERABLE = (EXAMPLES / "faulty/app/Http/Controllers/SuratController.php").read_text()
CONTROLLER = "app/Http/Controllers/SuratController.php"


def findings(run, check):
    outcome = run.outcome(check)
    assert outcome["kind"] == "Ran", outcome
    return {f["place"]["path"] for f in outcome["findings"]}


@pytest.fixture
def app(tmp_path):
    return shutil.copytree(EXAMPLES / "repaired", tmp_path / "curang")


OFF_SWITCHES = {
    ".semgrepignore": "*\n",
    ".bandit": "[bandit]\nskips: B101,B301,B602\n",
    ".gitattributes": "*.php linguist-vendored\n",
    ".gitignore": "app/\n",
}


def test_ignore_files_ignore_nothing_and_are_listed(vet, app, policy_of, tmp_path):
    (app / CONTROLLER).write_text(VULNERABLE)
    for name, body in OFF_SWITCHES.items():
        (app / name).write_text(body)
    words = ("--policy", policy_of(SQL, "integrity/scanner-evasion"))
    run = vet.submit(app, tmp_path / "out", *words)
    assert run.code == 1
    assert findings(run, SQL) == {CONTROLLER}
    listed = findings(run, "integrity/scanner-evasion")
    assert {".semgrepignore", ".bandit", ".gitattributes"} <= listed


def test_suppressing_comments_suppress_nothing_and_are_listed(vet, app, policy_of, tmp_path):
    silenced = "".join(
        f"{line} // nosemgrep\n" if "DB::select" in line else f"{line}\n"
        for line in VULNERABLE.splitlines()
    )
    (app / CONTROLLER).write_text(silenced)
    (app / "alat.py").write_text("import sys\nexec(open(sys.argv[1]).read())  # nosec\n")
    checks = (SQL, "security/python-insecure-calls", "integrity/scanner-evasion")
    run = vet.submit(app, tmp_path / "out", "--policy", policy_of(*checks))
    assert findings(run, SQL) == {CONTROLLER}
    assert findings(run, "security/python-insecure-calls") == {"alat.py"}
    assert {CONTROLLER, "alat.py"} <= findings(run, "integrity/scanner-evasion")


@pytest.mark.parametrize("folder", ["vendor/pihak/ketiga", "tests", "node_modules/x", ".hidden"])
def test_code_in_corners_is_looked_at_too(vet, app, policy_of, tmp_path, folder):
    path = app / folder / "Controller.php"
    path.parent.mkdir(parents=True)
    path.write_text(VULNERABLE)
    run = vet.submit(app, tmp_path / "out", "--policy", policy_of(SQL))
    assert findings(run, SQL) == {f"{folder}/Controller.php"}
    assert run.code == 1


def test_code_under_another_name_is_looked_at_too(vet, app, policy_of, tmp_path):
    (app / "gambar.inc").write_text(VULNERABLE)
    (app / "data.txt").write_text(VULNERABLE)
    run = vet.submit(app, tmp_path / "out", "--policy", policy_of(SQL))
    assert findings(run, SQL) == {"gambar.inc", "data.txt"}


def test_a_policy_in_the_archive_changes_nothing_and_is_listed(vet, app, policy_of, tmp_path):
    (app / CONTROLLER).write_text(VULNERABLE)
    (app / "vet.yaml").write_text(
        "policy: {blocks-at: never}\ntier: rendah\nwaivers: [security/sql-injection]\nchecks: []\n"
    )
    (app / "policies").mkdir()
    (app / "policies" / "baseline.yaml").write_text("id: mine\n")
    (app / "vetting").mkdir()
    (app / "vetting" / "__init__.py").write_text("raise SystemExit(0)\n")
    (app / "sitecustomize.py").write_text("raise SystemExit(0)\n")
    words = ("--policy", policy_of(SQL, "integrity/policy-override"))
    run = vet.submit(app, tmp_path / "out", *words, PYTHONPATH=str(app))
    assert run.code == 1
    assert findings(run, SQL) == {CONTROLLER}
    assert "vet.yaml" in findings(run, "integrity/policy-override")

import json
from pathlib import Path

import pytest

from tests.unit.engines.files.bench import Scripted, bench_of, done, tree_of
from tests.unit.samples import check
from vetting import content
from vetting.engines.files import Files
from vetting.engines.files.worker import scan
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.text import Text
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Cap

RULES = """
rules:
  - id: satu
    text: {id: a, en: b}
    files: ["*.php"]
    match: jahat
    canary: {path: a.php, text: jahat}
"""
APP = {"a.php": "ya\njahat", "b.txt": "jahat"}


@pytest.fixture
def one(tmp_path):
    folder = tmp_path / "check"
    folder.mkdir()
    (folder / "rules.yaml").write_text(RULES, encoding="utf-8")
    return check("integrity/a", folder=folder)


def answered(job, **changes):
    order = json.loads(job.stdin)
    return done(scan(Path(order["root"]), order["paths"], order["rules"]) | changes)


def outcome(one, tmp_path, *ends, files=APP):
    tree = tree_of(tmp_path / "app", files)
    sandbox = Scripted(*ends) if ends else open_sandbox()
    return Files().run([one], tree, bench_of(sandbox))[one.id]


def test_finds_and_counts_in_the_real_sandbox(one, tmp_path):
    ran = outcome(one, tmp_path)
    assert isinstance(ran, Ran)
    assert [(f.place.path, f.place.line, f.rule) for f in ran.findings] == [("a.php", 2, "satu")]
    assert (ran.scope.eligible, ran.scope.examined) == (1, 1)


def test_what_is_said_of_the_application_is_said_once(one, tmp_path):
    own = RULES.replace("    files:", "    per: application\n    files:")
    (one.folder / "rules.yaml").write_text(own, encoding="utf-8")
    files = {"a.php": "jahat\njahat", "b.php": "baik", "c/d.php": "ya\njahat"}
    (finding,) = outcome(one, tmp_path, files=files).findings
    assert (finding.place.path, finding.place.line) == ("a.php", 1)
    assert [(s.place.path, s.place.line) for s in finding.steps] == [("c/d.php", 2)]


def test_a_rule_tells_its_own_fix(one, tmp_path):
    own = RULES.replace("    files:", "    fix: {id: ubah, en: change}\n    files:")
    (one.folder / "rules.yaml").write_text(own, encoding="utf-8")
    (finding,) = outcome(one, tmp_path).findings
    assert finding.fix == Text("ubah", "change")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"canaries": [False]}, Reason.CANARY_MISSED),
        ({"canaries": []}, Reason.TOOL_ERRORS),
        ({"read": []}, Reason.TOOL_ERRORS),
        ({"read": [[0, "0" * 64], [1, "0" * 64]]}, Reason.TOOL_ERRORS),
        ({"hits": [[0]]}, Reason.OUTPUT_UNREADABLE),
        ({"hits": [[0, 99, 1, "", ""]]}, Reason.OUTPUT_UNREADABLE),
    ],
)
def test_an_answer_that_proves_nothing_is_a_failure(one, tmp_path, changes, reason):
    failed = outcome(one, tmp_path, lambda job: answered(job, **changes))
    assert isinstance(failed, Failed)
    assert failed.reason is reason


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (done(b"", code=1, stderr=b"boom"), Reason.TOOL_CRASHED),
        (done(b"ok"), Reason.OUTPUT_UNREADABLE),
        (done([], cap=Cap.WALL), Reason.TIMED_OUT),
        (done({}), Reason.OUTPUT_UNREADABLE),
    ],
)
def test_a_job_that_ends_badly_is_a_failure(one, tmp_path, end, reason):
    failed = outcome(one, tmp_path, end)
    assert isinstance(failed, Failed)
    assert failed.reason is reason


def test_an_empty_application_is_not_a_pass(one, tmp_path):
    assert isinstance(outcome(one, tmp_path, files={}), NotApplicable)


def test_a_file_that_is_too_large_is_listed(one, tmp_path, monkeypatch):
    monkeypatch.setattr("vetting.engines.files.worker.MAX_BYTES", 3)
    ran = outcome(one, tmp_path, answered)
    assert isinstance(ran, Ran)
    assert ran.scope.examined == 0
    assert [(s.path, s.reason) for s in ran.scope.skipped] == [("a.php", "too-large")]


def test_what_says_less_of_a_file_is_not_told_beside_what_says_more(one, tmp_path):
    more = RULES.replace("id: satu", "id: dua\n    instead-of: [satu]").split("rules:\n")[1]
    more = more.replace("match: jahat", "match: ^jahat").replace("text: jahat}", "text: jahat}\n")
    (one.folder / "rules.yaml").write_text(RULES + more, encoding="utf-8")
    files = {"a.php": "ya\njahat\nya jahat", "b.php": "ya jahat"}
    found = outcome(one, tmp_path, files=files).findings
    assert [(f.place.path, f.place.line, f.rule) for f in found] == [
        ("b.php", 1, "satu"), ("a.php", 2, "dua"),
    ]  # fmt: skip


def test_a_copy_of_code_is_sure_to_harm_only_where_it_holds_a_secret(tmp_path):
    files = {"a.php~": "<?php echo 1;", "b.php~": "<?php $db_password = 'contoh-123';"}
    check = content.load().checks["integrity/exposed-files"]
    found = outcome(check, tmp_path, files=files).findings
    assert {f.place.path: str(f.confidence) for f in found} == {
        "a.php~": "medium",
        "b.php~": "high",
    }
    assert "contoh-123" not in "".join(f.evidence + f.anchor for f in found)

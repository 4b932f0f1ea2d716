"""The bandit adapter: what it takes for a run, and that nothing in a file switches it off."""

from pathlib import Path

import pytest

from tests.unit.engines.files.bench import Scripted, bench_of, done, tree_of
from vetting.content import load_check
from vetting.engines.bandit import BanditEngine
from vetting.engines.bandit.engine import CANARY
from vetting.model.errors import BadContent
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Cap

CHECK = """\
id: security/calls
title: {id: a, en: a}
why: {id: a, en: a}
fix: {id: a, en: a}
severity: medium
maturity: stable
applies-to: {languages: [python]}
engine: bandit
tests:
  B102: {id: pesan, en: message, severity: high, confidence: low}
"""


def scan(tmp_path: Path, files, *, sandbox=None, text=CHECK):
    folder = tmp_path / "checks" / "security" / "calls"
    folder.mkdir(parents=True)
    (folder / "check.yaml").write_text(text)
    check = load_check(folder / "check.yaml")
    tree = tree_of(tmp_path / "app", files)
    python = tuple(name for name in files if name.endswith(".py"))
    bench = bench_of(sandbox or open_sandbox(), Facts({"python": python} if python else {}, {}))
    return BanditEngine().run([check], tree, bench)[check.id]


def test_no_comment_or_configuration_hides_a_call(tmp_path):
    files = {
        "tests/a.py": "exec(x)  # nosec\n",
        "bandit/__init__.py": "raise SystemExit\n",
        ".bandit": "[bandit]\nskips: B102\nexclude: /\n",
        "pyproject.toml": '[tool.bandit]\nskips = ["B102"]\n',
        "setup.cfg": "[bandit]\nskips: B102\n",
    }
    outcome = scan(tmp_path, files)
    assert isinstance(outcome, Ran), outcome
    assert [(f.place.path, f.place.line, f.rule) for f in outcome.findings] == [
        ("tests/a.py", 1, "B102")
    ]
    finding = outcome.findings[0]
    assert (str(finding.severity), str(finding.confidence)) == ("high", "low")
    assert finding.message.en == "message"
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 2)


@pytest.mark.parametrize("body", [b"exec(x)\n\x00\n", b"def (:\n", b"\xff\xfe(((\n"])
def test_a_file_that_cannot_be_parsed_is_listed_not_clean(tmp_path, body):
    outcome = scan(tmp_path, {"a.py": "x = 1\n", "b.py": body})
    assert isinstance(outcome, Ran), outcome
    assert [s.path for s in outcome.scope.skipped] == ["b.py"]
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 1)


def test_only_unreadable_files_is_a_failure(tmp_path):
    outcome = scan(tmp_path, {"b.py": b"exec(x)\n\x00\n"})
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.NOTHING_READ


def test_no_python_is_not_applicable(tmp_path):
    assert isinstance(scan(tmp_path, {"a.txt": "x"}), NotApplicable)


CAUGHT = {"path": str(CANARY), "test": "B102", "line": 2, "confidence": "high", "text": ""}


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (done(b"oops"), Reason.OUTPUT_UNREADABLE),
        (done(b"", code=1, stderr=b"Traceback"), Reason.TOOL_CRASHED),
        (done({}, cap=Cap.WALL), Reason.TIMED_OUT),
        (done({}), Reason.OUTPUT_UNREADABLE),
        (done({"results": [], "skipped": [], "read": []}), Reason.CANARY_MISSED),
        (done({"results": [CAUGHT], "skipped": [], "read": []}), Reason.NOTHING_READ),
    ],
)
def test_anything_short_of_a_proven_run_is_a_failure(tmp_path, end, reason):
    outcome = scan(tmp_path, {"a.py": "exec(x)\n"}, sandbox=Scripted(end))
    assert isinstance(outcome, Failed)
    assert outcome.reason is reason


def test_a_check_without_tests_is_bad_content(tmp_path):
    with pytest.raises(BadContent):
        scan(tmp_path, {"a.py": ""}, text=CHECK[: CHECK.index("tests:")])

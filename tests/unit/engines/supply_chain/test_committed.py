"""Packages handed in beside their lock files: which belong together, and what stays unsaid."""

import json

import pytest

from tests.unit.engines.supply_chain.bench import bench_of, tree_of
from tests.unit.samples import check
from vetting.engines.supply_chain import committed
from vetting.engines.supply_chain.committed import Committed, lots_of
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason

CHECK = check("integrity/committed-dependencies", engine="committed")
LOCK = json.dumps({"packages": [{"name": "a/b", "version": "1.0.0"}]})
NODE = json.dumps({"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}})


def run(tmp_path, files):
    root = tmp_path / "app"
    root.mkdir()
    tree = tree_of(root, files)
    return Committed().run([CHECK], tree, bench_of(tree, tmp_path))[CHECK.id]


def lots(tmp_path, *names):
    return [tuple(lot) for lot in lots_of(tree_of(tmp_path, dict.fromkeys(names, "")).manifest)]


def test_what_belongs_together(tmp_path):
    found = lots(
        tmp_path,
        "composer.lock", "vendor/composer/installed.json", "vendor/a/b/composer.json",
        "vendor/a/b/composer.lock", "vendor/a/b/vendor/c/d/composer.json",
        "yarn.lock", "package-lock.json", "node_modules/a/package.json",
        "node_modules/a/lib/package.json", "node_modules/.bin/package.json",
        "kerja/b/node_modules/@x/c/package.json", "kerja/lain/vendor/a/b/composer.json",
    )  # fmt: skip
    assert found == [
        (("composer.lock",), ("vendor/a/b/composer.json", "vendor/composer/installed.json")),
        (
            ("package-lock.json", "yarn.lock"),
            ("kerja/b/node_modules/@x/c/package.json", "node_modules/a/package.json"),
        ),
    ]


def test_without_a_lock_file_there_is_nothing_to_compare(tmp_path):
    outcome = run(tmp_path, {"vendor/composer/installed.json": LOCK, "composer.json": "{}"})
    assert isinstance(outcome, NotApplicable)


@pytest.mark.parametrize("body", ["", "{", "[1]", '{"packages": {"a": 1}}', "[" * 100_000, "\xff"])
def test_what_cannot_be_read_is_no_agreement(tmp_path, body):
    outcome = run(tmp_path, {"composer.lock": LOCK, "vendor/composer/installed.json": body})
    assert isinstance(outcome, Ran)
    assert outcome.scope.examined == 0
    assert outcome.scope.skipped


def test_one_unreadable_package_does_not_hide_another(tmp_path):
    files = {
        "package-lock.json": NODE,
        "node_modules/a/package.json": json.dumps({"name": "a", "version": "1.0.1"}),
        "node_modules/b/package.json": "{",
    }
    outcome = run(tmp_path, files)
    assert [f.rule for f in outcome.findings] == ["version"]
    assert [skip.path for skip in outcome.scope.skipped] == ["node_modules/b/package.json"]


def test_the_missing_are_told_once(tmp_path):
    names = [f"a/{n}" for n in range(9)]
    lock = json.dumps({"packages": [{"name": name, "version": "1.0.0"} for name in names]})
    installed = json.dumps({"packages": [{"name": "a/0", "version": "1.0.0"}]})
    outcome = run(tmp_path, {"composer.lock": lock, "vendor/composer/installed.json": installed})
    [finding] = outcome.findings
    assert (finding.rule, finding.message.en.count("a/")) == ("missing", 5)


def test_a_canary_that_shows_no_difference_is_a_failure(tmp_path, monkeypatch):
    (tmp_path / "canary").mkdir()
    for file in committed._CANARIES.iterdir():
        text = file.read_text().replace("1.2.4", "1.2.3")
        (tmp_path / "canary" / file.name).write_text(text)
    monkeypatch.setattr(committed, "_CANARIES", tmp_path / "canary")
    outcome = run(tmp_path, {"composer.lock": LOCK, "vendor/composer/installed.json": LOCK})
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.CANARY_MISSED

"""Silence is an answer only with whole, fresh data and every file read."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.unit.advisories.data import TODAY, advisory, filling, store_with
from tests.unit.engines.supply_chain.bench import NPM, PYPI, bench_of, npm_lock, run, tree_of
from vetting.advisories import build
from vetting.advisories.importers.batch import Batch
from vetting.advisories.spans import Span
from vetting.advisories.store import FILE_NAME
from vetting.engines.supply_chain import SupplyChain, inventory
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason, Skip
from vetting.model.scale import Severity
from vetting.sandbox.job import Done, Level

BAD = advisory("GHSA-1", aliases=("CVE-2026-1111",), severity=Severity.CRITICAL)
CLEAN = {"package-lock.json": npm_lock(kartu="1.2.0", surat="3.0.0")}
FAULTY = {"package-lock.json": npm_lock(kartu="1.1.0", surat="3.0.0")}


def test_a_vulnerable_package_is_found_with_all_that_a_reader_needs(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, FAULTY)
    assert isinstance(outcome, Ran)
    (finding,) = outcome.findings
    assert finding.place.path == "package-lock.json"
    assert finding.place.pointer == "kartu"
    assert finding.severity is Severity.CRITICAL
    assert finding.anchor == "kartu@1.1.0 CVE-2026-1111"
    assert "CVE-2026-1111" in finding.message.id
    assert finding.fix is not None
    assert "1.2.0" in finding.fix.id
    assert finding.references == ("CVE-2026-1111", "GHSA-1")
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 2)


def test_clean_with_whole_fresh_data(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, CLEAN)
    assert isinstance(outcome, Ran)
    assert outcome.findings == ()
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 2)
    assert "2026-11-20" in outcome.tool.data


def test_no_store_and_no_ecosystem_are_no_data(tmp_path):
    outcome = run(NPM, tmp_path, CLEAN)
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.NO_DATA


def test_data_of_another_ecosystem_are_no_data(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(PYPI, tmp_path, {"requirements.txt": "flask==3.0.0\n"})
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.NO_DATA


def test_incomplete_data_can_show_a_fault_but_never_clear(tmp_path):
    spare = advisory("SPARE", "cadangan", Span("1.0.0", True, "1.1.0"))
    store_with(tmp_path, BAD, spare, whole=False)
    (tmp_path / "b").mkdir()
    outcome = run(NPM, tmp_path, FAULTY)
    assert isinstance(outcome, Ran)
    assert len(outcome.findings) == 1
    assert outcome.scope.examined == 0, "the rest is not cleared"
    assert Skip("package-lock.json", "no-data") in outcome.scope.skipped
    store_with(tmp_path / "b", BAD, spare, whole=False)
    clean = run(NPM, tmp_path / "b", CLEAN)
    assert isinstance(clean, Failed)
    assert clean.reason is Reason.NO_DATA


@pytest.mark.parametrize(("days", "reason"), [(34, None), (35, Reason.STALE_DATA)])
def test_data_are_good_to_their_last_day(tmp_path, days, reason):
    store_with(tmp_path, BAD)  # of 20 November
    as_of = TODAY + timedelta(days=days - 4)
    outcome = run(NPM, tmp_path, CLEAN, as_of=as_of, max_data_age_days=34)
    assert (outcome.reason if isinstance(outcome, Failed) else None) is reason


def test_stale_data_still_show_faults(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, FAULTY, max_data_age_days=1)
    assert isinstance(outcome, Ran)
    assert len(outcome.findings) == 1
    assert outcome.scope.examined == 0


def test_a_broken_lock_beside_a_clean_one_is_no_pass(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, CLEAN | {"lain/package-lock.json": "{"})
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.SOURCE_UNREADABLE
    assert "lain/package-lock.json" in outcome.detail


def test_a_manifest_without_a_lock_is_no_pass(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, {"package.json": '{"dependencies": {"kartu": "^1.0"}}'})
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.NOTHING_READ


def test_an_emptied_lock_does_not_hide_what_the_manifest_wants(tmp_path):
    store_with(tmp_path, BAD)
    files = {"package.json": '{"dependencies": {"kartu": "^1.0"}}', "package-lock.json": npm_lock()}
    assert isinstance(run(NPM, tmp_path, files), Failed)


def test_packages_without_a_release_are_counted_as_unexamined(tmp_path):
    store_with(tmp_path, BAD)
    files = {"package-lock.json": npm_lock(surat="1.0.0", kawan="git+ssh://example.invalid/x")}
    outcome = run(NPM, tmp_path, files)
    assert isinstance(outcome, Ran)
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 1)
    assert outcome.scope.skipped == (Skip("package-lock.json", "package-without-release"),)


def test_nothing_of_the_ecosystem_is_not_applicable(tmp_path):
    store_with(tmp_path, BAD)
    assert isinstance(run(NPM, tmp_path, {"index.php": "<?php\n"}), NotApplicable)


def test_a_development_package_counts_one_step_less(tmp_path):
    store_with(tmp_path, BAD)
    entries = {"node_modules/kartu": {"version": "1.1.0", "dev": True}}
    lock = json.dumps({"lockfileVersion": 3, "packages": entries})
    outcome = run(NPM, tmp_path, {"package-lock.json": lock})
    assert isinstance(outcome, Ran)
    assert outcome.findings[0].severity is Severity.HIGH
    assert "pengembangan" in outcome.findings[0].message.id


def test_a_lock_cannot_demote_what_the_manifest_wants_for_production(tmp_path):
    store_with(tmp_path, BAD)
    entries = {"node_modules/kartu": {"version": "1.1.0", "dev": True}}
    lock = json.dumps({"lockfileVersion": 3, "packages": entries})
    files = {"package-lock.json": lock, "package.json": '{"dependencies": {"kartu": "^1.0"}}'}
    outcome = run(NPM, tmp_path, files)
    assert isinstance(outcome, Ran)
    assert outcome.findings[0].severity is Severity.CRITICAL


@pytest.mark.parametrize("asks", [True, False])
def test_an_auditor_that_skips_or_loses_something_is_no_answer(tmp_path, monkeypatch, asks):
    def audit(self, source):
        for spec in source.collect():
            if asks:
                self._service.query(spec)
            yield spec, []

    known = advisory("PYSEC-1", "flask", ecosystem="PyPI")
    build.add(tmp_path / FILE_NAME, Batch("OSV PyPI", True, (known, *filling("PyPI")), ()), TODAY)
    monkeypatch.setattr("pip_audit._audit.Auditor.audit", audit)
    outcome = run(PYPI, tmp_path, {"requirements.txt": "flask==1.0.1\n"})
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.TOOL_ERRORS


def test_an_unrated_fault_counts_as_the_checks_own_severity(tmp_path):
    store_with(tmp_path, replace(BAD, severity=None))
    outcome = run(NPM, tmp_path, FAULTY)
    assert isinstance(outcome, Ran)
    assert outcome.findings[0].severity is NPM.severity


def test_one_finding_for_a_release_in_two_files(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, FAULTY | {"b/package-lock.json": npm_lock(kartu="1.1.0")})
    assert isinstance(outcome, Ran)
    (finding,) = outcome.findings
    assert [step.place.path for step in finding.steps] == ["package-lock.json"]


def test_manifests_inside_packages_are_passed_over_but_nothing_hides_in_vendor(tmp_path):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, CLEAN | {"node_modules/x/package-lock.json": "{"})
    assert isinstance(outcome, Ran), "a dependency's own lock file is not the application's"
    (tmp_path / "b").mkdir()
    store_with(tmp_path / "b", BAD)
    hidden = {f"node_modules/app/{name}": text for name, text in FAULTY.items()}
    outcome = run(NPM, tmp_path / "b", hidden)
    assert isinstance(outcome, Ran)
    assert len(outcome.findings) == 1


def test_python_goes_through_pip_audit(tmp_path):
    known = advisory("PYSEC-1", "flask", Span("", True, "2.2.5"), ecosystem="PyPI",
                     aliases=("CVE-2026-5",))  # fmt: skip
    same = advisory("GHSA-5", "flask", Span("", True, "2.3.0"), ecosystem="PyPI",
                    aliases=("CVE-2026-5",))  # fmt: skip
    batch = Batch("OSV PyPI", True, (known, same, *filling("PyPI")), ())
    build.add(tmp_path / FILE_NAME, batch, TODAY)
    outcome = run(PYPI, tmp_path, {"requirements.txt": "Flask==2.0.1\njinja2==3.1.6\n"})
    assert isinstance(outcome, Ran)
    (finding,) = outcome.findings
    assert finding.references == ("CVE-2026-5", "GHSA-5", "PYSEC-1")
    assert finding.fix is not None
    assert "2.3.0" in finding.fix.en
    assert outcome.tool.name == "pip-audit"
    assert (outcome.scope.eligible, outcome.scope.examined) == (2, 2)


class _Answers:
    """A sandbox whose every job prints the same."""

    level = Level.NAMESPACES

    def __init__(self, stdout, code=0):
        self._stdout, self._code = stdout, code

    def run(self, _job):
        return Done(self._code, self._stdout, b"boom", None, 0.1, 1, self.level)


@pytest.mark.parametrize(
    ("stdout", "code", "reason"),
    [
        (b"", 1, Reason.TOOL_CRASHED),
        (b"", 0, Reason.OUTPUT_UNREADABLE),
        (b"[]", 0, Reason.OUTPUT_UNREADABLE),
        (b"[[], []]", 0, Reason.CANARY_MISSED),
        (b"[1, 2, 3]", 0, Reason.OUTPUT_UNREADABLE),
    ],
)
def test_a_worker_that_fails_or_lies_is_no_answer(tmp_path, stdout, code, reason):
    store_with(tmp_path, BAD)
    outcome = run(NPM, tmp_path, CLEAN, sandbox=_Answers(stdout, code))
    assert isinstance(outcome, Failed)
    assert outcome.reason is reason


def test_a_worker_that_leaves_out_a_file_is_no_answer(tmp_path, monkeypatch):
    store_with(tmp_path, BAD)
    monkeypatch.setattr(inventory, "_found_all", lambda _: True)
    outcome = run(NPM, tmp_path, CLEAN, sandbox=_Answers(b"[[], []]"))
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.OUTPUT_UNREADABLE


def test_a_matcher_that_finds_nothing_is_noticed(tmp_path, monkeypatch):
    store_with(tmp_path, BAD)
    monkeypatch.setattr("vetting.advisories.match.holds", lambda *_: False)
    outcome = run(NPM, tmp_path, FAULTY)
    assert isinstance(outcome, Failed)
    assert outcome.reason is Reason.CANARY_MISSED


def test_the_fingerprint_follows_data_and_day(tmp_path):
    tree = tree_of(tmp_path, CLEAN)
    engine = SupplyChain()
    prints = [engine.fingerprint(bench_of(tree, tmp_path))]
    store_with(tmp_path, BAD)
    prints.append(engine.fingerprint(bench_of(tree, tmp_path)))
    prints.append(engine.fingerprint(bench_of(tree, tmp_path, as_of=TODAY + timedelta(days=1))))
    assert len(set(prints)) == 3
    assert prints[1] == engine.fingerprint(bench_of(tree, tmp_path))

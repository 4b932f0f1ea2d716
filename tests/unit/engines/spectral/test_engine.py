import hashlib
import json
from pathlib import Path

import pytest

from tests.unit.engines.files.bench import Scripted, bench_of, done, tree_of
from vetting import content
from vetting.engines.spectral import Spectral
from vetting.engines.spectral.guard import examine
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Cap

SOUND = """openapi: 3.0.3
info: {title: Contoh, version: 1.0.0}
servers: [{url: "http://api.kotacontoh.go.id"}]
paths: {/izin: {get: {security: [], responses: {"200": {description: ok}}}}}
"""
CHECKS = ("api/valid-contract", "api/https-servers")


@pytest.fixture(scope="module")
def checks():
    known = content.load().checks
    return [known[name] for name in CHECKS]


def outcomes(checks, tmp_path, files, *ends):
    tree = tree_of(tmp_path / "app", files)
    documents = tuple(sorted(files))
    sandbox = Scripted(*ends) if ends else open_sandbox()
    return Spectral().run(checks, tree, bench_of(sandbox, Facts({}, {"openapi": documents})))


def guarded(job):
    order = json.loads(job.stdin)
    return done(examine(Path(order["root"]), order["documents"]))


def linted(job, results=(), **changes):
    """What the driver would print, in shape, with every canary tripped."""
    order = json.loads(job.stdin)
    documents = [
        {
            "name": name,
            "sha256": hashlib.sha256((Path(order["root"]) / name).read_bytes()).hexdigest(),
            "results": list(results),
            "crashed": [],
            **changes,
        }
        for name in order["documents"]
    ]
    canaries = {key: list(order["rules"]) for key in order["canaries"]}
    return done({"documents": documents, "canaries": canaries})


def test_without_a_document_there_is_nothing_to_say(checks, tmp_path):
    found = outcomes(checks, tmp_path, {}, done([]))
    assert all(isinstance(outcome, NotApplicable) for outcome in found.values())


def test_one_run_of_the_real_linter_serves_every_check(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"openapi.yaml": SOUND})
    assert found["api/valid-contract"].findings == ()
    (finding,) = found["api/https-servers"].findings
    assert (finding.rule, finding.place.line) == ("vet-https-server-url", 3)
    assert finding.place.pointer == "/servers/0/url"
    assert found["api/https-servers"].scope.examined == 1


def test_a_broken_document_is_one_checks_finding_and_the_others_failure(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"openapi.yaml": "openapi: [\n"})
    assert [f.rule for f in found["api/valid-contract"].findings] == ["syntax"]
    failed = found["api/https-servers"]
    assert isinstance(failed, Failed)
    assert failed.reason is Reason.SOURCE_UNREADABLE


def test_one_broken_document_beside_a_sound_one_is_not_covered(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"a.yaml": SOUND, "b.yaml": "openapi: [\n"})
    scope = found["api/https-servers"].scope
    assert (scope.eligible, scope.examined) == (2, 1)
    assert [(s.path, s.reason) for s in scope.skipped] == [("b.yaml", "unparsable")]


def test_parts_of_the_package_are_read_and_their_faults_found_there(checks, tmp_path):
    files = {
        "openapi.yaml": SOUND.replace("{/izin:", "{/x: {$ref: 'bagian/x.yaml#/x'}, /izin:"),
        "bagian/x.yaml": 'x:\n  servers: [{url: "http://x.go.id"}]\n  get: {responses: {"200": {description: a}}}\n',
    }
    tree = tree_of(tmp_path / "app", files)
    facts = Facts({}, {"openapi": ("openapi.yaml",)})
    found = Spectral().run(checks, tree, bench_of(open_sandbox(), facts))
    assert found["api/valid-contract"].findings == ()
    places = [(f.place.path, f.place.line) for f in found["api/https-servers"].findings]
    assert ("bagian/x.yaml", 2) in places


def test_a_file_that_is_not_of_the_package_is_never_read(checks, tmp_path):
    (tmp_path / "rahasia.yaml").write_text("x: {get: {}}")
    files = {"openapi.yaml": SOUND.replace("{/izin:", "{/x: {$ref: '../rahasia.yaml#/x'}, /izin:")}
    found = outcomes(checks, tmp_path, files)
    rules = {(f.place.path, f.rule) for f in found["api/valid-contract"].findings}
    assert rules == {("openapi.yaml", "reference-elsewhere")}


def test_a_rule_that_threw_leaves_the_document_unread_for_its_check(checks, tmp_path):
    crash = lambda job: linted(job, crashed=["vet-https-server-url"])  # noqa: E731
    found = outcomes(checks, tmp_path, {"openapi.yaml": SOUND}, guarded, crash)
    assert isinstance(found["api/valid-contract"], Ran)
    failed = found["api/https-servers"]
    assert isinstance(failed, Failed)
    assert failed.reason is Reason.TOOL_ERRORS


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        (lambda job: linted(job, sha256="0" * 64), Reason.TOOL_ERRORS),
        (lambda job: linted(job, error="boom"), Reason.TOOL_ERRORS),
        (lambda job: linted(job, results=[{}]), Reason.OUTPUT_UNREADABLE),
        (done({"documents": [], "canaries": {}}), Reason.TOOL_ERRORS),
        (done(b"No results!", code=0), Reason.OUTPUT_UNREADABLE),
        (done(b"", code=1, stderr=b"boom"), Reason.TOOL_CRASHED),
        (done(b"", cap=Cap.MEMORY), Reason.MEMORY_CAP),
    ],
)
def test_an_answer_that_proves_nothing_is_a_failure(checks, tmp_path, end, reason):
    found = outcomes(checks, tmp_path, {"openapi.yaml": SOUND}, guarded, end)
    assert {type(outcome) for outcome in found.values()} == {Failed}
    assert {outcome.reason for outcome in found.values()} == {reason}


def test_a_silent_canary_is_a_failure(checks, tmp_path):
    def mute(job):
        answer = json.loads(linted(job).stdout)
        return done(answer | {"canaries": {key: [] for key in answer["canaries"]}})

    found = outcomes(checks, tmp_path, {"openapi.yaml": SOUND}, guarded, mute)
    assert {outcome.reason for outcome in found.values()} == {Reason.CANARY_MISSED}


def test_a_guard_that_fails_ends_it(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"openapi.yaml": SOUND}, done([]))
    assert {outcome.reason for outcome in found.values()} == {Reason.TOOL_ERRORS}

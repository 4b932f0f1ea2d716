"""The live check against servers of our own on the loopback: a faulty one and its good twin."""

import json
from dataclasses import replace

import pytest

from tests.unit.engines.files.bench import bench_of, tree_of
from tests.unit.engines.live.servers import CONTRACT, Faulty, Good, serving
from vetting import content
from vetting.engines.live import engine as live
from vetting.engines.live.engine import Live
from vetting.model.facts import Facts
from vetting.model.live import Target
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.sandbox import open_sandbox

CHECKS = ("api/live-transport", "api/live-conformance", "api/live-errors")


@pytest.fixture(scope="module")
def checks():
    known = content.load().checks
    return [known[name] for name in CHECKS]


def target_of(address, folder, **more):
    return Target(address, "Penguji, Diskominfo", folder / "log.jsonl", per_second=500, **more)


def asked(checks, folder, target, contract=CONTRACT):
    files = {"docs/openapi.yaml": contract} if contract else {"README.md": "-"}
    tree = tree_of(folder / "app", files)
    facts = Facts({}, {"openapi": ("docs/openapi.yaml",)} if contract else {})
    bench = replace(bench_of(open_sandbox(), facts), live=target)
    return Live().run(checks, tree, bench)


def rules(outcome):
    assert isinstance(outcome, Ran), outcome
    return {finding.rule for finding in outcome.findings}


def test_without_an_address_nothing_is_sent(checks, tmp_path):
    found = asked(checks, tmp_path, None)
    assert {type(outcome) for outcome in found.values()} == {NotApplicable}


@pytest.fixture(scope="module")
def faulty(checks, tmp_path_factory):
    folder = tmp_path_factory.mktemp("faulty")
    with serving(Faulty) as address:
        return asked(checks, folder, target_of(address, folder)), folder / "log.jsonl"


def test_a_faulty_application_is_found_out(faulty):
    found, _log = faulty
    assert rules(found["api/live-transport"]) == {
        "not-encrypted", "version-told", "any-origin-with-credentials",
    }  # fmt: skip
    assert rules(found["api/live-conformance"]) >= {
        "server-error", "status-undocumented", "media-type-undocumented", "shape-broken",
        "open-without-credentials",
    }  # fmt: skip
    assert rules(found["api/live-errors"]) == {
        "debug-page", "stack-trace", "database-error", "inner-path",
    }  # fmt: skip
    broken = found["api/live-conformance"]
    assert (broken.scope.eligible, broken.scope.examined, broken.scope.unit) == (2, 2, "operations")
    assert {line.split()[0] for line in Faulty.seen} == {"GET"}  # writing was not allowed
    places = {(f.place.path, f.place.line) for f in broken.findings}
    assert places == {("docs/openapi.yaml", 6), ("docs/openapi.yaml", 21)}


def test_every_request_is_in_the_log_and_in_the_report(faulty):
    found, log = faulty
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    assert [rows[0]["event"], rows[-1]["event"]] == ["start", "end"]
    assert rows[0]["consent"] == "Penguji, Diskominfo"
    sent = [row for row in rows if row["event"] == "request"]
    assert len(sent) == len([row for row in rows if row["event"] == "answer"]) == len(Faulty.seen)
    annex = found["api/live-conformance"].annex
    (table,) = annex.tables
    said = [row for row in table.rows if "may be sent" not in row[2].en]
    assert len(said) == len(sent) - 1  # the first is to the address itself
    assert "Penguji, Diskominfo" in annex.note.id


def test_its_good_twin_keeps_the_contract(checks, tmp_path):
    with serving(Good) as address:
        found = asked(checks, tmp_path, target_of(address, tmp_path, writes=True))
        assert {line.split()[0] for line in Good.seen} == {"GET", "POST"}
    assert rules(found["api/live-transport"]) == {"not-encrypted"}
    assert rules(found["api/live-conformance"]) == set()
    assert rules(found["api/live-errors"]) == set()
    assert found["api/live-conformance"].scope.examined == 3


def test_without_the_library_the_contract_is_undecided(checks, tmp_path, monkeypatch):
    monkeypatch.setattr(live.importlib.util, "find_spec", lambda _name: None)
    with serving(Good) as address:
        found = asked(checks, tmp_path, target_of(address, tmp_path))
    for name in ("api/live-conformance", "api/live-errors"):
        assert found[name].reason is Reason.TOOL_MISSING
    assert isinstance(found["api/live-transport"], Ran)


def test_a_dead_address_is_no_pass(checks, tmp_path):
    found = asked(checks, tmp_path, target_of("http://127.0.0.1:9/", tmp_path))
    assert isinstance(found["api/live-conformance"], Failed)
    assert isinstance(found["api/live-errors"], Failed)


def test_a_contract_that_leads_out_of_the_package_is_not_asked(checks, tmp_path):
    away = CONTRACT.replace("'#/components/schemas/Daftar'", "'https://x.invalid/d.yaml'")
    with serving(Good) as address:
        found = asked(checks, tmp_path, target_of(address, tmp_path), away)
        assert len(Good.seen) == 1
    assert isinstance(found["api/live-conformance"], Failed)


def test_without_a_contract_only_the_connection_is_looked_at(checks, tmp_path):
    with serving(Good) as address:
        found = asked(checks, tmp_path, target_of(address, tmp_path), None)
    assert isinstance(found["api/live-transport"], Ran)
    assert isinstance(found["api/live-conformance"], NotApplicable)


def test_no_two_runs_share_an_answer(tmp_path):
    bench = bench_of(open_sandbox(), Facts({}, {}))
    first, second = (
        Live().fingerprint(replace(bench, live=Target("http://a", "b", tmp_path / name)))
        for name in ("1", "2")
    )
    assert first != second

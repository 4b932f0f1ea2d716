import json
from pathlib import Path

import pytest

from tests.unit.engines.files.bench import Scripted, bench_of, done, tree_of
from vetting import content
from vetting.engines.routes import Routes
from vetting.engines.routes.worker import scan
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.scale import Severity
from vetting.sandbox import open_sandbox

API = {"routes/api.php": "<?php\nRoute::get('/a', 'B');\n"}
CONTRACT = "openapi: 3.0.3\npaths: {/api/a: {get: {}}}\n"


@pytest.fixture(scope="module")
def checks():
    return [check for check in content.load().checks.values() if check.engine == "routes"]


def outcomes(checks, tmp_path, files, *ends):
    tree = tree_of(tmp_path / "app", files)
    by = {".php": "php", ".js": "javascript", ".ts": "typescript", ".py": "python"}
    languages = {}
    for name in sorted(files):
        if Path(name).suffix in by:
            languages.setdefault(by[Path(name).suffix], []).append(name)
    kinds = {"openapi": tuple(name for name in files if "openapi" in name)}
    facts = Facts({key: tuple(value) for key, value in languages.items()}, kinds)
    sandbox = Scripted(*ends) if ends else open_sandbox()
    return Routes().run(checks, tree, bench_of(sandbox, facts))


def scanned(job, **changes):
    order = json.loads(job.stdin)
    return done(
        scan(
            Path(order["root"]),
            order["sources"],
            order["contracts"],
            order["settings"],
            order["others"],
            order["schemas"],
            order["manifests"],
        )
        | changes
    )


def test_an_api_without_a_contract_is_found_in_the_real_sandbox(checks, tmp_path):
    found = outcomes(checks, tmp_path, API)
    (finding,) = found["api/contract-present"].findings
    assert (finding.rule, finding.place.path, finding.place.line) == ("absent", "routes/api.php", 2)
    assert "1 API routes in 1 files" in finding.message.en
    assert isinstance(found["api/contract-matches-code"], NotApplicable)


def test_a_contract_in_annotations_weighs_less(checks, tmp_path):
    files = API | {"app/A.php": "<?php\n/** @OA\\Get(path='/a') */\n"}
    (finding,) = outcomes(checks, tmp_path, files, scanned)["api/contract-present"].findings
    assert (finding.rule, finding.severity) == ("only-in-code", Severity.LOW)


def test_a_contract_beside_it_is_enough(checks, tmp_path):
    found = outcomes(checks, tmp_path, API | {"openapi.yaml": CONTRACT}, scanned)
    assert found["api/contract-present"].findings == ()
    assert found["api/contract-matches-code"].findings == ()


def test_a_collection_is_half_a_contract_and_a_schema_of_graphql_a_whole_one(checks, tmp_path):
    files = API | {"x.postman_collection.json": '{"info": {"_postman_id": "1"}}'}
    (finding,) = outcomes(checks, tmp_path / "a", files, scanned)["api/contract-present"].findings
    assert (finding.rule, finding.severity) == ("other-format", Severity.LOW)
    graphql = {
        "a.js": "const app = require('express')(); app.post('/graphql', f)",
        "schema.graphql": "type Query {\n  a: Int\n}\n",
    }
    found = outcomes(checks, tmp_path / "b", graphql, scanned)
    assert found["api/contract-present"].findings == ()


def test_a_contract_of_somebody_else_is_not(checks, tmp_path):
    files = API | {"vendor/x/openapi.yaml": CONTRACT}
    found = outcomes(checks, tmp_path, files, scanned)
    assert len(found["api/contract-present"].findings) == 1


def test_without_routes_and_contract_nothing_applies(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"a.php": "<?php echo 1;"}, scanned)
    assert {type(outcome) for outcome in found.values()} == {NotApplicable}


def test_sources_that_cannot_be_read_are_never_no_routes(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"a.py": "import flask\nprint 'x'"}, scanned)
    assert isinstance(found.pop("api/valid-other-contract"), NotApplicable)  # asks of no source
    assert {type(outcome) for outcome in found.values()} == {Failed}
    some = outcomes(checks, tmp_path / "b", {"a.py": "import flask\nprint 'x'", **API}, scanned)
    scope = some["api/contract-present"].scope
    assert (scope.eligible, scope.examined) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"canaries": []}, Reason.CANARY_MISSED),
        ({"read": {}}, Reason.TOOL_ERRORS),
        ({"read": {"routes/api.php": "0"}}, Reason.TOOL_ERRORS),
        ({"routes": [[1]]}, Reason.OUTPUT_UNREADABLE),
        ({"contracts": None}, Reason.OUTPUT_UNREADABLE),
    ],
)
def test_an_answer_that_proves_nothing_is_a_failure(checks, tmp_path, changes, reason):
    found = outcomes(checks, tmp_path, API, lambda job: scanned(job, **changes))
    assert {outcome.reason for outcome in found.values()} == {reason}


def test_every_question_of_the_checks_is_known(checks, tmp_path):
    found = outcomes(
        checks, tmp_path, API | {"openapi.yaml": CONTRACT, "a.gql": "schema {"}, scanned
    )
    assert {type(outcome) for outcome in found.values()} == {Ran}


def test_a_schema_without_any_source_is_examined_by_itself(checks, tmp_path):
    found = outcomes(checks, tmp_path, {"a.gql": "type Query { a: Int }\ntype Query { b: Int }\n"})
    outcome = found["api/valid-other-contract"]
    assert isinstance(outcome, Ran)
    assert (outcome.scope.eligible, outcome.scope.examined) == (1, 1)
    assert [(f.rule, f.place.line) for f in outcome.findings] == [("duplicate-key", 2)]

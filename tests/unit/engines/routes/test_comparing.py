import json

import pytest

from vetting import content
from vetting.engines.routes.comparing import contract_matches
from vetting.engines.routes.contract import Promise
from vetting.engines.routes.route import UNSURE, Route
from vetting.engines.routes.survey import Survey
from vetting.model.text import Text


@pytest.fixture(scope="module")
def check():
    file = content.shipped() / "checks/api/contract-matches-code/check.yaml"
    return content.load_check(file)


def survey(routes, promises):
    rows = tuple(("a.py", route) for route in routes)
    return Survey(rows, {"openapi.yaml": promises}, {}, {})


def rules(check, routes, promises):
    return [(f.rule, f.evidence) for f in contract_matches(check, survey(routes, promises))]


def route(*guards, method="get", path="/v1/a", **more):
    return Route(method, path, 3, more.pop("framework", "express"), True, guards, **more)


def promise(secured=True, path="/v1/a", **more):
    return Promise(more.pop("method", "get"), path, path, "openapi.yaml", 5, secured, **more)


@pytest.mark.parametrize(
    ("guards", "rule"),
    [
        ((), "unguarded"),
        (("cors", "express.json", "throttle:api", "validate", "api"), "unguarded"),
        (("AllowAny",), "unguarded"),
        (("auth.optional",), "unguarded"),
        (("permitAll",), "unguarded"),
        (("auth:sanctum",), None),
        (("verifyAccessToken",), None),
        (("IsAuthenticated",), None),
        (("middleware.DeserializeUser",), None),
        (("periksa",), None),
        ((UNSURE,), None),
    ],
)
def test_protected_in_the_contract_and_open_in_the_code(check, guards, rule):
    found = rules(check, [route(*guards)], [promise()])
    assert [name for name, _ in found] == ([rule] if rule else [])


def test_read_only_permissions_guard_what_writes(check):
    guarded = route("IsAuthenticatedOrReadOnly", method="post")
    assert rules(check, [guarded], [promise(method="post")]) == []
    reading = route("IsAuthenticatedOrReadOnly")
    assert rules(check, [reading], [promise()]) == [("unguarded", "GET /v1/a")]


def test_public_in_the_contract_and_protected_in_the_code(check):
    assert rules(check, [route("jwt")], [promise(secured=False)]) == [
        ("guard-unstated", "GET /v1/a")
    ]
    assert rules(check, [route("jwt")], [promise(secured=None)]) == []


def test_below_an_unknown_prefix_nothing_is_said_on_protection(check):
    assert rules(check, [route(floating=True)], [promise()]) == []


def test_query_parameters_are_compared_where_the_code_names_all(check):
    coded = route("jwt", framework="spring", queries=("q", "baru"))
    promised = promise(queries=("q", "wajib"), needed=("wajib",))
    assert [r for r, _ in rules(check, [coded], [promised])] == [
        "parameter-undocumented",
        "parameter-phantom",
    ]
    open_ended = route("jwt", framework="spring", queries=("*", "baru"))
    assert rules(check, [open_ended], [promised]) == []


def test_the_fragment_states_the_parameter_in_its_own_operation(check):
    coded = route("jwt", framework="spring", queries=("baru",))
    (finding,) = contract_matches(check, survey([coded], [promise()]))
    _words, _mark, fragment = finding.fix.id.partition(": ")
    assert json.loads(fragment) == {"paths": {"/v1/a": {"get": {"parameters": [
        {"name": "baru", "in": "query", "schema": {"type": "string"}},
    ]}}}}  # fmt: skip


def test_probes_and_documentation_need_no_contract(check):
    extra = [route(path=p) for p in ("/healthz", "/api/docs", "/", "/api", "/v1/ping")]
    assert rules(check, [route("jwt"), *extra], [promise()]) == []
    assert rules(check, [route("jwt"), route(path="/v1/up-load")], [promise()]) == [
        ("undocumented", "GET /v1/up-load")
    ]


def test_an_undocumented_route_comes_with_the_fragment_to_add(check):
    extra = route(path="/v1/x/:id")
    (finding,) = contract_matches(check, survey([route("jwt"), extra], [promise()]))
    assert 'paths: {"/v1/x/{id}": {get:' in finding.fix.en


def test_a_contract_of_something_else_is_not_compared(check):
    found = rules(check, [route(path="/v1/z")], [promise(path=f"/p{n}") for n in range(9)])
    assert [r for r, _ in found] == ["unrelated"]


def test_without_a_pair_nothing_applies(check):
    assert isinstance(contract_matches(check, survey([], [promise()])), Text)
    assert isinstance(contract_matches(check, survey([route()], None)), Text)

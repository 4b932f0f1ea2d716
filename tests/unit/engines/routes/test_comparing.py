import json

import pytest

from vetting import content
from vetting.engines.routes.comparing import contract_matches
from vetting.engines.routes.contract import Promise, promises
from vetting.engines.routes.contract import promise as make
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


def fragment(finding):
    """The fragment in the text of a finding's fix."""
    text = finding.fix.id.partition("Potongan yang diperbaiki: ")[2]
    return json.JSONDecoder().raw_decode(text)[0]


@pytest.mark.parametrize(
    ("guards", "rule"),
    [
        ((), "unguarded"),
        (("cors", "express.json", "throttle:api", "validate", "api"), "unguarded"),
        (("AllowAny",), "unguarded"),
        (("authThrottle",), "unguarded"),
        (("throttle:login", "loginRateLimiter"), "unguarded"),
        (("authThrottle", "jwtauth"), None),
        (("authThrottle", "periksa"), None),
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
    assert fragment(finding) == {"paths": {"/v1/a": {"get": {"parameters": [
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
    assert fragment(finding) == {"paths": {"/v1/x/{id}": {"get": {
        "operationId": "getV1XId",
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"200": {"description": "Berhasil"}},
    }}}}  # fmt: skip


def test_the_fragment_leaves_out_what_the_address_of_the_server_says(check):
    one = Promise("get", "/a", "/v1/a", "openapi.yaml", 5, True)
    extra = route(path="/v1/b", method="delete")
    (finding,) = contract_matches(check, survey([route("jwt"), extra], [one]))
    assert fragment(finding)["paths"] == {"/b": {"delete": {
        "operationId": "deleteB", "responses": {"204": {"description": "Berhasil"}},
    }}}  # fmt: skip


@pytest.mark.parametrize(
    ("framework", "code"),
    [
        ("php", "Route::post('/v1/a', …)->middleware('auth:sanctum');"),
        ("codeigniter", "$routes->post('/v1/a', …, ['filter' => 'auth']);"),
        ("express", "router.post('/v1/a', wajibMasuk, …);"),
        ("nestjs", "@UseGuards(AuthGuard('jwt')) @Post() // /v1/a"),
        ("django", "permission_classes = [IsAuthenticated]  # POST /v1/a"),
        ("fastapi", "@router.post('/v1/a', dependencies=[Depends(pengguna_masuk)])"),
        ("flask", "@jwt_required() # POST /v1/a"),
        ("spring", '@PreAuthorize("isAuthenticated()") @PostMapping("/v1/a")'),
        ("go", "wajibMasuk(…) // POST /v1/a"),
    ],
)
def test_an_open_route_comes_with_its_guard_and_the_honest_operation(check, framework, code):
    coded = route(method="post", framework=framework)
    (finding,) = contract_matches(check, survey([coded], [promise(method="post")]))
    assert finding.rule == "unguarded"
    assert code in finding.fix.id
    assert code in finding.fix.en
    assert fragment(finding) == {"paths": {"/v1/a": {"post": {"security": []}}}}


def test_a_guard_that_the_contract_does_not_state_is_written_with_its_scheme(check):
    def mended(**known):
        one = promise(secured=False, **known)
        (finding,) = contract_matches(check, survey([route("jwt", method=one.method)], [one]))
        assert finding.rule == "guard-unstated"
        return fragment(finding)

    known = mended(scheme="sso", scopes=("izin.tulis", "izin.baca"))
    assert known == {"paths": {"/v1/a": {"get": {"security": [{"sso": ["izin.baca"]}]}}}}
    writes = mended(method="post", scheme="sso", scopes=("izin.baca", "izin.tulis"))
    assert writes["paths"]["/v1/a"]["post"]["security"] == [{"sso": ["izin.tulis"]}]
    assert mended()["components"] == {
        "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}}
    }
    assert list(mended(is_swagger=True)["securityDefinitions"]) == ["bearerAuth"]


def test_another_method_comes_with_the_operation_under_that_method(check):
    body = {"operationId": "ubahA", "responses": {"200": {"description": "ok"}}}
    wrong = promise(method="post", body=json.dumps(body))
    coded = [route("jwt"), route("jwt", method="put")]
    extra, finding = contract_matches(check, survey(coded, [promise(), wrong]))
    assert (extra.rule, finding.rule) == ("undocumented", "method")
    assert fragment(finding) == {"paths": {"/v1/a": {"put": body}}}
    assert finding.fix.en.endswith("; Rename /paths//v1/a/post to put")


def test_several_methods_that_are_not_promised_each_get_the_operation(check):
    routes = [route("jwt", method="put"), route("jwt", method="patch"), route("jwt", path="/v1/b")]
    body = '{"operationId": "a", "responses": {"200": {"description": "b"}}}'
    for given in ("", body):
        asked = [promise(method="post", body=given), promise(path="/v1/b")]
        (finding,) = [
            f for f in contract_matches(check, survey(routes, asked)) if f.rule == "method"
        ]
        assert finding.fix.en.endswith("; Remove: /paths//v1/a/post")
        served = fragment(finding)["paths"]["/v1/a"]
        assert list(served) == ["patch", "put"]
        assert {one["operationId"] for one in served.values()} == {"patchV1A", "putV1A"}
        assert all(one["responses"]["200"]["description"] for one in served.values())


def test_a_method_beside_those_that_are_served_is_to_be_removed(check):
    surplus = promise(method="delete")
    (finding,) = contract_matches(check, survey([route("jwt")], [promise(), surplus]))
    assert (finding.rule, finding.fix.en) == ("method", "Remove: /paths//v1/a/delete")


def test_what_only_the_contract_knows_is_to_be_removed_or_served(check):
    gone = promise(path="/v1/lama")
    (finding,) = contract_matches(check, survey([route("jwt")], [promise(), gone]))
    assert finding.rule == "phantom"
    assert finding.fix.en.endswith("Remove: /paths//v1/lama/get")


def test_what_says_nothing_beside_protected_operations_is_open():
    text = "openapi: 3.0.3\npaths:\n  /a: {get: {}, post: {%s}}\n"
    said = text % "security: [{jwt: []}]"
    assert [make(row).secured for row in promises(lambda _n: said.encode(), "a.yaml")] == [
        False,
        True,
    ]
    unsaid = (text % "").encode()
    assert [make(row).secured for row in promises(lambda _n: unsaid, "a.yaml")] == [None, None]


def test_a_contract_tells_its_scheme_and_operations():
    text = b"""
openapi: 3.0.3
paths:
  /a:
    get: &satu {operationId: lihatA, deprecated: false, responses: {"200": {description: "200"}}}
    put: {summary: %s}
  /b: {get: *satu}
components:
  securitySchemes:
    sso: {type: oauth2, flows: {clientCredentials: {tokenUrl: x, scopes: {a.baca: Membaca}}}}
    lain: {type: http, scheme: bearer}
""" % (b"x" * 600)
    one, put, _again = [make(row) for row in promises(lambda _name: text, "a.yaml")]
    assert (one.scheme, one.scopes, one.is_swagger) == ("sso", ("a.baca",), False)
    assert json.loads(one.body) == {
        "operationId": "lihatA", "deprecated": False, "responses": {"200": {"description": "200"}},
    }  # fmt: skip
    assert put.body == ""


def test_a_contract_of_something_else_is_not_compared(check):
    found = rules(check, [route(path="/v1/z")], [promise(path=f"/p{n}") for n in range(9)])
    assert [r for r, _ in found] == ["unrelated"]


def test_without_a_pair_nothing_applies(check):
    assert isinstance(contract_matches(check, survey([], [promise()])), Text)
    assert isinstance(contract_matches(check, survey([route()], None)), Text)

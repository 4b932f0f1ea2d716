import pytest

from vetting.engines.routes.contract import Promise
from vetting.engines.routes.matching import matched, serves
from vetting.engines.routes.route import Route


def promise(path, method="get", base=""):
    return Promise(method, path, base + path, "openapi.yaml", 1, None)


def route(path, method="get", **more):
    return ("a.js", Route(method, path, 1, more.pop("framework", "express"), True, **more))


def kept(promises, routes):
    result = matched(promises, routes)
    return result.kept, [r.path for _f, r in result.unpromised]


def test_variables_are_compared_by_place_and_not_by_name():
    assert kept([promise("/a/{x}")], [route("/a/:y")]) == (1, [])


@pytest.mark.parametrize(
    ("base", "coded"), [("/api/v1", "/api/v1"), ("/api/v1", ""), ("", "/api"), ("/v1", "/api/v1")]
)
def test_contract_and_code_may_differ_by_a_prefix(base, coded):
    promises = [promise(path, base=base) for path in ("/a", "/b/{id}", "/c")]
    routes = [route(coded + path) for path in ("/a", "/b/:id", "/c", "/d")]
    assert kept(promises, routes) == (3, [f"{coded}/d"])


def test_a_route_below_an_unknown_prefix_is_compared_by_its_end():
    assert kept([promise("/api/a/b")], [route("/a/b", floating=True)]) == (1, [])
    assert kept([promise("/api/a/b"), promise("/x")], [route("/b/a", floating=True)])[0] == 0


def test_a_variable_may_answer_a_fixed_address_and_stays_unpromised():
    assert kept([promise("/a/baru")], [route("/a/:id")]) == (1, ["/a/:id"])


def test_methods():
    assert serves(route("/a", "any")[1], "delete")
    assert serves(route("/a", "put", framework="php")[1], "patch")
    assert not serves(route("/a", "patch", framework="php")[1], "put")
    assert not serves(route("/a", "put")[1], "patch")
    result = matched([promise("/a", "put")], [route("/a", "post")])
    assert result.kept == 0
    assert [r.method for _f, r in result.pairs[0].others] == ["post"]


def test_nothing_to_compare():
    assert kept([], [route("/a")]) == (0, ["/a"])

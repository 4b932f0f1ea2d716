import pytest

from vetting.engines.routes.contract import operations
from vetting.engines.routes.route import joined, looks_like_api, template


@pytest.mark.parametrize(
    "path",
    ["/Izin/{id}", "/izin/:nomor", "/izin/<int:id>", "izin/{id?}/", "/izin/(:num)", "/izin/[i:id]"],
)
def test_every_way_to_write_a_variable_is_one(path):
    assert template(path) == "/izin/{}"


def test_joined():
    assert joined("", "/api/", "a/") == "/api/a"
    assert joined() == "/"


@pytest.mark.parametrize(
    ("path", "is_api"),
    [
        ("/api/a", True),
        ("/v2/a", True),
        ("/external_api/a", True),
        ("/rapi/a", False),
        ("/overview", False),
    ],
)
def test_looks_like_api(path, is_api):
    assert looks_like_api(path) is is_api


def test_operations_carry_the_base_path_of_the_server():
    text = b"openapi: 3.0.3\nservers: [{url: 'https://a.invalid/api/v1'}]\npaths: {/a/{id}: {get: {}, x-a: 1}}\n"
    assert operations(text.replace(b"{/a/{id}:", b'{"/a/{id}":'), "a.yaml") == [
        ("get", "/api/v1/a/{}")
    ]
    assert operations(
        b'{"swagger": "2.0", "basePath": "/b", "paths": {"/a": {"put": {}}}}', "a.json"
    ) == [("put", "/b/a")]


@pytest.mark.parametrize("data", [b"openapi: [", b"{", b"openapi: 3\nopenapi: 3"])
def test_a_broken_contract_promises_nothing_that_is_known(data):
    assert operations(data, "a.yaml") is None


@pytest.mark.parametrize(
    "data", [b"openapi: 3\npaths: 1", b"openapi: 3\npaths: {a: 1}", b"openapi: 3\nservers: [1]"]
)
def test_odd_contracts_promise_nothing(data):
    assert operations(data, "a.yaml") == []

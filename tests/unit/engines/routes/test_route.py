import pytest

from vetting.engines.routes.route import joined, looks_like_api, template, variables


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


def test_variables_in_every_way_to_write_them():
    assert variables("/a/{x}/:y/<int:z>/[i:w]/{v?}") == ("x", "y", "z", "w", "v")

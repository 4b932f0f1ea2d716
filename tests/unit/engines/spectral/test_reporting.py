import pytest

from vetting.engines.spectral.reporting import operation


@pytest.mark.parametrize(
    ("pointer", "shown"),
    [
        (("paths", "/izin/{id}", "get", "responses"), "GET /izin/{id}"),
        (("paths", "/izin", "parameters", "0"), "/izin"),
        (("components", "schemas", "A", "properties"), "components.schemas.A"),
        ((), "info"),
    ],
)
def test_the_operation_meant(pointer, shown):
    assert operation(pointer) == shown

import pytest

from vetting.engines.spectral.reporting import _leaves, operation


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


@pytest.mark.parametrize(
    ("document", "target", "leaves"),
    [
        ("docs/a.yaml", "b.yaml#/x", False),
        ("docs/a.yaml", "../b.yaml", False),
        ("docs/a.yaml", "../../b.yaml", True),
        ("docs/a.yaml", "x/../../../docs/b.yaml", True),
        ("a.yaml", "https://contoh.invalid/b.yaml", True),
        ("a.yaml", "//contoh.invalid/b.yaml", True),
        ("a.yaml", "/etc/passwd", True),
        ("a.yaml", "file:b.yaml", True),
        ("a.yaml", "..\\b.yaml", True),
    ],
)
def test_references_that_leave_the_application(document, target, leaves):
    assert _leaves(document, target) is leaves

import pytest

from vetting.engines.routes.others import NAMED, format_of


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.graphql", b"type Query {\n a: Int\n}", ("GraphQL", 0)),
        ("a.gql", b"query { a }", None),
        ("asyncapi.yaml", b"asyncapi: 3.0.0\n", ("AsyncAPI", 0)),
        ("asyncapi.yaml", b"asyncapi: 3.0.0\na: 1\na: 2\n", ("AsyncAPI", 3)),
        ("x.postman_collection.json", b'{"info": {"_postman_id": "1"}}', ("Postman", 0)),
        ("postman.json", b'{"a": 1}', None),
    ],
)
def test_formats(name, data, found):
    assert NAMED.search(name)
    assert format_of(name, data) == found

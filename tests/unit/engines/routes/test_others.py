import json

import pytest

from vetting.engines.routes.others import NAMED, Other, format_of

ASYNC = "asyncapi: 3.0.0\ninfo: {title: a, version: 1.0.0}\n"
TWO = ASYNC.replace("3.0.0", "2.6.0")
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
QUERY = "type Query { a: Int }\n"


def postman(items, **info):
    return json.dumps({"info": {"name": "a", "schema": SCHEMA, **info}, "item": items}, indent=1)


def folders(levels):
    one = {"name": "a", "request": {}}
    for _ in range(levels):
        one = {"name": "b", "item": [one]}
    return postman([one])


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.graphql", QUERY, "GraphQL"),
        ("a.gql", "query { a }", None),
        ("a.graphqls", '"""\n{ " \n"""\n' + QUERY, "GraphQL"),
        ("a.graphql", QUERY + '"' + "x" * 2_000_000 + '"\ntype A { b: Int }', "GraphQL"),
        ("a.graphql", QUERY + "extend type Query { b: [Int!]! = [1, 2] }", "GraphQL"),
        ("asyncapi.yaml", ASYNC, "AsyncAPI"),
        ("asyncapi.yaml", TWO + "channels: {}\n", "AsyncAPI"),
        ("x.postman_collection.json", postman([{"request": {}}]), "Postman"),
        ("x.postman_collection.json", folders(40), "Postman"),
        ("postman.json", '{"a": 1}', None),
    ],
)
def test_sound_ones(name, text, kind):
    assert NAMED.search(name)
    assert format_of(name, text.encode()) == (Other(kind) if kind else None)


@pytest.mark.parametrize(
    ("name", "text", "fault", "line"),
    [
        ("a.graphql", QUERY + "type A {\n b: Int\n", "syntax", 2),
        ("a.graphql", QUERY + "type A { b: Int ]", "syntax", 2),
        ("a.graphql", QUERY + "tipe A { b: Int }", "syntax", 2),
        ("a.graphql", QUERY + "\ntype A { b: ? }", "syntax", 3),
        ("a.graphql", QUERY + 'type A { b: Int = "a\n" }', "syntax", 2),
        ("a.graphql", QUERY + '"""tidak ditutup', "syntax", 2),
        ("a.graphql", QUERY + QUERY, "duplicate-key", 2),
        ("a.graphql", QUERY + "type A { b: " + "[" * 10_000 + "]" * 10_000 + " }", "too-deep", 2),
        ("a.graphql", QUERY + "\0", "syntax", 2),
        ("a.graphql", b"type Query { a: Int }\n# \xff", "not-utf8", 2),
        ("asyncapi.yaml", ASYNC + "a: 1\na: 2\n", "duplicate-key", 4),
        ("asyncapi.yaml", TWO, "missing", 1),
        ("asyncapi.yaml", ASYNC.replace("3.0.0", "9.0.0"), "unknown-version", 1),
        ("asyncapi.yaml", ASYNC.replace("title: a, ", ""), "missing", 2),
        ("asyncapi.yaml", ASYNC + "operations:\n  a: {action: baca}\n", "missing", 4),
        ("asyncapi.yaml", ASYNC + "operations:\n  a: {action: send, channel: {$ref: '#/channels/b'}}\n", "missing", 4),
        ("asyncapi.yaml", ASYNC + "x: " + "[" * 10_000 + "]" * 10_000, "too-deep", 3),
        ("asyncapi.yaml", ASYNC + "x: !!python/none a\n", "foreign-tag", 3),
        ("asyncapi.json", '{"asyncapi": "3.0.0",\n "a": }', "syntax", 2),
        ("postman.json", postman([]), "missing", 1),
        ("postman.json", postman([{"name": "a"}]), "missing", 7),
        ("postman.json", postman([{"request": {}}], schema="https://schema.getpostman.com/json/collection/v1.0.0/"), "unknown-version", 2),
        ("postman.json", folders(60), "too-deep", None),
    ],
)  # fmt: skip
def test_the_first_fault_with_its_line(name, text, fault, line):
    found = format_of(name, text if isinstance(text, bytes) else text.encode())
    assert found.fault == fault
    assert found.line == line or line is None

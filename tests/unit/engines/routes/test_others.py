import json

import pytest

from vetting.engines.routes.others import NAMED, Other, format_of

ASYNC = "asyncapi: 3.0.0\ninfo: {title: a, version: 1.0.0}\n"
TWO = ASYNC.replace("3.0.0", "2.6.0")
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


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
    ((at, code, _detail),) = format_of(name, text.encode()).faults
    assert code == fault
    assert at == line or line is None

from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import operations

HEAD = "openapi: 3.0.3\n"


def read(files, name="a.yaml", **more):
    given = {key: text.encode() for key, text in files.items()}
    return operations(Library(given.get), name, **more)


def test_operations_with_base_line_security_and_parameters():
    text = HEAD + (
        "servers: [{url: 'https://a.invalid/api/v1'}]\nsecurity: [{k: []}]\npaths:\n  /a/{id}:\n"
        "    parameters: [{name: q, in: query, required: true}]\n    get:\n      security: []\n"
        "    put: {}\n    x-a: 1\n"
    )
    first, second = read({"a.yaml": text})
    assert (first.method, first.path, first.base, first.line) == ("get", "/a/{id}", "/api/v1", 7)
    assert (first.secured, second.secured) == (False, True)
    assert [(p.name, p.required) for p in first.parameters] == [("q", True)]


def test_json_and_swagger():
    (one,) = read(
        {
            "a.json": '{"swagger": "2.0",\n\t"basePath": "/b", "paths": {"/a": {"put": {"summary": "\\ud83d\\ude00"}}}}'
        },
        "a.json",
    )
    assert (one.method, one.base, one.secured) == ("put", "/b", None)


def test_references_are_followed_in_the_package_only():
    files = {"docs/a.yaml": HEAD + "paths: {/a: {$ref: 'b.yaml#/x'}, /b: {$ref: '../../c.yaml'}, /c: {$ref: 'https://x.invalid'}}\n",
             "docs/b.yaml": "x:\n  get: {}\n"}  # fmt: skip
    (one,) = read(files, "docs/a.yaml")
    assert (one.path, one.file, one.line) == ("/a", "docs/b.yaml", 2)


def test_circles_end():
    text = HEAD + (
        "paths:\n  /x: {$ref: '#/paths/~1y'}\n  /y: {$ref: '#/paths/~1x'}\n"
        "  /z: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/s'}}}}}}\n"
        "s: {properties: {diri: {$ref: '#/s'}}}\n"
    )
    (one,) = read({"a.yaml": text}, shapes=True)
    assert set(one.request) == {""} or set(one.request) == {"", "diri"}


def test_odd_documents_promise_nothing():
    for text in ("paths: 1", "paths: {/a: 1}", "servers: [1]", "paths: {/a: {get: 1}}"):
        assert isinstance(read({"a.yaml": HEAD + text}), list)

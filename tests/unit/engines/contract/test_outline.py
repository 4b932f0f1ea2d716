from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import contract, operations

HEAD = "openapi: 3.0.3\n"


def read(files, name="a.yaml"):
    given = {key: text.encode() for key, text in files.items()}
    return operations(Library(given.get), name)


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


def shapes_of(text):
    """The only operation, and its first answer or request by field."""
    found = contract(Library({"a.yaml": text.encode()}.get), "a.yaml")
    (one,) = found.operations
    places = [*one.request.values(), *(p for by in one.answers.values() for p in by.values())]
    return one, [found.shapes[place] for place in places]


def test_circles_end():
    text = HEAD + (
        "paths:\n  /x: {$ref: '#/paths/~1y'}\n  /y: {$ref: '#/paths/~1x'}\n"
        "  /z: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/s'}}}}}}\n"
        "s: {type: object, properties: {diri: {$ref: '#/s'}}}\n"
    )
    one, (shape,) = shapes_of(text)
    assert {path: field.type for path, field in shape.items()} == {"": "object", "diri": "object"}
    assert one.is_whole


def test_a_shape_that_was_cut_off_says_so():
    deep = "{type: object, properties: {a: " * 14 + "{}" + "}}" * 14
    text = (
        HEAD
        + f"paths: {{/z: {{get: {{responses: {{'200': {{content: {{a/json: {{schema: {deep}}}}}}}}}}}}}}}\n"
    )
    one, _shapes = shapes_of(text)
    assert not one.is_whole


def test_swagger_bodies_and_answers_by_media_type():
    text = "swagger: '2.0'\nconsumes: [text/xml]\n" + (
        "paths: {/z: {post: {parameters: [{in: body, name: b, required: true, schema: {type: object, properties: {n: {enum: [1]}}}}],"
        " produces: [application/json], responses: {200: {schema: {type: array, items: {type: string}}}, 204: {}}}}}\n"
    )
    one, shapes = shapes_of(text)
    assert (list(one.request), one.answers.keys(), one.needs_body) == (
        ["text/xml"],
        {"200", "204"},
        True,
    )
    assert shapes[0]["n"].values == ("1",)
    assert shapes[1]["[]"].type == "string"


def test_methods_of_3_2():
    text = (
        "openapi: 3.2.0\npaths:\n  /a:\n    query: {}\n    additionalOperations:\n      LINK: {}\n"
    )
    assert [(one.method, one.line) for one in read({"a.yaml": text})] == [("query", 4), ("link", 6)]


def test_odd_documents_promise_nothing():
    for text in ("paths: 1", "paths: {/a: 1}", "servers: [1]", "paths: {/a: {get: 1}}"):
        assert isinstance(read({"a.yaml": HEAD + text}), list)

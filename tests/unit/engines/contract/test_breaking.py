import pytest

from vetting.engines.contract.breaking import breaking, is_new_major
from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import operations

HEAD = "openapi: 3.0.3\ninfo: {title: a, version: 1.0.0}\npaths:\n"
BASE = HEAD + (
    "  /a/{id}:\n    get:\n      parameters: [{name: q, in: query, schema: {type: string, enum: [x, y]}}]\n"
    "      responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}\n"
    "    post:\n      requestBody: {content: {application/json: {schema: {type: object, properties: {n: {type: string}}}}}}\n"
    "      responses: {'201': {description: a}}\n"
    "components: {schemas: {A: {type: object, required: [n], properties: {n: {type: string}, diri: {$ref: '#/components/schemas/A'}}}}}\n"
)


def read(text):
    return operations(Library({"a.yaml": text.encode()}.get), "a.yaml", shapes=True)


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("    post:", "    put:", "operation-removed"),
        ("name: q, in: query,", "name: q, in: query, required: true,", "parameter-required"),
        ("enum: [x, y]", "enum: [x]", "value-refused"),
        ("schema: {type: string, enum", "schema: {type: integer, enum", "type-changed"),
        ("requestBody: {content", "requestBody: {required: true, content", "body-required"),
        ("{type: object, properties: {n", "{type: object, required: [n], properties: {n", "field-required"),
        ("properties: {n: {type: string}, diri", "properties: {diri", "field-removed"),
        ("required: [n], properties: {n: {type: string}, diri", "properties: {n: {type: string}, diri", "field-optional"),
        ("'201'", "'202'", "answer-removed"),
        ("    post:\n", "    post:\n      security: [{k: []}]\n", "security-added"),
    ],
)  # fmt: skip
def test_each_break_is_found(old, new, kind):
    changed = BASE.replace(old, new, 1)
    assert changed != BASE
    assert kind in {change.kind for change in breaking(read(BASE), read(changed))}


def test_the_same_contract_and_additions_break_nothing():
    assert breaking(read(BASE), read(BASE)) == []
    wider = BASE.replace(
        "  /a/{id}:", "  /b: {get: {responses: {'200': {description: b}}}}\n  /a/{nomor}:"
    )
    wider = wider.replace("enum: [x, y]", "enum: [x, y, z]")
    assert breaking(read(BASE), read(wider)) == []


def test_a_new_major_version():
    assert is_new_major("1.4.0", "2.0.0")
    assert not is_new_major("1.4.0", "1.5.0")
    assert not is_new_major("", "2.0.0")


def test_a_broken_document_has_no_operations():
    assert read("openapi: [") is None

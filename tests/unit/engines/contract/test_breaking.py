import pytest

from vetting.content import load
from vetting.engines.contract.breaking import compared, is_new_major
from vetting.engines.contract.nodes import Library
from vetting.engines.contract.outline import contract

HEAD = "openapi: 3.0.3\ninfo: {title: a, version: 1.0.0}\npaths:\n"
BASE = HEAD + (
    "  /a/{id}:\n    get:\n      parameters: [{name: q, in: query, schema: {type: string, enum: [x, y], maxLength: 9}}]\n"
    "      responses: {'200': {description: a, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}, text/csv: {}}}}\n"
    "    post:\n      security: []\n"
    "      requestBody: {content: {application/json: {schema: {type: object, properties: {n: {type: number}, m: {type: object}}}}, text/xml: {}}}\n"
    "      responses: {'201': {description: a}}\n"
    "    put:\n      security: [{k: [baca]}, {l: []}]\n      responses: {'200': {description: a}}\n"
    "components:\n  securitySchemes: {k: {type: oauth2}, l: {type: http, scheme: bearer}, m: {type: http, scheme: bearer}}\n"
    "  schemas: {A: {type: object, required: [n], properties: {n: {type: string}, diri: {$ref: '#/components/schemas/A'}}}}\n"
)


def read(text, name="a.yaml"):
    return contract(Library({name: text.encode()}.get), name)


def breaking(before, after):
    return compared([read(before)], [read(after)]).changes


def kinds(before, after):
    assert before != after
    return {change.kind for change in breaking(before, after)}


CASES = [
    ("    post:", "    patch:", "operation-removed"),
    ("name: q, in: query,", "name: q, in: query, required: true,", "parameter-required"),
    ("name: q, in: query,", "name: r, in: query,", "parameter-removed"),
    ("enum: [x, y]", "enum: [x]", "value-refused"),
    ("schema: {type: string, enum", "schema: {type: integer, enum", "type-narrowed"),
    ("n: {type: number}, m", "n: {type: integer}, m", "type-narrowed"),
    ("maxLength: 9", "maxLength: 8", "limit-narrowed"),
    ("n: {type: number}, m", "n: {type: number, minimum: 1}, m", "limit-added"),
    ("m: {type: object}", "m: {type: object, additionalProperties: false}", "limit-added"),
    ("requestBody: {content", "requestBody: {required: true, content", "body-required"),
    ("{type: object, properties: {n: {type: number}",
     "{type: object, required: [n], properties: {n: {type: number}", "field-required"),
    (", text/xml: {}", "", "media-type-refused"),
    (", text/csv: {}", "", "media-type-removed"),
    ("properties: {n: {type: string}, diri", "properties: {diri", "field-removed"),
    ("properties: {n: {type: string}, diri", "properties: {n: {type: integer}, diri", "type-changed"),
    ("required: [n], properties: {n: {type: string}, diri", "properties: {n: {type: string}, diri", "field-optional"),
    ("'201'", "'202'", "answer-removed"),
    ("security: []", "security: [{k: []}]", "security-added"),
    ("    get:\n", "    get:\n      security: [{k: []}]\n", "security-stated"),
    ("{k: [baca]}", "{k: [baca, tulis]}", "security-tightened"),
    (", {l: []}", "", "security-tightened"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind"), CASES)
def test_each_break_is_found(old, new, kind):
    assert kinds(BASE, BASE.replace(old, new, 1)) == {kind}


WIDER = [
    ("  /a/{id}:", "  /b: {get: {responses: {'200': {description: b}}}}\n  /a/{nomor}:"),
    ("enum: [x, y]", "enum: [x, y, z]"),
    ("maxLength: 9", "maxLength: 90"),
    ("n: {type: number}, m", "n: {type: [number, string], minimum: 0}, m"),
    ("m: {type: object}", "m: {type: object}, baru: {type: object, required: [x], properties: {x: {type: string}}}"),
    ("{l: []}", "{m: []}"),
    ("{k: [baca]}, ", "{k: [baca]}, {m: []}, "),
    ("text/csv", "Text/CSV; charset=utf-8"),
    ("'201': {", "'409': {description: c}, '201': {"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), WIDER)
def test_additions_break_nothing(old, new):
    assert kinds(BASE, BASE.replace(old, new, 1)) == set()


def test_the_same_contract_breaks_nothing_whatever_its_document_is_called():
    assert compared([read(BASE)], [read(BASE, "kontrak/b.yaml")]).changes == ()


def test_a_body_whose_fields_were_never_stated_may_state_them():
    bare = BASE.replace(
        "{type: object, properties: {n: {type: number}, m: {type: object}}}", "{type: object}"
    )
    stated = BASE.replace(
        "{type: object, properties: {n: {type: number}",
        "{type: object, required: [n], properties: {n: {type: number}",
    )
    assert kinds(bare, stated) == {"fields-stated"}  # fmt: skip


def test_an_alternative_that_goes_takes_its_fields_along():
    schema = "{oneOf: [{type: object, required: [n], properties: {n: {type: string}}}, {type: object, properties: {o: {type: string}}}]}"
    both = BASE.replace(
        "A: {type: object, required: [n], properties: {n: {type: string}, diri",
        f"B: {schema}, A: {{type: object, properties: {{diri",
    ).replace("A'}}, text", "B'}}, text")
    one = both.replace(", {type: object, properties: {o: {type: string}}}", "")
    assert kinds(both, one) == {"field-removed"}
    assert breaking(one, both) == ()  # fmt: skip


def announced(before, after):
    return {change.kind: change.is_announced for change in breaking(before, after)}


def test_a_new_major_version_announces_what_its_address_does_not_deny():
    gone = BASE.replace("    post:", "    patch:").replace("'200'", "'203'", 1)
    assert announced(BASE, gone) == {"operation-removed": False, "answer-removed": False}
    major = gone.replace("1.0.0", "2.0.0")
    assert announced(BASE, major) == {"operation-removed": True, "answer-removed": True}
    # Callers of /v1 are told nothing by a number in the document.
    at_v1 = [text.replace("/a/{id}", "/v1/a/{id}") for text in (BASE, major)]
    assert announced(*at_v1) == {"operation-removed": False, "answer-removed": False}
    at_v2 = BASE.replace("/a/{id}", "/v2/a/{id}")
    assert announced(at_v1[0], at_v2) == {"operation-removed": True}


def test_a_deprecated_operation_may_go():
    old = BASE.replace("    post:\n", "    post:\n      deprecated: true\n")
    assert announced(old, BASE.replace("    post:", "    patch:")) == {"operation-removed": True}


def test_what_cannot_be_read_or_was_cut_off_is_left_out_and_never_called_unchanged():
    many = ", ".join(f"f{n}: {{type: string}}" for n in range(2_000))
    wide = BASE.replace("m: {type: object}", f"m: {{type: object, properties: {{{many}}}}}")
    found = compared([read(wide)], [read(wide)])
    assert [one.method for one in found.left_out] == ["post"]
    broken = compared([read(BASE)], [read("openapi: [")])
    assert (len(broken.left_out), broken.changes) == (3, ())


def test_major_versions():
    assert is_new_major("1.4.0", "2.0.0")
    assert not is_new_major("1.4.0", "1.5.0")
    assert not is_new_major("", "2.0.0")


def test_every_kind_of_change_has_its_words_and_its_case():
    said = load().checks["api/no-breaking-changes"].settings["changes"]
    assert set(said) == {kind for _old, _new, kind in CASES} | {"fields-stated"}

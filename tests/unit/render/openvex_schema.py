"""The shape of an OpenVEX 0.2.0 document, written down from its specification.

Stricter than the specification in one thing: an affected product states what is to be done and
a product that is not affected says why, each in its own field and in no other.
"""

from jsonschema import Draft202012Validator, FormatChecker

_WORDS = {"type": "string", "minLength": 1}
_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
_NAME = {"type": "string", "pattern": r"^[a-z][a-z0-9+.-]*:\S+$"}
_JUSTIFICATIONS = [
    "component_not_present", "vulnerable_code_not_present", "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary", "inline_mitigations_already_exist",
]  # fmt: skip


def _closed(required, **properties):
    return {
        "type": "object", "required": required, "properties": properties,
        "additionalProperties": False,
    }  # fmt: skip


_PURL = _closed(["purl"], purl={"type": "string", "pattern": "^pkg:[a-z]+/"})
_PART = _closed(["@id"], **{"@id": _NAME, "identifiers": _PURL})
_PRODUCT = _closed(
    ["@id", "subcomponents"],
    **{"@id": _NAME, "hashes": _closed(["sha-256"], **{"sha-256": {"pattern": "^[0-9a-f]{64}$"}}),
       "subcomponents": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _PART}},
)  # fmt: skip
_FIELDS = {
    "vulnerability": _closed(
        ["name"], name=_WORDS, aliases={"type": "array", "uniqueItems": True, "items": _WORDS}
    ),
    "timestamp": _TIME,
    "products": {"type": "array", "minItems": 1, "items": _PRODUCT},
}
_ALWAYS = ["vulnerability", "timestamp", "products", "status"]


def _statement(status, needed, **fields):
    return _closed([*_ALWAYS, *needed], status={"const": status}, **_FIELDS, **fields)


_STATEMENT = {"oneOf": [
    _statement("affected", ["action_statement"], action_statement=_WORDS),
    _statement("under_investigation", [], status_notes=_WORDS),
    _statement("not_affected", ["justification", "impact_statement"], impact_statement=_WORDS,
               justification={"enum": _JUSTIFICATIONS}),
    _statement("fixed", []),
]}  # fmt: skip
SCHEMA = _closed(
    ["@context", "@id", "author", "timestamp", "version", "statements"],
    **{"@context": {"const": "https://openvex.dev/ns/v0.2.0"}, "@id": _NAME, "author": _WORDS,
       "timestamp": _TIME, "version": {"type": "integer", "minimum": 1}, "tooling": _WORDS,
       "statements": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _STATEMENT}},
)  # fmt: skip
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=FormatChecker())

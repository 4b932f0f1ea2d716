import re
import time

import pytest

from vetting.engines.routes import graphql
from vetting.engines.routes.graphql.package import MAX_ALL

SOUND = '''"""Layanan izin."""
schema { query: Akar mutation: Ubah }
directive @peran(nama: Peran!, tingkat: Int = 1) repeatable on FIELD_DEFINITION | OBJECT
directive @sekali on FIELD_DEFINITION
scalar Tanggal @specifiedBy(url: "https://contoh.go.id/tanggal")
enum Peran { PETUGAS WARGA @deprecated(reason: "lama") }
interface Punya { id: ID! }
interface Bernama implements Punya { id: ID! nama(bahasa: String): String terkait: [Punya] }
type Izin implements Bernama & Punya @peran(nama: PETUGAS) @peran(nama: WARGA) {
  id: ID!
  nama(bahasa: String, pendek: Boolean = false): String!
  terkait: [Warga!]!
  terbit: Tanggal @sekali
}
type Warga implements Punya { id: ID! izin(awal: Int = 0, urut: Peran = WARGA): [Izin!] }
union Temuan = Izin | Warga
input Saring { kata: String!, peran: [Peran!] = [PETUGAS], lanjut: Saring }
type Akar { cari(saring: Saring = {kata: "a"}): [Temuan] izin(id: ID!): Izin }
type Ubah { hapus(id: ID!): Boolean! }
extend type Izin { catatan: String }
'''
PLANTED = {  # name: (what is replaced, by what, code, the line's text or number)
    "a field's type": ("terbit: Tanggal", "terbit: Tangal", "unknown-type", "Tangal"),
    "an argument's type": ("hapus(id: ID!)", "hapus(id: IDD!)", "unknown-type", "IDD"),
    "a member": ("= Izin | Warga", "= Izin | Wargi", "unknown-type", "Wargi"),
    "an interface": ("Warga implements Punya", "Warga implements Puny", "unknown-type", "Puny {"),
    "a field of an input": ("kata: String!,", "kata: Kata!,", "unknown-type", "Kata!"),
    "an argument of a directive": ("(nama: Peran!, ", "(nama: Perann!, ", "unknown-type", "Perann"),
    "a root": ("mutation: Ubah", "mutation: Rubah", "unknown-type", "Rubah"),
    "a directive": ("Tanggal @sekali", "Tanggal @sekalii", "unknown-directive", "@sekalii"),
    "a type twice": ("extend type Izin { catatan", "type Izin { catatan", "duplicate-key", "catatan"),
    "a field twice": ("type Ubah {", "type Ubah { hapus: Int", "duplicate-key", "type Ubah"),
    "a field twice by extension": ("catatan: String", "terbit: Tanggal", "duplicate-key", "extend"),
    "a value twice": ("{ PETUGAS WARGA", "{ PETUGAS PETUGAS WARGA", "duplicate-key", "enum Peran"),
    "an argument twice": ("(awal: Int = 0,", "(awal: Int = 0, awal: Int,", "duplicate-key", "awal"),
    "a member twice": ("Izin | Warga", "Izin | Warga | Izin", "duplicate-key", "union"),
    "an interface twice": ("Bernama & Punya", "Bernama & Punya & Punya", "duplicate-key", "& Punya"),
    "a directive twice": ("scalar Tanggal", "directive @sekali on OBJECT\nscalar Tanggal", "duplicate-key", "on OBJECT"),
    "a directive used twice": ("Tanggal @sekali", "Tanggal @sekali @sekali", "duplicate-key", "@sekali @"),
    "a schema twice": ("enum Peran", "schema { query: Akar }\nenum Peran", "duplicate-key", "schema { query: Akar }"),
    "an operation twice": ("query: Akar", "query: Akar query: Akar", "duplicate-key", "schema {"),
    "a field of an interface": ("Warga implements Punya { id: ID! ", "Warga implements Punya { ", "missing-field", "type Warga"),
    "its type": ("terkait: [Warga!]!", "terkait: [String]", "field-type", "[String]"),
    "its list": ("terkait: [Warga!]!", "terkait: Warga", "field-type", "terkait: Warga"),
    "that it may be null": ("  id: ID!\n", "  id: ID\n", "field-type", "  id: ID\n"),
    "its argument": ("nama(bahasa: String, pendek", "nama(pendek", "missing-argument", "nama(pendek"),
    "its argument's type": ("nama(bahasa: String, pendek", "nama(bahasa: Int, pendek", "argument-type", "bahasa: Int"),
    "one that is too much": ("pendek: Boolean = false", "pendek: Boolean!", "extra-argument", "pendek"),
    "the interface above": ("Bernama & Punya", "Bernama", "missing-interface", "type Izin"),
    "an empty type": ("type Ubah { hapus(id: ID!): Boolean! }", "type Ubah", "empty", "type Ubah"),
    "no braces' content": ("{ hapus(id: ID!): Boolean! }", "{ }", "syntax", "type Ubah"),
    "an extension of nothing": ("extend type Izin", "extend type Izinn", "extends-unknown", "Izinn"),
    "an extension of another kind": ("extend type Izin {", "extend input Izin {", "kind", "extend input"),
    "an input as an answer": ("cari(saring: Saring = {kata: \"a\"}): [Temuan]", "cari: Saring", "not-output", "cari"),
    "an answer as an input": ("hapus(id: ID!)", "hapus(id: Warga)", "not-input", "hapus"),
    "a scalar as a member": ("= Izin | Warga", "= Izin | Tanggal", "not-member", "union"),
    "a type as an interface": ("Warga implements Punya", "Warga implements Punya & Ubah", "not-interface", "& Ubah"),
    "an enum as a root": ("mutation: Ubah", "mutation: Peran", "not-root", "schema {"),
    "no query": ("{ query: Akar ", "{ ", "no-query", "schema {"),
    "a directive at the wrong place": ("type Ubah {", "type Ubah @sekali {", "directive-place", "type Ubah"),
    "a directive's unknown argument": ("(nama: PETUGAS)", "(nama: PETUGAS, x: 1)", "unknown-argument", "x: 1"),
    "a directive's needed argument": ("@peran(nama: PETUGAS)", "@peran", "missing-argument", "type Izin"),
    "a directive's value": ("(nama: PETUGAS)", "(nama: RAJA)", "default-value", "RAJA"),
    "a reserved name": ("catatan:", "__catatan:", "reserved-name", "__catatan"),
    "an input in a circle": ("lanjut: Saring", "lanjut: Saring!", "circle", "input Saring"),
    "an interface in a circle": ("interface Punya {", "interface Punya implements Bernama { nama(bahasa: String): String terkait: [Punya]", "circle", "interface Punya"),
    "a default": ("awal: Int = 0", "awal: Int = \"nol\"", "default-value", "nol"),
    "a default's value": ("urut: Peran = WARGA", "urut: Peran = WARG", "default-value", "WARG)"),
    "null by default": ("tingkat: Int = 1", "tingkat: Int! = null", "default-value", "null"),
    "a default in a list": ("= [PETUGAS]", "= [RAJA]", "default-value", "RAJA"),
    "a bracket": ("[Izin!] }", "[Izin! }", "syntax", "[Izin! }"),
    "a word": ("union Temuan", "unoin Temuan", "syntax", "unoin"),
    "a sign": ("hapus(id", "hapus?(id", "syntax", "hapus?"),
    "an open text": ('"""Layanan izin."""', '"Layanan izin', "syntax", "Layanan"),
}  # fmt: skip


def judged(files, sources=(), manifests=("package.json",)):
    texts = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
    code = {name: text.encode() for name, text in dict(sources).items()}
    given = manifests if isinstance(manifests, dict) else dict.fromkeys(manifests, b"")
    found = graphql.judged(texts, code, code.__getitem__, given)
    return {name: one.faults for name, one in found.items()}


def test_a_sound_schema_has_no_fault():
    assert judged({"a.graphql": SOUND}) == {"a.graphql": []}
    assert judged({"a.graphql": SOUND}, manifests=("pom.xml",)) == {"a.graphql": []}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_told_at_its_line(name):
    old, new, code, at = PLANTED[name]
    assert SOUND.count(old) == 1, "planted at one place"
    text = SOUND.replace(old, new)
    line = text.count("\n", 0, text.index(at)) + 1
    (faults,) = judged({"a.graphql": text}).values()
    assert (line, code) in {(found[0], found[1]) for found in faults}
    # Nothing is told of lines that have nothing to do with it.
    told = {found[0] for found in faults}
    assert len(told) <= 2, faults


@pytest.mark.parametrize("name", ["a field's type", "a field of an interface", "a type twice"])
@pytest.mark.parametrize("manifest", ["go.mod", "pom.xml", "composer.json", "pyproject.toml"])
def test_a_schema_over_many_files_is_one(name, manifest):
    old, new, code, at = PLANTED[name]
    places = {
        "graphql/a.graphqls": SOUND.splitlines(True)[:8],
        "graphql/b/c.graphqls": SOUND.splitlines(True)[8:],
    }
    files = {file: "".join(lines) for file, lines in places.items()}
    assert judged(files, manifests=(manifest,)) == {file: [] for file in files}
    planted = {file: text.replace(old, new) for file, text in files.items()}
    found = judged(planted, manifests=(manifest,))
    assert [fault[1] for faults in found.values() for fault in faults] == [code]
    (file,) = [file for file, faults in found.items() if faults]
    line = planted[file].count("\n", 0, planted[file].index(at)) + 1
    assert found[file][0][0] == line


QUERY = "type Query { a: Int }\n"


def test_what_stands_in_two_files_is_one_for_node_and_a_fault_elsewhere():
    files = {"g/a.graphql": QUERY + "type B { c: Int }", "g/b.graphql": "type B { c: Int d: Int }"}
    assert judged(files) == {"g/a.graphql": [], "g/b.graphql": []}
    assert judged(files, manifests=("go.mod",))["g/b.graphql"] == [(1, "duplicate-key", "B")]
    files["g/b.graphql"] = "type B { c: String }"
    assert judged(files)["g/b.graphql"] == [(1, "conflict", "B.c: Int, String")]


def test_services_and_copies_side_by_side_are_apart():
    files = {
        "a/schema.graphql": QUERY + "type B { c: Int }",
        "b/schema.graphql": QUERY + "type B { d: Int }",
    }
    assert judged(files, manifests=("a/go.mod", "b/go.mod")) == {name: [] for name in files}
    files["b/schema.graphql"] = QUERY + "extend type B { d: Int }"
    found = judged(files, manifests=("a/go.mod", "b/go.mod"))
    assert found["b/schema.graphql"] == [(2, "extends-unknown", "B")]


FRAMEWORKS = {
    "federation 1": ("package.json", 'extend type Query { a: A }\nextend type A @key(fields: "id") { id: ID! @external b: _Any }'),
    "federation 2": ("pom.xml", 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@tag", "@mine", "Scope"])\n'
                     'type Query { a: A @mine s: Scope }\ntype A @key(fields: "id") @federation__shareable { id: ID! @tag(name: "a") }'),
    "lighthouse": ("composer.json", "type Query { a(id: ID! @eq): A @find users: [A!]! @paginate(defaultCount: 10) }\n"
                   "type A @model { id: ID! b: [A!]! @hasMany(type: PAGINATOR) c: APaginator d: PaginatorInfo }"),
    "appsync": ("package.json", "type A @model @auth(rules: [{allow: owner}]) { id: ID! at: AWSDateTime b: [A] @hasMany }\n"
                "type Mutation { a(input: CreateAInput!): A @aws_iam }"),
    "gqlgen": ("go.mod", 'directive @goModel(model: String) on OBJECT\ntype Query { a: A }\ntype A @goModel(model: "x") { id: ID! @goTag(key: "x") }'),
    "spring": ("build.gradle", "type Query { a(first: Int, after: String): AConnection }\ntype A { id: ID! }"),
    "hasura": ("x.csproj", "type Mutation { a(id: uuid!): A }\ntype A { id: uuid! at: timestamptz }\ntype Query { b: jsonb @cached }"),
    "magento": ("composer.json", 'type Query { a: A @resolver(class: "B") @doc(description: "c") }\n'
                'interface I @typeResolver(class: "D") { id: Int }\ntype A implements I { b: Int }'),
    "scalars from a library": ("package.json", "type Query { a: DateTime b: EmailAddress }"),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_what_a_framework_brings_along_is_known(name):
    manifest, text = FRAMEWORKS[name]
    file = "actions.graphql" if name == "hasura" else "schema.graphql"
    said = b'"graphql-scalars": "1"' if "library" in name else b""
    assert judged({file: text}, manifests={manifest: said}) == {file: []}
    assert judged({file: text + "\ntype Z { z: Tak @taktahu }"}, manifests={manifest: said}) == {
        file: [(text.count("\n") + 2, "unknown-directive", "@taktahu"), (text.count("\n") + 2, "unknown-type", "Tak")]
    }  # fmt: skip


def test_a_directive_of_one_framework_is_none_of_another():
    text = QUERY + "type A { b: Int @hasMany }"
    assert (
        judged({"a.graphqls": text}, manifests=("pom.xml",))["a.graphqls"][0][1]
        == "unknown-directive"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ts", "import gql from 'graphql-tag'\nexport const typeDefs = gql`\n  type Query { a: Warga }\n  type Warga { b: Tak }\n`\n"),
        ("a.js", "// graphql\nconst typeDefs = /* GraphQL */ `\n  type Query { a: Warga }\n  type Warga { b: Tak }\n`\n"),
        ("a.js", "const a = require('@apollo/server')\nconst typeDefs = `#graphql\n  type Query { a: Warga }\n  type Warga { b: Tak }\n`\n"),
        ("a.py", "from ariadne import gql\ntype_defs = gql(\"\"\"\n  type Query { a: Warga }\n  type Warga { b: Tak }\n\"\"\")\n"),
        ("a.php", "<?php // graphql\n$skema = <<<'GRAPHQL'\n  type Query { a: Warga }\n  type Warga { b: Tak }\n  GRAPHQL;\n"),
    ],
)  # fmt: skip
def test_schemas_inside_code(name, text):
    assert judged({}, {name: text}) == {name: [(4, "unknown-type", "Tak")]}
    assert judged({}, {name: text.replace("Tak", "Int")}) == {name: []}


def test_what_code_puts_together_is_not_accused():
    code = "const typeDefs = gql`\n ${isi}\n type Query { a: Warga }\n type Izin { b: Int }`"
    assert judged({}, {"a.ts": code}) == {"a.ts": []}
    assert judged({}, {"a.ts": "const a = gql`type Query { ${isi} } :::`"}) == {}


def test_names_that_code_makes_are_known():
    schema = {"a.graphql": QUERY + "type A { b: Uang @kaya c: Warna d: Sisa }"}
    sources = {
        "a.js": "import {GraphQLScalarType} from 'graphql'\nnew GraphQLScalarType({name: 'Uang'})",
        "b.php": "<?php // graphql\nclass KayaDirective {} TypeRegistry::x(Warna::class);",
        "c.ts": "interface Tak {} // graphql\nexport const s = `type Sisa { a: Int }`",
    }
    assert judged(schema, sources) == {"a.graphql": [], "c.ts": []} or judged(schema, sources) == {
        "a.graphql": []
    }
    # A class or an interface of the language itself is no type of the schema.
    assert judged({"a.graphql": QUERY + "type A { b: Tak }"}, sources)["a.graphql"] == [
        (2, "unknown-type", "Tak")
    ]


REQUESTS = {
    "unknown-field": "query {\n izin(id: 1) { id nomor } }",
    "unknown-argument": "query {\n izin(id: 1, x: 2) { id } }",
    "missing-argument": "query {\n izin { id } }",
    "unknown-type": "query a($i: Tak) {\n izin(id: $i) { id } }",
    "no-fields": "query {\n izin(id: 1) }",
}


@pytest.mark.parametrize("code", REQUESTS)
def test_requests_are_asked_of_the_one_schema(code):
    files = {"s.graphql": SOUND, "src/a.graphql": REQUESTS[code]}
    line = 1 if code == "unknown-type" else 2
    assert [fault[:2] for fault in judged(files)["src/a.graphql"]] == [(line, code)]
    # Without a schema, with two, or for another interface there is nothing to ask.
    assert judged({"src/a.graphql": REQUESTS[code]}) == {}
    assert "src/a.graphql" not in judged(files | {"t/s.graphql": QUERY})
    assert "src/a.graphql" not in judged({"s.graphql": QUERY, "src/a.graphql": REQUESTS[code]})
    lighthouse = QUERY.replace("a: Int", "izin: [Int] @paginate")
    assert "src/a.graphql" not in judged({"s.graphql": lighthouse, "src/a.graphql": REQUESTS[code]})


def test_a_sound_request_and_its_fragments():
    files = {
        "s.graphql": SOUND,
        "a.graphql": '#import "./b.graphql"\nquery a($i: ID!) { izin(id: $i) { ...B __typename } }',
        "b.graphql": 'fragment B on Izin { id nama(bahasa: "id") }',
        "c.graphql": "fragment C on Tak { id }",
    }
    assert judged(files) == {"s.graphql": []}
    files["b.graphql"] = "fragment B on Izin {\n id hilang }"
    assert judged(files)["b.graphql"] == [(2, "unknown-field", "hilang")]


def test_a_schema_without_query():
    assert judged({"a.graphql": "type Mutation { a: Int }"})["a.graphql"] == [
        (1, "no-query", "Query")
    ]
    both = {"a.graphql": "type Mutation { a: Int }", "b.graphql": QUERY}
    assert judged(both) == {"a.graphql": [], "b.graphql": []}


HOSTILE = {
    "brackets": QUERY + "type A { b: " + "[" * 100_000 + "Int" + "]" * 100_000 + " }",
    "a deep value": QUERY + "type A { b(c: D = " + "{e: " * 100_000 + "1" + "}" * 100_000 + "): Int }",
    "a huge text": '"""' + "x\n" * 4_000_000 + '"""\n' + QUERY,
    "long texts": ('"""' + "x\n" * 49_000 + '"""\n') + QUERY + "type A {\n" + "".join(
        '"""' + "x\n" * 9_000 + f'"""\nf{i}: Int\n' for i in range(15)) + "}",
    "an open huge text": QUERY + '"""' + '\\"""' * 500_000,
    "quotes": QUERY + '"' * 500_001,
    "a million fields": "type Query {\n" + "".join(f"f{i}: Int\n" for i in range(1_000_000)) + "}",
    "interfaces in a circle": QUERY + "".join(
        f"interface I{i} implements I{(i + 1) % 3000} {{ a: Int }}\n" for i in range(3000)),
    "unions of unions": QUERY + "".join(f"union U{i} = U{(i + 1) % 3000}\n" for i in range(3000)),
    "inputs in a circle": QUERY + "".join(f"input I{i} {{ a: I{(i + 1) % 9000}! }}\n" for i in range(9000)),
    "wide interfaces": QUERY + "interface I { " + " ".join(f"f{i}: Int" for i in range(8000)) + " }\n"
    + "".join(f"type T{i} implements I {{ a: Int }}\n" for i in range(8000)),
    "all of them": QUERY + "interface I { " + " ".join(f"f{i}: Int" for i in range(20)) + " }\n" * 1
    + "".join(f"type T{i} implements I {{ f0: Int }}\n" for i in range(5000)),
    "unknown names": QUERY + "type A {\n" + "".join(f"f{i}: N{i}\n" for i in range(20_000)) + "}",
    "only commas": QUERY + "," * 3_000_000,
    "only comments": QUERY + "#\n" * 1_000_000,
    "zeros": QUERY + "\0" * 100_000,
    "a marker": "\ufeff" + QUERY,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_documents_end_soon_and_are_told(name):
    start = time.process_time()
    (faults,) = judged({"a.graphql": HOSTILE[name]}).values()
    assert time.process_time() - start < 75
    assert bool(faults) != (name in ("long texts", "only commas", "a marker"))
    assert len(faults) <= 20


def test_many_documents_together_are_bounded():
    one = "type A { " + "b: Int " * 40_000 + "}"
    found = judged({f"{i}.graphql": one for i in range(8)})
    codes = [fault[1] for faults in found.values() for fault in faults]
    assert codes.count("too-large") >= 3
    assert MAX_ALL < 8 * 120_000


def test_every_code_has_its_words():
    from vetting.content import load

    said = load().checks["api/valid-other-contract"].settings["messages"]
    assert {code for _old, _new, code, _at in PLANTED.values()} | set(REQUESTS) <= set(said)
    assert all(re.search(r"\{kind\}", text[lang]) for key, text in said.items() for lang in ("id", "en") if key != "nothing-to-compare")  # fmt: skip

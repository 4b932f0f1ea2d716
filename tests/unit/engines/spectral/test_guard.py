import json

import pytest

from vetting.engines.spectral.guard import (
    MAX_ALIASES,
    MAX_DEPTH,
    MAX_HOPS,
    Broken,
    examine,
    read,
    resolved,
)

HEAD = "openapi: 3.0.3\n"


def broken(data, name="a.yaml"):
    with pytest.raises(Broken) as caught:
        read(data if isinstance(data, bytes) else data.encode(), name)
    return caught.value.code, caught.value.line


def test_reads_references_with_their_lines():
    reading = read(f'{HEAD}a:\n  $ref: "#/b"\nc: {{$ref: lain.yaml}}\n'.encode(), "a.yaml")
    assert reading.refs == [(3, "#/b", ("a",)), (4, "lain.yaml", ("c",))]
    body = b'{"swagger": "2.0",\n "a": [1, {"$ref": "https://contoh.invalid"}], "b": {"$ref": "#"}}'
    assert read(body, "a.json").refs == [
        (2, "https://contoh.invalid", ("a", "1")), (2, "#", ("b",)),
    ]  # fmt: skip
    nested = f"{HEAD}a:\n  - x\n  - [{{b: {{$ref: '#/c'}}}}]\n"
    assert read(nested.encode(), "a.yaml").refs == [(4, "#/c", ("a", "1", "0", "b"))]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        (HEAD + "a: 1\nb: 2\na: 3\n", "duplicate-key", 4),
        (HEAD + "a: {x: 1, x: 2}\n", "duplicate-key", 2),
        (HEAD + "a: [1\n", "syntax", 3),
        (HEAD + "---\nb: 1\n", "several-documents", 2),
        ("- a\n", "not-a-mapping", 1),
        ("info: {}\n", "no-version", 1),
        (HEAD + "a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "\n", "too-deep", 2),
        (HEAD + "a: !!python/object/apply:os.system [ls]\n", "foreign-tag", 2),
        (HEAD + "a: !!js/function x\n", "foreign-tag", 2),
        (HEAD + "a: !!binary aGFsbG8=\n", "foreign-tag", 2),
        (HEAD + "a: !vendor {b: 1}\n", "foreign-tag", 2),
        (HEAD + "a: {__proto__: {b: 1}}\n", "reserved-key", 2),
        (HEAD + "a: 'x\0y'\n", "syntax", 0),
        (HEAD + "a:\n\tb: 1\n", "syntax", 3),
        (HEAD + "a: &a x\nb: [" + "*a, " * (MAX_ALIASES + 1) + "]\n", "too-many-aliases", 3),
    ],
)
def test_yaml_faults(text, code, line):
    assert broken(text) == (code, line)


def test_json_faults():
    assert broken('{"openapi": "3", "a": 1,\n"a": 2}', "a.json") == ("duplicate-key", 2)
    assert broken('{"openapi": "3"', "a.json")[0] == "syntax"
    assert broken("[" * 100_000, "a.json")[0] in ("too-deep", "syntax")
    assert broken('{"openapi": "3",\n"__proto__": {}}', "a.json") == ("reserved-key", 2)
    assert broken("[]", "a.json") == ("not-a-mapping", 1)


def test_bytes_that_are_no_text():
    assert broken(b"openapi: 3\na: \xff\n") == ("not-utf8", 2)


def test_size_is_bounded(monkeypatch):
    monkeypatch.setattr("vetting.engines.spectral.guard.MAX_BYTES", 5)
    assert broken(HEAD) == ("too-large", 0)


def test_an_alias_bomb_is_refused_before_anyone_expands_it():
    lines = [HEAD, "a0: &a0 [x, x]\n"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 60)]
    assert broken("".join(lines))[0] == "too-many-aliases"


def test_merges_of_merges_are_refused():
    lines = [HEAD, "m0: &m0 {a: 1}\n"]
    lines += [f"m{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}\n" for n in range(1, 40)]
    assert broken("".join(lines))[0] == "too-many-aliases"


def test_an_alias_of_what_holds_it_is_refused():
    assert broken(HEAD + "a: &a [*a]\n") == ("too-many-aliases", 2)


def test_a_few_aliases_are_no_bomb():
    assert read(
        (HEAD + "a: &a {x: 1}\n" + "".join(f"b{n}: *a\n" for n in range(200))).encode(), "a.yaml"
    )


def test_keys_that_are_no_text_are_told_apart():
    assert not read((HEAD + "? [a]\n: 1\n? [b]\n: 2\n").encode(), "a.yaml").refs


@pytest.mark.parametrize(
    ("document", "target", "name"),
    [
        ("docs/a.yaml", "b.yaml", "docs/b.yaml"),
        ("docs/a.yaml", "../b.yaml", "b.yaml"),
        ("docs/a.yaml", "./x/../b%20c.yaml", "docs/b c.yaml"),
        ("docs/a.yaml", "../../b.yaml", None),
        ("docs/a.yaml", "x/../../../docs/b.yaml", None),
        ("docs/a.yaml", "..%2F..%2Fb.yaml", None),
        ("a.yaml", "https://contoh.invalid/b.yaml", None),
        ("a.yaml", "//contoh.invalid/b.yaml", None),
        ("a.yaml", "/etc/passwd", None),
        ("a.yaml", "file:b.yaml", None),
        ("a.yaml", "..\\b.yaml", None),
        ("a.yaml", "~/b.yaml", None),
    ],
)
def test_a_reference_never_leaves_the_package(document, target, name):
    assert resolved(document, target) == name


def test_parts_are_followed_and_cycles_end(tmp_path):
    (tmp_path / "a.yaml").write_text(HEAD + "x: {$ref: 'b.yaml#/y'}\nz: {$ref: tiada.yaml}\n")
    (tmp_path / "b.yaml").write_text("y: {$ref: 'c.yaml'}\n")
    (tmp_path / "c.yaml").write_text("z: {$ref: 'b.yaml'}\nw: {$ref: 'a.yaml'}\n")
    (found,) = examine(tmp_path, ["a.yaml"])
    assert found["parts"] == {"b.yaml": None, "c.yaml": None}
    assert found["refs"] == [[3, "tiada.yaml", "missing"]]


def test_a_link_is_no_part(tmp_path):
    (tmp_path / "a.yaml").write_text(HEAD + "x: {$ref: b.yaml}\n")
    (tmp_path / "b.yaml").symlink_to("/etc/hostname")
    (found,) = examine(tmp_path, ["a.yaml"])
    assert (found["refs"], found["parts"]) == ([[2, "b.yaml", "missing"]], {})


def test_plain_tags_and_long_numbers_are_no_fault():
    assert read((HEAD + "a: !!str 1\nb: ! x\nc: !!int 3\nd: !!map {}\n").encode(), "a.yaml")
    long = '{"openapi": "3.0.3", "a": ' + "9" * 10_000 + ', "b": 1e99999}'
    assert read(long.encode(), "a.json").version == "3.0.3"


def chain(length, end="{type: string}"):
    links = "".join(f"  A{n}: {{$ref: '#/s/A{n + 1}'}}\n" for n in range(length))
    return f"{HEAD}s:\n{links}  A{length}: {end}\n"


def examined(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    (found,) = examine(tmp_path, ["a.yaml"])
    return found


def test_a_chain_of_references_has_an_end(tmp_path):
    assert examined(tmp_path, a=chain(MAX_HOPS))["broken"] is None
    long = examined(tmp_path, a=chain(5_000))
    assert long["broken"] == ["reference-chain", 3 + 5_000 - (MAX_HOPS + 1), str(MAX_HOPS)]
    assert examined(tmp_path, a=chain(5_000, "{$ref: '#/s/A0'}"))["broken"][0] == "reference-chain"


def test_a_chain_over_two_files_has_an_end(tmp_path):
    there = "".join(f"A{n}: {{$ref: 'b.yaml#/A{n}'}}\n" for n in range(100))
    back = "".join(f"A{n}: {{$ref: 'a.yaml#/A{n + 1}'}}\n" for n in range(100))
    found = examined(tmp_path, a=HEAD + there, b=back)
    assert found["broken"][0] == "reference-chain"


def test_references_that_only_lead_back_are_told_with_their_line(tmp_path):
    text = (
        f"{HEAD}s:\n  A: {{$ref: '#/s/B~1C'}}\n  B/C: {{$ref: '#/s/A'}}\n  D: {{$ref: '#/s/D'}}\n"
    )
    assert examined(tmp_path, a=text)["circles"] == [
        ["a.yaml", 3, "#/s/B~1C"], ["a.yaml", 5, "#/s/D"],
    ]  # fmt: skip
    tree = f"{HEAD}s: {{A: {{properties: {{b: {{$ref: '#/s/A'}}}}}}}}\n"
    assert examined(tmp_path, a=tree)["circles"] == []


def test_examine_answers_for_every_document(tmp_path):
    (tmp_path / "a.yaml").write_text(HEAD + "x: {$ref: b.yaml}\ny: {$ref: '#/x'}\n")
    (tmp_path / "b.json").write_text("{")
    (tmp_path / "b.yaml").write_text("y: [")
    first, second = examine(tmp_path, ["a.yaml", "b.json"])
    assert first["refs"] == [[2, "b.yaml", "part"]]
    assert first["parts"]["b.yaml"][0] == "syntax"
    assert second["broken"][0] == "syntax"
    assert json.dumps([first, second])

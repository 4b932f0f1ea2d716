"""The adapter: what it believes of its worker, and that no secret leaves it."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from vetting import content
from vetting.engines.base import Bench
from vetting.engines.secrets import Secrets
from vetting.kept import Kept
from vetting.model.codec import to_plain
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.scale import Confidence, Severity
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Cap, Done, Level

CONTENT = content.load()
CHECKS = [check for check in CONTENT.checks.values() if check.engine == "secrets"]
PLANTED = (
    "Tq4Zx8LmVw",
    "Wp9!rumahDinas",
    "hQ7vK2mXz9LpW4tRb8NcYd3F",
    "Mid-server-Tq4Zx8LmVw2KpYr9Bd6N",
)
FILES = {
    ".env": b"DB_PASSWORD=Tq4Zx8LmVw\nMAIL_PASSWORD=Wp9!rumahDinas\n",
    "src/api.js": b"const clientSecret = 'hQ7vK2mXz9LpW4tRb8NcYd3F';\n",
    "a.php": b"<?php $k = 'Mid-server-Tq4Zx8LmVw2KpYr9Bd6N'; $p = 'Wp9!rumahDinas';\n",
    "docs/pasang.md": b"password: Wp9!rumahDinas\n",
}


class Answers:
    """A sandbox that answers alike, or changes what the real one says."""

    level = Level.NAMESPACES

    def __init__(self, stdout=b"", cap=None, change=None):
        self._stdout, self._cap, self._change = stdout, cap, change

    def run(self, job):
        if self._change:
            done = open_sandbox().run(job)
            body = json.loads(done.stdout)
            self._change(body)
            return replace(done, stdout=json.dumps(body).encode())
        return Done(0, self._stdout, b"", self._cap, 1.0, 1, self.level)


def run(tmp_path, files, sandbox=None, checks=CHECKS, **more):
    entries = []
    for name, body in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        entries.append(Entry(name, len(body), hashlib.sha256(body).hexdigest()))
    binary = tuple(sorted(name for name, body in files.items() if b"\0" in body))
    text = tuple(sorted(set(files) - set(binary)))
    facts = Facts({}, {"text": text, "binary": binary})
    bench = Bench(sandbox or open_sandbox(), facts, CONTENT, tmp_path, date(2026, 1, 1), **more)
    return Secrets().run(checks, Tree(tmp_path, Manifest.of(entries)), bench)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    return run(tmp_path_factory.mktemp("app"), FILES)


def places(outcome):
    return {(f.rule, f.place.path, f.place.line) for f in outcome.findings}


def test_each_check_finds_its_own(outcomes):
    assert places(outcomes["security/database-passwords"]) == {
        ("password-in-env", ".env", 1),
        ("password-in-env", ".env", 2),
    }
    assert ("midtrans-server-key", "a.php", 1) in places(outcomes["security/committed-secrets"])
    assert ("credsweeper", "src/api.js", 1) in places(outcomes["security/committed-secrets"])
    assert places(outcomes["security/private-keys"]) == set()


def test_credsweeper_does_not_repeat_what_a_rule_found(outcomes):
    swept = {(f.place.path, f.place.line) for f in outcomes["security/committed-secrets"].findings
             if f.rule == "credsweeper"}  # fmt: skip
    assert not swept & {(".env", 1), (".env", 2), ("a.php", 1)}


def test_results_do_not_depend_on_the_checks_asked_for(tmp_path, outcomes):
    one = [check for check in CHECKS if check.id == "security/committed-secrets"]
    assert run(tmp_path, FILES, checks=one)[one[0].id] == outcomes[one[0].id]


def test_no_planted_secret_is_in_any_outcome(outcomes):
    shown = json.dumps([to_plain(outcome) for outcome in outcomes.values()])
    assert [o for o in outcomes.values() if isinstance(o, Ran) and o.findings]
    assert not [secret for secret in PLANTED if secret in shown]
    assert not [secret for secret in PLANTED if secret[4:12] in shown]


def test_scope_counts_every_text_file(outcomes):
    scope = outcomes["security/committed-secrets"].scope
    assert (scope.eligible, scope.examined) == (4, 4)
    assert scope.bytes == sum(map(len, FILES.values()))


def test_a_password_in_a_sample_never_blocks(tmp_path):
    found = run(tmp_path, {".env.example": b"DB_PASSWORD=Tq4Zx8LmVw\n"})
    (finding,) = found["security/database-passwords"].findings
    assert (finding.severity, finding.confidence) == (Severity.LOW, Confidence.LOW)


def test_a_value_in_several_places_is_told_once_where_it_is_surest(tmp_path):
    line, other = b"DB_PASSWORD=Tq4Zx8LmVw\n", b"DB_PASSWORD=Tq4Zx9PkRs\n"
    files = {".env": line, ".env.example": line, "b/.env": b"A=1\n" + line, "c/.env": other}
    found = run(tmp_path, files)["security/database-passwords"].findings
    told = {
        (f.place.path, f.confidence): [(s.place.path, s.place.line) for s in f.steps] for f in found
    }
    assert told == {
        (".env", Confidence.HIGH): [("b/.env", 2), (".env.example", 1)],
        ("c/.env", Confidence.HIGH): [],
    }


def test_a_value_that_a_rule_tells_elsewhere_is_of_medium_confidence_for_credsweeper(tmp_path):
    files = {
        ".env": b"DB_PASSWORD=hQ7vK2mXz9LpW4tRb8NcYd3F\n",
        "a.js": b"const clientSecret = 'hQ7vK2mXz9LpW4tRb8NcYd3F';\n",
        "b.js": b"const clientSecret = 'mT4xB9wLq2ZrY7kVd8GsNc5J';\n",
    }
    swept = run(tmp_path, files)["security/committed-secrets"].findings
    told = {f.place.path: (f.confidence, ".env:1" in f.message.id) for f in swept}
    assert told == {"a.js": (Confidence.MEDIUM, True), "b.js": (Confidence.HIGH, False)}


def test_a_key_with_a_passphrase_is_told_of_a_server_and_not_of_a_test(tmp_path):
    folder = CONTENT.checks["security/private-keys"].folder
    body = (folder / "fixtures/encrypted.bad/server.pem").read_bytes()
    found = run(
        tmp_path,
        {"server.pem": body, "tests/a.pem": body, "tests/test_a.py": b"def test_a():\n    pass\n"},
    )
    assert {path for _, path, _ in places(found["security/private-keys"])} == {"server.pem"}


def test_a_word_as_a_password_is_told_and_never_blocks(tmp_path):
    body = b"const password = 'merpatibiru';\nconst teks = { password: 'Kata sandi' };\n"
    (found,) = run(tmp_path, {"src/a.js": body})["security/committed-secrets"].findings
    assert (found.rule, found.place.line) == ("credsweeper", 1)
    assert (found.severity, found.confidence) == (Severity.LOW, Confidence.LOW)
    assert "merpatibiru" not in json.dumps(to_plain(found))


def test_a_key_store_is_told_by_its_name(tmp_path):
    found = run(tmp_path, {"rilis.jks": b"\xfe\xed\0\0", "a.txt": b"a\n"})
    assert places(found["security/private-keys"]) == {("key-store-file", "rilis.jks", 0)}


def test_without_text_nothing_applies(tmp_path):
    assert {type(o) for o in run(tmp_path, {}).values()} == {NotApplicable}


@pytest.mark.parametrize(
    ("sandbox", "reason"),
    [
        (Answers(b""), Reason.OUTPUT_UNREADABLE),
        (Answers(b"{}"), Reason.OUTPUT_UNREADABLE),
        (Answers(b'{"files":[],"swept":[],"canaries":[]}'), Reason.CANARY_MISSED),
        (Answers(cap=Cap.WALL), Reason.TIMED_OUT),
        (Answers(cap=Cap.MEMORY), Reason.MEMORY_CAP),
    ],
)
def test_a_worker_that_does_not_answer_well_fails(tmp_path, sandbox, reason):
    found = run(tmp_path, {"a.txt": b"a\n"}, sandbox)
    assert {getattr(o, "reason", None) for o in found.values()} == {reason}


def _blind_model(body):
    body["swept"] = []


def _blind_rule(body):
    body["canaries"].pop()


def _left_out(body):
    body["files"] = [row for row in body["files"] if row["root"] == "canary"]


def _cut_short(body):
    next(row for row in body["files"] if row["root"] == "app")["bytes"] -= 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_blind_model, Reason.CANARY_MISSED),
        (_blind_rule, Reason.CANARY_MISSED),
        (_left_out, Reason.TOOL_ERRORS),
        (_cut_short, Reason.TOOL_ERRORS),
    ],
)
def test_what_cannot_be_believed_fails(tmp_path, change, reason):
    found = run(tmp_path, {"a.txt": b"a\n"}, Answers(change=change))
    assert all(isinstance(o, Failed) and o.reason == reason for o in found.values())


class Counting:
    """A real sandbox that notes the files each job was given."""

    level = Level.NAMESPACES

    def __init__(self):
        self.given = []

    def run(self, job):
        payload = json.loads(job.stdin)
        self.given.append(sorted(path for root, path in payload["files"] if root == "app"))
        return open_sandbox().run(job)


def test_only_a_changed_file_is_read_again_and_the_outcome_is_that_of_a_fresh_run(tmp_path):
    kept, counting = Kept(tmp_path / "kept"), Counting()
    first = run(tmp_path / "one", FILES, counting, kept=kept)
    assert run(tmp_path / "two", FILES, counting, kept=kept) == first
    changed = FILES | {"a.php": b"<?php $p = 'Tq4Zx8LmVw';\n"}
    third = run(tmp_path / "three", changed, counting, kept=kept)
    assert counting.given == [sorted(FILES), ["a.php"]]
    assert third == run(tmp_path / "four", changed)


def test_many_files_are_shared_out_and_the_outcome_is_the_same(tmp_path, monkeypatch):
    counting = Counting()
    whole = run(tmp_path / "one", FILES, counting)
    monkeypatch.setattr("vetting.engines.secrets.engine.WORTH_PARTS", 1)
    assert run(tmp_path / "two", FILES, counting, jobs=2) == whole
    assert [len(given) for given in counting.given] == [4, 2, 2]


NUMBERED = "3f6c1a52-9d0b-4c7e-8a11-52f0c9d1e7b{}"


def test_ids_are_told_once_for_a_file_and_kind_and_never_block(tmp_path):
    body = "".join(f'  "ref": "{NUMBERED.format(n)}",\n' for n in range(5)).encode()
    found = run(tmp_path, {"a.json": body, "b.json": body})["security/committed-secrets"].findings
    assert [(f.place.path, f.place.line) for f in found] == [("a.json", 1), ("b.json", 1)]
    assert {(f.severity, f.confidence) for f in found} == {(Severity.INFO, Confidence.LOW)}
    assert [step.place.line for step in found[0].steps] == [2, 3, 4, 5]
    assert "5 lines" in found[0].message.en
    assert "3f6c1a52-9d0b" not in json.dumps(to_plain(found[0]))


def test_ids_in_addresses_names_of_interfaces_and_libraries_are_not_told(tmp_path):
    number = NUMBERED.format(1)
    body = f"// https://contoh.go.id/{number}\n$a->atribut('uri', '{{{number}}}');\n".encode()
    library = f"const ID = '{number}';\n".encode()
    found = run(tmp_path, {"a.php": body, "vendor/a/b.php": library})
    assert found["security/committed-secrets"].findings == ()


def test_a_uuid_that_is_used_as_a_token_is_told_as_a_secret(tmp_path):
    body = f"const apiToken = '{NUMBERED.format(1)}';\n".encode()
    (found,) = run(tmp_path, {"src/a.js": body})["security/committed-secrets"].findings
    assert (found.severity, found.confidence) == (Severity.MEDIUM, Confidence.MEDIUM)


def test_the_digest_of_a_token_is_no_token(tmp_path):
    body = b"const hashedToken = 'hQ7vK2mXz9LpW4tRb8NcYd3F';\n"
    assert run(tmp_path, {"src/a.js": body})["security/committed-secrets"].findings == ()


def test_words_of_a_file_are_one_finding_whose_fingerprint_counts_them(tmp_path):
    lines = [f"const password{n} = '{word}';\n" for n, word in enumerate(
        ("merpatibiru", "gerobaktua", "layangputus"))]  # fmt: skip
    two, three = (
        run(tmp_path / str(n), {"src/a.js": "".join(lines[:n]).encode()})[
            "security/committed-secrets"
        ].findings
        for n in (2, 3)
    )
    assert (len(two), len(three)) == (1, 1)
    assert len(three[0].steps) == 2
    assert two[0].anchor != three[0].anchor
    assert "gerobaktua" not in json.dumps(to_plain(three[0]))


@pytest.mark.parametrize("scheme", ["cassandra", "sqlserver", "odbc+db2", "my"])
def test_a_password_in_the_address_of_any_service_is_told(tmp_path, scheme):
    body = f'DB="{scheme}://petugas:Tq4Zx8LmVw@10.0.0.5/simpeg"\n'.encode()
    (found,) = run(tmp_path, {"mulai": body})["security/committed-secrets"].findings
    assert found.place.line == 1
    assert "Tq4Z" not in json.dumps(to_plain(found))


def test_a_nature_that_does_not_exist_is_not_believed(tmp_path):
    def odd(body):
        body["swept"][0][-2] = 9

    found = run(tmp_path, {"a.txt": b"a\n"}, Answers(change=odd))
    assert {getattr(o, "reason", None) for o in found.values()} == {Reason.OUTPUT_UNREADABLE}

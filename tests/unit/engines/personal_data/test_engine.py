"""The adapter: what it believes of its worker, and that nothing personal leaves it."""

import hashlib
import json
from dataclasses import replace
from datetime import date

import pytest

from tests.unit.engines.personal_data.made import Maker
from vetting import content
from vetting.engines.base import Bench
from vetting.engines.personal_data import PersonalData
from vetting.kept import Kept
from vetting.model.codec import to_plain
from vetting.model.facts import Facts
from vetting.model.outcome import Failed, NotApplicable, Ran, Reason
from vetting.model.scale import Confidence, Severity
from vetting.model.tree import Entry, Manifest, Tree
from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Cap, Done, Level

CHECKS = [check for check in content.load().checks.values() if check.engine == "personal-data"]


class Answers:
    """A sandbox that answers every job alike."""

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


def laid(tmp_path, files):
    kinds = {}
    entries = []
    for name, body in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        entries.append(Entry(name, len(body), hashlib.sha256(body).hexdigest()))
        suffix = name.rpartition(".")[2]
        for kind in {"jpg": ("image",), "xlsx": ("xlsx",), "zip": ("archive",)}.get(
            suffix, ("text", suffix)
        ):
            kinds.setdefault(kind, []).append(name)
    facts = Facts({}, {kind: tuple(sorted(paths)) for kind, paths in kinds.items()})
    return Tree(tmp_path, Manifest.of(entries)), facts


def run(tmp_path, files, sandbox=None, **given):
    tree, facts = laid(tmp_path, files)
    bench = Bench(
        sandbox or open_sandbox(), facts, content.load(), tmp_path, date(2026, 1, 1), **given
    )
    return PersonalData().run(CHECKS, tree, bench)


def warga(count=150):
    draw = Maker(5)
    rows = ",\n".join(
        f"({i},'{draw.nik()}','{draw.nik()}','Siti Uji {i}','0812555{i:05}','siti{i}@surat-uji.id')"
        for i in range(count)
    )
    head = "INSERT INTO warga (id, nik, no_kk, nama, no_hp, email) VALUES\n"
    return f"{head}{rows};\n".encode()


def test_a_dump_is_found_by_every_check_that_is_about_it(tmp_path):
    outcomes = run(tmp_path, {"dump.sql": warga()})
    found = {name: {f.rule for f in o.findings} for name, o in outcomes.items() if type(o) is Ran}
    assert found["privacy/nik-in-files"] == {"nik"}
    assert found["privacy/family-card-numbers"] == {"kk"}
    assert found["privacy/contact-lists"] == {"phone", "email"}
    assert found["privacy/database-dump"] == {"person-table"}
    (nik,) = outcomes["privacy/nik-in-files"].findings
    assert (nik.severity, nik.confidence, nik.place.line) == (
        Severity.CRITICAL,
        Confidence.HIGH,
        2,
    )


def test_nothing_planted_is_in_any_outcome(tmp_path):
    draw = Maker(9)
    body = warga()
    files = {
        "dump.sql": body,
        "data.json": json.dumps([{"Siti Planted": draw.nik()} for _ in range(9)]).encode(),
        "a.csv": b"Siti Planted;Malang\nBudi;" + draw.nik().encode() + b"\n",
        "storage/ktp/337401xxxxxxxxxx.jpg": b"\xff\xd8",
        "log/a.log": f"NIK {draw.nik()}\n".encode(),
        "log/a.xlsx": b"broken",
    }
    shown = json.dumps([to_plain(o) for o in run(tmp_path, files).values()], default=str)
    planted = {word for f in files.values() for word in f.decode("latin-1").split("'")
               if len(word) > 8 and ("siti" in word.lower() or word.isdigit())}  # fmt: skip
    assert len(planted) > 600
    assert not [word for word in planted if word in shown]
    assert "Planted" not in shown
    assert '"rule": "number-in-name"' in shown


def test_scope_says_what_was_read_and_what_was_not(tmp_path):
    files = {"a.sql": b"SELECT 1;\n", "b.zip": b"PK", "c.xlsx": b"broken"}
    scope = run(tmp_path, files)["privacy/nik-in-files"].scope
    assert (scope.eligible, scope.examined, scope.bytes) == (3, 1, 10)
    assert {(s.path, s.reason) for s in scope.skipped} == {
        ("b.zip", "nested-archive"),
        ("c.xlsx", "unreadable"),
    }


def test_without_files_nothing_applies(tmp_path):
    outcomes = run(tmp_path, {})
    assert {type(o) for o in outcomes.values()} == {NotApplicable}


def test_only_unreadable_files_are_no_pass(tmp_path):
    outcome = run(tmp_path, {"c.xlsx": b"broken"})["privacy/nik-in-files"]
    assert outcome == Failed(Reason.NOTHING_READ, "personal-data", "0 of 1 files")


@pytest.mark.parametrize(
    ("sandbox", "reason"),
    [
        (Answers(b""), Reason.OUTPUT_UNREADABLE),
        (Answers(b"[]"), Reason.OUTPUT_UNREADABLE),
        (Answers(b'{"files": []}'), Reason.CANARY_MISSED),
        (Answers(b'{"files": [{}]}'), Reason.OUTPUT_UNREADABLE),
        (Answers(cap=Cap.WALL), Reason.TIMED_OUT),
        (Answers(cap=Cap.MEMORY), Reason.MEMORY_CAP),
    ],
)
def test_a_worker_that_does_not_answer_well_fails(tmp_path, sandbox, reason):
    outcomes = run(tmp_path, {"a.sql": b"SELECT 1;\n"}, sandbox)
    assert {o.reason for o in outcomes.values() if isinstance(o, Failed)} == {reason}
    assert not [o for o in outcomes.values() if isinstance(o, Ran)]


def test_a_file_left_out_or_read_in_part_fails(tmp_path):
    def drop(body):
        body["files"] = [row for row in body["files"] if row["root"] == "canary"]

    def shorten(body):
        next(row for row in body["files"] if row["root"] == "app")["bytes"] -= 1

    for change in (drop, shorten):
        outcome = run(tmp_path, {"a.sql": b"SELECT 1;\n"}, Answers(change=change))
        assert outcome["privacy/nik-in-files"].reason == Reason.TOOL_ERRORS


def test_a_canary_not_found_fails_that_run(tmp_path):
    def blind(body):
        for row in body["files"]:
            row["groups"] = []

    outcome = run(tmp_path, {"a.sql": b"SELECT 1;\n"}, Answers(change=blind))
    assert outcome["privacy/nik-in-files"].reason == Reason.CANARY_MISSED


def test_the_fingerprint_names_the_tool_and_is_stable(tmp_path):
    bench = Bench(Answers(), Facts({}, {}), content.load(), tmp_path, date(2026, 1, 1))
    one, two = (PersonalData().fingerprint(bench) for _ in range(2))
    assert one == two
    assert one.startswith("personal-data ")


class Counting:
    """A real sandbox that notes the files of the application that each job was given."""

    level = Level.NAMESPACES

    def __init__(self):
        self.given = []

    def run(self, job):
        asked = json.loads(job.stdin)["files"]
        self.given.append([one["path"] for one in asked if one["root"] == "app"])
        return open_sandbox().run(job)


def test_only_a_changed_file_is_read_again_and_the_outcome_is_that_of_a_fresh_run(tmp_path):
    kept, counting = Kept(tmp_path / "kept"), Counting()
    files = {"dump.sql": warga(), "daftar.csv": b"nama,catatan\nA,B\n", "baca.txt": b"halo\n"}
    first = run(tmp_path / "one", files, counting, kept=kept)
    assert run(tmp_path / "two", files, counting, kept=kept) == first
    changed = files | {"baca.txt": warga(20)}
    third = run(tmp_path / "three", changed, counting, kept=kept)
    assert counting.given == [sorted(files), [], ["baca.txt"]]
    assert third == run(tmp_path / "four", changed) != first


def test_what_could_not_be_read_is_tried_again(tmp_path):
    kept, counting = Kept(tmp_path / "kept"), Counting()
    files = {"rusak.xlsx": b"PK no workbook", "baca.txt": b"halo\n"}
    first = run(tmp_path / "one", files, counting, kept=kept)
    assert run(tmp_path / "two", files, counting, kept=kept) == first
    assert counting.given == [sorted(files), ["rusak.xlsx"]]

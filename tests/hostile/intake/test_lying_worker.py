"""What the sandboxed reader says is believed only after the folder proves it."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.hostile.intake.corpus.zip_writer import APP, build
from vetting.intake import Refused, receive
from vetting.model.errors import BadSetup
from vetting.sandbox.job import Cap, Done, Job, Level


@dataclass
class Puppet:
    """A sandbox whose job does what the test wants."""

    answer: object = None
    files: dict[str, bytes] = field(default_factory=dict)
    act: object = None
    cap: Cap | None = None
    code: int = 0
    level: Level = Level.NAMESPACES

    def run(self, job: Job) -> Done:
        for name, data in self.files.items():
            path = Path(job.writable, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if self.act:
            self.act(job.writable)
        said = json.dumps(self.answer).encode()
        return Done(self.code, said, b"boom", self.cap, 1.0, 1, self.level)


def told(files, **more):
    entries = [
        {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in files.items()
    ]
    return {"kind": "zip", "entries": entries, "warnings": [["nested", "a"]]} | more


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "app.zip"
    path.write_bytes(build(APP))
    return path


GOOD = {"app/a.py": b"1", "app/b/c.py": b"2"}


def test_an_honest_worker_is_believed(archive, tmp_path):
    submission = receive(archive, tmp_path / "s", sandbox=Puppet(told(GOOD), GOOD))
    assert {entry.path for entry in submission.tree.manifest} == {"a.py", "b/c.py"}
    assert submission.warnings == (("nested", "a"),)
    assert submission.archive_sha256 == hashlib.sha256(archive.read_bytes()).hexdigest()


def link_out(folder):
    os.symlink("/etc/passwd", folder / "app/link")


def replaced_by_link(folder):
    (folder / "app/a.py").unlink()
    os.symlink("/etc/hostname", folder / "app/a.py")


LIES = {
    "a file too many": Puppet(told(GOOD), GOOD | {"app/x": b"x"}),
    "a file too few": Puppet(told(GOOD), {"app/a.py": b"1"}),
    "other content": Puppet(told(GOOD), GOOD | {"app/a.py": b"9"}),
    "a link": Puppet(told(GOOD), GOOD, act=link_out),
    "a link for a file": Puppet(told(GOOD), GOOD, act=replaced_by_link),
    "a pipe": Puppet(told(GOOD), GOOD, act=lambda f: os.mkfifo(f / "app/p")),
    "an empty folder": Puppet(told(GOOD), GOOD, act=lambda f: (f / "x").mkdir()),
    "two names": Puppet(
        told(GOOD | {"app/z": b"1"}), GOOD, act=lambda f: os.link(f / "app/a.py", f / "app/z")
    ),
}


@pytest.mark.parametrize("puppet", LIES.values(), ids=LIES)
def test_a_lie_is_a_fault_and_leaves_no_tree(puppet, archive, tmp_path):
    with pytest.raises(RuntimeError, match="is not what the reader says"):
        receive(archive, tmp_path / "s", sandbox=puppet)
    assert not any((tmp_path / "s/trees").iterdir())


@pytest.mark.parametrize("path", ["../evil", "/etc/x", "a/../b", "app/", "./a"])
def test_a_worker_cannot_name_a_path_outside(path, archive, tmp_path):
    with pytest.raises((RuntimeError, Refused)):
        receive(archive, tmp_path / "s", sandbox=Puppet(told({path: b"1"})))
    assert not any((tmp_path / "s/trees").iterdir())


NONSENSE = (
    None, [], {}, "x", {"kind": "zip"}, {"entries": [{}]}, told(GOOD, kind="rar"),
    told(GOOD, warnings=[["no-such-code", ""]]), told(GOOD, entries=[{"path": "a"}]),
    {"refused": ["no-such-code", "", ""]}, {"refused": []},
)  # fmt: skip


@pytest.mark.parametrize("answer", NONSENSE)
def test_garbage_is_a_fault(answer, archive, tmp_path):
    with pytest.raises(RuntimeError, match="talks nonsense"):
        receive(archive, tmp_path / "s", sandbox=Puppet(answer))
    assert not any((tmp_path / "s/trees").iterdir())


CAPS = {Cap.WALL: "limit-time", Cap.MEMORY: "limit-memory", Cap.DISK: "limit-total"}


@pytest.mark.parametrize("cap", CAPS)
def test_a_cap_is_a_refusal(cap, archive, tmp_path):
    with pytest.raises(Refused) as raised:
        receive(archive, tmp_path / "s", sandbox=Puppet(told(GOOD), GOOD, cap=cap))
    assert raised.value.code == CAPS[cap]


@pytest.mark.parametrize("puppet", [Puppet(told(GOOD), GOOD, code=1), Puppet(cap=Cap.PIDS)])
def test_a_crash_is_a_fault_of_ours(puppet, archive, tmp_path):
    with pytest.raises(RuntimeError, match="boom"):
        receive(archive, tmp_path / "s", sandbox=puppet)


def test_a_full_disk_inside_is_the_operators(archive, tmp_path):
    with pytest.raises(BadSetup):
        receive(archive, tmp_path / "s", sandbox=Puppet({"disk-full": True}))


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "app"
    root.mkdir()
    (root / "a.zip").write_bytes(build(APP))
    return root


def test_of_a_folder_the_worker_tells_only_what_came_out_of_archives(folder, tmp_path):
    own = {"a.zip": build(APP)}
    files = {"a.zip!/x.php": b"x"}
    puppet = Puppet(told(own | files, kind="folder"), files)
    submission = receive(folder, tmp_path / "s", sandbox=puppet)
    assert [entry.path for entry in submission.tree.manifest] == ["a.zip", "a.zip!/x.php"]


@pytest.mark.parametrize(
    "puppet",
    [
        Puppet(told({"a.zip": b"other"}, kind="folder"), {"a.zip": b"other"}),
        Puppet(told({}, kind="folder")),
        Puppet(told({"a.zip": build(APP)}, kind="folder"), {"a.zip": b"other"}),
        Puppet(told({"a.zip": build(APP)}, kind="folder"), {"b": b"more"}),
        Puppet(told({"a.zip": build(APP)}, kind="floppy")),
    ],
    ids=["other content", "gone", "changed in silence", "added in silence", "unknown kind"],
)
def test_what_was_handed_in_as_a_folder_is_ours(folder, tmp_path, puppet):
    with pytest.raises(RuntimeError):
        receive(folder, tmp_path / "s", sandbox=puppet)
    assert not list((tmp_path / "s/trees").iterdir())

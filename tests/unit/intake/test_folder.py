"""A folder is taken by the rules of archives."""

import errno
import os
import socket
from dataclasses import replace

import pytest

from vetting.intake import DEFAULT, Refused, compare, receive
from vetting.intake.folder import read_folder
from vetting.intake.sink import Nowhere
from vetting.model.errors import BadContent


@pytest.fixture
def app(tmp_path):
    root = tmp_path / "app"
    (root / "src").mkdir(parents=True)
    (root / "src/a.py").write_bytes(b"1\n")
    (root / "b.txt").write_bytes(b"")
    return root


def refusal(app, tmp_path):
    with pytest.raises(Refused) as raised:
        receive(app, tmp_path / "store")
    assert not list((tmp_path / "store/trees").iterdir())
    return raised.value.code, raised.value.entry


def test_files_are_copied_and_nothing_else(app, tmp_path):
    (app / "empty").mkdir()
    submission = receive(app, tmp_path / "store")
    assert [entry.path for entry in submission.tree.manifest] == ["b.txt", "src/a.py"]
    assert (submission.kind, submission.name) == ("folder", "app")
    assert (submission.archive_sha256, submission.archive_bytes) == ("", 0)
    assert not compare(submission.tree.root, submission.tree.manifest)


def test_the_same_files_give_the_same_tree_as_a_tar_of_them(app, tmp_path):
    import tarfile

    with tarfile.open(tmp_path / "app.tar.gz", "w:gz") as archive:
        archive.add(app, arcname=".")
    packed = receive(tmp_path / "app.tar.gz", tmp_path / "store")
    assert receive(app, tmp_path / "store").tree == packed.tree


def test_links_inside_are_listed_and_not_made(app, tmp_path):
    os.symlink("src/a.py", app / "l")
    submission = receive(app, tmp_path / "store")
    assert submission.warnings == (("symlink-inside", "l"),)
    assert not os.path.lexists(submission.tree.root / "l")


@pytest.mark.parametrize("target", ["/etc/passwd", "../other", ".", "l"])
def test_links_outside_are_refused(app, tmp_path, target):
    os.symlink(target, app / "l")
    assert refusal(app, tmp_path) == ("symlink", "l")


def test_pipes_and_sockets_are_refused_without_waiting(app, tmp_path):
    os.mkfifo(app / "p")
    assert refusal(app, tmp_path) == ("special-file", "p")
    (app / "p").unlink()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(app / "s"))
        assert refusal(app, tmp_path) == ("special-file", "s")


@pytest.mark.parametrize("name", [".git", ".hg", ".svn", ".GIT"])
def test_version_control_folders_are_never_entered(app, tmp_path, name):
    (app / name).mkdir()
    os.mkfifo(app / name / "trap")  # would be refused if it were looked at
    submission = receive(app, tmp_path / "store")
    assert submission.warnings == (("vcs-metadata", name),)
    assert len(submission.tree.manifest) == 2


def test_a_git_file_is_left_out_as_well(app, tmp_path):
    (app / ".git").write_text("gitdir: ./evil\n")
    submission = receive(app, tmp_path / "store")
    assert submission.warnings == (("vcs-metadata", ".git"),)
    assert not (submission.tree.root / ".git").exists()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (b"a\nb", "name-control-char"),
        (b"\xff", "name-encoding"),
        (b"a\\b", "path-backslash"),
        ("\u202ea".encode(), "name-bidi"),
    ],
)
def test_names_must_be_sound(app, tmp_path, name, code):
    with open(os.fsencode(app) + b"/" + name, "wb"):
        pass
    assert refusal(app, tmp_path)[0] == code


def test_a_file_that_cannot_be_read_is_a_refusal(app, tmp_path, monkeypatch):
    """Root may read everything, so the kernel's answer is put in its mouth."""
    read = os.open

    def denied(path, *args, **more):
        if path == "a.py" and "dir_fd" in more:
            raise PermissionError(13, "Permission denied")
        return read(path, *args, **more)

    monkeypatch.setattr(os, "open", denied)
    assert refusal(app, tmp_path) == ("unreadable", "src/a.py")


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.EINVAL, errno.ESTALE, errno.EISDIR])
def test_a_file_that_fails_while_it_is_read_is_a_refusal(app, tmp_path, monkeypatch, number):
    """As those of another file system do that is mounted in the folder."""
    monkeypatch.setattr(os, "read", raising(OSError(number, "failed")))
    assert refusal(app, tmp_path) == ("unreadable", "b.txt")


def test_a_fault_of_this_machine_is_no_fault_of_the_vendor(app, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "scandir", raising(OSError(errno.EMFILE, "too many open files")))
    with pytest.raises(OSError, match="too many"):
        receive(app, tmp_path / "store")


def raising(error):
    def act(*_args, **_more):
        raise error

    return act


@pytest.mark.parametrize("victim", ["a.py", "src"])
def test_what_becomes_a_link_meanwhile_is_never_followed(app, tmp_path, monkeypatch, victim):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.py").write_text("rahasia")
    opened = os.open

    def swapping(path, flags, *args, **more):
        if path == victim and "dir_fd" in more:
            place = app / "src" / "a.py" if victim == "a.py" else app / "src"
            place.rename(tmp_path / "old")
            place.symlink_to(secret / "a.py" if victim == "a.py" else secret)
        return opened(path, flags, *args, **more)

    monkeypatch.setattr(os, "open", swapping)
    code, entry = refusal(app, tmp_path)
    assert (code, entry) == ("unreadable", "src/a.py" if victim == "a.py" else "src")
    assert not [p for p in (tmp_path / "store").rglob("*") if p.is_file()]


@pytest.mark.parametrize(
    ("meddle", "found"),
    [
        (lambda app: (app / "b.txt").write_bytes(b"more"), ("changing", "b.txt")),
        (lambda app: os.utime(app / "b.txt", (5, 5)), ("changing", "b.txt")),
        (lambda app: (app / "b.txt").rename(app / "src" / "c.txt"), ("changing", "b.txt")),
        (lambda app: (app / "new").touch(), ("changing", "")),
        (lambda app: (app / "c.txt").unlink(), ("unreadable", "c.txt")),
    ],
    ids=["written", "touched", "moved", "one more", "one less"],
)
def test_what_changes_while_it_is_read_is_refused(app, tmp_path, monkeypatch, meddle, found):
    (app / "c.txt").touch()
    for path in (app, app / "src", app / "b.txt"):
        os.utime(path, (1, 1))
    read, done = os.read, []

    def meddling(descriptor, size):
        if not done and os.readlink(f"/proc/self/fd/{descriptor}").endswith("b.txt"):
            done.append(meddle(app))
        return read(descriptor, size)

    monkeypatch.setattr(os, "read", meddling)
    assert refusal(app, tmp_path) == found
    assert done


def test_a_folder_of_very_many_names_is_never_held_whole(app, tmp_path, monkeypatch):
    """As many names as may be, and one: what lies beyond is not even listed."""
    for number in range(60):
        (app / f"f{number}").touch()
    listed = []
    scandir = os.scandir

    class Counting:
        def __init__(self, descriptor):
            self._inner = scandir(descriptor)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self._inner.close()

        def __iter__(self):
            for item in self._inner:
                listed.append(item.name)
                yield item

    monkeypatch.setattr(os, "scandir", Counting)
    with pytest.raises(Refused) as raised:
        read_folder(str(app), Nowhere(), replace(DEFAULT, entries=20))
    assert (raised.value.code, len(listed)) == ("limit-count", 21)


def test_a_file_that_grows_without_end_is_stopped(app, tmp_path, monkeypatch):
    limits = replace(DEFAULT, file_bytes=1 << 20)
    monkeypatch.setattr(os, "read", lambda _descriptor, size: bytes(size))
    with pytest.raises(Refused) as raised:
        receive(app, tmp_path / "store", limits=limits)
    assert (raised.value.code, raised.value.entry) == ("limit-file-size", "b.txt")


def test_more_nodes_than_allowed_are_refused(app, tmp_path):
    for number in range(60):
        (app / f"d{number}").mkdir()
    with pytest.raises(Refused) as raised:
        receive(app, tmp_path / "store", limits=replace(DEFAULT, nodes=50))
    assert raised.value.code == "limit-count"


def test_a_folder_without_files_is_refused(tmp_path):
    (tmp_path / "app/sub").mkdir(parents=True)
    assert refusal(tmp_path / "app", tmp_path) == ("empty", "")


def test_the_store_may_not_lie_inside(app):
    with pytest.raises(BadContent):
        receive(app, app / "store")

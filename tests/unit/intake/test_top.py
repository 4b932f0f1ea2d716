"""A folder and any packing of it are one tree."""

import tarfile
import zipfile

import pytest

from vetting.intake import compare, place, receive
from vetting.intake.top import below, common_folder
from vetting.model.tree import Entry, Manifest


def manifest(*paths):
    return Manifest.of(Entry(path, 1, "0" * 64) for path in paths)


@pytest.mark.parametrize(
    ("paths", "top"),
    [
        (("a",), ""),
        (("app/a",), "app"),
        (("app/a", "app/b/c"), "app"),
        (("app/b/c", "app/b/d/e"), "app/b"),
        (("app/a", "b"), ""),
        (("app/a", "apple/b"), ""),
        (("app/l.zip", "app/l.zip!/x/y"), "app"),
        (("app/l.zip!/x",), "app/l.zip!"),  # no archive beside it: a folder like any other
    ],
)
def test_the_deepest_folder_that_holds_all(paths, top):
    assert common_folder(manifest(*paths)) == top
    start = len(top) + 1 if top else 0
    assert below(manifest(*paths), top) == manifest(*(path[start:] for path in paths))


FILES = {"src/a.py": b"1\n", "src/lib/b.py": b"2\n"}


@pytest.fixture
def app(tmp_path):
    for name, data in FILES.items():
        (tmp_path / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "app" / name).write_bytes(data)
    return tmp_path / "app"


@pytest.fixture(params=["folder", "parent", "zip-with-top", "zip-without", "tar-dot", "deep-zip"])
def packed(request, app, tmp_path):
    path = tmp_path / f"{request.param}.zip"
    prefix = {"zip-with-top": "app/", "zip-without": "", "deep-zip": "x/y/z/"}.get(request.param)
    if request.param == "folder":
        return app
    if request.param == "parent":
        return app.parent
    if request.param == "tar-dot":
        path = tmp_path / "app.tar.gz"
        with tarfile.open(path, "w:gz") as archive:
            archive.add(app, ".")
        return path
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in FILES.items():
            archive.writestr(prefix + name, data)
    return path


def test_every_packing_is_the_same_tree(packed, tmp_path):
    submission = receive(packed, tmp_path.parent / f"{tmp_path.name}-store")
    assert [entry.path for entry in submission.tree.manifest] == ["a.py", "lib/b.py"]
    assert not compare(submission.tree.root, submission.tree.manifest)
    tops = [path for code, path in submission.warnings if code == "root-folder"]
    expected = {"folder": ["src"], "parent": ["app/src"], "deep-zip": ["x/y/z/src"]}
    if submission.name not in ("zip-without.zip",):
        assert tops == expected.get(packed.stem if packed.is_file() else
                                    ("folder" if packed.name == "app" else "parent"), tops)  # fmt: skip


def test_what_is_unpacked_begins_where_the_tree_does(app, tmp_path):
    path = tmp_path / "app.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("app/a.py", b"1")
        archive.writestr("app/.git/config", b"x")
    placed = place(path, tmp_path / "out")
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["a.py"]
    assert not compare(tmp_path / "out", placed.tree.manifest)

"""The whole way through the real sandbox gives what the reader gives alone."""

import pytest

from tests.hostile.intake.corpus import CASES
from tests.hostile.intake.corpus.zip_writer import APP, Entry, build
from vetting.intake import Refused, compare, receive
from vetting.sandbox import open_sandbox

SOME = ("ok-plain.zip", "ok-plain.tar.gz", "dup-case.zip", "content-git-hooks.zip",
        "more-xz.tar.xz", "more-bz2.tar.bz2", "path-00.zip", "link-sym-abs.zip",
        "bomb-tar.tar.gz", "tar-cve-2025-4517.tar")  # fmt: skip


def result(path, store, sandbox):
    try:
        submission = receive(path, store, sandbox=sandbox)
    except Refused as refused:
        return refused.code, refused.entry, refused.archive_sha256
    assert not compare(submission.tree.root, submission.tree.manifest)
    return submission.kind, submission.tree.manifest, submission.warnings


@pytest.mark.parametrize("name", SOME)
def test_the_sandbox_changes_nothing(name, tmp_path):
    case = next(case for case in CASES if case.name == name)
    path = tmp_path / name
    path.write_bytes(case.make())
    inside = result(path, tmp_path / "inside", open_sandbox())
    assert inside == result(path, tmp_path / "alone", None)
    assert not list((tmp_path / "inside/tmp").iterdir())


def test_version_control_data_never_reaches_the_disk(tmp_path):
    case = next(case for case in CASES if case.name == "content-git-hooks.zip")
    path = tmp_path / case.name
    path.write_bytes(case.make())
    submission = receive(path, tmp_path / "store", sandbox=open_sandbox())
    assert [entry.path for entry in submission.tree.manifest] == ["post-checkout"]
    assert not [p for p in (tmp_path / "store/trees").rglob("*") if ".git" in p.name]
    assert ("vcs-metadata", "app/.git") in submission.warnings
    assert ("root-folder", "app/hooks") in submission.warnings


def test_archives_in_a_folder_are_opened_inside_as_well(tmp_path):
    app = tmp_path / "app"
    app.mkdir()
    (app / "a.php").write_bytes(b"<?php\n")
    (app / "lib.zip").write_bytes(build([*APP, Entry("deep.zip", build(APP))]))
    (app / "broken.zip").write_bytes(build(APP)[:-9])
    inside = result(app, tmp_path / "inside", open_sandbox())
    assert inside == result(app, tmp_path / "alone", None)
    assert {"lib.zip!/app/index.php", "lib.zip!/deep.zip!/app/index.php"} <= {
        entry.path for entry in inside[1]
    }
    assert ("nested-unopened", "broken.zip") in inside[2]

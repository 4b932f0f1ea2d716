"""The one folder a job may change: that one, and nothing beside it."""

import sys

import pytest

from vetting.sandbox import open_sandbox
from vetting.sandbox.job import Job, Level

WRITE = """
import sys
for path in sys.argv[1:]:
    try:
        open(path, "w").write("x")
        print("wrote")
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.mark.parametrize("level", [Level.NAMESPACES, Level.LANDLOCK])
def test_only_the_given_folder_can_be_written(tmp_path, level):
    given, other = tmp_path / "given", tmp_path / "other"
    given.mkdir()
    other.mkdir()
    paths = (str(given / "a"), str(other / "a"), str(tmp_path / "a"))
    job = Job((sys.executable, "-I", "-c", WRITE, *paths), read_only=(other,), writable=given)
    done = open_sandbox(level).run(job)
    lines = done.stdout.decode().splitlines()
    assert lines[0] == "wrote"
    assert lines[1] != "wrote"
    # What it wrote elsewhere, if anything, went into its own vanishing file system.
    assert (given / "a").read_text() == "x"
    assert list(other.iterdir()) == []
    assert not (tmp_path / "a").exists()

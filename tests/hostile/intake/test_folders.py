"""Folders made to lead out, to be waited for, to exhaust, or to change while they are read."""

import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from vetting.intake import Refused, receive

SECRET = "rahasia-di-luar"
_MOUNT = """
import json, subprocess, sys
from pathlib import Path
from vetting.intake import DEFAULT, Refused
from vetting.intake.folder import read_folder
from vetting.intake.sink import Nowhere
app = Path(sys.argv[1])
for line in json.loads(sys.argv[2]):
    subprocess.run(["mount", *line], check=True, capture_output=True)
try:
    found = read_folder(str(app), Nowhere(), DEFAULT)
    print(json.dumps(["accepted", sorted(entry.path for entry in found.entries)]))
except Refused as refused:
    print(json.dumps([refused.code, refused.entry]))
"""


@pytest.fixture
def swift():
    """A folder in memory where there is one: to make 20,000 files measures the disk."""
    shm = Path("/dev/shm")
    path = Path(tempfile.mkdtemp(dir=shm if os.access(shm, os.W_OK) else None))
    yield path
    shutil.rmtree(path)


@pytest.fixture
def app(tmp_path):
    root = tmp_path / "app"
    (root / "src").mkdir(parents=True)
    (root / "src" / "a.py").write_text("1")
    (root / "z.txt").write_text("z")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text(SECRET)
    return root


def mounted(app, *mounts):
    """What is made of a folder within which these mounts were made, in a namespace of its own."""
    own = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "--"]
    if (
        not shutil.which("unshare")
        or subprocess.run([*own, "true"], capture_output=True).returncode
    ):
        pytest.skip("no mount namespace can be made here")
    lines = json.dumps([list(map(str, line)) for line in mounts])
    command = [*own, sys.executable, "-I", "-c", _MOUNT, str(app), lines]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "mount" in done.stderr and not done.stdout:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip().splitlines()[-1][:80]}")
    return tuple(json.loads(done.stdout))


def test_a_mounted_folder_is_not_crossed(app, tmp_path):
    outside = tmp_path / "outside"
    assert mounted(app, ("--bind", outside, app / "src")) == ("mount", "src/")


def test_a_mounted_file_is_not_read(app, tmp_path):
    secret = tmp_path / "outside" / "secret"
    assert mounted(app, ("--bind", secret, app / "z.txt")) == ("mount", "z.txt")


def test_another_file_system_is_not_crossed(app):
    assert mounted(app, ("-t", "tmpfs", "none", app / "src")) == ("mount", "src/")


def test_a_folder_bound_onto_itself_is_a_mount_as_well(app):
    assert mounted(app, ("--bind", app / "src", app / "src")) == ("mount", "src/")


def test_the_folder_handed_in_may_be_a_mount(app, tmp_path):
    outside = tmp_path / "outside"
    assert mounted(app, ("--bind", outside, app)) == ("accepted", ["secret"])


def test_what_is_mounted_below_version_control_is_not_looked_at(app, tmp_path):
    (app / ".git").mkdir()
    found = mounted(app, ("--bind", tmp_path / "outside", app / ".git"))
    assert found == ("accepted", ["src/a.py", "z.txt"])


@pytest.mark.parametrize("kind", [stat.S_IFCHR, stat.S_IFBLK], ids=["character", "block"])
def test_a_device_is_refused_and_never_opened(app, tmp_path, kind):
    try:
        os.mknod(app / "dev", kind | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root can make a device, and not in every container")
    with pytest.raises(Refused) as raised:
        receive(app, tmp_path / "store")
    assert (raised.value.code, raised.value.entry) == ("special-file", "dev")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda root: os.mkdir(root + b"/\xff"), "name-encoding"),
        (lambda root: os.symlink(b"\xff", root + b"/l"), "symlink"),
        (lambda root: os.symlink(b"src/a.py", root + b"/\xfe"), "name-encoding"),
        (lambda root: os.mkfifo(root + b"/\xff.php"), "name-encoding"),
    ],
    ids=["folder", "target", "link", "pipe"],
)
def test_names_that_are_no_text(app, tmp_path, make, code):
    make(os.fsencode(app))
    with pytest.raises(Refused) as raised:
        receive(app, tmp_path / "store")
    assert raised.value.code == code
    assert raised.value.message.id.isprintable()


_MEASURE = """
import re, sys, time
from vetting.intake import DEFAULT, Refused
from vetting.intake.folder import read_folder
from vetting.intake.sink import Nowhere
try:
    said = str(len(read_folder(sys.argv[1], Nowhere(), DEFAULT).entries))
except Refused as refused:
    said = refused.code
print(said, time.process_time(), re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
"""


def cost(folder):
    """What is made of a folder, with processor seconds and MiB at the peak."""
    command = [sys.executable, "-I", "-c", _MEASURE, str(folder)]
    said, seconds, peak = subprocess.check_output(command, text=True).split()
    print(f"{said}: {float(seconds):.1f} s, {int(peak) / 1024:.0f} MiB")
    return said, float(seconds), int(peak) / 1024


def test_20_000_files(swift):
    for number in range(20_000):
        folder = swift / f"d{number // 200}"
        folder.mkdir(exist_ok=True)
        (folder / f"{number}.php").write_text("<?php\n" * 20)
    said, seconds, peak = cost(swift)
    assert said == "20000"
    assert seconds < 10
    assert peak < 64


@pytest.mark.parametrize("shape", ["folders", "files", "deep"])
def test_100_000_nodes_are_too_many_and_cost_little(swift, shape):
    """More than may be are not even listed."""
    (swift / "a").touch()
    for number in range(100_000):
        if shape == "folders":
            (swift / f"n{number}").mkdir()
        elif shape == "files":
            (swift / f"n{number}").touch()
        else:
            path = swift / "/".join(["d"] * (number // 2_000)) / f"{number}"
            path.mkdir(parents=True)
    said, seconds, peak = cost(swift)
    assert said == "limit-count"
    assert seconds < 10
    assert peak < 64


def test_a_folder_that_changes_without_end_gives_one_reading_or_none(swift):
    """Somebody swaps files, folders and links to a secret while the folder is read."""
    app, secret = swift / "app", swift / "secret"
    secret.mkdir()
    (secret / "a.py").write_text(SECRET)
    stop = threading.Event()
    shutil.rmtree(app, ignore_errors=True)
    for name in ("d", "e"):
        (app / name).mkdir(parents=True)
        (app / name / "a.py").write_text("x" * 100_000)
    mover = threading.Thread(target=_swap_until, args=(stop, app, secret))
    mover.start()
    taken, refused = set(), set()
    try:
        for _ in range(150):
            try:
                taken.add(receive(app, swift / "store").tree.manifest.root)
            except Refused as why:
                refused.add(why.code)
    finally:
        stop.set()
        mover.join()
    assert refused <= {"changing", "unreadable", "symlink", "empty"}
    assert refused
    assert not [p for p in (swift / "store").rglob("*") if p.is_file() and SECRET in p.read_text()]
    print(f"{len(taken)} trees taken, refused as {sorted(refused)}")


def _swap_until(stop, app, secret):
    dice = random.Random(3)
    while not stop.is_set():
        name = dice.choice("de")
        place, aside = app / name, app.parent / f"aside-{name}"
        with suppress(OSError):
            match dice.randrange(4):
                case 0:
                    place.rename(aside)
                    place.symlink_to(secret)
                    place.unlink()
                    aside.rename(place)
                case 1:
                    (place / "a.py").rename(aside)
                    (place / "a.py").symlink_to(secret / "a.py")
                    (place / "a.py").unlink()
                    aside.rename(place / "a.py")
                case 2:
                    (place / "a.py").write_text("y" * dice.randrange(200_000))
                case _:
                    (place / "new").write_text("n")
                    (place / "new").unlink()

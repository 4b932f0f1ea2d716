"""What ordinary tools write is accepted, and all of them lead to one tree."""

import io
import random
import shutil
import subprocess
import tarfile
import zipfile

import pytest

from vetting.intake import DEFAULT, receive
from vetting.intake.sink import Nowhere
from vetting.intake.unpack import unpack

FILES = {
    "app/index.php": b"<?php echo 1;\n" * 400,
    "app/kosong.txt": b"",
    "app/Folder Satu/dokumen é.md": b"# Judul\n",
    "app/acak.bin": random.Random(7).randbytes(200_000),
    "app/" + "/".join(["panjang" * 6] * 6) + "/" + "n" * 120: b"deep",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    root = tmp_path_factory.mktemp("sources")
    for name, data in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


@pytest.fixture(scope="module")
def expected(app, tmp_path_factory):
    return receive(app, tmp_path_factory.mktemp("store")).tree.manifest


class Unseekable(io.RawIOBase):
    """A pipe: the zip writer must stream and use descriptors."""

    def __init__(self):
        self.data = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.data += data
        return len(data)


def streamed_zip(app, path, method=zipfile.ZIP_DEFLATED):
    pipe = Unseekable()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name in FILES:
            archive.write(app / name, name)
    path.write_bytes(pipe.data)


def zip64(app, path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in FILES.items():
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(data)


def made(kind, ending):
    def make(app, path):
        shutil.make_archive(str(path).removesuffix(ending), kind, app, "app")

    return make


def tar_of(format):
    def make(app, path):
        with tarfile.open(path, "w", format=format) as archive:
            archive.add(app / "app", "app")

    return make


def command(*arguments):
    def make(app, path):
        if not shutil.which(arguments[0]):
            pytest.skip(f"{arguments[0]} is not installed")
        subprocess.run([*arguments, str(path), "app"], cwd=app, check=True, capture_output=True)

    return make


def git_archive(kind):
    def make(app, path):
        if not shutil.which("git"):
            pytest.skip("git is not installed")
        copy = path.parent / "repository"
        shutil.copytree(app, copy)
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        for step in (
            ["init", "-q"],
            ["add", "."],
            [*who, "commit", "-qm", "x"],
            ["archive", f"--format={kind}", "-o", str(path), "HEAD"],
        ):
            subprocess.run(["git", *step], cwd=copy, check=True, capture_output=True)  # fmt: skip

    return make


WRITERS = {
    "streamed.zip": streamed_zip,
    "zip64.zip": zip64,
    "make.zip": made("zip", ".zip"),
    "make.tar": made("tar", ".tar"),
    "make.tar.gz": made("gztar", ".tar.gz"),
    "make.tar.bz2": made("bztar", ".tar.bz2"),
    "make.tar.xz": made("xztar", ".tar.xz"),
    "gnu.tar": tar_of(tarfile.GNU_FORMAT),
    "pax.tar": tar_of(tarfile.PAX_FORMAT),
    "info-zip.zip": command("zip", "-qr"),
    "info-zip-stored.zip": command("zip", "-qr0"),
    "gnu-tar.tar.gz": command("tar", "-czf"),
    "gnu-tar-pax.tar": command("tar", "--format=pax", "-cf"),
    "7z.zip": command("7z", "a", "-bd", "-y"),
    "bsdtar.zip": command("bsdtar", "--format=zip", "-cf"),
    "bsdtar-stored.zip": command(
        "bsdtar", "--format=zip", "--options", "zip:compression=store", "-cf"
    ),
    "bsdtar.tar.gz": command("bsdtar", "-czf"),
    "old-gnu.tar": command("tar", "--format=oldgnu", "-cf"),
    "git.zip": git_archive("zip"),
    "git.tar.gz": git_archive("tar.gz"),
    "jar.jar": command("jar", "cfM"),
}


# Info-ZIP marks names as UTF-8 only where the locale says so; git and jar say that they are of DOS.
UNMARKED = {
    name: {"name-legacy-encoding"}
    for name in ("info-zip.zip", "info-zip-stored.zip", "git.zip", "jar.jar")
} | {"bsdtar-stored.zip": {"stored-dd"}}


@pytest.mark.parametrize("name", WRITERS)
def test_one_tree_from_every_writer(name, app, expected, tmp_path):
    path = tmp_path / name
    WRITERS[name](app, path)
    submission = receive(path, tmp_path / "store")
    assert submission.tree.manifest == expected
    assert {code for code, _ in submission.warnings} <= UNMARKED.get(name, set())


def test_as_many_files_as_a_real_regional_application_has(tmp_path):
    path = tmp_path / "app.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for index in range(19_814):
            archive.writestr(f"app/modul{index % 300}/Berkas{index}.php", b"<?php\n")
    result = unpack(path, path.name, Nowhere(), DEFAULT)
    assert len(result.entries) == 19_814
    assert result.warnings == ()

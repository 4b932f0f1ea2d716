"""Mutants end in a verdict, never in an exception; what is accepted reads alike elsewhere."""

import io
import os
import stat
import tarfile
import zipfile
from collections import Counter
from hashlib import sha256

from tests.hostile.intake.mutants import mutants, parents
from vetting.intake import DEFAULT, Refused
from vetting.intake.kinds import Kind
from vetting.intake.names import vcs_part
from vetting.intake.sink import Nowhere
from vetting.intake.unpack import unpack

COUNT = int(os.environ.get("VET_FUZZ_MUTANTS", "2000"))


def as_utf8(info):
    """Python reads an unmarked name as code page 437 even where it is valid UTF-8."""
    try:
        return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def by_zipfile(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {
            as_utf8(info): sha256(archive.read(info)).hexdigest()
            for info in archive.infolist()
            if not info.is_dir()
            and not (
                info.create_system in (3, 19) and stat.S_ISLNK(info.external_attr >> 16)
            )
        }  # fmt: skip


def by_tarfile(data):
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {
            info.name.removeprefix("./"): sha256(archive.extractfile(info).read()).hexdigest()
            for info in archive
            if info.isreg()
        }


def test_mutants_get_a_verdict_and_have_one_reading(tmp_path):
    verdicts = Counter()
    path = tmp_path / "mutant"
    for name, data in mutants(COUNT):
        path.write_bytes(data)
        try:
            result = unpack(path, name, Nowhere(), DEFAULT)
        except Refused as refused:
            verdicts[refused.code] += 1
            continue
        verdicts["accepted"] += 1
        ours = {entry.path: entry.sha256 for entry in result.entries}
        read = by_zipfile if result.kind == Kind.ZIP else by_tarfile
        theirs = {path: told for path, told in read(data).items() if not vcs_part(path)}
        assert ours == theirs, (name, data)
    assert verdicts["accepted"] < COUNT / 2
    assert len(verdicts) > 30


def test_the_parents_cover_every_kind_and_mutants_repeat():
    names = {name for name, _ in parents()}
    for ending in (".zip", ".tar", ".tar.gz", ".tar.xz", ".tar.bz2"):
        assert any(name.endswith(ending) for name in names)
    assert list(mutants(20)) == list(mutants(20))
